"""UCM on premises, over User Data Services (UDS): reads forwarding and do not disturb, and writes part of them."""

import asyncio
from collections.abc import Collection
from functools import partial
from typing import Final
from xml.etree.ElementTree import Element

from tui_callsettings.backends import xml
from tui_callsettings.backends.base import Backend
from tui_callsettings.backends.field_values import parse_values
from tui_callsettings.backends.http_response import HttpResponse
from tui_callsettings.backends.shared_request import SharedRequest, catch_error
from tui_callsettings.backends.transport import Body, HttpClient
from tui_callsettings.backends.writable import writable_changes
from tui_callsettings.errors import (
    CallSettingsError,
    NotFoundError,
    NotSignedInError,
    RejectedError,
    UnsupportedError,
)
from tui_callsettings.models.call_forwarding import CallForwardAlwaysSetting
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Setting
from tui_callsettings.models.value_types import ValueLimits

from . import uds_wire
from .uds_wire import Device, Extension, ForwardingLocation
from .wire import ALWAYS, VOICEMAIL, is_same_number

MAX_CONNECTIONS: Final = 6
"""How many requests are under way at once."""

PROVIDER: Final = "Cisco UCM"

_UNAVAILABLE: Final = Support(Access.NOT_OFFERED, "not available through UCM's User Data Services")
_UNCHANGEABLE: Final = Support(Access.READ_ONLY, "this program cannot change it; use UCM's Self Care Portal")
_SWITCH: Final = (*ALWAYS, "enabled")
_DESTINATION: Final = (*ALWAYS, "destination")


def build_capabilities() -> Capabilities:
    """Return what UDS can do, by its wire entries: a feature or field without one is unsupported."""
    limits: dict[tuple[Feature, FieldPath], Support] = {}
    known = uds_wire.WRITABLE_FIELDS | uds_wire.READABLE_FIELDS
    for feature in Feature:
        fields = {(feature, field.path): field for field in feature.fields}
        if not known & fields.keys():
            limits[feature, ()] = _UNAVAILABLE
        for key, field in fields.items():
            if key not in known:
                limits[key] = _UNAVAILABLE
            elif key not in uds_wire.WRITABLE_FIELDS and not field.meta.is_read_only:
                limits[key] = _UNCHANGEABLE
    limits[Feature.CALL_FORWARDING, _DESTINATION] = Support(
        Access.READ_WRITE, "UCM deletes the number when you turn forwarding off"
    )
    return Capabilities(
        provider=PROVIDER,
        provider_key="ucm",
        limits=limits,
        specific_fields=frozenset(
            (feature, path) for feature, path in known if feature.field(path).meta.is_provider_specific
        ),
        value_limits=ValueLimits(voicemail_word=VOICEMAIL, keeps_numbers=False),
        # What UCM does with busy or unanswered calls depends on settings that UDS does not report in full.
        needs_directory_number=True,
        notice="UCM deletes the number you forward to when you turn forwarding off.",
    )


class OnPremBackend(Backend):
    """The settings of one UCM user.

    UCM has no switch for forwarding: it is on where there is a number or voicemail, so turning it off clears both.

    Args:
        http: the connection; paths are below the address of User Data Services.
        user: the user id.
        line: the directory number to edit forwarding of; "" for the primary or only one.
        region: two letters of the country, for showing numbers.
    """

    def __init__(self, http: HttpClient, user: str, line: str = "", region: str = "") -> None:
        self._http = http
        self._user = user
        self._line = line
        self._region = region
        self._capabilities = build_capabilities()
        self._locations: dict[str, ForwardingLocation] = {}
        self._user_document = SharedRequest(self._read_user)
        self._device_ids = SharedRequest(self._read_device_ids)
        self._extensions = SharedRequest(self._read_extensions)
        self._request_slots = asyncio.Semaphore(MAX_CONNECTIONS)

    @property
    def capabilities(self) -> Capabilities:
        """Forward always and do not disturb to read and write, other forwarding to read."""
        return self._capabilities

    async def owner(self) -> Owner:
        """Return the user."""
        return uds_wire.parse_uds_owner(await self._user_document.get(), self._line, self._region)

    async def read(self, feature: Feature) -> Setting:
        """Return the stored setting.

        Raises:
            UnsupportedError: UDS does not have the feature; nothing was requested.
            NotFoundError: the user does not have the account's line.
        """
        if feature is Feature.DO_NOT_DISTURB:
            root, devices = await asyncio.gather(self._user_document.get(), self._read_devices())
            return parse_values(feature, uds_wire.parse_do_not_disturb(root, devices))
        if feature is Feature.CALL_FORWARDING:
            forward_all, others = await asyncio.gather(
                self._read_forward_all(self._line), self._read_other_forwards(self._line)
            )
            return parse_values(feature, forward_all | others)
        raise UnsupportedError(f"{feature.title}: {self._capabilities.support(feature).reason}.")

    async def write(self, feature: Feature, target: Setting, changed: Collection[FieldPath]) -> None:
        """Switch do not disturb, or send calls to a number, to voicemail (`VOICEMAIL`) or nowhere.

        Raises:
            RejectedError: forwarding is on without a number, or off with a new one, which UCM cannot keep.
            OutcomeUnknownError: the request left and no answer came.
        """
        kept = writable_changes(self._capabilities, feature, target, changed)
        if not kept:
            return
        try:
            if feature is Feature.DO_NOT_DISTURB:
                body = uds_wire.do_not_disturb_body(enabled=target.value(("enabled",)) is True)
                await self._put(uds_wire.user_path(self._user), body, "change do not disturb")
                return
            destination = _find_destination(target, kept)
            location = await self._find_location(self._line)
            body = uds_wire.forwarding_body(location, destination)
            await self._put(location.path, body, "change where your calls go")
        finally:
            # What is under way was read before the change.
            self._user_document.forget()

    async def read_forward_always(self, directory_number: str) -> CallForwardAlwaysSetting:
        """Return forward always of one line; of the account's own line without a directory number.

        Raises:
            NotFoundError: the user has no such line.
        """
        values = await self._read_forward_all(directory_number or self._line)
        return CallForwardAlwaysSetting.parse_group({path[-1]: value for path, value in values.items()})

    async def lines(self) -> tuple[str, ...]:
        """Return the directory numbers of the user, the primary one first."""
        return tuple(dict.fromkeys(extension.number for extension in await self._extensions.get()))

    async def close(self) -> None:
        """Close the connections."""
        for request in (self._user_document, self._device_ids, self._extensions):
            request.cancel()
        await self._http.close()

    async def _read_forward_all(self, line: str) -> dict[FieldPath, object]:
        root = await self._user_document.get()
        location = uds_wire.default_location(self._user, root) if not line else None
        if location is None:
            location = await self._find_location(line)
            root = await self._get_document(location.path, location.steps[0], "read where your calls go")
            return uds_wire.parse_forward_all(location, root)
        self._locations[line] = location
        values = uds_wire.parse_forward_all(location, root)
        is_shared = uds_wire.parse_applies_to_all_lines(root)
        return values if is_shared is None else {**values, (*ALWAYS, "applies_to_all_lines"): is_shared}

    async def _read_other_forwards(self, line: str) -> dict[FieldPath, object]:
        """Return forwarding when busy and when unanswered; nothing of it where UCM does not show it."""
        try:
            extension = await self._find_extension(line)
            device = extension.device or await self._find_device(extension)
            path = uds_wire.extension_location(self._user, device, extension.identifier).path
            root = await self._get_document(path, "extension", "read where busy and unanswered calls go")
        except NotSignedInError:
            raise
        except CallSettingsError:
            return {}
        return uds_wire.parse_other_forwards(root)

    async def _read_devices(self) -> tuple[Device, ...]:
        """Return the user's devices; none where UCM does not show them all."""
        try:
            identifiers = await self._device_ids.get()
            return tuple(await asyncio.gather(*(self._read_device(identifier) for identifier in identifiers)))
        except NotSignedInError:
            raise
        except CallSettingsError:
            return ()

    async def _read_device(self, identifier: str) -> Device:
        path = uds_wire.user_path(self._user, "device", identifier)
        return uds_wire.parse_device((await self._get(path, "read your devices")).body)

    async def _find_location(self, line: str) -> ForwardingLocation:
        """Return where the forwarding of `line` is; looked up once."""
        if line not in self._locations:
            location = None
            if not line:
                location = uds_wire.default_location(self._user, await self._user_document.get())
            self._locations[line] = location or await self._find_line(line)
        return self._locations[line]

    async def _find_line(self, line: str) -> ForwardingLocation:
        extension = await self._find_extension(line)
        device = extension.device or await self._find_device(extension)
        return uds_wire.extension_location(self._user, device, extension.identifier)

    async def _find_extension(self, line: str) -> Extension:
        extensions = await self._extensions.get()
        fitting = [extension for extension in extensions if not line or is_same_number(line, extension.number)]
        if not fitting:
            numbers = ", ".join(extension.number for extension in extensions) or "none"
            raise NotFoundError(f"The directory number {line or '(any)'} is not assigned to you; yours: {numbers}.")
        return fitting[0]

    async def _find_device(self, extension: Extension) -> str:
        """Return the device that has `extension`; the list of a user's extensions need not name it."""
        identifiers = await self._device_ids.get()
        found = await asyncio.gather(*(catch_error(partial(self._read_device_lines, one)) for one in identifiers))
        for identifier, lines in zip(identifiers, found, strict=True):
            if isinstance(lines, CallSettingsError):
                raise lines
            if any(other.identifier == extension.identifier for other in lines):
                return identifier
        raise NotFoundError(f"None of your devices has the line {extension.number}: ask your administrator.")

    async def _read_device_lines(self, device: str) -> tuple[Extension, ...]:
        path = uds_wire.user_path(self._user, "device", device, "extensions")
        return uds_wire.parse_extensions((await self._get(path, "list your devices")).body)

    async def _read_device_ids(self) -> tuple[str, ...]:
        response = await self._get(uds_wire.user_path(self._user, "devices"), "list your devices")
        return uds_wire.parse_devices(response.body)

    async def _read_extensions(self) -> tuple[Extension, ...]:
        response = await self._get(uds_wire.user_path(self._user, "extensions"), "list your lines")
        return uds_wire.parse_extensions(response.body)

    async def _read_user(self) -> Element:
        return await self._get_document(uds_wire.user_path(self._user), "user", "read your settings")

    async def _get_document(self, path: str, root: str, action: str) -> Element:
        return xml.parse((await self._get(path, action)).body, root)

    async def _get(self, path: str, action: str) -> HttpResponse:
        async with self._request_slots:
            return await self._http.get(path, action=action)

    async def _put(self, path: str, body: bytes, action: str) -> None:
        async with self._request_slots:
            await self._http.send("PUT", path, Body(uds_wire.CONTENT_TYPE, body), action=action)


def _find_destination(target: Setting, changed: Collection[FieldPath]) -> str:
    """Return where calls go in `target`; "" where forwarding is off."""
    number = normalize_destination(str(target.value(_DESTINATION) or ""))
    if target.value(_SWITCH) is True:
        if number:
            return number
        raise RejectedError("Forwarding needs a number, such as 4021, or VOICEMAIL; nothing was changed.")
    if number and _DESTINATION in changed:
        raise RejectedError(
            "UCM keeps a number only while forwarding is on: turn it on, or clear the number. Nothing was changed."
        )
    return ""
