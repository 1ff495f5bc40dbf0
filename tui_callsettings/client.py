"""`CallSettingsClient`: the async service over one account, with the methods and envelope of the Webex Calling SDK."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar, cast

from .backends.base import Backend, Greeting
from .backends.registry import open_backend
from .errors import CallSettingsError, UnsupportedError
from .models.account import PRACTICE, Account
from .models.call_forwarding import CallForwardAlwaysSetting, CallForwardSetting
from .models.call_waiting import CallWaitingSetting
from .models.capabilities import Capabilities
from .models.do_not_disturb import DoNotDisturbSetting
from .models.feature import Feature
from .models.other_rules import OtherRule
from .models.owner import Owner
from .models.response import CallSettingResponse
from .models.setting import FieldPath, Setting
from .models.voicemail import VoicemailSetting

if TYPE_CHECKING:
    from .accounts.credentials import StoredCredentials
    from .sync_client import SyncCallSettingsClient

_log = logging.getLogger(__name__)
_SettingT = TypeVar("_SettingT", bound=Setting)

VOICEMAIL_DESTINATION = "VOICEMAIL"
"""The destination of forward always when every call goes to the person's own voicemail."""


class CallSettingsClient:
    """Reads and writes one person's call settings.

    Every method that reaches the provider returns a `CallSettingResponse` and raises nothing for what the provider
    answers. A setter rejects what it does not know and what the account cannot store (status 400 or 501, before
    anything is sent), and reads the setting again after the write: it never reports a value that was not stored.
    It is an async context manager; leaving it closes the connections.

    Example:
        >>> import asyncio
        >>> async def turn_on() -> dict[str, object]:
        ...     async with CallSettingsClient.practice() as client:
        ...         response = await client.set_do_not_disturb_setting(True)
        ...         return response.model_dump(by_alias=True)
        >>> asyncio.run(turn_on())
        {'statusCode': 204, 'data': {'callSetting': {'enabled': True}}, 'message': 'SUCCESS'}
    """

    def __init__(self, backend: Backend, account: Account | None = None) -> None:
        self.backend = backend
        self.account = account or Account(PRACTICE)
        self._prefetched: dict[Feature, asyncio.Future[CallSettingResponse]] = {}
        self._prefetched_owner: asyncio.Future[Owner] | None = None
        self._credentials: StoredCredentials | None = None

    @classmethod
    def open(cls, name: str | None = None) -> Self:
        """Return the client of the account `name` in the configuration file; by default of the default account.

        Raises:
            ConfigurationError: the file is broken, or has no such account.
        """
        from tui_callsettings.accounts.config import load_config

        account = load_config().account(name)
        return cls.for_account(account)

    @classmethod
    def open_sync(cls, name: str | None = None) -> "SyncCallSettingsClient":
        """Return a client with the same methods for scripts without an event loop; use it in a `with` statement.

        Raises:
            ConfigurationError: as `open`.
        """
        from .sync_client import SyncCallSettingsClient

        return SyncCallSettingsClient(cls.open(name))

    @classmethod
    def for_account(cls, account: Account) -> Self:
        """Return the client of `account`, with its stored sign-in."""
        if account.backend == "local":
            return cls(open_backend(account, None), account)
        from tui_callsettings.accounts.credentials import open_credentials

        credentials = open_credentials(account)
        client = cls(open_backend(account, credentials), account)
        client._credentials = credentials
        return client

    @classmethod
    def practice(cls) -> Self:
        """Return the client of the embedded practice account, which works offline."""
        return cls(open_backend(Account(PRACTICE), None))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close connections and files."""
        for response in self._prefetched.values():
            response.cancel()
        if self._prefetched_owner is not None:
            self._prefetched_owner.cancel()
        if self._credentials is not None:
            await self._credentials.finish()
        await self.backend.close()

    @property
    def capabilities(self) -> Capabilities:
        """What the account can do, as far as known by now."""
        return self.backend.capabilities

    async def owner(self) -> Owner:
        """Read the person the settings belong to, empty if unreported; the region of the account has priority."""
        prefetched, self._prefetched_owner = self._prefetched_owner, None
        return await (self._owner() if prefetched is None else prefetched)

    async def _owner(self) -> Owner:
        try:
            owner = await self.backend.owner()
        except CallSettingsError as error:
            _log.info("the owner is not known: %s", error.message)
            owner = Owner()
        return replace(owner, region=self.account.region) if self.account.region else owner

    async def read_other_rules(self) -> tuple[OtherRule, ...]:
        """Read the provider's rules that act before or beside the settings; empty where they cannot be read."""
        try:
            return await self.backend.read_other_rules()
        except CallSettingsError as error:
            _log.info("the other rules are not known: %s", error.message)
            return ()

    async def send_whole_settings(self) -> bool:
        """Send whole settings from now on, because the provider resets what a write omits.

        Returns:
            Whether that makes a difference.
        """
        try:
            return await self.backend.send_whole_settings()
        except CallSettingsError as error:
            _log.warning("whole settings are sent in this session only: %s", error.message)
            return True

    async def prefetch(self) -> None:
        """Start reading everything; the first `read` of each feature, and `owner`, return the result of these reads."""
        self._prefetched_owner = asyncio.ensure_future(self._owner())
        self._prefetched = {feature: asyncio.ensure_future(self._read_now(feature)) for feature in Feature}

    async def lines(self) -> tuple[str, ...]:
        """Read the directory numbers to choose from; empty where there is one, or where they cannot be read."""
        try:
            return await self.backend.lines()
        except CallSettingsError as error:
            _log.info("the lines are not known: %s", error.message)
            return ()

    async def upload_greeting(
        self, greeting: Greeting, wav: Path, progress: Callable[[int, int], None]
    ) -> CallSettingsError | None:
        """Store a recording as voicemail greeting; return the error, or None.

        `progress` is called with the bytes sent and the total.
        """
        try:
            await self.backend.upload_greeting(greeting, wav, progress)
        except CallSettingsError as error:
            return error
        return None

    async def pin_rules(self) -> tuple[str, ...]:
        """Read the rules of a voicemail PIN, a sentence each; or the reason why they are not known."""
        try:
            return await self.backend.pin_rules()
        except CallSettingsError as error:
            return (error.message,)

    async def change_pin(self, pin: str) -> CallSettingsError | None:
        """Set the voicemail PIN; return the error, or None. No message repeats the PIN."""
        try:
            await self.backend.change_pin(pin)
        except CallSettingsError as error:
            return error
        return None

    async def read(self, feature: Feature) -> CallSettingResponse:
        """Read the stored setting of `feature`."""
        prefetched = self._prefetched.pop(feature, None)
        return await (self._read_now(feature) if prefetched is None else prefetched)

    async def _read_now(self, feature: Feature) -> CallSettingResponse:
        return await self._respond(feature, self._read(feature))

    async def write(self, feature: Feature, target: Setting, changed: Collection[FieldPath]) -> CallSettingResponse:
        """Write `target`, a fresh read in which only the fields at `changed` differ; the response carries `target`."""
        return await self._respond(feature, self._write(feature, target, changed))

    async def get_do_not_disturb_setting(self) -> "CallSettingResponse[DoNotDisturbSetting]":
        """Read do not disturb."""
        return _typed(DoNotDisturbSetting, await self.read(Feature.DO_NOT_DISTURB))

    async def set_do_not_disturb_setting(
        self, enabled: bool, ring_splash_enabled: bool | None = None
    ) -> "CallSettingResponse[DoNotDisturbSetting]":
        """Turn do not disturb on or off.

        The SDK turns the ring reminder off on each call; here it keeps its stored value unless `ring_splash_enabled`
        is given.
        """
        setting: dict[str, object] = {"enabled": enabled}
        if ring_splash_enabled is not None:
            setting["ring_splash_enabled"] = ring_splash_enabled
        return _typed(DoNotDisturbSetting, await self._set(Feature.DO_NOT_DISTURB, setting))

    async def get_call_waiting_setting(self) -> "CallSettingResponse[CallWaitingSetting]":
        """Read call waiting."""
        return _typed(CallWaitingSetting, await self.read(Feature.CALL_WAITING))

    async def set_call_waiting_setting(self, enabled: bool) -> "CallSettingResponse[CallWaitingSetting]":
        """Turn call waiting on or off; the SDK has no setter for it."""
        return _typed(CallWaitingSetting, await self._set(Feature.CALL_WAITING, {"enabled": enabled}))

    async def get_call_forward_setting(self) -> "CallSettingResponse[CallForwardSetting]":
        """Read all forwarding."""
        return _typed(CallForwardSetting, await self.read(Feature.CALL_FORWARDING))

    async def set_call_forward_setting(
        self, setting: CallForwardSetting | Mapping[str, object]
    ) -> "CallSettingResponse[CallForwardSetting]":
        """Store the fields of `setting`; fields it leaves out keep their stored values.

        Args:
            setting: the model, or a mapping with the SDK's camelCase names or the model's snake_case names.

        Returns:
            Status 204 and the fields as stored; status 400 and a message with field and rule for an unknown name, a
            value of a wrong type or against a rule, or an empty setting.
        """
        return _typed(CallForwardSetting, await self._set(Feature.CALL_FORWARDING, setting))

    async def get_call_forward_always_setting(
        self, directory_number: str | None = None
    ) -> "CallSettingResponse[CallForwardAlwaysSetting]":
        """Read where all calls go, if they are redirected.

        Forward always with a destination; else voicemail for all calls, as destination "VOICEMAIL"; else off.
        `enabled` is None where the provider does not report what decides it.

        Args:
            directory_number: the line; mandatory on UCM (status 400 without it), ignored elsewhere as in the SDK.
        """
        return _typed(
            CallForwardAlwaysSetting,
            await self._respond(Feature.CALL_FORWARDING, self._read_forward_always(directory_number)),
        )

    async def get_voicemail_setting(self) -> "CallSettingResponse[VoicemailSetting]":
        """Read voicemail."""
        return _typed(VoicemailSetting, await self.read(Feature.VOICEMAIL))

    async def set_voicemail_setting(
        self, setting: VoicemailSetting | Mapping[str, object]
    ) -> "CallSettingResponse[VoicemailSetting]":
        """Store the fields of `setting`; as `set_call_forward_setting`."""
        return _typed(VoicemailSetting, await self._set(Feature.VOICEMAIL, setting))

    async def _read(self, feature: Feature) -> Setting:
        support = self.capabilities.support(feature)
        if not support.is_offered:
            raise UnsupportedError(f"{feature.title}: {support.reason}.")
        return await self.backend.read(feature)

    async def _write(self, feature: Feature, target: Setting, changed: Collection[FieldPath]) -> Setting:
        if changed:
            await self.backend.write(feature, target, changed)
        return target

    async def _set(self, feature: Feature, setting: object) -> CallSettingResponse:
        from .setting_writer import store_setting

        return await self._respond(feature, store_setting(self.backend, self.owner, feature, setting), status=204)

    async def _read_forward_always(self, directory_number: str | None) -> CallForwardAlwaysSetting:
        if self.capabilities.needs_directory_number:
            return await self.backend.read_forward_always(directory_number or "")
        setting = cast("CallForwardSetting", await self._read(Feature.CALL_FORWARDING))
        always = setting.call_forwarding.always if setting.call_forwarding else None
        if always is None or always.enabled is None:
            return CallForwardAlwaysSetting(enabled=None)
        if always.enabled and always.destination:
            return always
        try:
            voicemail = await self._read(Feature.VOICEMAIL)
        except CallSettingsError as error:
            # The SDK's own words; scripts compare them.
            message = "Unable to retrieve voicemail settings."
            raise type(error)(
                message,
                status=error.response_status,
                provider_message=error.provider_message,
                tracking_id=error.tracking_id,
            ) from error
        switches = [voicemail.value(path) for path in (("enabled",), ("send_all_calls", "enabled"))]
        if False in switches:
            return CallForwardAlwaysSetting(enabled=False)
        if None in switches:
            return CallForwardAlwaysSetting(enabled=None)
        return CallForwardAlwaysSetting(enabled=True, destination=VOICEMAIL_DESTINATION)

    async def _respond(
        self, feature: Feature, reading: Awaitable[Setting], *, status: int = 200
    ) -> CallSettingResponse:
        try:
            return CallSettingResponse.success(await reading, status)
        except CallSettingsError as error:
            _log.info("%s: %s", feature.value, error.message)
            return CallSettingResponse.from_error(error)
        except Exception as error:  # noqa: BLE001 - an internal error must not end the editor; the log names its place
            place = _locate(error)
            _log.error("%s: internal error %s at %s", feature.value, type(error).__name__, place)
            message = f"{feature.title}: internal error ({type(error).__name__} at {place}). Try again."
            return CallSettingResponse.from_error(CallSettingsError(message, status=500))


def _locate(error: Exception) -> str:
    """Return where in this package `error` was raised: "wire.py:112"; the log has neither values nor messages."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "tui_callsettings" in frame.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"


def _typed(model: type[_SettingT], response: CallSettingResponse) -> "CallSettingResponse[_SettingT]":
    """Return `response` as one with a `model` as its setting."""
    del model
    return cast("CallSettingResponse[_SettingT]", response)
