"""The base of all fields: one row of mark, title, state and note; what is wrong stands in the row below."""

from collections.abc import Callable
from enum import Enum
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import getters
from textual.content import Content
from textual.events import Blur, Focus
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.models.capabilities import FULL, Support
from tui_callsettings.models.field import SettingField
from tui_callsettings.models.setting import Value
from tui_callsettings.models.validation import Problem, format_field_value
from tui_callsettings.ui import look
from tui_callsettings.ui.host import Host
from tui_callsettings.ui.keys import Where
from tui_callsettings.ui.parts import Part, cut
from tui_callsettings.ui.wrapping import wrap

Report = Callable[["Field", Value], None]
"""Who is told of a change."""

_TITLE_START = 4
_GAP = 2
_VALUE_WIDTH, _NOTE_GAP = 18, 3
"""Columns from the state to its note: as a rule, and at least."""


class Mark(Enum):
    """What is to be known of a field besides its value."""

    NONE = " "
    CHANGED = "*"
    ELSEWHERE = "#"


class Field(Widget, can_focus=True):
    """One field of a setting on one row.

    It holds no state of its own but what is being typed: the screen shows it values, and it reports what the person
    wants. It reports by a call and not by a message, so that keys typed ahead stay in order.

    Args:
        setting_field: what it edits.
        changed: is called with the field and the value that the person gave it.
    """

    WHERE: ClassVar[Where | None] = None
    """The place whose commands it obeys."""

    app = getters.app(Host)
    shown: reactive[Value] = reactive(None)
    mark: reactive[Mark] = reactive(Mark.NONE)
    note: reactive[str] = reactive("")
    problem: reactive[Problem | None] = reactive(None, layout=True)
    support: reactive[Support] = reactive(FULL)
    is_open: reactive[bool] = reactive(False)
    title_width: reactive[int] = reactive(20)

    class Left(Message):
        """The focus left the field."""

        def __init__(self, field: "Field") -> None:
            super().__init__()
            self.field = field

    def __init__(self, setting_field: SettingField, changed: Report) -> None:
        super().__init__()
        self.field = setting_field
        self._changed = changed
        self.can_focus = False

    def show(self, value: Value) -> None:
        """Show `value` without reporting it as a change."""
        self.shown = value

    def change(self, value: Value) -> None:
        """Report that the person wants `value`, and show it."""
        self.shown = value
        self._changed(self, value)

    def take_key(self, key: str, character: str | None) -> bool:
        """Use a key; `character` is what it types. False leaves it to the commands of the screen."""
        del character
        name = self.app.key_table.name_at(self.WHERE, key) if self.WHERE else ""
        if name:
            self.obey(name)
        return bool(name)

    def obey(self, name: str) -> None:
        """Do what the command of the field's place with the id `name` asks."""

    def value_parts(self) -> list[Part]:
        """The state in words."""
        return [(format_field_value(self.field, self.shown), look.PLAIN)]

    @property
    def cursor_column(self) -> int:
        """Where the terminal's cursor belongs while the field is in focus, from the left edge."""
        return 1

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs on the screen."""
        return self.region.offset + Offset(min(self.cursor_column, max(0, self.size.width - 1)), 0)

    @property
    def value_column(self) -> int:
        """Where the state begins."""
        return _TITLE_START + self.title_width + _GAP

    @property
    def room(self) -> int:
        """Columns for state and note."""
        return max(1, self.size.width - self.value_column - 1)

    def admit(self, support: Support, *, is_open: bool) -> None:
        """Let the focus come, or walk past a field that cannot be changed or was not read yet."""
        self.support, self.is_open = support, is_open
        self.can_focus = support.is_writable and is_open

    def on_focus(self, event: Focus) -> None:
        """The row in focus is drawn differently."""
        del event
        self.refresh()

    def on_blur(self, event: Blur) -> None:
        """Tell the screen, which then looks for problems."""
        del event
        self.refresh()
        self.post_message(self.Left(self))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row, and what the problem needs below it."""
        del container, viewport
        return 1 + len(self._problem_rows(width))

    def render(self) -> Content:
        """Mark, title, state, note; the problem below."""
        width = self.size.width
        rows = [cut(self._row(), width)]
        if self.problem is not None:
            style = look.ERROR if self.problem.is_error else look.WARNING
            rows += [Content.styled(row, style) for row in self._problem_rows(width)]
        return Content("\n").join(rows)

    def _row(self) -> list[Part]:
        focus = ">" if self.has_focus else " "
        title = set_cell_size(self.field.title, self.title_width)
        title_style = look.TITLE if self.has_focus else look.PLAIN if self.can_focus else look.MUTED
        parts = [(f" {focus}", look.FOCUSED), self._mark(), (f" {title}", title_style), (" " * _GAP, "")]
        if not self.support.is_offered:
            return [*parts, (f"- {self.support.reason or 'not offered'}", look.MUTED)]
        parts += self.value_parts() if self.is_open else [("...", look.MUTED)]
        if not self.support.is_writable:
            reason = self.support.reason
            return [*parts, (f"   read-only: {reason}", look.MUTED)] if reason else parts
        return [*parts, (self._note_behind(sum(cell_len(text) for text, _ in parts)), look.MUTED)]

    def _note_behind(self, used: int) -> str:
        """The note with the blanks before it, for a row of which `used` columns are taken; "" where it has no room."""
        room = self.size.width - used - len(self.note) - 1
        if not self.note or room < _NOTE_GAP:
            return ""
        # At one column in all rows, and where it stays while the value before it is typed.
        return " " * min(room, max(_NOTE_GAP, self.value_column + _VALUE_WIDTH - used)) + self.note

    def _mark(self) -> Part:
        if self.problem is not None:
            return ("!", look.ERROR) if self.problem.is_error else ("?", look.WARNING)
        return self.mark.value, look.CHANGED

    def _problem_rows(self, width: int) -> list[str]:
        if self.problem is None:
            return []
        indent = " " * (_TITLE_START + 2)
        return wrap(self.problem.message, max(20, width - 1), initial_indent=indent, subsequent_indent=indent)
