"""UCM through the Webex cloud: reads forward always of each line; nothing can be changed there."""

import asyncio
from collections.abc import Collection
from typing import Final

from tui_callsettings.backends.base import Backend
from tui_callsettings.backends.http_response import HttpResponse, RequestContext, parse_json
from tui_callsettings.backends.transport import HttpClient
from tui_callsettings.errors import CallSettingsError, NotFoundError, RejectedError, UnsupportedError
from tui_callsettings.models.call_forwarding import CallForwardAlwaysSetting, CallForwardRules, CallForwardSetting
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.destination import extract_digits
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Setting
from tui_callsettings.models.value_types import ValueLimits

from . import wire
from .wire import CloudLine

PROVIDER: Final = "Cisco UCM"

_UNAVAILABLE: Final = Support(Access.NOT_OFFERED, "not available for UCM through the Webex cloud")
_READ_ONLY: Final = Support(Access.READ_ONLY, "read-only through the Webex cloud")


def build_capabilities() -> Capabilities:
    """Return what the Webex cloud shows of UCM, by its wire entries: forward always, to read."""
    limits: dict[tuple[Feature, FieldPath], Support] = {}
    for feature in Feature:
        fields = [(feature, field.path) for field in feature.fields]
        limits[feature, ()] = _READ_ONLY if wire.CLOUD_FIELDS.intersection(fields) else _UNAVAILABLE
        limits |= {key: _UNAVAILABLE for key in fields if key not in wire.CLOUD_FIELDS}
    return Capabilities(
        provider=PROVIDER,
        provider_key="ucm",
        limits=limits,
        value_limits=ValueLimits(voicemail_word=wire.VOICEMAIL, keeps_numbers=False),
        # Nothing else is known: what UCM does with other calls is not shown here.
        needs_directory_number=True,
    )


class CloudBackend(Backend):
    """The lines of the person who is signed in to Webex.

    Args:
        http: the connection to the Webex API.
        line: the directory number to show forwarding of; "" for the first one.
        region: two letters of the country, for showing numbers.
    """

    def __init__(self, http: HttpClient, line: str = "", region: str = "") -> None:
        self._http = http
        self._line = line
        self._region = region
        self._capabilities = build_capabilities()
        self._ids: tuple[str, str] | None = None
        self._ids_lock = asyncio.Lock()

    @property
    def capabilities(self) -> Capabilities:
        """Forward always, read-only."""
        return self._capabilities

    async def owner(self) -> Owner:
        """Return the person, with the line in use as extension."""
        person = _parse_json(await self._http.get("/people/me", action=_FIND_PERSON), _FIND_PERSON)
        self._ids = wire.parse_ids(person)
        try:
            line = _choose_line(await self._lines(), self._line).number
        except CallSettingsError:
            line = self._line
        return wire.parse_cloud_owner(person, line, self._region)

    async def check_sign_in(self) -> Owner:
        """Return the person who signed in, from one request."""
        person = _parse_json(await self._http.get("/people/me", action=_FIND_PERSON), _FIND_PERSON)
        return wire.parse_cloud_owner(person, self._line, self._region)

    async def read(self, feature: Feature) -> Setting:
        """Return forward always of the account's line.

        Raises:
            UnsupportedError: for every other feature, without a request.
            NotFoundError: the person does not have the line.
        """
        if feature is not Feature.CALL_FORWARDING:
            raise UnsupportedError(f"{feature.title}: {self._capabilities.support(feature).reason}.")
        line = _choose_line(await self._lines(), self._line)
        return CallForwardSetting(call_forwarding=CallForwardRules(always=line.forwarding))

    async def write(self, feature: Feature, target: Setting, changed: Collection[FieldPath]) -> None:
        """Reject the change without a request.

        Raises:
            UnsupportedError: always.
        """
        del target, changed
        raise UnsupportedError(f"{feature.title}: {self._capabilities.support(feature).reason}. Nothing was changed.")

    async def read_forward_always(self, directory_number: str) -> CallForwardAlwaysSetting:
        """Return forward always of one line.

        Raises:
            RejectedError: no directory number is given.
            NotFoundError: the person has no such line.
        """
        if not extract_digits(directory_number):
            raise RejectedError("UCM needs a directory number: enter one, such as 8001.")
        return _choose_line(await self._lines(), directory_number).forwarding

    async def lines(self) -> tuple[str, ...]:
        """Return the directory numbers of the person."""
        return tuple(line.number for line in await self._lines() if line.number)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _lines(self) -> tuple[CloudLine, ...]:
        action = "read where your calls go"
        person, organization = await self._find_ids()
        answer = await self._http.get(wire.person_path(person), action=action, params={"orgId": organization})
        return wire.parse_cloud_lines(_parse_json(answer, action))

    async def _find_ids(self) -> tuple[str, str]:
        """Return the raw ids of person and organization; requested once."""
        async with self._ids_lock:
            if self._ids is None:
                self._ids = wire.parse_ids(
                    _parse_json(await self._http.get("/people/me", action=_FIND_PERSON), _FIND_PERSON)
                )
            return self._ids


_FIND_PERSON: Final = "find out who you are"


def _parse_json(answer: HttpResponse, action: str) -> dict[str, object]:
    return parse_json(answer, RequestContext(PROVIDER, action))


def _choose_line(lines: tuple[CloudLine, ...], number: str) -> CloudLine:
    """Return the line called `number`, or the first one where no number is given."""
    if not lines:
        raise NotFoundError("You have no line on UCM: ask your administrator.")
    if not number:
        return lines[0]
    for line in lines:
        if line.has_number(number):
            return line
    numbers = ", ".join(line.number for line in lines if line.number)
    raise NotFoundError(f"The directory number {number} is not assigned to you: use one of {numbers}.")
