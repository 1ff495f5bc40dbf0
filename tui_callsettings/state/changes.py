"""The differences between settings: a changed field, a conflict, a three-way merge, and edits to undo and redo."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, FieldType, Setting, SettingField, Value
from tui_callsettings.models.validation import format_field_value, is_same_value


class Change(NamedTuple):
    """One field of one feature that has, or is to get, another value."""

    feature: Feature
    path: FieldPath
    old: Value
    new: Value

    @property
    def field(self) -> SettingField:
        """The field that changes."""
        return self.feature.field(self.path)

    @property
    def key(self) -> str:
        """The field's name in commands and files: "call_forwarding.busy.destination"."""
        return self.feature.key(self.path)

    @property
    def title(self) -> str:
        """The field's full title: "Call forwarding, no answer, to"."""
        return self.feature.field_title(self.path)

    def texts(self, region: str = "") -> tuple[str, str]:
        """Return the old and the new value as people of `region` read them: ("OFF", "ON")."""
        field = self.field
        return format_field_value(field, self.old, region), format_field_value(field, self.new, region)


class Conflict(NamedTuple):
    """A field that was changed here and elsewhere, to different values.

    Attributes:
        feature: the feature the field belongs to.
        path: the field.
        base: the value before either change.
        ours: the value drafted here.
        theirs: the value at the provider.
    """

    feature: Feature
    path: FieldPath
    base: Value
    ours: Value
    theirs: Value

    @property
    def change(self) -> Change:
        """The change that saving `ours` would make."""
        return Change(self.feature, self.path, self.theirs, self.ours)


class Merge(NamedTuple):
    """The result of a three-way merge.

    Attributes:
        target: `theirs` with our changes applied; at conflicts it keeps `theirs`.
        changed: the fields in which `target` differs from `theirs`, which is what has to be written.
        conflicts: the fields that need a decision.
        remote_changes: the fields that were changed elsewhere and not here.
    """

    target: Setting
    changed: tuple[FieldPath, ...]
    conflicts: tuple[Conflict, ...]
    remote_changes: tuple[FieldPath, ...]


def changes_between(feature: Feature, old: Setting, new: Setting) -> tuple[Change, ...]:
    """Return the fields in which two settings differ, in the model's order; number separators are ignored."""
    if old is new:
        return ()
    values = ((field, old.value(field.path), new.value(field.path)) for field in feature.fields)
    return tuple(
        Change(feature, field.path, one, other) for field, one, other in values if not is_same_value(field, one, other)
    )


def merge_settings(feature: Feature, base: Setting, ours: Setting, theirs: Setting) -> Merge:
    """Apply our changes (from `base` to `ours`) to `theirs`, field by field."""
    our_changes = {change.path: change.new for change in changes_between(feature, base, ours)}
    their_changes = {change.path for change in changes_between(feature, base, theirs)}
    target: dict[FieldPath, Value] = {}
    conflicts = []
    for path, value in our_changes.items():
        if is_same_value(feature.field(path), value, theirs.value(path)):
            continue
        if path in their_changes:
            conflicts.append(Conflict(feature, path, base.value(path), value, theirs.value(path)))
        else:
            target[path] = value
    remote = tuple(field.path for field in feature.fields if field.path in their_changes - our_changes.keys())
    return Merge(theirs.with_values(target), tuple(target), tuple(conflicts), remote)


ReadValue = Callable[[Feature, FieldPath], Value]
"""Returns the value that a field has now."""


@dataclass(slots=True)
class UndoStep:
    """One field that got another value.

    Attributes:
        feature: the feature the field belongs to.
        path: the field.
        old: the value it had.
        new: the value it got; replaced while the person types on.
        is_open: whether typing on in the same field still belongs to this step.
    """

    feature: Feature
    path: FieldPath
    old: Value
    new: Value
    is_open: bool = False

    def targets(self, feature: Feature, path: FieldPath) -> bool:
        """Whether it is an edit of that field."""
        return (self.feature, self.path) == (feature, path)


class UndoStack:
    """Edits to undo and edits to redo."""

    def __init__(self) -> None:
        self._done: list[UndoStep] = []
        self._undone: list[UndoStep] = []
        self._saved_length = 0

    def mark_save(self, length: int) -> None:
        """Mark the first `length` edits as saved."""
        self._saved_length = length

    def flags(self, read_value: ReadValue) -> dict[str, Any]:
        """Return what the store's state says about undo and redo."""
        can_undo = self.can_undo(read_value)
        is_at_save = can_undo and 0 < len(self._done) <= self._saved_length
        return {"can_undo": can_undo, "can_redo": self.can_redo(read_value), "is_undo_at_save": is_at_save}

    def add(self, edit: UndoStep) -> None:
        """Add an edit. Text typed on in one field is one step."""
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last is not None and last.is_open and last.targets(edit.feature, edit.path):
            last.new = edit.new
            return
        self.end_step()
        edit.is_open = edit.feature.field(edit.path).type not in (FieldType.SWITCH, FieldType.CHOICE)
        self._done.append(edit)

    def add_step(self, edit: UndoStep) -> None:
        """Add an edit that is a step of its own."""
        self.end_step()
        self.add(edit)
        self.end_step()

    def end_step(self) -> int:
        """End the open step: what is typed next is a step of its own. Return the number of steps."""
        if self._done:
            self._done[-1].is_open = False
        return len(self._done)

    def can_undo(self, read_value: ReadValue) -> bool:
        """Whether `undo` would find a step."""
        return any(_is_current(edit, edit.new, read_value) for edit in reversed(self._done))

    def can_redo(self, read_value: ReadValue) -> bool:
        """Whether `redo` would find a step."""
        return any(_is_current(edit, edit.old, read_value) for edit in reversed(self._undone))

    def undo(self, read_value: ReadValue) -> UndoStep | None:
        """Move the last edit to the redo list and return it; None if there is none.

        Edits of a field that holds another value by now are skipped: undoing them would replace a value that came from
        elsewhere.
        """
        while self._done:
            edit = self._done.pop()
            if len(self._done) < self._saved_length:
                self._saved_length = 0
            if _is_current(edit, edit.new, read_value):
                edit.is_open = False
                self._undone.append(edit)
                return edit
        return None

    def redo(self, read_value: ReadValue) -> UndoStep | None:
        """Move the last undone edit back and return it; None if there is none."""
        while self._undone:
            edit = self._undone.pop()
            if _is_current(edit, edit.old, read_value):
                self.end_step()
                self._done.append(edit)
                return edit
        return None


def _is_current(edit: UndoStep, value: Value, read_value: ReadValue) -> bool:
    field = edit.feature.field(edit.path)
    is_real = not is_same_value(field, edit.old, edit.new)
    return is_real and is_same_value(field, read_value(edit.feature, edit.path), value)
