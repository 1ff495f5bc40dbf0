"""Change your own call settings: the library under the `callsettings` editor.

Names are imported on first use, so that `import tui_callsettings` is cheap.
"""

from importlib import import_module

# As in typing, without the ten milliseconds of its import.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import CallSettingsClient as CallSettingsClient
    from .errors import CallSettingsError as CallSettingsError
    from .errors import ConfigurationError as ConfigurationError
    from .errors import InvalidResponseError as InvalidResponseError
    from .errors import NotAllowedError as NotAllowedError
    from .errors import NotFoundError as NotFoundError
    from .errors import NotSignedInError as NotSignedInError
    from .errors import OutcomeUnknownError as OutcomeUnknownError
    from .errors import RateLimitedError as RateLimitedError
    from .errors import RejectedError as RejectedError
    from .errors import StorageError as StorageError
    from .errors import UnreachableError as UnreachableError
    from .errors import UnsupportedError as UnsupportedError
    from .models.account import Account as Account
    from .models.call_forwarding import BusinessContinuitySetting as BusinessContinuitySetting
    from .models.call_forwarding import CallForwardAlwaysSetting as CallForwardAlwaysSetting
    from .models.call_forwarding import CallForwardBusySetting as CallForwardBusySetting
    from .models.call_forwarding import CallForwardNoAnswerSetting as CallForwardNoAnswerSetting
    from .models.call_forwarding import CallForwardRules as CallForwardRules
    from .models.call_forwarding import CallForwardSetting as CallForwardSetting
    from .models.call_waiting import CallWaitingSetting as CallWaitingSetting
    from .models.capabilities import Capabilities as Capabilities
    from .models.do_not_disturb import DoNotDisturbSetting as DoNotDisturbSetting
    from .models.do_not_disturb import ToggleSetting as ToggleSetting
    from .models.feature import Feature as Feature
    from .models.owner import Owner as Owner
    from .models.response import CallSettingData as CallSettingData
    from .models.response import CallSettingResponse as CallSettingResponse
    from .models.setting import FieldPath as FieldPath
    from .models.setting import Setting as Setting
    from .models.setting import Value as Value
    from .models.voicemail import EmailCopyOfMessage as EmailCopyOfMessage
    from .models.voicemail import FaxMessage as FaxMessage
    from .models.voicemail import MessageStorage as MessageStorage
    from .models.voicemail import Notifications as Notifications
    from .models.voicemail import SendAllCalls as SendAllCalls
    from .models.voicemail import SendBusyCalls as SendBusyCalls
    from .models.voicemail import SendUnansweredCalls as SendUnansweredCalls
    from .models.voicemail import TransferToNumber as TransferToNumber
    from .models.voicemail import VoicemailSetting as VoicemailSetting
    from .sync_client import SyncCallSettingsClient as SyncCallSettingsClient
    from .version import __version__ as __version__

_MODULES = {
    "Account": "models.account",
    "BusinessContinuitySetting": "models.call_forwarding",
    "CallForwardAlwaysSetting": "models.call_forwarding",
    "CallForwardBusySetting": "models.call_forwarding",
    "CallForwardNoAnswerSetting": "models.call_forwarding",
    "CallForwardRules": "models.call_forwarding",
    "CallForwardSetting": "models.call_forwarding",
    "CallSettingData": "models.response",
    "CallSettingResponse": "models.response",
    "CallSettingsClient": "client",
    "CallSettingsError": "errors",
    "CallWaitingSetting": "models.call_waiting",
    "Capabilities": "models.capabilities",
    "ConfigurationError": "errors",
    "DoNotDisturbSetting": "models.do_not_disturb",
    "EmailCopyOfMessage": "models.voicemail",
    "FaxMessage": "models.voicemail",
    "Feature": "models.feature",
    "FieldPath": "models.setting",
    "InvalidResponseError": "errors",
    "MessageStorage": "models.voicemail",
    "NotAllowedError": "errors",
    "NotFoundError": "errors",
    "NotSignedInError": "errors",
    "Notifications": "models.voicemail",
    "OutcomeUnknownError": "errors",
    "Owner": "models.owner",
    "RateLimitedError": "errors",
    "RejectedError": "errors",
    "SendAllCalls": "models.voicemail",
    "SendBusyCalls": "models.voicemail",
    "SendUnansweredCalls": "models.voicemail",
    "Setting": "models.setting",
    "StorageError": "errors",
    "SyncCallSettingsClient": "sync_client",
    "ToggleSetting": "models.do_not_disturb",
    "TransferToNumber": "models.voicemail",
    "UnreachableError": "errors",
    "UnsupportedError": "errors",
    "Value": "models.setting",
    "VoicemailSetting": "models.voicemail",
    "__version__": "version",
}

__all__ = list(_MODULES)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
