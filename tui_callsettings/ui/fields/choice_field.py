"""A choice between a few values, all of them on the row where there is room."""

from textual.content import Content
from textual.geometry import Offset

from tui_callsettings.models.validation import format_field_value
from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.rendering import fit_spans
from tui_callsettings.ui.styles import Span

from .field_row import Control, missing_span


class ChoiceField(Control):
    """`(x) Default greeting  ( ) Custom greeting`, or `< Default greeting >` where there is no room.

    Textual's `Select` opens a list on the arrows that lead past it, and shows one value of two; here both are in sight.
    """

    BINDINGS = bindings(Scope.CHOICE)
    WIDTH = None

    def render(self) -> Content:
        """Return all choices with the current one marked; a value this program does not know stands before them."""
        missing = missing_span(self.view)
        return fit_spans([missing] if missing else self._choice_spans(), self.size.width)

    @property
    def value_text(self) -> str:
        """All choices, as they are shown."""
        return "".join(text for text, _ in self._choice_spans())

    def _choice_spans(self) -> list[Span]:
        value = self.view.value
        choices = self.field.meta.choices
        spans: list[Span] = []
        if value is None:
            spans.append(("not reported  ", styles.MUTED))
        elif value not in [choice.value for choice in choices]:
            spans.append((f"(x) {value}  ", styles.TITLE))
        for choice in choices:
            is_current = choice.value == value
            spans.append((f"({'x' if is_current else ' '}) {choice.label}", styles.TITLE if is_current else ""))
            spans.append(("  ", ""))
        if sum(len(text) for text, _ in spans) <= self.size.width + 2:
            return spans[:-1]
        return [(f"< {format_field_value(self.field, value)} >", styles.TITLE)]

    @property
    def cursor_screen_offset(self) -> Offset:
        """In the first bracket."""
        return self.region.offset + Offset(1, 0)

    def action_step(self, count: int) -> None:
        """Post the next choice, or the one before."""
        values = [choice.value for choice in self.field.meta.choices]
        value = self.view.value
        index = values.index(str(value)) if value in values else -1 if count > 0 else 0
        self.change(values[(index + count) % len(values)])
