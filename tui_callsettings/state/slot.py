"""One feature as the person is editing it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import Kind
from tui_callsettings.models.rules import is_same_value
from tui_callsettings.models.setting import FieldPath, Setting, Value

from .merge import Change, Conflict, changes_between, merged
from .saving import Outcome, Result, sent_text


class Phase(Enum):
    """Where a feature is between being read and being saved."""

    UNLOADED = "not read yet"
    LOADING = "reading"
    READY = "read"
    SAVING = "saving"
    UNKNOWN = "saved or not: cannot tell yet"
    UNSUPPORTED = "not offered"
    FAILED = "could not be read"


class Side(Enum):
    """Whose value stands after a conflict."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Slot:
    """One feature: what the provider has, what the person wants, and where that stands.

    Attributes:
        feature: which.
        phase: where it stands.
        saved: as last read; None before the first read.
        draft: as the person wants it; equal to `saved` while nothing is changed.
        failure: why the last read failed, or why it is not offered.
        outcome: how the last save ended; None before the first.
        conflicts: fields that somebody else changed too; a save waits until each is settled.
        elsewhere: fields that somebody else changed since the person opened the editor.
        read_at: when `saved` was read, in local time.
        aside: the numbers that went with their switch; None if none has.
    """

    feature: Feature
    phase: Phase = Phase.UNLOADED
    saved: Setting | None = None
    draft: Setting | None = None
    failure: CallSettingsError | None = None
    outcome: Outcome | None = None
    conflicts: tuple[Conflict, ...] = ()
    elsewhere: frozenset[FieldPath] = field(default_factory=frozenset)
    read_at: datetime | None = None
    aside: Setting | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What saving would change."""
        if self.saved is None or self.draft is None:
            return ()
        return changes_between(self.feature, self.saved, self.draft)

    @property
    def unsaved(self) -> tuple[Change, ...]:
        """The changes as they are kept for another run: with the base of an open question, so that it is one again."""
        bases = {
            c.path: c.base for c in self.conflicts if not is_same_value(self.feature.field(c.path), c.base, c.mine)
        }
        return tuple(replace(c, before=bases.get(c.path, c.before)) for c in self.changes)

    @property
    def is_dirty(self) -> bool:
        """Whether the person changed anything."""
        return bool(self.changes)

    @property
    def is_editable(self) -> bool:
        """Whether there is a setting to edit."""
        return self.draft is not None

    def value(self, path: FieldPath) -> Value:
        """The value that the person sees at `path`."""
        return None if self.draft is None else self.draft.value(path)

    def edited(self, path: FieldPath, value: Value) -> "Slot":
        """The slot after the person gave `path` a value."""
        if self.draft is None:
            return self
        draft = self.draft.with_value(path, value)
        return replace(self, draft=draft, conflicts=_still_open(self.conflicts, draft, self.feature))

    def with_numbers_of(self, switch: FieldPath, value: Value) -> "Slot":
        """The slot for a provider that keeps numbers only while their switch is on: they go and come with `switch`."""
        if self.draft is None or self.saved is None:
            return self
        numbers = [f.path for f in self.feature.fields if f.switch == switch and f.kind is Kind.DESTINATION]
        shown = {path: self.value(path) for path in numbers}
        if value is False:
            gone = {path: number for path, number in shown.items() if number}
            aside = (self.aside or self.saved).with_values(gone)
            return replace(self, draft=self.draft.with_values(dict.fromkeys(gone, "")), aside=aside)
        known = self.aside or self.saved
        back = {path: known.value(path) for path, number in shown.items() if not number and known.value(path)}
        return replace(self, draft=self.draft.with_values(back))

    def reverted(self) -> "Slot":
        """The slot without the person's changes."""
        return replace(self, draft=self.saved, conflicts=())

    def reread(self, now: Setting, at: datetime) -> "Slot":
        """The slot after the setting was read again: the person's changes stay, others' changes come in."""
        return self._rebased(self.saved, now, at)

    def acknowledged(self, path: FieldPath, value: Value) -> "Slot":
        """The slot after something was done at once, beside the saves, that gave `path` this value."""
        if self.saved is None or self.draft is None:
            return self
        saved, draft = self.saved.with_value(path, value), self.draft.with_value(path, value)
        return replace(self, saved=saved, draft=draft, elsewhere=self.elsewhere - {path})

    def settled(self, path: FieldPath, side: Side) -> "Slot":
        """The slot after the person decided one conflict."""
        if self.draft is None or self.saved is None:
            return self
        draft = self.draft if side is Side.MINE else self.draft.with_value(path, self.saved.value(path))
        return replace(self, draft=draft, conflicts=tuple(c for c in self.conflicts if c.path != path))

    def resumed(self, kept: Iterable[Change]) -> "Slot":
        """The slot with edits of an earlier run, merged with the setting as it is now; edits made since win."""
        if self.saved is None or self.draft is None:
            return self
        mine = {change.path: change.after for change in self.changes}
        older = [change for change in kept if change.path not in mine]
        base = self.saved.with_values({change.path: change.before for change in older})
        draft = self.draft.with_values({change.path: change.after for change in older})
        merged_slot = replace(self, draft=draft)._rebased(base, self.saved, self.read_at)
        return replace(merged_slot, phase=self.phase, failure=self.failure)

    def after_save(self, outcome: Outcome) -> "Slot":
        """The slot after a save ended; what the person typed meanwhile, or was not taken, stays."""
        slot = replace(self, phase=Phase.READY, outcome=outcome)
        if outcome.result is Result.UNKNOWN:
            return replace(slot, phase=Phase.UNKNOWN)
        if outcome.after is None:
            return slot if outcome.before is None else slot._rebased(slot.saved, outcome.before, outcome.at)
        kept = {change.path: slot.value(change.path) for change in outcome.differing}
        rebased = slot._with_sent_spelling(outcome.mine)._rebased(outcome.mine, outcome.after, outcome.at)
        draft = rebased.draft.with_values(kept) if rebased.draft is not None else None
        return replace(rebased, draft=draft, elsewhere=rebased.elsewhere - {c.path for c in outcome.written})

    def _with_sent_spelling(self, sent: Setting) -> "Slot":
        """The slot with its texts spelled as they were sent, unless they mean something else by now."""
        if self.draft is None:
            return self
        values = {field.path: (self.draft.value(field.path), sent.value(field.path)) for field in self.feature.fields}
        respelled = {path: as_sent for path, (typed, as_sent) in values.items() if typed != as_sent == sent_text(typed)}
        return replace(self, draft=self.draft.with_values(respelled))

    def _rebased(self, base: Setting | None, now: Setting, at: datetime | None) -> "Slot":
        ready = replace(self, phase=Phase.READY, saved=now, read_at=at, failure=None)
        if base is None or self.draft is None:
            return replace(ready, draft=now, conflicts=())
        merge = merged(self.feature, base, self.draft, now)
        old = {c.path: self.draft.value(c.path) for c in self.conflicts}
        mine = {**{c.path: c.mine for c in merge.conflicts}, **old}
        draft = merge.wanted.with_values(mine)
        found = {c.path: c for c in (*self.conflicts, *merge.conflicts)}
        return replace(
            ready,
            draft=draft,
            conflicts=_still_open((replace(c, now=now.value(c.path)) for c in found.values()), draft, self.feature),
            elsewhere=self.elsewhere | set(merge.elsewhere),
        )


def _still_open(conflicts: Iterable[Conflict], draft: Setting, feature: Feature) -> tuple[Conflict, ...]:
    updated = (replace(c, mine=draft.value(c.path)) for c in conflicts)
    return tuple(c for c in updated if not is_same_value(feature.field(c.path), c.mine, c.now))
