"""UCM on premises, over User Data Services: forward always and do not disturb."""

from collections.abc import Collection
from typing import Final
from xml.etree.ElementTree import Element

from tui_callsettings.backends import xml
from tui_callsettings.backends.base import Backend
from tui_callsettings.backends.transport import Body, HttpClient
from tui_callsettings.backends.writable import writable_changes
from tui_callsettings.errors import NotFoundError, RejectedError, UnsupportedError
from tui_callsettings.models.call_forwarding import CallForwardAlwaysSetting, CallForwardRules, CallForwardSetting
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.do_not_disturb import DoNotDisturbSetting
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.precedence import Precedence, Stage
from tui_callsettings.models.setting import FieldPath, Setting
from tui_callsettings.models.validation import ValueLimits

from . import wire
from .wire import Extension, ForwardingLocation

_NOT_OFFERED: Final = Support(Access.NOT_OFFERED, "not offered by UCM")
_SWITCH: Final = ("call_forwarding", "always", "enabled")
_DESTINATION: Final = ("call_forwarding", "always", "destination")
_OFFERED: Final = frozenset(
    {
        (Feature.DO_NOT_DISTURB, ("enabled",)),
        (Feature.CALL_FORWARDING, _SWITCH),
        (Feature.CALL_FORWARDING, _DESTINATION),
    }
)

CAPABILITIES: Final = Capabilities(
    provider="Cisco UCM",
    provider_key="ucm",
    limits={
        (Feature.VOICEMAIL, ()): _NOT_OFFERED,
        (Feature.CALL_WAITING, ()): _NOT_OFFERED,
        **{
            (feature, field.path): _NOT_OFFERED
            for feature in (Feature.DO_NOT_DISTURB, Feature.CALL_FORWARDING)
            for field in feature.fields
            if (feature, field.path) not in _OFFERED
        },
        (Feature.CALL_FORWARDING, _DESTINATION): Support(
            Access.READ_WRITE, "UCM forgets the number when you switch forwarding off"
        ),
    },
    value_limits=ValueLimits(voicemail_word=wire.VOICEMAIL, keeps_numbers=False),
    # All that UCM shows; what it does with busy or unanswered calls is set elsewhere and must not be guessed at.
    precedence=Precedence((Stage.FORWARD_ALWAYS, Stage.DO_NOT_DISTURB), frozenset({Stage.FORWARD_ALWAYS})),
    needs_directory_number=True,
    notice="UCM forgets the number you forward to when you switch forwarding off.",
)


class OnPremBackend(Backend):
    """The settings of one UCM user.

    UCM has no switch for forwarding: it is on where there is a number or voicemail, so switching off clears both.

    Args:
        http: the connection; paths are below the address of User Data Services.
        user: the user id.
        line: the directory number whose forwarding is edited; "" for the primary or only one.
        region: two letters of the country, for showing numbers.
    """

    def __init__(self, http: HttpClient, user: str, line: str = "", region: str = "") -> None:
        self._http = http
        self._user = user
        self._line = line
        self._region = region
        self._places: dict[str, ForwardingLocation] = {}

    @property
    def capabilities(self) -> Capabilities:
        """Forward always and do not disturb."""
        return CAPABILITIES

    async def owner(self) -> Owner:
        """The user."""
        return wire.parse_uds_owner(await self._user_document(), self._line, self._region)

    async def read(self, feature: Feature) -> Setting:
        """The stored setting.

        Raises:
            NotOfferedError: for every other feature, without a request.
            NotFoundError: the user does not have the account's line.
        """
        if feature is Feature.DO_NOT_DISTURB:
            return DoNotDisturbSetting(enabled=wire.parse_do_not_disturb(await self._user_document()))
        if feature is Feature.CALL_FORWARDING:
            return CallForwardSetting(call_forwarding=CallForwardRules(always=await self._forwarding(self._line)))
        raise UnsupportedError(f"{feature.title}: {_NOT_OFFERED.reason}.")

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        """Switch do not disturb, or send calls to a number, to voicemail (`VOICEMAIL`) or nowhere.

        Raises:
            RefusedError: forwarding is on without a number, or off with a new one, which UCM cannot keep.
            OutcomeUnknownError: the request left and no answer came.
        """
        kept = writable_changes(CAPABILITIES, feature, wanted, changed)
        if not kept:
            return
        if feature is Feature.DO_NOT_DISTURB:
            body = wire.do_not_disturb_body(enabled=wanted.value(("enabled",)) is True)
            await self._put(wire.user_path(self._user), body, "change do not disturb")
            return
        destination = _destination(wanted, kept)
        location = await self._place(self._line)
        await self._put(location.path, wire.forwarding_body(location, destination), "change where your calls go")

    async def read_forward_always(self, directory_number: str) -> CallForwardAlwaysSetting:
        """Forward always of one line; of the account's own line without a directory number.

        Raises:
            NotFoundError: the user has no such line.
        """
        return await self._forwarding(directory_number or self._line)

    async def lines(self) -> tuple[str, ...]:
        """The directory numbers of the user, the primary one first."""
        return tuple(dict.fromkeys(extension.number for extension in await self._extensions()))

    async def close(self) -> None:
        """Give back the connections."""
        await self._http.close()

    async def _forwarding(self, line: str) -> CallForwardAlwaysSetting:
        if not line:
            root = await self._user_document()
            usual = wire.default_location(self._user, root)
            if usual is not None:
                self._places[line] = usual
                return wire.parse_forwarding(usual, root)
        location = await self._place(line)
        return wire.parse_forwarding(
            location, await self._document(location.path, location.steps[0], "read where your calls go")
        )

    async def _place(self, line: str) -> ForwardingLocation:
        """Where the forwarding of `line` is; found once."""
        if line not in self._places:
            self._places[line] = await self._found(line)
        return self._places[line]

    async def _found(self, line: str) -> ForwardingLocation:
        usual = None if line else wire.default_location(self._user, await self._user_document())
        if usual is not None:
            return usual
        extensions = await self._extensions()
        fitting = [extension for extension in extensions if not line or wire.is_same_number(line, extension.number)]
        if not fitting:
            numbers = ", ".join(extension.number for extension in extensions) or "none"
            raise NotFoundError(f"The directory number {line or '(any)'} is not assigned to you; yours: {numbers}.")
        extension = fitting[0]
        device = extension.device or await self._device_with(extension)
        return wire.extension_location(self._user, device, extension.identifier)

    async def _device_with(self, extension: Extension) -> str:
        """The device that has `extension`, for the list of a user's extensions need not name it."""
        action = "list your phones"
        answer = await self._http.get(wire.user_path(self._user, "devices"), action=action)
        for device in wire.parse_devices(answer.body):
            path = wire.user_path(self._user, "device", device, "extensions")
            there = wire.parse_extensions((await self._http.get(path, action=action)).body)
            if any(other.identifier == extension.identifier for other in there):
                return device
        raise NotFoundError(f"None of your phones has the line {extension.number}: ask your administrator.")

    async def _extensions(self) -> tuple[Extension, ...]:
        answer = await self._http.get(wire.user_path(self._user, "extensions"), action="list your lines")
        return wire.parse_extensions(answer.body)

    async def _user_document(self) -> Element:
        return await self._document(wire.user_path(self._user), "user", "read your settings")

    async def _document(self, path: str, root: str, action: str) -> Element:
        return xml.parse((await self._http.get(path, action=action)).body, root)

    async def _put(self, path: str, body: bytes, action: str) -> None:
        await self._http.send("PUT", path, Body(wire.CONTENT_TYPE, body), action=action)


def _destination(wanted: Setting, changed: Collection[FieldPath]) -> str:
    """Where calls go in `wanted`; "" where forwarding is off."""
    number = normalize_destination(str(wanted.value(_DESTINATION) or ""))
    if wanted.value(_SWITCH) is True:
        if number:
            return number
        raise RejectedError("Forwarding needs a number, such as 4021, or VOICEMAIL; nothing was changed.")
    if number and _DESTINATION in changed:
        raise RejectedError(
            "UCM keeps a number only while forwarding is on: switch it on, or leave the number empty; nothing was "
            "changed."
        )
    return ""
