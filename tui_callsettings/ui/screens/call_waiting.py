"""Call waiting."""

from tui_callsettings.models.feature import Feature

from .form import FormScreen


class CallWaitingScreen(FormScreen):
    """Call waiting."""

    FEATURE = Feature.CALL_WAITING
