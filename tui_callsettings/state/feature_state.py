"""One feature as the person is editing it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.models.validation import is_same_value

from .changes import Change, Conflict, changes_between, merge_settings
from .save import SaveResult, SaveStatus, normalize_text


class Status(Enum):
    """Where a feature is between being read and being saved."""

    UNLOADED = "not read yet"
    LOADING = "reading"
    READY = "read"
    SAVING = "saving"
    UNKNOWN = "saved or not: cannot tell yet"
    UNSUPPORTED = "not offered"
    FAILED = "could not be read"


class Resolution(Enum):
    """Whose value stands after a conflict."""

    OURS = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class FeatureState:
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
    status: Status = Status.UNLOADED
    saved: Setting | None = None
    draft: Setting | None = None
    failure: CallSettingsError | None = None
    last_save: SaveResult | None = None
    conflicts: tuple[Conflict, ...] = ()
    remote_changes: frozenset[FieldPath] = field(default_factory=frozenset)
    read_at: datetime | None = None
    stashed_numbers: Setting | None = None

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
            c.path: c.base for c in self.conflicts if not is_same_value(self.feature.field(c.path), c.base, c.ours)
        }
        return tuple(replace(c, old=bases.get(c.path, c.old)) for c in self.changes)

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

    def with_edit(self, path: FieldPath, value: Value) -> "FeatureState":
        """The slot after the person gave `path` a value."""
        if self.draft is None:
            return self
        draft = self.draft.with_value(path, value)
        return replace(self, draft=draft, conflicts=_open_conflicts(self.conflicts, draft, self.feature))

    def with_dependent_numbers(self, switch: FieldPath, value: Value) -> "FeatureState":
        """The slot for a provider that keeps numbers only while their switch is on: they go and come with `switch`."""
        if self.draft is None or self.saved is None:
            return self
        numbers = [f.path for f in self.feature.fields if f.enabled_by == switch and f.type is FieldType.DESTINATION]
        shown = {path: self.value(path) for path in numbers}
        if value is False:
            gone = {path: number for path, number in shown.items() if number}
            stashed_numbers = (self.stashed_numbers or self.saved).with_values(gone)
            return replace(self, draft=self.draft.with_values(dict.fromkeys(gone, "")), stashed_numbers=stashed_numbers)
        known = self.stashed_numbers or self.saved
        back = {path: known.value(path) for path, number in shown.items() if not number and known.value(path)}
        return replace(self, draft=self.draft.with_values(back))

    def without_edits(self) -> "FeatureState":
        """The slot without the person's changes."""
        return replace(self, draft=self.saved, conflicts=())

    def with_reread(self, now: Setting, at: datetime) -> "FeatureState":
        """The slot after the setting was read again: the person's changes stay, others' changes come in."""
        return self._rebase(self.saved, now, at)

    def with_known_value(self, path: FieldPath, value: Value) -> "FeatureState":
        """The slot after something was done at once, beside the saves, that gave `path` this value."""
        if self.saved is None or self.draft is None:
            return self
        saved, draft = self.saved.with_value(path, value), self.draft.with_value(path, value)
        return replace(self, saved=saved, draft=draft, remote_changes=self.remote_changes - {path})

    def with_resolution(self, path: FieldPath, resolution: Resolution) -> "FeatureState":
        """The slot after the person decided one conflict."""
        if self.draft is None or self.saved is None:
            return self
        draft = self.draft if resolution is Resolution.OURS else self.draft.with_value(path, self.saved.value(path))
        return replace(self, draft=draft, conflicts=tuple(c for c in self.conflicts if c.path != path))

    def with_restored_edits(self, kept: Iterable[Change]) -> "FeatureState":
        """The slot with edits of an earlier run, merged with the setting as it is now; edits made since win."""
        if self.saved is None or self.draft is None:
            return self
        ours = {change.path: change.new for change in self.changes}
        older = [change for change in kept if change.path not in ours]
        base = self.saved.with_values({change.path: change.old for change in older})
        draft = self.draft.with_values({change.path: change.new for change in older})
        merged_slot = replace(self, draft=draft)._rebase(base, self.saved, self.read_at)
        return replace(merged_slot, status=self.status, failure=self.failure)

    def with_save_result(self, last_save: SaveResult) -> "FeatureState":
        """The slot after a save ended; what the person typed meanwhile, or was not taken, stays."""
        feature_state = replace(self, status=Status.READY, last_save=last_save)
        if last_save.status is SaveStatus.UNKNOWN:
            return replace(feature_state, status=Status.UNKNOWN)
        if last_save.new is None:
            return (
                feature_state
                if last_save.old is None
                else feature_state._rebase(feature_state.saved, last_save.old, last_save.at)
            )
        kept = {change.path: feature_state.value(change.path) for change in last_save.mismatches}
        rebased = feature_state._with_sent_texts(last_save.ours)._rebase(last_save.ours, last_save.new, last_save.at)
        draft = rebased.draft.with_values(kept) if rebased.draft is not None else None
        return replace(
            rebased, draft=draft, remote_changes=rebased.remote_changes - {c.path for c in last_save.written}
        )

    def _with_sent_texts(self, sent: Setting) -> "FeatureState":
        """The slot with its texts spelled as they were sent, unless they mean something else by now."""
        if self.draft is None:
            return self
        values = {field.path: (self.draft.value(field.path), sent.value(field.path)) for field in self.feature.fields}
        respelled = {
            path: as_sent for path, (typed, as_sent) in values.items() if typed != as_sent == normalize_text(typed)
        }
        return replace(self, draft=self.draft.with_values(respelled))

    def _rebase(self, base: Setting | None, now: Setting, at: datetime | None) -> "FeatureState":
        ready = replace(self, status=Status.READY, saved=now, read_at=at, failure=None)
        if base is None or self.draft is None:
            return replace(ready, draft=now, conflicts=())
        merge = merge_settings(self.feature, base, self.draft, now)
        old = {c.path: self.draft.value(c.path) for c in self.conflicts}
        ours = {**{c.path: c.ours for c in merge.conflicts}, **old}
        draft = merge.target.with_values(ours)
        found = {c.path: c for c in (*self.conflicts, *merge.conflicts)}
        return replace(
            ready,
            draft=draft,
            conflicts=_open_conflicts((replace(c, now=now.value(c.path)) for c in found.values()), draft, self.feature),
            remote_changes=self.remote_changes | set(merge.remote_changes),
        )


def _open_conflicts(conflicts: Iterable[Conflict], draft: Setting, feature: Feature) -> tuple[Conflict, ...]:
    updated = (replace(c, ours=draft.value(c.path)) for c in conflicts)
    return tuple(c for c in updated if not is_same_value(feature.field(c.path), c.ours, c.now))
