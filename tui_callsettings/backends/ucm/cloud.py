"""UCM through the Webex cloud: forward always of each line, to be read and not to be changed."""

import asyncio
from collections.abc import Collection
from typing import Final

from tui_callsettings.backends.base import Backend
from tui_callsettings.backends.response import HttpResponse, RequestContext, parse_json
from tui_callsettings.backends.transport import HttpClient
from tui_callsettings.errors import CallSettingsError, NotFoundError, RejectedError, UnsupportedError
from tui_callsettings.models.call_forwarding import CallForwardAlwaysSetting, CallForwardRules, CallForwardSetting
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.destination import extract_digits
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.precedence import Precedence, Stage
from tui_callsettings.models.setting import FieldPath, Setting
from tui_callsettings.models.validation import ValueLimits

from . import wire
from .wire import CloudLine

_NOT_OFFERED: Final = Support(Access.NOT_OFFERED, "not offered by UCM")
_READ_ONLY: Final = Support(Access.READ_ONLY, "read-only through the Webex cloud")
_ALWAYS: Final = ("call_forwarding", "always")
_READABLE: Final = frozenset({(*_ALWAYS, "enabled"), (*_ALWAYS, "destination")})

CAPABILITIES: Final = Capabilities(
    provider="Cisco UCM",
    provider_key="ucm",
    limits={
        (Feature.DO_NOT_DISTURB, ()): _NOT_OFFERED,
        (Feature.VOICEMAIL, ()): _NOT_OFFERED,
        (Feature.CALL_WAITING, ()): _NOT_OFFERED,
        (Feature.CALL_FORWARDING, ()): _READ_ONLY,
        **{
            (Feature.CALL_FORWARDING, field.path): _NOT_OFFERED
            for field in Feature.CALL_FORWARDING.fields
            if field.path not in _READABLE
        },
    },
    value_limits=ValueLimits(voicemail_word=wire.VOICEMAIL, keeps_numbers=False),
    # All that UCM shows; what it does with other calls is set elsewhere and must not be guessed at.
    precedence=Precedence((Stage.FORWARD_ALWAYS,), frozenset({Stage.FORWARD_ALWAYS})),
    needs_directory_number=True,
)


class CloudBackend(Backend):
    """The lines of the person who is signed in to Webex.

    Args:
        http: the connection to the Webex API.
        line: the directory number whose forwarding is shown; "" for the first one.
        region: two letters of the country, for showing numbers.
    """

    def __init__(self, http: HttpClient, line: str = "", region: str = "") -> None:
        self._http = http
        self._line = line
        self._region = region
        self._ids: tuple[str, str] | None = None
        self._asking = asyncio.Lock()

    @property
    def capabilities(self) -> Capabilities:
        """Forward always, read-only."""
        return CAPABILITIES

    async def owner(self) -> Owner:
        """The person, with the line in use as extension."""
        person = _json(await self._http.get("/people/me", action=_ASKING_WHO), _ASKING_WHO)
        self._ids = wire.parse_ids(person)
        try:
            line = _chosen(await self._lines(), self._line).number
        except CallSettingsError:
            line = self._line
        return wire.parse_cloud_owner(person, line, self._region)

    async def read(self, feature: Feature) -> Setting:
        """Forward always of the account's line.

        Raises:
            NotOfferedError: for every other feature, without a request.
            NotFoundError: the person does not have the line.
        """
        if feature is not Feature.CALL_FORWARDING:
            raise UnsupportedError(f"{feature.title}: {_NOT_OFFERED.reason}.")
        line = _chosen(await self._lines(), self._line)
        return CallForwardSetting(call_forwarding=CallForwardRules(always=line.forwarding))

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        """Refused without a request.

        Raises:
            NotOfferedError: always.
        """
        del wanted, changed
        raise UnsupportedError(f"{feature.title}: {CAPABILITIES.support(feature).reason}. Nothing was changed.")

    async def read_forward_always(self, directory_number: str) -> CallForwardAlwaysSetting:
        """Forward always of one line.

        Raises:
            RefusedError: no directory number is given.
            NotFoundError: the person has no such line.
        """
        if not extract_digits(directory_number):
            raise RejectedError("UCM needs a directory number to tell where its calls go: give one, such as 8001.")
        return _chosen(await self._lines(), directory_number).forwarding

    async def lines(self) -> tuple[str, ...]:
        """The directory numbers of the person."""
        return tuple(line.number for line in await self._lines() if line.number)

    async def close(self) -> None:
        """Give back the connections."""
        await self._http.close()

    async def _lines(self) -> tuple[CloudLine, ...]:
        action = "read where your calls go"
        person, organisation = await self._identified()
        answer = await self._http.get(wire.person_path(person), action=action, params={"orgId": organisation})
        return wire.parse_cloud_lines(_json(answer, action))

    async def _identified(self) -> tuple[str, str]:
        """The raw ids of person and organisation; asked for once."""
        async with self._asking:
            if self._ids is None:
                self._ids = wire.parse_ids(_json(await self._http.get("/people/me", action=_ASKING_WHO), _ASKING_WHO))
            return self._ids


_ASKING_WHO: Final = "find out who you are"


def _json(answer: HttpResponse, action: str) -> dict[str, object]:
    return parse_json(answer, RequestContext(CAPABILITIES.provider, action))


def _chosen(lines: tuple[CloudLine, ...], number: str) -> CloudLine:
    """The line called `number`, or the first one where no number is given."""
    if not lines:
        raise NotFoundError("You have no line on UCM: ask your administrator.")
    if not number:
        return lines[0]
    for line in lines:
        if line.has_number(number):
            return line
    numbers = ", ".join(line.number for line in lines if line.number)
    raise NotFoundError(f"The directory number {number} is not assigned to you: use one of {numbers}.")
