"""BroadWorks as a backend: each feature is read and changed in the Xsi-Actions documents it is made of."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self
from urllib.parse import quote

from tui_callsettings.backends.base import Backend, Credentials
from tui_callsettings.backends.field_values import parse_values
from tui_callsettings.backends.http_response import HttpResponse
from tui_callsettings.backends.shared_request import SharedRequest, catch_error
from tui_callsettings.backends.transport import Body, HttpClient
from tui_callsettings.backends.writable import writable_changes
from tui_callsettings.errors import (
    CallSettingsError,
    ConfigurationError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    OutcomeUnknownError,
    PartialWriteError,
    RejectedError,
    UnsupportedError,
)
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Setting
from tui_callsettings.models.value_types import ValueLimits

from . import wire
from .wire import Resource

PROVIDER: Final = "BroadWorks"

MAX_CONNECTIONS: Final = 6
"""How many requests are under way at once."""

_NOT_ASSIGNED: Final = Support(Access.NOT_OFFERED, "not assigned to you")
_NOT_OFFERED: Final = Support(Access.NOT_OFFERED, "not offered by BroadWorks")
_NOT_PROVIDED: Final = Support(Access.NOT_OFFERED, "not provided by this server")
_SET_BY_ADMINISTRATOR: Final = Support(Access.READ_ONLY, "set by your administrator")


def build_capabilities() -> Capabilities:
    """Return what BroadWorks can do, by its wire entries: a feature or field without one is unsupported."""
    limits: dict[tuple[Feature, FieldPath], Support] = {}
    for feature in Feature:
        elements = wire.feature_elements(feature)
        if not elements:
            limits[feature, ()] = _NOT_OFFERED
        for field in feature.fields:
            if field.path not in elements:
                limits[feature, field.path] = _NOT_OFFERED
            elif elements[field.path].is_read_only and not field.meta.is_read_only:
                limits[feature, field.path] = _SET_BY_ADMINISTRATOR
    return Capabilities(
        provider=PROVIDER,
        provider_key="broadworks",
        limits=limits,
        value_limits=ValueLimits(takes_no_rings=True, takes_stored_choices=True),
    )


_Values = Mapping[FieldPath, object]


@dataclass(frozen=True, slots=True)
class _Part:
    """The PUT of one document within a write, and the fields that it carries."""

    resource: Resource
    body: bytes
    paths: frozenset[FieldPath]

    @classmethod
    def build(cls, resource: Resource, target: Setting, changed: Collection[FieldPath]) -> Self | None:
        """Return the part of a write that goes to `resource`; None where nothing of it changes."""
        body = wire.build_put_body(resource, target, changed)
        paths = frozenset(
            element.path for element in resource.elements if element.path in changed and not element.is_read_only
        )
        return None if body is None else cls(resource, body, paths)


class BroadWorksBackend(Backend):
    """The settings of one BroadWorks user.

    Args:
        http: the connection; paths are below Xsi-Actions' address.
        user: the owner of the settings: user@domain, or the raw id on Webex Calling.
        region: two letters of the country, for showing numbers.
    """

    def __init__(self, http: HttpClient, user: str, region: str = "") -> None:
        self._http = http
        self._user = f"/v2.0/user/{quote(user, safe='@')}"
        self._region = region
        self._learned: dict[Feature, dict[tuple[Feature, FieldPath], Support]] = {}
        self._all_capabilities = build_capabilities()
        self._capabilities = self._all_capabilities
        self._services = SharedRequest(self._read_services)
        self._request_slots = asyncio.Semaphore(MAX_CONNECTIONS)

    @property
    def capabilities(self) -> Capabilities:
        """What the platform has, less what the user was found not to have."""
        return self._capabilities

    async def owner(self) -> Owner:
        """Return the user's profile."""
        response = await self._get(wire.PROFILE, "read your profile")
        return wire.parse_owner(response.body, self._region)

    async def read(self, feature: Feature) -> Setting:
        """Return the stored setting, from all its documents at once.

        A document that is answered is there. Only where one is not does the list of the user's services matter.

        Raises:
            UnsupportedError: the user has none of the services that the feature is made of.
            InvalidResponseError: a document cannot be read.
        """
        resources = wire.feature_resources(feature)
        results = await asyncio.gather(*(catch_error(partial(self._read_values, resource)) for resource in resources))
        failures = {
            resource: result
            for resource, result in zip(resources, results, strict=True)
            if isinstance(result, CallSettingsError)
        }
        limits = await self._find_missing(feature, resources, failures)
        self._learn(feature, limits)
        if (feature, ()) in limits:
            raise UnsupportedError(f"{feature.title}: {limits[feature, ()].reason}.")
        values: dict[FieldPath, object] = {}
        for result in results:
            if not isinstance(result, CallSettingsError):
                values |= result
        return parse_values(feature, values)

    async def write(self, feature: Feature, target: Setting, changed: Collection[FieldPath]) -> None:
        """Change the elements of `changed`, one document after the other; the others keep their values.

        Raises:
            RejectedError: the provider rejected the first document; nothing was changed.
            PartialWriteError: a later document failed after an earlier one was stored.
            OutcomeUnknownError: the first request left and no answer came.
        """
        kept = writable_changes(self.capabilities, feature, target, changed)
        parts = [part for resource in wire.feature_resources(feature) if (part := _Part.build(resource, target, kept))]
        for position, part in enumerate(parts):
            try:
                await self._put(part.resource, part.body)
            except CallSettingsError as error:
                if position == 0:
                    raise
                raise _partial_write(error, parts, position) from error

    async def read_other_rules(self) -> tuple[OtherRule, ...]:
        """Return the assigned services that act before or beside the settings, and whether each is on.

        A service is left out where the user may not read its document (403) or has none (404).
        """
        assigned = await catch_error(self._services.get)
        if isinstance(assigned, NotSignedInError):
            raise assigned
        names = [
            service
            for service in wire.OTHER_RULES
            if isinstance(assigned, CallSettingsError) or service.lower() in assigned
        ]
        rules = await asyncio.gather(*(self._read_rule(service) for service in names))
        return tuple(rule for rule in rules if rule is not None)

    async def close(self) -> None:
        """Close the connections."""
        self._services.cancel()
        await self._http.close()

    def _learn(self, feature: Feature, limits: dict[tuple[Feature, FieldPath], Support]) -> None:
        self._learned[feature] = limits
        learned = {key: support for found in self._learned.values() for key, support in found.items()}
        # Replaced whole: the screen reads it on another thread.
        self._capabilities = replace(self._all_capabilities, limits={**self._all_capabilities.limits, **learned})

    async def _find_missing(
        self, feature: Feature, resources: Sequence[Resource], failures: Mapping[Resource, CallSettingsError]
    ) -> dict[tuple[Feature, FieldPath], Support]:
        """Return the limits of the documents that the user does not have.

        Raises:
            CallSettingsError: a document that the user has could not be read.
        """
        is_all_missing = len(failures) == len(resources)
        if not is_all_missing and all(isinstance(error, NotFoundError) for error in failures.values()):
            return _limits(feature, resources, list(failures))
        services = await catch_error(self._services.get)
        missing = [resource for resource, error in failures.items() if _is_missing(resource, error, services)]
        # "Not found" everywhere is about the user, unless the list of services can be read.
        if is_all_missing and isinstance(services, CallSettingsError):
            missing = []
        for resource, error in failures.items():
            if resource not in missing:
                raise error
        return _limits(feature, resources, missing)

    async def _read_values(self, resource: Resource) -> _Values:
        response = await self._get(resource.path, f"read {resource.label}")
        return wire.read_values(resource, response.body)

    async def _read_services(self) -> frozenset[str]:
        response = await self._get(wire.SERVICES, "list your services")
        return wire.parse_services(response.body)

    async def _read_rule(self, service: str) -> OtherRule | None:
        name = wire.OTHER_RULES[service]
        try:
            response = await self._get(f"{wire.SERVICES}/{service}", f"read {name.replace('_', ' ')}")
            return OtherRule.named(name, wire.parse_rule_state(service, response.body))
        except (NotFoundError, NotAllowedError):
            return None
        except CallSettingsError:
            return OtherRule.named(name, None)

    async def _get(self, path: str, action: str) -> HttpResponse:
        async with self._request_slots:
            return await self._http.get(f"{self._user}/{path}", action=action)

    async def _put(self, resource: Resource, body: bytes) -> None:
        async with self._request_slots:
            path = f"{self._user}/{resource.path}"
            await self._http.send("PUT", path, Body(wire.CONTENT_TYPE, body), action=f"change {resource.label}")


def open_backend(account: Account, credentials: Credentials | None) -> Backend:
    """Return the backend of `account`. Nothing is sent yet.

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
        PROVIDER,
        actions_url(account.base_url),
        credentials,
        parse_error_message=lambda answer: wire.parse_error_message(answer.body),
        accept="application/xml",
    )
    return BroadWorksBackend(http, account.user, account.region)


def actions_url(base_url: str) -> str:
    """Return the address of Xsi-Actions on the server at `base_url`, which may name it already."""
    server = base_url.partition(f"/{wire.ACTIONS}")[0].rstrip("/")
    return f"{server}/{wire.ACTIONS}"


def _is_missing(resource: Resource, error: CallSettingsError, services: frozenset[str] | CallSettingsError) -> bool:
    """Whether the user does not have `resource`, which was answered with `error`."""
    if isinstance(error, NotFoundError):
        return True
    if isinstance(services, CallSettingsError) or isinstance(error, NotSignedInError):
        return False
    return error.response_status is not None and resource.service not in services


def _limits(
    feature: Feature, resources: Sequence[Resource], missing: Sequence[Resource]
) -> dict[tuple[Feature, FieldPath], Support]:
    if missing and (len(missing) == len(resources) or any(() in resource.covers for resource in missing)):
        return {(feature, ()): _NOT_ASSIGNED}
    return {
        (feature, path): _NOT_PROVIDED if resource.is_part_of_service else _NOT_ASSIGNED
        for resource in missing
        for path in resource.covers
    }


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
    return " and ".join(part.resource.label for part in parts)


def _paths(parts: Sequence[_Part]) -> frozenset[FieldPath]:
    return frozenset(path for part in parts for path in part.paths)
