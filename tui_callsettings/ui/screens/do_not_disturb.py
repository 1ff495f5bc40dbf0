"""Do not disturb."""

from tui_callsettings.models.feature import Feature

from .form import FormScreen


class DoNotDisturbScreen(FormScreen):
    """Do not disturb."""

    FEATURE = Feature.DO_NOT_DISTURB
