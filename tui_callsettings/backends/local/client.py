"""The practice account as a backend: the reference for all others, enforcing a provider's rules."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from tui_callsettings.backends.base import Backend, Credentials
from tui_callsettings.errors import RejectedError, UnsupportedError
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, FieldType, Setting, Value
from tui_callsettings.models.validation import find_problems

from .database import PracticeDatabase
from .seed import DOCUMENTS

OWNER: Final = Owner(
    name="Practice account",
    identity="practice",
    numbers=("+19075550142",),
    extension="4021",
    region="US",
)

_NOT_PRACTICED: Final = Support(Access.NOT_OFFERED, "not part of the practice account")
_WEBEX_GO: Final = Support(Access.NOT_OFFERED, "only on Webex accounts with Webex Go")


def build_capabilities() -> Capabilities:
    """Return what the practice account can do: a feature without a first document is unsupported."""
    limits: dict[tuple[Feature, FieldPath], Support] = {
        (feature, ()): _NOT_PRACTICED for feature in Feature if feature not in DOCUMENTS
    }
    return Capabilities(
        provider="Practice account",
        provider_key="local",
        limits={**limits, (Feature.DO_NOT_DISTURB, ("webex_go_override_enabled",)): _WEBEX_GO},
    )


class LocalBackend(Backend):
    """Settings in one SQLite file under the data folder; safe for several processes at once."""

    def __init__(self, database: PracticeDatabase) -> None:
        self._database = database
        self._capabilities = build_capabilities()

    @property
    def capabilities(self) -> Capabilities:
        """Everything except what needs a mobile operator."""
        if self._database.is_persistent:
            return self._capabilities
        notice = "Changes are lost when you quit: the data folder cannot be written."
        return replace(self._capabilities, notice=notice)

    async def owner(self) -> Owner:
        """Return a made-up person with a made-up number, from the range reserved for fiction."""
        return OWNER

    async def read(self, feature: Feature) -> Setting:
        """Return the stored setting.

        Raises:
            UnsupportedError: the practice account does not have the feature.
            InvalidResponseError: the stored document is not a setting.
            StorageError: the file cannot be read.
        """
        self._check_offered(feature)
        return feature.model.parse(await asyncio.to_thread(self._database.read, feature))

    async def write(self, feature: Feature, target: Setting, changed: Collection[FieldPath]) -> None:
        """Store the fields at `changed` in one transaction.

        Raises:
            RejectedError: a rule is broken; nothing was changed.
            StorageError: the file cannot be written.
        """
        self._check_offered(feature)
        values = {path: _normalize(feature, target, path) for path in changed}

        def change(document: dict[str, Any]) -> dict[str, Any]:
            setting = feature.model.parse(document).with_values(values)
            self._check_rules(feature, setting, changed)
            return setting.to_document()

        await asyncio.to_thread(self._database.update, feature, change)

    async def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _check_offered(self, feature: Feature) -> None:
        support = self._capabilities.support(feature)
        if not support.is_offered:
            raise UnsupportedError(f"{feature.title}: {support.reason}.")

    def _check_rules(self, feature: Feature, setting: Setting, changed: Collection[FieldPath]) -> None:
        for path in changed:
            support = self._capabilities.support(feature, path)
            if not support.is_writable:
                raise RejectedError(f"{feature.field_title(path)} cannot be changed: {support.reason}.")
        groups = {path[:-1] for path in changed}
        for problem in find_problems(feature, setting, self._capabilities.value_limits, OWNER):
            if problem.is_error and problem.path[:-1] in groups:
                title = feature.field_title(problem.path)
                raise RejectedError(f"{title}: {problem.message}", provider_message=problem.message)


def open_backend(account: Account, credentials: Credentials | None) -> Backend:
    """Return the practice account's backend; it needs no credentials."""
    del credentials
    return LocalBackend(PracticeDatabase(account.name))


def _normalize(feature: Feature, target: Setting, path: FieldPath) -> Value:
    value = target.value(path)
    if isinstance(value, str) and feature.field(path).type in (FieldType.DESTINATION, FieldType.FORWARD_NUMBER):
        return normalize_destination(value)
    return value
