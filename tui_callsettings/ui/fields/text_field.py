"""Fields that are typed: numbers, extensions, addresses."""

from collections.abc import Callable

from textual import events, on
from textual.reactive import reactive
from textual.widgets import Input

from tui_callsettings.models.setting import FieldPath, FieldType, SettingField, Value
from tui_callsettings.models.validation import is_same_value, parse_value
from tui_callsettings.text import clean_text
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.summaries import FieldView
from tui_callsettings.ui.widgets.line_input import LineInput

from .field_row import FieldRow, missing_span

MAX_LENGTH = 400
"""Characters a field takes; every rule allows far fewer, and a stuck key should not fill the memory."""

_PLACEHOLDERS = {
    FieldType.DESTINATION: "number, extension or user@host",
    FieldType.FORWARD_NUMBER: "number",
    FieldType.EXTENSION: "extension",
    FieldType.EMAIL: "name@example.com",
}


class TextField(LineInput):
    """A text of a setting; each key is an edit, and what it was understood as shows on leaving.

    It calls `edit` at once instead of posting a message: a frame must not show what the draft on disk does not have.
    """

    WIDTH: int | None = None

    view: reactive[FieldView] = reactive(FieldView(), init=False)

    def __init__(self, field: SettingField, max_length: int = MAX_LENGTH, restrict: str | None = None) -> None:
        super().__init__(max_length=max_length, restrict=restrict)
        self.field = field
        self._is_showing = False
        self.edit: Callable[[FieldPath, Value], None] = lambda _path, _value: None

    def watch_view(self, view: FieldView) -> None:
        """Show the value; what is being typed stays as typed while it means the same."""
        is_typing = self.has_focus and is_same_value(self.field, parse_value(self.field, self.value), view.value)
        if not is_typing:
            self._show_value()
        self._show_placeholder()

    def _show_value(self) -> None:
        self._is_showing = True
        try:
            self.value = "" if self.view.value is None else str(self.view.value)
        finally:
            self._is_showing = False

    def watch_value(self, value: str) -> None:
        """Make the edit before the character that is typed can be seen: what was on the screen is in the draft."""
        if not self._is_showing and self.is_mounted:
            self.edit(self.field.path, parse_value(self.field, value))

    @property
    def value_text(self) -> str:
        """The text as it is shown."""
        return self.value or self.placeholder

    def _show_placeholder(self) -> None:
        missing = missing_span(self.view)
        if missing is not None:
            self.placeholder = missing[0]
        elif self.has_focus and self.view.is_editable and (self.view.is_missing or not self.view.annotation):
            self.placeholder = _PLACEHOLDERS.get(self.field.type, "")
        else:
            self.placeholder = "not reported" if self.view.value is None else "-"

    def replace(self, text: str, start: int, end: int) -> None:
        """Edit the text, unless the field cannot be changed."""
        if self.view.is_editable:
            super().replace(text, start, end)
        else:
            self.post_message(FieldRow.Refused(self.field.path))

    @on(Input.Changed)
    def _stop_message(self, event: Input.Changed) -> None:
        event.stop()

    def clean_paste(self, text: str) -> str:
        """Return a pasted line as the field would store it."""
        return str(parse_value(self.field, clean_text(text)) or "")

    def refuse_paste(self, reason: str) -> None:
        """Post that nothing was pasted, and why."""
        self.post_message(FieldRow.PasteRefused(reason))

    def on_focus(self, event: events.Focus) -> None:
        """Show what may be typed."""
        del event
        self._show_placeholder()

    def on_blur(self, event: events.Blur) -> None:
        """Show the text as it will be sent."""
        del event
        self._show_value()
        self._show_placeholder()


class RingsField(TextField):
    """A number of rings: digits replace the number, Left and Right change it by one."""

    BINDINGS = bindings(Scope.RINGS)
    WIDTH = 4

    def __init__(self, field: SettingField) -> None:
        super().__init__(field, 3, r"[0-9]*")

    def action_step(self, count: int) -> None:
        """Post one ring more or less, within what is allowed."""
        fewest, most = self.view.limits
        current = self.view.value if isinstance(self.view.value, int) else fewest - count
        self.value = str(max(fewest, min(current + count, most)))
        self.action_select_all()
