"""A choice between a few values, all of them on the row where there is room."""

from tui_callsettings.models.validation import format_field_value
from tui_callsettings.ui import look
from tui_callsettings.ui.keys import Where
from tui_callsettings.ui.parts import Part

from .field import Field


class ChoiceField(Field):
    """`(x) standard  ( ) your recording`, or `< standard >` where there is no room."""

    WHERE = Where.CHOICE

    def value_parts(self) -> list[Part]:
        """All choices, the chosen one marked; a value this program does not know stands before them."""
        values = [choice.value for choice in self.field.meta.choices]
        parts: list[Part] = []
        if self.shown not in values and self.shown is not None:
            parts.append((f"(x) {self.shown}  ", look.TITLE))
        for choice in self.field.meta.choices:
            is_chosen = choice.value == self.shown
            parts += [(f"({'x' if is_chosen else ' '}) {choice.label}", look.TITLE if is_chosen else ""), ("  ", "")]
        if sum(len(text) for text, _ in parts) <= self.room + 2:
            return parts[:-1]
        return [(f"< {format_field_value(self.field, self.shown)} >", look.TITLE)]

    @property
    def cursor_column(self) -> int:
        """In the first bracket."""
        return self.value_column + 1

    def obey(self, name: str) -> None:
        """Ask for the next choice, or the one before."""
        count = 1 if name == "choice.next" else -1
        values = [choice.value for choice in self.field.meta.choices]
        here = values.index(str(self.shown)) if self.shown in values else -1 if count > 0 else 0
        self.change(values[(here + count) % len(values)])
