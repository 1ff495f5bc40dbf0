"""`CallSettingsClient`: the async service over one account, with the methods and envelope of the Webex Calling SDK."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from .backends.base import Backend, Greeting
from .backends.registry import open_backend
from .errors import CallSettingsError, UnsupportedError
from .models.account import PRACTICE, Account
from .models.call_forwarding import CallForwardAlwaysSetting, CallForwardSetting
from .models.capabilities import Capabilities
from .models.feature import Feature
from .models.owner import Owner
from .models.response import CallSettingResponse
from .models.setting import FieldPath, Setting, Value
from .models.voicemail import VoicemailSetting

if TYPE_CHECKING:
    from .accounts.credentials import StoredCredentials

_log = logging.getLogger(__name__)

VOICEMAIL_DESTINATION = "VOICEMAIL"
"""What forward always reports as destination when every call goes to the person's own voicemail."""


class CallSettingsClient:
    """Reads and writes one person's call settings.

    Every method that talks to the provider answers with a `CallSettingResponse` and raises nothing for what the
    provider does. It is an async context manager; leaving it closes the connections.

    Example:
        async with CallSettingsClient.open() as client:
            response = await client.get_do_not_disturb_setting()
            print(response.model_dump(by_alias=True))
    """

    def __init__(self, backend: Backend, account: Account | None = None) -> None:
        self.backend = backend
        self.account = account or Account(PRACTICE)
        self._ahead: dict[Feature, asyncio.Future[CallSettingResponse]] = {}
        self._owner_ahead: asyncio.Future[Owner] | None = None
        self._credentials: StoredCredentials | None = None

    @classmethod
    def open(cls, name: str | None = None) -> Self:
        """The client of the account `name` of the configuration file; without a name, of the account in use there.

        Raises:
            ConfigurationError: the file is broken, or has no such account.
        """
        from tui_callsettings.accounts.config import load_config

        account = load_config().account(name)
        return cls.for_account(account)

    @classmethod
    def for_account(cls, account: Account) -> Self:
        """The client of `account`, with the sign-in that is kept for it."""
        if account.backend == "local":
            return cls(open_backend(account, None), account)
        from tui_callsettings.accounts.credentials import open_credentials

        credentials = open_credentials(account)
        client = cls(open_backend(account, credentials), account)
        client._credentials = credentials
        return client

    @classmethod
    def practice(cls) -> Self:
        """The client of the embedded account, which works offline."""
        return cls(open_backend(Account(PRACTICE), None))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give back connections and files."""
        for answer in self._ahead.values():
            answer.cancel()
        if self._owner_ahead is not None:
            self._owner_ahead.cancel()
        if self._credentials is not None:
            await self._credentials.finish()
        await self.backend.close()

    @property
    def capabilities(self) -> Capabilities:
        """What the account can do, as far as known now."""
        return self.backend.capabilities

    async def owner(self) -> Owner:
        """Whose settings these are; empty where the provider does not tell. The account's own region comes first."""
        ahead, self._owner_ahead = self._owner_ahead, None
        return await (self._owner() if ahead is None else ahead)

    async def _owner(self) -> Owner:
        try:
            owner = await self.backend.owner()
        except CallSettingsError as error:
            _log.info("the owner is not known: %s", error.message)
            owner = Owner()
        return replace(owner, region=self.account.region) if self.account.region else owner

    async def prefetch(self) -> None:
        """Begin to read everything; the first `read` of each feature, and `owner`, then take what is under way."""
        self._owner_ahead = asyncio.ensure_future(self._owner())
        self._ahead = {feature: asyncio.ensure_future(self._read_now(feature)) for feature in Feature}

    async def lines(self) -> tuple[str, ...]:
        """The directory numbers one can choose from; empty where there is one, or where they cannot be read."""
        try:
            return await self.backend.lines()
        except CallSettingsError as error:
            _log.info("the lines are not known: %s", error.message)
            return ()

    async def upload_greeting(
        self, greeting: Greeting, wav: Path, progress: Callable[[int, int], None]
    ) -> CallSettingsError | None:
        """Store a recording as voicemail greeting: what went wrong, or None.

        `progress` is told bytes sent and in all.
        """
        try:
            await self.backend.upload_greeting(greeting, wav, progress)
        except CallSettingsError as error:
            return error
        return None

    async def pin_rules(self) -> tuple[str, ...]:
        """What a voicemail PIN must be like, a sentence each; or why that is not known."""
        try:
            return await self.backend.pin_rules()
        except CallSettingsError as error:
            return (error.message,)

    async def change_pin(self, pin: str) -> CallSettingsError | None:
        """Set the voicemail PIN: what went wrong, or None. No answer repeats it."""
        try:
            await self.backend.change_pin(pin)
        except CallSettingsError as error:
            return error
        return None

    async def read(self, feature: Feature) -> CallSettingResponse:
        """The stored setting of `feature`."""
        ahead = self._ahead.pop(feature, None)
        return await (self._read_now(feature) if ahead is None else ahead)

    async def _read_now(self, feature: Feature) -> CallSettingResponse:
        return await self._answer(feature, self._read(feature))

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> CallSettingResponse:
        """Store `wanted`: a fresh read in which only the fields at `changed` differ. Answers with `wanted`."""
        return await self._answer(feature, self._write(feature, wanted, changed))

    async def get_do_not_disturb_setting(self) -> CallSettingResponse:
        """Do not disturb."""
        return await self.read(Feature.DO_NOT_DISTURB)

    async def set_do_not_disturb_setting(
        self, enabled: bool, ring_splash_enabled: bool | None = None
    ) -> CallSettingResponse:
        """Switch do not disturb.

        The SDK sets the ring reminder to off on each call; here it keeps its stored value unless
        `ring_splash_enabled` says otherwise.
        """
        values: dict[FieldPath, Value] = {("enabled",): enabled}
        if ring_splash_enabled is not None:
            values["ring_splash_enabled",] = ring_splash_enabled
        return await self._change(Feature.DO_NOT_DISTURB, values)

    async def get_call_waiting_setting(self) -> CallSettingResponse:
        """Call waiting."""
        return await self.read(Feature.CALL_WAITING)

    async def set_call_waiting_setting(self, enabled: bool) -> CallSettingResponse:
        """Switch call waiting."""
        return await self._change(Feature.CALL_WAITING, {("enabled",): enabled})

    async def get_call_forward_setting(self) -> CallSettingResponse:
        """All forwarding."""
        return await self.read(Feature.CALL_FORWARDING)

    async def set_call_forward_setting(self, setting: CallForwardSetting) -> CallSettingResponse:
        """Store the fields that `setting` gives; fields it leaves out keep their stored values."""
        return await self._change(Feature.CALL_FORWARDING, given_values(Feature.CALL_FORWARDING, setting), setting)

    async def get_call_forward_always_setting(self, directory_number: str | None = None) -> CallSettingResponse:
        """Where all calls go, if they go somewhere.

        Forward always with a destination; else voicemail for all calls, told as destination "VOICEMAIL"; else off.
        On UCM `directory_number` names the line and is mandatory (400 without it).
        """
        return await self._answer(Feature.CALL_FORWARDING, self._forward_always(directory_number))

    async def get_voicemail_setting(self) -> CallSettingResponse:
        """Voicemail."""
        return await self.read(Feature.VOICEMAIL)

    async def set_voicemail_setting(self, setting: VoicemailSetting) -> CallSettingResponse:
        """Store the fields that `setting` gives; fields it leaves out keep their stored values."""
        return await self._change(Feature.VOICEMAIL, given_values(Feature.VOICEMAIL, setting), setting)

    async def _read(self, feature: Feature) -> Setting:
        support = self.capabilities.support(feature)
        if not support.is_offered:
            raise UnsupportedError(f"{feature.title}: {support.reason}.")
        return await self.backend.read(feature)

    async def _write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> Setting:
        if changed:
            await self.backend.write(feature, wanted, changed)
        return wanted

    async def _change(
        self, feature: Feature, values: dict[FieldPath, Value], sent: Setting | None = None
    ) -> CallSettingResponse:
        answer = await self.read(feature)
        if not answer.is_success or answer.data.call_setting is None:
            return answer
        wanted = answer.data.call_setting.with_values(values)
        answer = await self.write(feature, wanted, tuple(values))
        return CallSettingResponse.success(sent, 204) if sent is not None and answer.is_success else answer

    async def _forward_always(self, directory_number: str | None) -> CallForwardAlwaysSetting:
        if directory_number is not None or self.capabilities.needs_directory_number:
            return await self.backend.read_forward_always(directory_number or "")
        setting = cast("CallForwardSetting", await self._read(Feature.CALL_FORWARDING))
        always = setting.call_forwarding.always if setting.call_forwarding else None
        if always is not None and always.enabled and always.destination:
            return always
        try:
            voicemail = cast("VoicemailSetting", await self._read(Feature.VOICEMAIL))
        except CallSettingsError as error:
            # The SDK's own words; scripts compare them.
            message = "Unable to retrieve voicemail settings."
            raise type(error)(
                message,
                status=error.response_status,
                provider_message=error.provider_message,
                tracking_id=error.tracking_id,
            ) from error
        if voicemail.enabled and voicemail.send_all_calls and voicemail.send_all_calls.enabled:
            return CallForwardAlwaysSetting(enabled=True, destination=VOICEMAIL_DESTINATION)
        return CallForwardAlwaysSetting(enabled=False)

    async def _answer(self, feature: Feature, work: Awaitable[Setting]) -> CallSettingResponse:
        try:
            return CallSettingResponse.success(await work)
        except CallSettingsError as error:
            _log.info("%s: %s", feature.value, error.message)
            return CallSettingResponse.from_error(error)
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not end the editor; the class name tells us where
            _log.error("%s: unexpected %s", feature.value, type(error).__name__)
            message = f"{feature.title}: something went wrong in this program ({type(error).__name__}). Try again."
            return CallSettingResponse.from_error(CallSettingsError(message, status=500))


def given_values(feature: Feature, setting: Setting) -> dict[FieldPath, Value]:
    """The fields that `setting` gives a value for, but for those that an account only reports."""
    return {
        field.path: setting.value(field.path)
        for field in feature.fields
        if not field.meta.is_read_only and is_given(setting, field.path)
    }


def is_given(setting: Setting, path: FieldPath) -> bool:
    """Whether `setting` itself says something of the field at `path`, be it None."""
    here: object = setting
    for name in path:
        if not isinstance(here, Setting) or name not in here.model_fields_set:
            return False
        here = getattr(here, name)
    return True
