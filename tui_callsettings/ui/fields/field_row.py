"""One field of a setting on one row: mark, title, control and annotation; what is wrong stands in the rows below."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus, Hide, Resize
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.models.setting import FieldPath, SettingField, Value
from tui_callsettings.models.value_text import unreadable_text
from tui_callsettings.ui import styles
from tui_callsettings.ui.rendering import bar_style, fit_spans, truncate, wrap
from tui_callsettings.ui.styles import Span
from tui_callsettings.ui.summaries import FieldView, StateIcon

TITLE_COLUMN = 4
_GAP = 2
_SHORT_TEXT = 12
_TEXT_WIDTH = 24
"""Columns that a text gets before its annotation: a number with its country, as people write it."""
ANNOTATION_OFFSET = 19
"""Columns from the value to its annotation, so that annotations stand below one another."""


class Control(Widget, can_focus=True):
    """The part of a row that takes the focus and edits the value; a subclass knows one type of field.

    A control stays focusable when its field cannot be changed, so that the reason can be read in the hint.
    """

    view: reactive[FieldView] = reactive(FieldView())

    WIDTH: int | None = ANNOTATION_OFFSET - 1
    """Columns it takes; None for all that the annotation leaves."""

    def __init__(self, field: SettingField) -> None:
        super().__init__()
        self.field = field

    def change(self, value: Value) -> None:
        """Post that the person wants `value`, unless the field cannot be changed."""
        if self.view.is_editable:
            self.post_message(FieldRow.Changed(self.field.path, value))
        else:
            self.post_message(FieldRow.Refused(self.field.path))

    def value_span(self) -> Span:
        """Return the value in words."""
        return "", styles.PLAIN

    @property
    def value_text(self) -> str:
        """The value in words, without style."""
        return self.value_span()[0]

    def on_hide(self, event: Hide) -> None:
        """Keep the focus in a terminal that is too small for a moment: Textual would take it away."""
        event.prevent_default()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return one row."""
        del container, viewport, width
        return 1

    def render(self) -> Content:
        """Return the value, or why there is none."""
        return fit_spans([missing_span(self.view) or self.value_span()], self.size.width)


def missing_span(view: FieldView) -> Span | None:
    """Return what stands in place of a value that there is none of; None where there is one."""
    if not view.access.is_offered:
        return f"- {view.access.reason or 'not offered'}", styles.MUTED
    if not view.is_loaded:
        return "...", styles.MUTED
    if view.unreadable:
        return unreadable_text(view.unreadable), styles.WARNING
    return None


class FieldRow(Widget):
    """A row of a form. Textual draws the control over the row's own text, which saves four widgets a row.

    Args:
        field: what it edits.
        control: how.
        title_width: columns for the title.
    """

    view: reactive[FieldView] = reactive(FieldView(), init=False)

    class Changed(Message):
        """The person gave the field a value."""

        def __init__(self, path: FieldPath, value: Value) -> None:
            super().__init__()
            self.path = path
            self.value = value

    class Refused(Message):
        """The person tried to change a field that cannot be changed."""

        def __init__(self, path: FieldPath) -> None:
            super().__init__()
            self.path = path

    class PasteRefused(Message):
        """What was pasted cannot go into a field of one line."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, field: SettingField, control: Widget, title_width: int) -> None:
        super().__init__()
        self.field = field
        self.control = control
        self.title_width = title_width
        self._control_width = 1

    def compose(self) -> ComposeResult:
        """Yield the control, at the column of the values."""
        yield self.control

    def on_mount(self) -> None:
        """Place the control."""
        self._place_control()

    def on_resize(self, event: Resize) -> None:
        """Give the control its share of the new width."""
        del event
        self._place_control()

    @property
    def value_column(self) -> int:
        """The column where the value begins."""
        return TITLE_COLUMN + self.title_width + _GAP

    def set_title_width(self, width: int) -> None:
        """Give the title another width."""
        if width != self.title_width:
            self.title_width = width
            self._place_control()
            self.refresh()

    @property
    def _annotation(self) -> str:
        """What stands behind the value; in the focused field what may be typed has the place of "required"."""
        return "" if self.view.is_missing and self.has_focus_within else self.view.annotation

    def _place_control(self) -> None:
        room = max(4, self.size.width - self.value_column - 1)
        columns = getattr(self.control, "WIDTH", None)
        if missing_span(self.view) is not None:
            columns = room
        elif columns is None:
            note = cell_len(self._annotation)
            length = cell_len(getattr(self.control, "value_text", ""))
            if not note:
                columns = room
            elif isinstance(self.control, Control):
                columns = max(length, _SHORT_TEXT, room - note - 3)
            else:
                columns = ANNOTATION_OFFSET - 1 if length < ANNOTATION_OFFSET - 1 else max(length + 1, _TEXT_WIDTH)
        elif columns + _GAP + cell_len(self._annotation) > room:
            columns = min(columns, cell_len(getattr(self.control, "value_text", "")) + 2)
        if not self.view.access.is_writable and missing_span(self.view) is None:
            # The reason stands right behind the value, where it has the most room.
            columns = cell_len(getattr(self.control, "value_text", "")) + 2
        columns = min(columns, room)
        if columns != self._control_width:
            self._control_width = columns
            self.refresh()
        self.control.styles.margin = (0, 0, 0, self.value_column)
        self.control.styles.width = self._control_width

    def watch_view(self, old: FieldView, view: FieldView) -> None:
        """Show the field as it is now."""
        self.control.view = view  # type: ignore[attr-defined] # every control has one
        self.set_class(view.icon is StateIcon.CHANGED, "-changed")
        self.set_class(view.problem is not None and view.problem.is_error, "-invalid")
        self.set_class(not view.access.is_writable, "-read-only")
        self._place_control()
        self.refresh(layout=view.problem != old.problem)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Draw the row as the focused one."""
        del event
        self._follow_focus()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Draw it as the others."""
        del event
        self._follow_focus()

    def _follow_focus(self) -> None:
        if self.view.is_missing:
            self._place_control()
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return one row, and what the problem needs below it."""
        del container, viewport
        return 1 + len(self._problem_rows(width))

    def render(self) -> Content:
        """Return mark, title and annotation; the problem below."""
        rows = [self._first_row()]
        if self.view.problem is not None:
            style = styles.ERROR if self.view.problem.is_error else styles.WARNING
            rows += [Content.styled(row, style) for row in self._problem_rows(self.size.width)]
        return Content("\n").join(rows)

    def _first_row(self) -> Content:
        has_focus = self.has_focus_within
        title = bar_style(self) if has_focus else styles.PLAIN if self.view.access.is_writable else styles.MUTED
        name = truncate(self.field.title, self.title_width)
        spans: list[Span] = [
            (" >" if has_focus else "  ", title),
            (self.view.icon.value, title if has_focus else _ICON_STYLES[self.view.icon]),
            (f" {name} ", title),
            (" " * (self.title_width - cell_len(name)), ""),
        ]
        annotation = self._annotation
        offset = ANNOTATION_OFFSET if self.view.access.is_writable else 0
        column = self.value_column + max(offset, self._control_width + 1)
        if column + cell_len(annotation) > self.size.width:
            # Not below the others, but whole.
            column = self.value_column + self._control_width + 1
        room = self.size.width - column
        if not self.view.access.is_writable and annotation and room < cell_len(annotation):
            annotation = "read-only"  # the hint has the reason
        if annotation and missing_span(self.view) is None and room >= cell_len(annotation):
            spans += [
                (" " * (column - self.value_column + _GAP - 1), ""),
                (annotation, styles.ERROR if self.view.is_missing else styles.MUTED),
            ]
        return fit_spans(spans, self.size.width)

    def _problem_rows(self, width: int) -> list[str]:
        if self.view.problem is None:
            return []
        indent = " " * (TITLE_COLUMN + 2)
        return wrap(self.view.problem.message, max(20, width - 1), indent, indent)


_ICON_STYLES = {
    StateIcon.NONE: styles.PLAIN,
    StateIcon.CHANGED: styles.CHANGED,
    StateIcon.REMOTE: styles.CHANGED,
    StateIcon.INVALID: styles.ERROR,
    StateIcon.UNUSUAL: styles.WARNING,
}
