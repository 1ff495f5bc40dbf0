"""Saving one feature so that it is proved: read again, merge, write only what changed, read again, compare.

It touches no screen and no store, so it ends on time even while nobody reads the terminal.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import (
    CallSettingsError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    OutcomeUnknownError,
    RejectedError,
    TemporaryError,
    UnreachableError,
    UnsupportedError,
)
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType
from tui_callsettings.models.response import CallSettingResponse
from tui_callsettings.models.setting import Setting, Value

from .changes import Change, Conflict, changes_between, merge_settings


class SaveStatus(Enum):
    """How a save ended."""

    SAVED = "saved and checked"
    MISMATCH = "the provider kept something else"
    REJECTED = "not saved"
    CONFLICT = "changed by somebody else meanwhile"
    UNKNOWN = "cannot tell yet"


@dataclass(frozen=True, slots=True)
class SaveResult:
    """How the save of one feature ended.

    Attributes:
        feature: which.
        result: how.
        at: when it was known, in local time.
        mine: what was to be saved.
        before: the setting as read just before; None if it could not be read.
        after: the setting as read after the write; None if it was not written or could not be read.
        written: what was sent and taken, or may have been.
        differing: where `after` is not what was sent.
        conflicts: about which the person must be asked; nothing was sent then.
        failure: what went wrong, with the provider's own words.
    """

    feature: Feature
    status: SaveStatus
    at: datetime
    ours: Setting
    old: Setting | None = None
    new: Setting | None = None
    written: tuple[Change, ...] = ()
    mismatches: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    failure: CallSettingsError | None = None

    @property
    def message(self) -> str:
        """The outcome in one sentence for the person."""
        return f"{self.feature.title}: {self._words()}"

    def _words(self) -> str:
        if self.status is SaveStatus.SAVED:
            return f"saved and checked {self.at:%H:%M:%S}."
        if self.status is SaveStatus.MISMATCH:
            kept = "; ".join(f"{change.field.words} is {change.words[1]}" for change in self.mismatches)
            if self.failure is not None:
                return f"only a part was saved: {kept}. {self.failure.details}"
            return f"the provider took the change but kept something else: {kept}."
        if self.status is SaveStatus.CONFLICT:
            fields = ", ".join(conflict.change.field.words for conflict in self.conflicts)
            return f"not saved, because somebody else changed this meanwhile: {fields}."
        if self.status is SaveStatus.UNKNOWN:
            why = f" {self.failure.details}" if self.failure else ""
            return f"cannot tell yet whether it was saved.{why} Check again (F5 in the editor) before you rely on it."
        return f"not saved. {self.failure.details if self.failure else ''}".strip()


_NOT_DONE = (
    RejectedError,
    TemporaryError,
    UnreachableError,
    NotSignedInError,
    NotAllowedError,
    NotFoundError,
    UnsupportedError,
)
"""Failures that say for certain that the change was not made; after any other, only reading again can tell."""

RECHECK_SECONDS = 1.0
"""A provider that did not answer may still be at work: so long until "not saved" is believed."""


async def save(client: CallSettingsClient, feature: Feature, base: Setting, ours: Setting) -> SaveResult:
    """Save the person's changes (from `base` to `mine`) to one feature, and prove it."""
    ours = normalize_texts(feature, base, ours)
    for change in changes_between(feature, base, ours):
        message = type_error_text(change)
        if message:
            return _outcome(feature, SaveStatus.REJECTED, ours, failure=RejectedError(message))
    first = await client.read(feature)
    old = first.data.call_setting
    if old is None:
        return _outcome(feature, SaveStatus.REJECTED, ours, failure=first.failure)
    merge = merge_settings(feature, base, ours, old)
    if merge.conflicts:
        return _outcome(feature, SaveStatus.CONFLICT, ours, old=old, conflicts=merge.conflicts)
    if not merge.changed:
        return _outcome(feature, SaveStatus.SAVED, ours, old=old, new=old)
    answer = await client.write(feature, merge.target, merge.changed)
    return await _verify(client, _Attempt(feature, ours, old, merge.target, answer), RECHECK_SECONDS)


async def check(client: CallSettingsClient, unknown: SaveResult) -> SaveResult:
    """Find out how a save with unknown outcome ended, by reading again. Nothing is sent again."""
    old = unknown.old or unknown.ours
    target = old.with_values({c.path: c.new for c in unknown.written})
    why = unknown.failure or CallSettingsError("No answer came.")
    lost = OutcomeUnknownError(
        why.message, status=why.response_status, provider_message=why.provider_message, tracking_id=why.tracking_id
    )
    attempt = _Attempt(unknown.feature, unknown.ours, old, target, CallSettingResponse.from_error(lost))
    return await _verify(client, attempt, 0.0)


def normalize_text(value: Value) -> Value:
    """`value` as it is sent, if it is a text that a person typed: without visual separators."""
    return normalize_destination(value) if isinstance(value, str) else value


def normalize_texts(feature: Feature, base: Setting, ours: Setting) -> Setting:
    """`mine` with the texts that the person changed as they are sent."""
    typed = [change for change in changes_between(feature, base, ours) if change.field.type in _TEXTS]
    return ours.with_values({change.path: normalize_text(change.new) for change in typed})


_TEXTS = (FieldType.DESTINATION, FieldType.FORWARD_NUMBER, FieldType.EXTENSION, FieldType.EMAIL)


def type_error_text(change: Change) -> str:
    """Why `change` must not be sent: it is not the sort of value that the field takes. "" if it may be."""
    kind, value = change.field.type, change.new
    if kind is FieldType.SWITCH:
        return "" if isinstance(value, bool) else f"{change.title}: use on or off."
    if kind is FieldType.RINGS:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return "" if is_whole else f"{change.title}: use a whole number, such as 4."
    if isinstance(value, str) and (value or kind in _TEXTS):
        return ""
    if value is None and kind in _TEXTS:
        return ""
    return f"{change.title}: use a text, such as {change.old or '4021'}."


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A write that was made: what it was to do, and what was answered."""

    feature: Feature
    ours: Setting
    old: Setting
    target: Setting
    answer: CallSettingResponse

    @property
    def written(self) -> tuple[Change, ...]:
        return changes_between(self.feature, self.old, self.target)

    @property
    def is_unknown(self) -> bool:
        return not self.answer.is_success and not isinstance(self.answer.failure, _NOT_DONE)

    def missing(self, new: Setting) -> tuple[Change, ...]:
        """What was sent and is not in `after`."""
        paths = {change.path for change in self.written}
        return tuple(c for c in changes_between(self.feature, self.target, new) if c.path in paths)


async def _verify(client: CallSettingsClient, attempt: _Attempt, delay: float) -> SaveResult:
    """What reading again says of `attempt`; it counts for more than what was answered."""
    reread = await client.read(attempt.feature)
    new = reread.data.call_setting
    if new is not None and attempt.is_unknown and delay and attempt.missing(new):
        await asyncio.sleep(delay)
        reread = await client.read(attempt.feature)
        new = reread.data.call_setting
    return _classify(attempt, new, reread.failure)


def _classify(attempt: _Attempt, new: Setting | None, blind: CallSettingsError | None) -> SaveResult:
    feature, ours, old = attempt.feature, attempt.ours, attempt.old
    written, failure = attempt.written, attempt.answer.failure
    if new is None:
        if attempt.answer.is_success or attempt.is_unknown:
            return _outcome(feature, SaveStatus.UNKNOWN, ours, old=old, written=written, failure=failure or blind)
        return _outcome(feature, SaveStatus.REJECTED, ours, old=old, failure=failure)
    mismatches = attempt.missing(new)
    if not mismatches:
        return _outcome(feature, SaveStatus.SAVED, ours, old=old, new=new, written=written)
    if failure is not None and len(mismatches) == len(written):
        if attempt.is_unknown:
            return _outcome(feature, SaveStatus.REJECTED, ours, old=new, written=written, failure=_lost(failure))
        return _outcome(feature, SaveStatus.REJECTED, ours, old=new, failure=failure)
    return _outcome(
        feature, SaveStatus.MISMATCH, ours, old=old, new=new, written=written, mismatches=mismatches, failure=failure
    )


def _lost(failure: CallSettingsError) -> CallSettingsError:
    message = f"{failure.message} Reading again shows that nothing was changed. Save again."
    return CallSettingsError(
        message,
        status=failure.response_status,
        provider_message=failure.provider_message,
        tracking_id=failure.tracking_id,
    )


def _outcome(  # one keyword for each thing an outcome may tell
    feature: Feature,
    status: SaveStatus,
    ours: Setting,
    *,
    old: Setting | None = None,
    new: Setting | None = None,
    written: tuple[Change, ...] = (),
    mismatches: tuple[Change, ...] = (),
    conflicts: tuple[Conflict, ...] = (),
    failure: CallSettingsError | None = None,
) -> SaveResult:
    now = datetime.now().astimezone()
    return SaveResult(feature, status, now, ours, old, new, written, mismatches, conflicts, failure)
