"""Save one feature and verify it: read again, merge, write what changed, read again, compare every field.

Nothing here touches a screen or the store, so a save ends on time even while nobody reads the terminal.
"""

import asyncio
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import (
    CallSettingsError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    OutcomeUnknownError,
    PartialWriteError,
    RejectedError,
    TemporaryError,
    UnreachableError,
    UnsupportedError,
)
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.response import CallSettingResponse
from tui_callsettings.models.setting import FieldPath, FieldType, Setting, Value

from .changes import Change, Conflict, changes_between, merge_settings


class SaveStatus(Enum):
    """How a save ended."""

    SAVED = "saved and verified"
    PARTIAL = "partly saved"
    MISMATCH = "the provider stored something else"
    REJECTED = "not saved"
    CONFLICT = "changed elsewhere in the meantime"
    UNKNOWN = "not confirmed"


@dataclass(frozen=True, slots=True)
class SaveResult:
    """How the save of one feature ended.

    Attributes:
        feature: the feature that was saved.
        status: how it ended.
        at: when that was known, in local time.
        ours: the setting that was to be saved.
        old: the setting as read just before the write; None if it could not be read.
        new: the setting as read after the write; None if nothing was written or it could not be read.
        written: the changes that the provider accepted, or may have accepted.
        mismatches: fields that were sent and hold another value: from the value sent to the one that is there.
        side_effects: fields that were not sent and changed all the same: from the old value to the new one.
        conflicts: fields that need a decision; nothing was sent.
        failure: what went wrong, with the provider's own message.
        sends_whole_from_now: whether the provider turned out to reset what a request leaves out, so that the account
            is sent whole settings from now on.
        region: the country in which the message shows numbers.
    """

    feature: Feature
    status: SaveStatus
    at: datetime
    ours: Setting
    old: Setting | None = None
    new: Setting | None = None
    written: tuple[Change, ...] = ()
    mismatches: tuple[Change, ...] = ()
    side_effects: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    failure: CallSettingsError | None = None
    sends_whole_from_now: bool = False
    region: str = ""

    @property
    def message(self) -> str:
        """The result in one or two sentences for the person."""
        return f"{self.feature.title}: {self._text()}"

    @property
    def repairs(self) -> tuple[Change, ...]:
        """The edits that give back what the save changed without being asked to."""
        return tuple(
            Change(change.feature, change.path, change.new, change.old)
            for change in self.side_effects
            if not change.field.meta.is_read_only
        )

    @property
    def repair_command(self) -> str:
        """The command that makes these edits, without the account; "" where there is nothing to repair."""
        values = [shlex.quote(f"{change.key}={_set_value(change.new)}") for change in self.repairs]
        return f"callsettings set {' '.join(values)}" if values else ""

    @property
    def resets_omitted_fields(self) -> bool:
        """Whether the side effects are those of a provider that clears what a request leaves out.

        That is so where whole groups lost what they held, apart from what was sent, or several fields did, and no
        field got a value. Counts and choices are not judged: nobody knows what they are reset to.
        """
        if self.old is None or self.new is None or not self.side_effects:
            return False
        moved = {change.path for change in self.side_effects if change.field.type not in _UNJUDGED_TYPES}
        sent = {change.path for change in self.written}
        groups = {path[:-1] for path in moved}
        held = {
            field.path
            for field in self.feature.fields
            if field.path[:-1] in groups
            and field.path not in sent
            and field.type not in _UNJUDGED_TYPES
            and not field.meta.is_read_only
            and self.old.value(field.path) not in _CLEARED
        }
        is_cleared = all(self.new.value(path) in _CLEARED for path in moved)
        return is_cleared and bool(moved) and (held == moved or len(moved) > 1)

    def _text(self) -> str:
        cause = self.failure.cause if isinstance(self.failure, PartialWriteError) else self.failure
        details = cause.details if cause is not None else ""
        if self.status is SaveStatus.SAVED:
            return f"saved and verified at {self.at:%H:%M:%S}.{self._side_effects_text()}"
        if self.status is SaveStatus.PARTIAL:
            return (
                f"partly saved. Saved: {_labels(self.written)}. Not saved: {_labels(self.mismatches)}. "
                f"{details}{self._side_effects_text()}"
            ).strip()
        if self.status is SaveStatus.MISMATCH:
            return self._mismatch_text()
        if self.status is SaveStatus.CONFLICT:
            return f"not saved: changed elsewhere in the meantime: {_labels(c.change for c in self.conflicts)}."
        if self.status is SaveStatus.UNKNOWN:
            return f"not confirmed. {details or 'No answer arrived.'} Press F5 to check before relying on it."
        return f"not saved. {details}".strip()

    def _mismatch_text(self) -> str:
        if not self.mismatches:
            return f"saved, but fields changed that were not sent.{self._side_effects_text()}"
        stored = "; ".join(f"{change.field.label} is {change.texts(self.region)[1]}" for change in self.mismatches)
        return f"the provider accepted the change but stored a different value: {stored}.{self._side_effects_text()}"

    def _side_effects_text(self) -> str:
        texts = [f"{change.field.label} is now {change.texts(self.region)[1]}" for change in self.side_effects]
        if not texts:
            return ""
        restore = " Undo in the editor restores them." if self.repairs else ""
        reset = " The provider resets what a request leaves out: whole settings are sent to it from now on."
        return f" Also changed: {'; '.join(texts)}.{reset if self.sends_whole_from_now else ''}{restore}"


_CLEARED = (None, "", False)
"""The values that a switch or a text has after a provider cleared it."""

_UNJUDGED_TYPES = (FieldType.RINGS, FieldType.CHOICE)

_NOT_WRITTEN = (
    RejectedError,
    TemporaryError,
    UnreachableError,
    NotSignedInError,
    NotAllowedError,
    NotFoundError,
    UnsupportedError,
)
"""Failures after which the change was certainly not made; after any other, only reading again can tell."""

RECHECK_SECONDS = 1.0
"""How long to wait before a difference is believed: a replica may lag, or the provider still be at work."""


async def save(client: CallSettingsClient, feature: Feature, base: Setting, ours: Setting) -> SaveResult:
    """Save the person's changes (from `base` to `ours`) to one feature, and verify them."""
    ours = normalize_texts(feature, base, ours)
    for change in changes_between(feature, base, ours):
        error = value_type_error(change)
        if error:
            return _result(feature, SaveStatus.REJECTED, ours, failure=RejectedError(error))
    first = await client.read(feature)
    old = first.data.call_setting
    if old is None:
        return _result(feature, SaveStatus.REJECTED, ours, failure=first.failure)
    merge = merge_settings(feature, base, ours, old)
    if merge.conflicts:
        return _result(feature, SaveStatus.CONFLICT, ours, old=old, conflicts=merge.conflicts)
    if not merge.changed:
        return _result(feature, SaveStatus.SAVED, ours, old=old, new=old)
    answer = await client.write(feature, merge.target, merge.changed)
    result = await _verify(client, _Attempt(feature, ours, old, merge.target, answer), RECHECK_SECONDS)
    if result.resets_omitted_fields and await client.send_whole_settings():
        return replace(result, sends_whole_from_now=True)
    return result


async def recheck(client: CallSettingsClient, unknown: SaveResult) -> SaveResult:
    """Find out how a save that ended `UNKNOWN` really ended, by reading. Nothing is sent again."""
    old = unknown.old or unknown.ours
    target = old.with_values({change.path: change.new for change in unknown.written})
    cause = unknown.failure or CallSettingsError("No answer arrived.")
    lost = OutcomeUnknownError(
        cause.message,
        status=cause.response_status,
        provider_message=cause.provider_message,
        tracking_id=cause.tracking_id,
    )
    attempt = _Attempt(unknown.feature, unknown.ours, old, target, CallSettingResponse.from_error(lost))
    return await _verify(client, attempt, None)


def normalize_text(value: Value) -> Value:
    """Return a typed text as it is sent, without visual separators; any other value unchanged."""
    return normalize_destination(value) if isinstance(value, str) else value


def normalize_texts(feature: Feature, base: Setting, ours: Setting) -> Setting:
    """Return `ours` with the texts that the person changed as they are sent."""
    typed = [change for change in changes_between(feature, base, ours) if change.field.type in _TEXT_TYPES]
    return ours.with_values({change.path: normalize_text(change.new) for change in typed})


_TEXT_TYPES = (FieldType.DESTINATION, FieldType.FORWARD_NUMBER, FieldType.EXTENSION, FieldType.EMAIL)


def value_type_error(change: Change) -> str:
    """Return why the new value is not of the type that the field takes, or "" if it is."""
    field_type, value = change.field.type, change.new
    if field_type is FieldType.SWITCH:
        return "" if isinstance(value, bool) else f"{change.title}: use on or off."
    if field_type is FieldType.RINGS:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return "" if is_whole else f"{change.title}: use a whole number, such as 4."
    if isinstance(value, str) and (value or field_type in _TEXT_TYPES):
        return ""
    if value is None and field_type in _TEXT_TYPES:
        return ""
    return f"{change.title}: use a text, such as {change.old or '4021'}."


class _Attempt(NamedTuple):
    """A write that was made, and how it was answered."""

    feature: Feature
    ours: Setting
    old: Setting
    target: Setting
    answer: CallSettingResponse

    @property
    def sent(self) -> tuple[Change, ...]:
        return changes_between(self.feature, self.old, self.target)

    @property
    def failure(self) -> CallSettingsError | None:
        return self.answer.failure

    @property
    def accepted(self) -> frozenset[FieldPath]:
        """The fields that were stored according to the answer."""
        if self.answer.is_success:
            return frozenset(change.path for change in self.sent)
        return self.failure.written if isinstance(self.failure, PartialWriteError) else frozenset()

    @property
    def is_unknown(self) -> bool:
        known = (*_NOT_WRITTEN, PartialWriteError)
        return not self.answer.is_success and not isinstance(self.failure, known)

    def missing(self, new: Setting) -> tuple[Change, ...]:
        """Return what was sent and is not in `new`."""
        paths = {change.path for change in self.sent}
        return tuple(c for c in changes_between(self.feature, self.target, new) if c.path in paths)

    def side_effects(self, new: Setting) -> tuple[Change, ...]:
        """Return what was not sent and differs in `new`.

        What only describes another value, as one provider reports it for its devices, follows from the change itself.
        """
        paths = {change.path for change in self.sent}
        return tuple(
            change
            for change in changes_between(self.feature, self.old, new)
            if change.path not in paths
            and not (change.field.meta.is_read_only and change.field.meta.is_provider_specific)
        )

    def may_be_stale(self, new: Setting) -> bool:
        """Whether `new` contradicts the answer, as a replica that lags would."""
        if self.is_unknown:
            return bool(self.missing(new))
        lost = any(change.path in self.accepted for change in self.missing(new))
        return lost or bool(self.accepted and self.side_effects(new))


async def _verify(client: CallSettingsClient, attempt: _Attempt, delay: float | None) -> SaveResult:
    """Classify `attempt` by what reading again shows, which counts for more than the answer to the write."""
    reread = await client.read(attempt.feature)
    new = reread.data.call_setting
    if new is not None and delay is not None and attempt.may_be_stale(new):
        await asyncio.sleep(delay)
        reread = await client.read(attempt.feature)
        new = reread.data.call_setting
    if new is None:
        return _classify_unread(attempt, reread.failure)
    return _classify(attempt, new)


def _classify(attempt: _Attempt, new: Setting) -> SaveResult:
    feature, ours, sent, failure = attempt.feature, attempt.ours, attempt.sent, attempt.failure
    missing = attempt.missing(new)
    if failure is not None and len(missing) == len(sent):
        if attempt.is_unknown:
            failure = _with_reread_note(failure)
            return _result(feature, SaveStatus.REJECTED, ours, old=new, written=sent, failure=failure)
        return _result(feature, SaveStatus.REJECTED, ours, old=new, failure=failure)
    lost = {change.path for change in missing}
    side_effects = attempt.side_effects(new)
    if missing and failure is not None:
        status = SaveStatus.PARTIAL
    elif missing or any(not change.field.meta.is_read_only for change in side_effects):
        status = SaveStatus.MISMATCH
    else:
        status = SaveStatus.SAVED
    return _result(
        feature,
        status,
        ours,
        old=attempt.old,
        new=new,
        written=tuple(c for c in sent if c.path not in lost) if status is SaveStatus.PARTIAL else sent,
        mismatches=missing,
        side_effects=side_effects,
        failure=failure if status is SaveStatus.PARTIAL else None,
    )


def _classify_unread(attempt: _Attempt, blind: CallSettingsError | None) -> SaveResult:
    """Classify by the answer alone: nothing could be read after the write."""
    feature, ours, old, sent, failure = attempt.feature, attempt.ours, attempt.old, attempt.sent, attempt.failure
    stored = tuple(change for change in sent if change.path in attempt.accepted)
    if isinstance(failure, PartialWriteError) and failure.uncertain:
        possible = tuple(change for change in sent if change.path not in failure.unwritten)
        return _result(feature, SaveStatus.UNKNOWN, ours, old=old, written=possible, failure=failure)
    if isinstance(failure, PartialWriteError) and stored:
        rest = tuple(
            Change(feature, change.path, change.new, change.old)
            for change in sent
            if change.path not in attempt.accepted
        )
        return _result(feature, SaveStatus.PARTIAL, ours, old=old, written=stored, mismatches=rest, failure=failure)
    if attempt.answer.is_success or attempt.is_unknown:
        return _result(feature, SaveStatus.UNKNOWN, ours, old=old, written=sent, failure=failure or blind)
    return _result(feature, SaveStatus.REJECTED, ours, old=old, failure=failure)


def _with_reread_note(failure: CallSettingsError) -> CallSettingsError:
    message = f"{failure.message} Reading again shows that nothing was changed. Save again."
    return CallSettingsError(
        message,
        status=failure.response_status,
        provider_message=failure.provider_message,
        tracking_id=failure.tracking_id,
    )


def _set_value(value: Value) -> str:
    """Return a value as the command `set` takes it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value is None else str(value)


def _labels(changes: Iterable[Change]) -> str:
    return "; ".join(change.field.label for change in changes)


def _result(feature: Feature, status: SaveStatus, ours: Setting, **details: Any) -> SaveResult:
    return SaveResult(feature, status, datetime.now().astimezone(), ours, **details)
