"""What the person edited, in order, so that each step can be taken back and made again."""

from collections.abc import Callable
from dataclasses import dataclass

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.models.validation import is_same_value

ReadValue = Callable[[Feature, FieldPath], Value]
"""Tells the value that a field shows now."""


@dataclass(slots=True)
class UndoStep:
    """One field that got another value.

    Attributes:
        feature: whose field.
        path: which field.
        before: the value it had.
        after: the value it got; grows while the person types on.
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

    def add(self, edit: UndoStep) -> None:
        """Remember an edit. Text typed on in one field is one step."""
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last is not None and last.is_open and last.targets(edit.feature, edit.path):
            last.new = edit.new
            return
        self.end_step()
        edit.is_open = edit.feature.field(edit.path).type not in (FieldType.SWITCH, FieldType.CHOICE)
        self._done.append(edit)

    def add_step(self, edit: UndoStep) -> None:
        """Remember an edit that is a step of its own."""
        self.end_step()
        self.add(edit)
        self.end_step()

    def end_step(self) -> None:
        """End the step: what is typed next is a step of its own, as after a save."""
        if self._done:
            self._done[-1].is_open = False

    def undo(self, shown: ReadValue) -> UndoStep | None:
        """Take the last edit off the list, to be taken back; None if there is none.

        Edits that are not what the field shows any more are passed over: taking them back would replace a value that
        came from elsewhere.
        """
        while self._done:
            edit = self._done.pop()
            if _is_shown(edit, edit.new, shown):
                edit.is_open = False
                self._undone.append(edit)
                return edit
        return None

    def redo(self, shown: ReadValue) -> UndoStep | None:
        """Take the last undone edit off the list, to be made again; None if there is none."""
        while self._undone:
            edit = self._undone.pop()
            if _is_shown(edit, edit.old, shown):
                self.end_step()
                self._done.append(edit)
                return edit
        return None


def _is_shown(edit: UndoStep, value: Value, shown: ReadValue) -> bool:
    field = edit.feature.field(edit.path)
    is_real = not is_same_value(field, edit.old, edit.new)
    return is_real and is_same_value(field, shown(edit.feature, edit.path), value)
