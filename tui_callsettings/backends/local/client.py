"""The embedded account as a backend: the reference for all others, enforcing a provider's rules."""

import asyncio
from collections.abc import Collection
from dataclasses import replace

from pydantic import ValidationError

from tui_callsettings.backends.base import Backend, Credentials
from tui_callsettings.errors import InvalidResponseError, RejectedError
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import FULL, Access, Capabilities, Support
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.precedence import WELL_EVIDENCED, Precedence
from tui_callsettings.models.setting import FieldPath, Setting
from tui_callsettings.models.validation import problems

from .database import Documents

OWNER = Owner(
    name="Practice account",
    identity="practice",
    numbers=("+19075550142",),
    extension="4021",
    region="US",
)

_CAPABILITIES = Capabilities(
    provider="Practice account",
    provider_key="local",
    precedence=Precedence(documented=WELL_EVIDENCED),
    limits={
        (Feature.DO_NOT_DISTURB, ("webex_go_override_enabled",)): Support(
            Access.NOT_OFFERED, "only on Webex accounts with Webex Go"
        )
    },
)


class LocalBackend(Backend):
    """Settings in one SQLite file under the data folder; safe for several processes at once."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    @property
    def capabilities(self) -> Capabilities:
        """Everything but what needs a mobile operator."""
        if self._documents.is_kept:
            return _CAPABILITIES
        return replace(_CAPABILITIES, notice="Changes are forgotten at the end: the data folder cannot be written.")

    async def owner(self) -> Owner:
        """A made-up person with a made-up number (from the range kept for fiction)."""
        return OWNER

    async def read(self, feature: Feature) -> Setting:
        """The stored setting.

        Raises:
            BadAnswerError: the stored document is not a setting.
            StorageError: the file cannot be read.
        """
        document = await asyncio.to_thread(self._documents.read, feature)
        return _setting(feature, document)

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        """Store the fields at `changed` in one transaction.

        Raises:
            RefusedError: a rule is broken; nothing was changed.
            StorageError: the file cannot be written.
        """
        values = {path: _stored(feature, wanted, path) for path in changed}

        def altered(document: object) -> dict[str, object]:
            setting = _setting(feature, document).with_values(values)
            _refuse_broken_rules(feature, setting, changed)
            return setting.to_document()

        await asyncio.to_thread(self._documents.change, feature, altered)

    async def close(self) -> None:
        """Let go of the file."""
        self._documents.close()


def open_backend(account: Account, credentials: Credentials | None) -> Backend:
    """The embedded account; it needs no credentials."""
    del credentials
    return LocalBackend(Documents(account.name))


def _setting(feature: Feature, document: object) -> Setting:
    try:
        return feature.model.model_validate(document)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors(include_input=False)[0]["loc"])
        raise InvalidResponseError(f"{feature.title}: the stored value of {where} is not of the right kind.") from None


def _stored(feature: Feature, wanted: Setting, path: FieldPath) -> bool | int | str | None:
    value = wanted.value(path)
    if isinstance(value, str) and feature.field(path).type in (FieldType.DESTINATION, FieldType.FORWARD_NUMBER):
        return normalize_destination(value)
    return value


def _refuse_broken_rules(feature: Feature, setting: Setting, changed: Collection[FieldPath]) -> None:
    for path in changed:
        support = _CAPABILITIES.support(feature, path)
        if support != FULL:
            raise RejectedError(f"{feature.field(path).title} cannot be changed: {support.reason}.")
    groups = {path[:-1] for path in changed}
    for problem in problems(feature, setting, _CAPABILITIES.value_limits, OWNER):
        if problem.is_error and problem.path[:-1] in groups:
            words = feature.field(problem.path).words
            raise RejectedError(f"{feature.title}, {words}: {problem.message}", provider_message=problem.message)
