"""One feature as the person is editing it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from tui_callsettings.errors import CallSettingsError, UnsupportedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, FieldType, Setting, Value
from tui_callsettings.models.validation import is_same_value

from .changes import Change, Conflict, changes_between, merge_settings
from .save import SaveResult, SaveStatus, normalize_text


class Status(Enum):
    """Where a feature is between being read and being saved."""

    UNLOADED = "not read yet"
    LOADING = "reading"
    READY = "read"
    SAVING = "saving"
    UNKNOWN = "not confirmed"
    UNSUPPORTED = "not offered"
    FAILED = "could not be read"


class Resolution(Enum):
    """Which value stands after a conflict."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class FeatureState:
    """One feature: what the provider has, what the person edited, and where that stands.

    A field that the provider did not report has the value None in `saved` and `draft`; giving it a value is an
    ordinary edit.

    Attributes:
        feature: which feature.
        status: where it stands.
        saved: the setting as last read; None before the first read.
        draft: the setting as edited; equal to `saved` while nothing is changed.
        failure: why the last read failed, or why the feature is not offered.
        last_save: how the last save ended; None before the first.
        conflicts: fields that were changed elsewhere too; a save waits until each is resolved.
        remote_changes: fields that were changed elsewhere since the editor was opened.
        read_at: when `saved` was read, in local time.
        stashed_numbers: the setting that holds the numbers removed together with their switch; None if none were.
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
        """The changes that a save would make."""
        if self.saved is None or self.draft is None:
            return ()
        return changes_between(self.feature, self.saved, self.draft)

    @property
    def unsaved(self) -> tuple[Change, ...]:
        """The changes as a draft file keeps them: an open conflict keeps its base, so that it is one again later."""
        bases = {
            c.path: c.base for c in self.conflicts if not is_same_value(self.feature.field(c.path), c.base, c.ours)
        }
        return tuple(c._replace(old=bases.get(c.path, c.old)) for c in self.changes)

    @property
    def is_dirty(self) -> bool:
        """Whether the person changed anything."""
        return bool(self.changes)

    @property
    def is_editable(self) -> bool:
        """Whether there is a setting to edit."""
        return self.draft is not None

    @property
    def resting_status(self) -> Status:
        """The status while nothing is being read or saved and the last save is known."""
        if self.failure is not None:
            return Status.UNSUPPORTED if isinstance(self.failure, UnsupportedError) else Status.FAILED
        return Status.UNLOADED if self.saved is None else Status.READY

    def value(self, path: FieldPath) -> Value:
        """Return the value that the person sees at `path`; None where the provider reported none."""
        return None if self.draft is None else self.draft.value(path)

    def with_edit(self, path: FieldPath, value: Value) -> "FeatureState":
        """Return the state after the person gave `path` a value."""
        if self.draft is None:
            return self
        draft = self.draft.with_value(path, value)
        return replace(self, draft=draft, conflicts=_open_conflicts(self.conflicts, draft, self.feature))

    def with_dependent_numbers(self, switch: FieldPath, value: Value) -> "FeatureState":
        """Return the state where a provider keeps numbers only while their switch is on: they follow `switch`."""
        if self.draft is None or self.saved is None:
            return self
        numbers = [f.path for f in self.feature.fields if f.enabled_by == switch and f.type is FieldType.DESTINATION]
        current = {path: self.value(path) for path in numbers}
        known = self.stashed_numbers or self.saved
        if value is False:
            removed = {path: number for path, number in current.items() if number}
            draft = self.draft.with_values(dict.fromkeys(removed, ""))
            return replace(self, draft=draft, stashed_numbers=known.with_values(removed))
        back = {path: known.value(path) for path, number in current.items() if not number and known.value(path)}
        return replace(self, draft=self.draft.with_values(back))

    def without_edits(self) -> "FeatureState":
        """Return the state without the person's changes."""
        return replace(self, draft=self.saved, conflicts=())

    def with_reread(self, theirs: Setting, at: datetime) -> "FeatureState":
        """Return the state after the setting was read again: our changes stay, changes made elsewhere come in."""
        return self._rebase(self.saved, theirs, at)

    def with_known_value(self, path: FieldPath, value: Value) -> "FeatureState":
        """Return the state after an action beside the saves gave `path` this value at the provider."""
        if self.saved is None or self.draft is None:
            return self
        saved, draft = self.saved.with_value(path, value), self.draft.with_value(path, value)
        return replace(self, saved=saved, draft=draft, remote_changes=self.remote_changes - {path})

    def with_resolution(self, path: FieldPath, resolution: Resolution) -> "FeatureState":
        """Return the state after the person resolved the conflict at `path`."""
        if self.draft is None or self.saved is None:
            return self
        draft = self.draft
        if resolution is Resolution.THEIRS:
            draft = draft.with_value(path, self.saved.value(path))
        return replace(self, draft=draft, conflicts=tuple(c for c in self.conflicts if c.path != path))

    def with_restored_edits(self, edits: Iterable[Change]) -> "FeatureState":
        """Return the state with edits of an earlier run merged in; edits made since then win."""
        if self.saved is None or self.draft is None:
            return self
        ours = {change.path for change in self.changes}
        older = [change for change in edits if change.path not in ours]
        base = self.saved.with_values({change.path: change.old for change in older})
        draft = self.draft.with_values({change.path: change.new for change in older})
        merged = replace(self, draft=draft)._rebase(base, self.saved, self.read_at)
        return replace(merged, status=self.status, failure=self.failure)

    def with_save_result(self, result: SaveResult) -> "FeatureState":
        """Return the state after a save ended; what was typed meanwhile, or was not stored, stays as an edit."""
        state = replace(self, status=Status.READY, last_save=result)
        if result.status is SaveStatus.UNKNOWN:
            return replace(state, status=Status.UNKNOWN)
        new = result.new
        if new is None and result.status is SaveStatus.PARTIAL and result.old is not None:
            new = result.old.with_values({change.path: change.new for change in result.written})
        if new is None:
            return state if result.old is None else state._rebase(state.saved, result.old, result.at)
        rejected = {change.path: state.value(change.path) for change in result.mismatches}
        rebased = state._with_sent_texts(result.ours)._rebase(result.ours, new, result.at)
        draft = rebased.draft.with_values(rejected) if rebased.draft is not None else None
        ours = {change.path for change in (*result.written, *result.mismatches)}
        return replace(rebased, draft=draft, remote_changes=rebased.remote_changes - ours)

    def _with_sent_texts(self, sent: Setting) -> "FeatureState":
        """Return the state with its texts spelled as they were sent, unless they mean something else by now."""
        if self.draft is None:
            return self
        values = {field.path: (self.draft.value(field.path), sent.value(field.path)) for field in self.feature.fields}
        respelled = {
            path: as_sent for path, (typed, as_sent) in values.items() if typed != as_sent == normalize_text(typed)
        }
        return replace(self, draft=self.draft.with_values(respelled))

    def _rebase(self, base: Setting | None, theirs: Setting, at: datetime | None) -> "FeatureState":
        ready = replace(self, status=Status.READY, saved=theirs, read_at=at, failure=None)
        if base is None or self.draft is None:
            return replace(ready, draft=theirs, conflicts=())
        merge = merge_settings(self.feature, base, self.draft, theirs)
        open_before = {c.path: self.draft.value(c.path) for c in self.conflicts}
        ours = {**{c.path: c.ours for c in merge.conflicts}, **open_before}
        draft = merge.target.with_values(ours)
        conflicts = {c.path: c for c in (*self.conflicts, *merge.conflicts)}
        return replace(
            ready,
            draft=draft,
            conflicts=_open_conflicts(
                (c._replace(theirs=theirs.value(c.path)) for c in conflicts.values()), draft, self.feature
            ),
            remote_changes=self.remote_changes | set(merge.remote_changes),
        )


def _open_conflicts(conflicts: Iterable[Conflict], draft: Setting, feature: Feature) -> tuple[Conflict, ...]:
    updated = (c._replace(ours=draft.value(c.path)) for c in conflicts)
    return tuple(c for c in updated if not is_same_value(feature.field(c.path), c.ours, c.theirs))
