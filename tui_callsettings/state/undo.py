"""The person's edits in order, so that each can be undone and redone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.models.validation import is_same_value

from .save import SaveResult, SaveStatus

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

    def mark_save(self, length: int, results: Iterable[SaveResult]) -> None:
        """Mark the first `length` edits as saved, if one of the results is a save."""
        if any(result.status is SaveStatus.SAVED for result in results):
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
