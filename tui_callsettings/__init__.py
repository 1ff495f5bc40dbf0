"""Change your own phone-call settings: the library under the `callsettings` editor.

Everything here is imported when it is first used, so that `import tui_callsettings` is cheap.
"""

from importlib import import_module

# As typing has it, without the ten milliseconds its import takes.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import CallSettingsClient as CallSettingsClient
    from .errors import CallSettingsError as CallSettingsError
    from .models.call_forwarding import CallForwardAlwaysSetting as CallForwardAlwaysSetting
    from .models.call_forwarding import CallForwardSetting as CallForwardSetting
    from .models.call_waiting import CallWaitingSetting as CallWaitingSetting
    from .models.do_not_disturb import DoNotDisturbSetting as DoNotDisturbSetting
    from .models.do_not_disturb import ToggleSetting as ToggleSetting
    from .models.feature import Feature as Feature
    from .models.response import CallSettingResponse as CallSettingResponse
    from .models.voicemail import VoicemailSetting as VoicemailSetting
    from .version import __version__ as __version__

_HOMES = {
    "CallForwardAlwaysSetting": "models.call_forwarding",
    "CallForwardSetting": "models.call_forwarding",
    "CallSettingResponse": "models.response",
    "CallSettingsClient": "client",
    "CallSettingsError": "errors",
    "CallWaitingSetting": "models.call_waiting",
    "DoNotDisturbSetting": "models.do_not_disturb",
    "Feature": "models.feature",
    "ToggleSetting": "models.do_not_disturb",
    "VoicemailSetting": "models.voicemail",
    "__version__": "version",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
