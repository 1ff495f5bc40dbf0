"""`CallSettingsClient` for scripts without an event loop: the same methods, each waits for its answer."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TypeVar

from anyio.from_thread import start_blocking_portal

from .client import CallSettingsClient
from .models.call_forwarding import CallForwardAlwaysSetting, CallForwardSetting
from .models.call_waiting import CallWaitingSetting
from .models.do_not_disturb import DoNotDisturbSetting
from .models.response import CallSettingResponse
from .models.voicemail import VoicemailSetting

_T = TypeVar("_T")


class SyncCallSettingsClient:
    """A blocking portal to a `CallSettingsClient`; use it as a context manager.

    Example:
        >>> from tui_callsettings import CallSettingsClient
        >>> with CallSettingsClient.open_sync("practice") as client:
        ...     response = client.set_voicemail_setting({"sendBusyCalls": {"enabled": False}})
        ...     print(response.status_code, response.data.call_setting.send_busy_calls.enabled)
        ...     response = client.set_call_forward_setting({"callForwarding": {"always": {"enabled": "yes"}}})
        ...     print(response.status_code, response.data.error)
        204 False
        400 callForwarding.always.enabled must be true or false, not "yes".
    """

    def __init__(self, client: CallSettingsClient) -> None:
        self._client = client
        self._resources = ExitStack()
        self._portal = self._resources.enter_context(start_blocking_portal())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and end the portal's thread."""
        with self._resources:
            self._call(self._client.close)

    def _call(self, method: Callable[..., Awaitable[_T]], *arguments: object) -> _T:
        return self._portal.call(method, *arguments)

    def get_do_not_disturb_setting(self) -> "CallSettingResponse[DoNotDisturbSetting]":
        """Read do not disturb."""
        return self._call(self._client.get_do_not_disturb_setting)

    def set_do_not_disturb_setting(
        self, enabled: bool, ring_splash_enabled: bool | None = None
    ) -> "CallSettingResponse[DoNotDisturbSetting]":
        """Turn do not disturb on or off."""
        return self._call(self._client.set_do_not_disturb_setting, enabled, ring_splash_enabled)

    def get_call_waiting_setting(self) -> "CallSettingResponse[CallWaitingSetting]":
        """Read call waiting."""
        return self._call(self._client.get_call_waiting_setting)

    def set_call_waiting_setting(self, enabled: bool) -> "CallSettingResponse[CallWaitingSetting]":
        """Turn call waiting on or off."""
        return self._call(self._client.set_call_waiting_setting, enabled)

    def get_call_forward_setting(self) -> "CallSettingResponse[CallForwardSetting]":
        """Read all forwarding."""
        return self._call(self._client.get_call_forward_setting)

    def set_call_forward_setting(
        self, setting: CallForwardSetting | Mapping[str, object]
    ) -> "CallSettingResponse[CallForwardSetting]":
        """Store the fields of `setting`."""
        return self._call(self._client.set_call_forward_setting, setting)

    def get_call_forward_always_setting(
        self, directory_number: str | None = None
    ) -> "CallSettingResponse[CallForwardAlwaysSetting]":
        """Read where all calls go, if they are redirected."""
        return self._call(self._client.get_call_forward_always_setting, directory_number)

    def get_voicemail_setting(self) -> "CallSettingResponse[VoicemailSetting]":
        """Read voicemail."""
        return self._call(self._client.get_voicemail_setting)

    def set_voicemail_setting(
        self, setting: VoicemailSetting | Mapping[str, object]
    ) -> "CallSettingResponse[VoicemailSetting]":
        """Store the fields of `setting`."""
        return self._call(self._client.set_voicemail_setting, setting)
