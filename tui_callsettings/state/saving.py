"""Saving one feature so that it is proved: read again, merge, write only what changed, read again, compare.

It touches no screen and no store, so it ends on time even while nobody reads the terminal.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import (
    BusyError,
    CallSettingsError,
    NotAllowedError,
    NotFoundError,
    NotOfferedError,
    NotSignedInError,
    OutcomeUnknownError,
    RefusedError,
    UnreachableError,
)
from tui_callsettings.models.destination import cleaned
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import Kind
from tui_callsettings.models.response import CallSettingResponse
from tui_callsettings.models.setting import Setting, Value

from .merge import Change, Conflict, changes_between, merged


class Result(Enum):
    """How a save ended."""

    SAVED = "saved and checked"
    DIFFERS = "the provider kept something else"
    REFUSED = "not saved"
    CONFLICT = "changed by somebody else meanwhile"
    UNKNOWN = "cannot tell yet"


@dataclass(frozen=True, slots=True)
class Outcome:
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
    result: Result
    at: datetime
    mine: Setting
    before: Setting | None = None
    after: Setting | None = None
    written: tuple[Change, ...] = ()
    differing: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    failure: CallSettingsError | None = None

    @property
    def sentence(self) -> str:
        """The outcome in one sentence for the person."""
        return f"{self.feature.title}: {self._words()}"

    def _words(self) -> str:
        if self.result is Result.SAVED:
            return f"saved and checked {self.at:%H:%M:%S}."
        if self.result is Result.DIFFERS:
            kept = "; ".join(f"{change.field.words} is {change.words[1]}" for change in self.differing)
            if self.failure is not None:
                return f"only a part was saved: {kept}. {self.failure.details}"
            return f"the provider took the change but kept something else: {kept}."
        if self.result is Result.CONFLICT:
            fields = ", ".join(conflict.change.field.words for conflict in self.conflicts)
            return f"not saved, because somebody else changed this meanwhile: {fields}."
        if self.result is Result.UNKNOWN:
            why = f" {self.failure.details}" if self.failure else ""
            return f"cannot tell yet whether it was saved.{why} Check again (F5 in the editor) before you rely on it."
        return f"not saved. {self.failure.details if self.failure else ''}".strip()


_NOT_DONE = (
    RefusedError,
    BusyError,
    UnreachableError,
    NotSignedInError,
    NotAllowedError,
    NotFoundError,
    NotOfferedError,
)
"""Failures that say for certain that the change was not made; after any other, only reading again can tell."""

SECOND_LOOK_SECONDS = 1.0
"""A provider that did not answer may still be at work: so long until "not saved" is believed."""


async def save(client: CallSettingsClient, feature: Feature, base: Setting, mine: Setting) -> Outcome:
    """Save the person's changes (from `base` to `mine`) to one feature, and prove it."""
    mine = as_sent(feature, base, mine)
    for change in changes_between(feature, base, mine):
        sentence = unfit(change)
        if sentence:
            return _outcome(feature, Result.REFUSED, mine, failure=RefusedError(sentence))
    first = await client.read(feature)
    before = first.data.call_setting
    if before is None:
        return _outcome(feature, Result.REFUSED, mine, failure=first.failure)
    merge = merged(feature, base, mine, before)
    if merge.conflicts:
        return _outcome(feature, Result.CONFLICT, mine, before=before, conflicts=merge.conflicts)
    if not merge.changed:
        return _outcome(feature, Result.SAVED, mine, before=before, after=before)
    answer = await client.write(feature, merge.wanted, merge.changed)
    return await _proved(client, _Attempt(feature, mine, before, merge.wanted, answer), SECOND_LOOK_SECONDS)


async def check(client: CallSettingsClient, unknown: Outcome) -> Outcome:
    """Find out how a save with unknown outcome ended, by reading again. Nothing is sent again."""
    before = unknown.before or unknown.mine
    wanted = before.with_values({c.path: c.after for c in unknown.written})
    why = unknown.failure or CallSettingsError("No answer came.")
    lost = OutcomeUnknownError(why.sentence, status=why.told_status, words=why.words, tracking_id=why.tracking_id)
    attempt = _Attempt(unknown.feature, unknown.mine, before, wanted, CallSettingResponse.failed(lost))
    return await _proved(client, attempt, 0.0)


def sent_text(value: Value) -> Value:
    """`value` as it is sent, if it is a text that a person typed: without visual separators."""
    return cleaned(value) if isinstance(value, str) else value


def as_sent(feature: Feature, base: Setting, mine: Setting) -> Setting:
    """`mine` with the texts that the person changed as they are sent."""
    typed = [change for change in changes_between(feature, base, mine) if change.field.kind in _TEXTS]
    return mine.with_values({change.path: sent_text(change.after) for change in typed})


_TEXTS = (Kind.DESTINATION, Kind.FORWARD_NUMBER, Kind.EXTENSION, Kind.EMAIL)


def unfit(change: Change) -> str:
    """Why `change` must not be sent: it is not the sort of value that the field takes. "" if it may be."""
    kind, value = change.field.kind, change.after
    if kind is Kind.SWITCH:
        return "" if isinstance(value, bool) else f"{change.title}: use on or off."
    if kind is Kind.RINGS:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return "" if is_whole else f"{change.title}: use a whole number, such as 4."
    if isinstance(value, str) and (value or kind in _TEXTS):
        return ""
    if value is None and kind in _TEXTS:
        return ""
    return f"{change.title}: use a text, such as {change.before or '4021'}."


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A write that was made: what it was to do, and what was answered."""

    feature: Feature
    mine: Setting
    before: Setting
    wanted: Setting
    answer: CallSettingResponse

    @property
    def written(self) -> tuple[Change, ...]:
        return changes_between(self.feature, self.before, self.wanted)

    @property
    def is_unknown(self) -> bool:
        return not self.answer.is_success and not isinstance(self.answer.failure, _NOT_DONE)

    def missing(self, after: Setting) -> tuple[Change, ...]:
        """What was sent and is not in `after`."""
        paths = {change.path for change in self.written}
        return tuple(c for c in changes_between(self.feature, self.wanted, after) if c.path in paths)


async def _proved(client: CallSettingsClient, attempt: _Attempt, patience: float) -> Outcome:
    """What reading again says of `attempt`; it counts for more than what was answered."""
    reread = await client.read(attempt.feature)
    after = reread.data.call_setting
    if after is not None and attempt.is_unknown and patience and attempt.missing(after):
        await asyncio.sleep(patience)
        reread = await client.read(attempt.feature)
        after = reread.data.call_setting
    return _judged(attempt, after, reread.failure)


def _judged(attempt: _Attempt, after: Setting | None, blind: CallSettingsError | None) -> Outcome:
    feature, mine, before = attempt.feature, attempt.mine, attempt.before
    written, failure = attempt.written, attempt.answer.failure
    if after is None:
        if attempt.answer.is_success or attempt.is_unknown:
            return _outcome(feature, Result.UNKNOWN, mine, before=before, written=written, failure=failure or blind)
        return _outcome(feature, Result.REFUSED, mine, before=before, failure=failure)
    differing = attempt.missing(after)
    if not differing:
        return _outcome(feature, Result.SAVED, mine, before=before, after=after, written=written)
    if failure is not None and len(differing) == len(written):
        if attempt.is_unknown:
            return _outcome(feature, Result.REFUSED, mine, before=after, written=written, failure=_lost(failure))
        return _outcome(feature, Result.REFUSED, mine, before=after, failure=failure)
    return _outcome(
        feature, Result.DIFFERS, mine, before=before, after=after, written=written, differing=differing, failure=failure
    )


def _lost(failure: CallSettingsError) -> CallSettingsError:
    sentence = f"{failure.sentence} Reading again shows that nothing was changed. Save again."
    return CallSettingsError(sentence, status=failure.told_status, words=failure.words, tracking_id=failure.tracking_id)


def _outcome(  # one keyword for each thing an outcome may tell
    feature: Feature,
    result: Result,
    mine: Setting,
    *,
    before: Setting | None = None,
    after: Setting | None = None,
    written: tuple[Change, ...] = (),
    differing: tuple[Change, ...] = (),
    conflicts: tuple[Conflict, ...] = (),
    failure: CallSettingsError | None = None,
) -> Outcome:
    now = datetime.now().astimezone()
    return Outcome(feature, result, now, mine, before, after, written, differing, conflicts, failure)
