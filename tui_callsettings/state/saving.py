"""Saving one feature so that it is proved: read again, merge, write only what changed, read again, compare.

It touches no screen and no store, so it ends on time even while nobody reads the terminal.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import CallSettingsError, OutcomeUnknownError
from tui_callsettings.models.destination import cleaned
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import Kind
from tui_callsettings.models.response import CallSettingResponse
from tui_callsettings.models.setting import FieldPath, Setting

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
        written: what was sent.
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
            return f"the provider took the change but kept something else: {kept}."
        if self.result is Result.CONFLICT:
            fields = ", ".join(conflict.change.field.words for conflict in self.conflicts)
            return f"not saved, because somebody else changed this meanwhile: {fields}."
        if self.result is Result.UNKNOWN:
            return "cannot tell yet whether it was saved: no answer came. Check again with F5 before you rely on it."
        return f"not saved. {self.failure.details if self.failure else ''}".strip()


async def save(client: CallSettingsClient, feature: Feature, base: Setting, mine: Setting) -> Outcome:
    """Save the person's changes (from `base` to `mine`) to one feature, and prove it."""
    mine = cleaned_setting(feature, mine)
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
    return await _proved(client, feature, mine, before, merge.wanted, answer)


async def check(client: CallSettingsClient, unknown: Outcome) -> Outcome:
    """Find out how a save with unknown outcome ended, by reading again. Nothing is sent again."""
    wanted = (unknown.before or unknown.mine).with_values({c.path: c.after for c in unknown.written})
    lost = CallSettingResponse.failed(unknown.failure or OutcomeUnknownError("No answer came."))
    return await _proved(client, unknown.feature, unknown.mine, unknown.before or wanted, wanted, lost)


def cleaned_setting(feature: Feature, setting: Setting) -> Setting:
    """`setting` with its numbers as they will be sent."""
    kinds = (Kind.DESTINATION, Kind.FORWARD_NUMBER, Kind.EXTENSION, Kind.EMAIL)
    texts = {f.path: setting.value(f.path) for f in feature.fields if f.kind in kinds}
    return setting.with_values({p: cleaned(t) for p, t in texts.items() if isinstance(t, str) and cleaned(t) != t})


async def _proved(
    client: CallSettingsClient,
    feature: Feature,
    mine: Setting,
    before: Setting,
    wanted: Setting,
    answer: CallSettingResponse,
) -> Outcome:
    written = changes_between(feature, before, wanted)
    is_unknown = isinstance(answer.failure, OutcomeUnknownError)
    reread = await client.read(feature)
    after = reread.data.call_setting
    if not answer.is_success and not is_unknown:
        return _outcome(feature, Result.REFUSED, mine, before=after or before, failure=answer.failure)
    if after is None:
        failure = answer.failure or reread.failure
        return _outcome(feature, Result.UNKNOWN, mine, before=before, written=written, failure=failure)
    paths = {change.path for change in written}
    differing = tuple(c for c in changes_between(feature, wanted, after) if c.path in paths)
    if not differing:
        return _outcome(feature, Result.SAVED, mine, before=before, after=after, written=written)
    if is_unknown and {c.path for c in differing} == paths:
        return _outcome(feature, Result.REFUSED, mine, before=after, failure=_lost(answer))
    return _outcome(feature, Result.DIFFERS, mine, before=before, after=after, written=written, differing=differing)


def _lost(answer: CallSettingResponse) -> CallSettingsError:
    words = "No answer came, and reading again shows that nothing was changed. Save again."
    return CallSettingsError(words, status=answer.status_code)


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


def paths_of(changes: tuple[Change, ...]) -> tuple[FieldPath, ...]:
    """Where `changes` are."""
    return tuple(change.path for change in changes)
