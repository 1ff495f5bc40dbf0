"""Fields that are typed: numbers, extensions, addresses."""

from rich.cells import cell_len
from textual.events import Blur
from textual.message import Message
from textual.reactive import reactive

from tui_callsettings.models.field import FieldType
from tui_callsettings.models.setting import Value
from tui_callsettings.models.validation import parse_value
from tui_callsettings.text import clean_text
from tui_callsettings.ui import look
from tui_callsettings.ui.parts import Part

from .field import Field
from .line import Line
from .line_parts import first_shown, line_parts

_PLACEHOLDERS = {
    FieldType.DESTINATION: "number, extension or user@host",
    FieldType.FORWARD_NUMBER: "number",
    FieldType.EXTENSION: "extension",
    FieldType.EMAIL: "name@example.com",
}


class TextField(Field):
    """A line of text; each key is an edit, and what it was understood as shows on leaving."""

    line: reactive[Line] = reactive(Line())

    class PasteRefused(Message):
        """What was pasted cannot go into a field of one line."""

        def __init__(self, message: str) -> None:
            super().__init__()
            self.message = message

    def show(self, value: Value) -> None:
        """Show `value`; what is being typed stays as typed while it means the same."""
        super().show(value)
        text = "" if value is None else str(value)
        if self.has_focus and parse_value(self.field, self.line.text) in (value, value or ""):
            return
        if text != self.line.text:
            self.line = Line.of(text)

    def take_key(self, key: str, character: str | None) -> bool:
        """Edit the line."""
        line = self.line.inserted(character) if character is not None else self.line.pressed(key)
        if line is not None:
            self._edit(line)
        return line is not None

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether a key types a character here: Textual asks, and so does the queue of keys."""
        del key
        return character is not None and character.isprintable()

    def take_paste(self, text: str) -> None:
        """Take one line, cleaned of what cannot be seen; refuse several."""
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1:
            self.post_message(self.PasteRefused(f"Nothing was pasted: it has {len(lines)} lines, a field takes one."))
        elif lines:
            pasted = str(parse_value(self.field, clean_text(lines[0])) or "")
            if self.line.has_room_for(pasted):
                self._edit(self.line.inserted(pasted))
            else:
                self.post_message(self.PasteRefused("Nothing was pasted: it is too long for this field."))

    def on_blur(self, event: Blur) -> None:
        """Show the text as it will be sent."""
        del event
        self.line = Line.of("" if self.shown is None else str(self.shown))

    def _edit(self, line: Line) -> None:
        text = self.line.text
        self.line = line
        if line.text != text:
            self.change(parse_value(self.field, line.text))

    def value_parts(self) -> list[Part]:
        """The text with the cursor in it, or "-" for none."""
        if not self.has_focus:
            return [(self._shown_text(), look.PLAIN)]
        parts = line_parts(self.line, self.room, shows_cursor=self.app.shows_cursor)
        # A note tells more: what may be typed stands at the foot of the screen too.
        hint = "" if self.line.text or self.note else f" {_PLACEHOLDERS.get(self.field.type, '')}"
        return [*parts, (hint[: max(0, self.room - 1)], look.MUTED)]

    def _shown_text(self) -> str:
        text = self.line.text or "-"
        return text if cell_len(text) <= self.room else text[: self.room - 2] + ".."

    @property
    def cursor_column(self) -> int:
        """At the character that is typed next."""
        before = self.line.text[first_shown(self.line, self.room) : self.line.cursor]
        return self.value_column + cell_len(before)
