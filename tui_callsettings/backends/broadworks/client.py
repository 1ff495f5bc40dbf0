"""BroadWorks as a backend: each feature is read and changed at the Xsi-Actions documents it is made of."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self, TypeVar
from urllib.parse import quote

from tui_callsettings.backends.base import Backend, Credentials
from tui_callsettings.backends.response import HttpResponse
from tui_callsettings.backends.transport import Body, HttpClient
from tui_callsettings.backends.writable import writable_changes
from tui_callsettings.errors import (
    CallSettingsError,
    ConfigurationError,
    NotFoundError,
    OutcomeUnknownError,
    PartialWriteError,
    RejectedError,
    UnsupportedError,
)
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.precedence import WELL_EVIDENCED, Precedence
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.models.validation import ValueLimits

from . import wire
from .wire import Resource

T = TypeVar("T")

MAX_CONNECTIONS: Final = 6
"""How many requests are under way at once."""

_NOT_ASSIGNED: Final = Support(Access.NOT_OFFERED, "not assigned to you")
_NOT_OFFERED: Final = Support(Access.NOT_OFFERED, "not offered by BroadWorks")

_CAPABILITIES: Final = Capabilities(
    provider="BroadWorks",
    provider_key="broadworks",
    limits={
        (feature, field.path): _NOT_OFFERED
        for feature in Feature
        for field in feature.fields
        if field.path not in wire.supported_paths(feature)
    },
    value_limits=ValueLimits(takes_no_rings=True),
    # Documented: forward always comes first, do not disturb gives busy treatment, call waiting decides about busy.
    precedence=Precedence(documented=WELL_EVIDENCED),
)


@dataclass(frozen=True, slots=True)
class _Part:
    """The PUT of one document within a write, and the fields that it carries."""

    resource: Resource
    body: bytes
    paths: frozenset[FieldPath]

    @classmethod
    def build(cls, resource: Resource, wanted: Setting, changed: Collection[FieldPath]) -> Self | None:
        """Return the part of a write that goes to `resource`; None where nothing of it changes."""
        body = wire.build_put_body(resource, wanted, changed)
        paths = frozenset(item.path for item in resource.items if item.path in changed)
        return None if body is None else cls(resource, body, paths)


class BroadWorksBackend(Backend):
    """The settings of one BroadWorks user.

    Args:
        http: the connection; paths are below Xsi-Actions' address.
        user: whose settings: user@domain, or the raw id on Webex Calling.
        region: two letters of the country, for showing numbers.
    """

    def __init__(self, http: HttpClient, user: str, region: str = "") -> None:
        self._http = http
        self._user = f"/v2.0/user/{quote(user, safe='@')}"
        self._region = region
        self._learned: dict[Feature, dict[tuple[Feature, FieldPath], Support]] = {}
        self._capabilities = _CAPABILITIES
        self._listing: asyncio.Task[frozenset[str] | CallSettingsError] | None = None
        self._turns = asyncio.Semaphore(MAX_CONNECTIONS)

    @property
    def capabilities(self) -> Capabilities:
        """What the platform has, less what the user was found not to have."""
        return self._capabilities

    def _learn(self, feature: Feature, limits: dict[tuple[Feature, FieldPath], Support]) -> None:
        self._learned[feature] = limits
        learned = {key: support for found in self._learned.values() for key, support in found.items()}
        # Put in place whole: the screen asks for it on another thread.
        self._capabilities = replace(_CAPABILITIES, limits={**_CAPABILITIES.limits, **learned})

    async def owner(self) -> Owner:
        """The user's profile."""
        answer = await self._get(wire.PROFILE, "read your profile")
        return wire.parse_owner(answer.body, self._region)

    async def read(self, feature: Feature) -> Setting:
        """The stored setting, from all its documents and the list of the user's services at once.

        Raises:
            NotOfferedError: the user has none of the services that the feature is made of.
            BadAnswerError: a document cannot be read.
        """
        resources = wire.feature_resources(feature)
        answers = asyncio.gather(*(_tried(partial(self._values, resource)) for resource in resources))
        services, found = await asyncio.gather(self._services(), answers)
        pairs = tuple(zip(resources, found, strict=True))
        missing = {
            resource: absence
            for resource, answer in pairs
            if (absence := _absence(resource, services, answer)) is not None
        }
        failures = [
            answer
            for resource, answer in pairs
            # "Not found" everywhere is about the user, unless the list of services says otherwise.
            if isinstance(answer, CallSettingsError)
            and (resource not in missing or (isinstance(services, CallSettingsError) and len(missing) == len(pairs)))
        ]
        if failures:
            raise failures[0]
        limits = _limits(feature, resources, missing)
        self._learn(feature, limits)
        if (feature, ()) in limits:
            raise UnsupportedError(f"{feature.title}: {limits[feature, ()].reason}.")
        values: dict[FieldPath, Value] = {}
        for resource, answer in pairs:
            if isinstance(answer, Mapping) and resource not in missing:
                values |= answer
        return wire.build_setting(feature, values)

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        """Change the elements of `changed`, one document after the other; the others keep their values.

        Raises:
            RejectedError: the provider rejected the first document; nothing was changed.
            PartialWriteError: a later document failed after an earlier one was stored.
            OutcomeUnknownError: the first request left and no answer came.
        """
        kept = writable_changes(self.capabilities, feature, wanted, changed)
        parts = [part for resource in wire.feature_resources(feature) if (part := _Part.build(resource, wanted, kept))]
        for position, part in enumerate(parts):
            try:
                await self._put(part.resource, part.body)
            except CallSettingsError as error:
                if position == 0:
                    raise
                raise _partial_write(error, parts, position) from error

    async def close(self) -> None:
        """Give back the connections."""
        if self._listing is not None:
            self._listing.cancel()
        await self._http.close()

    async def _values(self, resource: Resource) -> Mapping[FieldPath, Value]:
        answer = await self._get(resource.path, f"read {resource.part}")
        return wire.parse_values(resource, answer.body)

    async def _services(self) -> frozenset[str] | CallSettingsError:
        """The user's services, or why they are not known. Features that are read together share one request."""
        if self._listing is None or self._listing.done():
            self._listing = asyncio.create_task(_tried(self._listed))
        return await asyncio.shield(self._listing)

    async def _listed(self) -> frozenset[str]:
        answer = await self._get(wire.SERVICES, "list your services")
        return wire.parse_services(answer.body)

    async def _get(self, path: str, action: str) -> HttpResponse:
        async with self._turns:
            return await self._http.get(f"{self._user}/{path}", action=action)

    async def _put(self, resource: Resource, body: bytes) -> None:
        async with self._turns:
            path = f"{self._user}/{resource.path}"
            await self._http.send("PUT", path, Body(wire.CONTENT_TYPE, body), action=f"change {resource.part}")


def open_backend(account: Account, credentials: Credentials | None) -> Backend:
    """The backend of `account`. Nothing is sent yet.

    Raises:
        ConfigurationError: the account has no address or no user.
    """
    if not account.base_url:
        raise ConfigurationError(
            f'Account "{account.name}": add base_url, the address of your provider\'s XSP, such as '
            "https://xsp.example.com."
        )
    if not account.user:
        raise ConfigurationError(
            f'Account "{account.name}": add user, the BroadWorks user id, such as jane@example.com.'
        )
    http = HttpClient(
        _CAPABILITIES.provider,
        actions_url(account.base_url),
        credentials,
        provider_message=lambda answer: wire.parse_error_message(answer.body),
        accept="application/xml",
    )
    return BroadWorksBackend(http, account.user, account.region)


def actions_url(base_url: str) -> str:
    """The address of Xsi-Actions on the server at `base_url`, which may name it already."""
    server = base_url.partition(f"/{wire.ACTIONS}")[0].rstrip("/")
    return f"{server}/{wire.ACTIONS}"


async def _tried(work: Callable[[], Awaitable[T]]) -> T | CallSettingsError:
    try:
        return await work()
    except CallSettingsError as error:
        return error


def _absence(
    resource: Resource,
    services: frozenset[str] | CallSettingsError,
    answer: Mapping[FieldPath, Value] | CallSettingsError,
) -> Support | None:
    """Why the user does not have `resource`; None where the user has it."""
    if isinstance(services, CallSettingsError):
        return _NOT_ASSIGNED if isinstance(answer, NotFoundError) else None
    if resource.service not in services:
        return _NOT_ASSIGNED
    return _NOT_OFFERED if resource.is_optional and isinstance(answer, NotFoundError) else None


def _limits(
    feature: Feature, resources: Sequence[Resource], missing: Mapping[Resource, Support]
) -> dict[tuple[Feature, FieldPath], Support]:
    if missing and len(missing) == len(resources):
        return {(feature, ()): _NOT_ASSIGNED}
    return {(feature, resource.covers): support for resource, support in missing.items()}


def _partial_write(error: CallSettingsError, parts: Sequence[_Part], failed: int) -> PartialWriteError:
    """Return the error of a write in which all parts before `failed` were stored and that one ended with `error`."""
    is_uncertain = isinstance(error, OutcomeUnknownError)
    stored, uncertain = parts[:failed], parts[failed : failed + 1] if is_uncertain else ()
    unwritten = parts[failed + len(uncertain) :]
    sentences = [f"Only part was saved: {_join_labels(stored)}."]
    if uncertain:
        sentences.append(f"Not confirmed: {_join_labels(uncertain)}.")
    if unwritten:
        sentences.append(f"Not saved: {_join_labels(unwritten)}.")
    if not isinstance(error, RejectedError):
        sentences.append(error.message)
    return PartialWriteError(
        " ".join(sentences),
        written=_paths(stored),
        uncertain=_paths(uncertain),
        unwritten=_paths(unwritten),
        cause=error,
    )


def _join_labels(parts: Sequence[_Part]) -> str:
    return " and ".join(part.resource.part for part in parts)


def _paths(parts: Sequence[_Part]) -> frozenset[FieldPath]:
    return frozenset(path for part in parts for path in part.paths)
