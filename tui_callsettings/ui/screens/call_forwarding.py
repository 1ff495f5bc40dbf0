"""Call forwarding, a group for each rule."""

from tui_callsettings.models.feature import Feature

from .form import FormScreen


class CallForwardingScreen(FormScreen):
    """Call forwarding, a group for each rule."""

    FEATURE = Feature.CALL_FORWARDING
