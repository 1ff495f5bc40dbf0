"""A line to type in that is no field of a setting: a name, a path, a password."""

from textual import getters
from textual.content import Content
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.text import clean_text
from tui_callsettings.ui import look
from tui_callsettings.ui.host import Host
from tui_callsettings.ui.wanted import Wanted

from .line import Line
from .line_parts import first_shown, line_parts

_START = 3


class Entry(Widget, can_focus=True):
    """A label and what is typed; something secret shows as stars.

    Args:
        wanted: what is to be typed.
        label_width: columns for the label.
    """

    line: reactive[Line] = reactive(Line())
    app = getters.app(Host)

    def __init__(self, wanted: Wanted, label_width: int) -> None:
        super().__init__()
        self.label = wanted.label.ljust(label_width)
        self.is_secret = wanted.is_secret
        end = len(wanted.text)
        self.set_reactive(Entry.line, Line(wanted.text, end, 0 if wanted.is_suggestion else end, wanted.longest))

    @property
    def text(self) -> str:
        """What was typed."""
        return self.line.text

    def clear(self) -> None:
        """Forget what was typed."""
        self.line = Line(longest=self.line.longest)

    @property
    def _column(self) -> int:
        return _START + len(self.label) + 2

    @property
    def _room(self) -> int:
        return max(1, self.size.width - self._column - 1)

    @property
    def cursor_screen_offset(self) -> Offset:
        """At the character that is typed next."""
        return self.region.offset + Offset(self._column + self.line.cursor - first_shown(self.line, self._room), 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row."""
        del container, viewport, width
        return 1

    def take_key(self, key: str, character: str | None) -> bool:
        """Edit the line."""
        line = self.line.inserted(character) if character is not None else self.line.pressed(key)
        if line is not None:
            self.line = line
            if self.app.message:
                self.app.tell("")
        return line is not None

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether a key types a character here: Textual asks, and so does the queue of keys."""
        del key
        return character is not None and character.isprintable()

    def take_paste(self, text: str) -> None:
        """Take one line, cleaned of what cannot be seen; refuse several."""
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1:
            self.app.tell(f"Nothing was pasted: it has {len(lines)} lines, and one is wanted here.")
        elif lines:
            pasted = clean_text(lines[0]).strip()
            if self.line.has_room_for(pasted):
                self.line = self.line.inserted(pasted)
            else:
                self.app.tell("Nothing was pasted: it is too long for this line.")

    def render(self) -> Content:
        """Mark, label, what was typed."""
        mark = " > " if self.has_focus else " " * _START
        parts = line_parts(self.line, self._room, shows_cursor=self.app.shows_cursor, is_secret=self.is_secret)
        if not self.has_focus:
            parts = [(text, look.PLAIN) for text, _ in parts]
        label_style = look.TITLE if self.has_focus else look.PLAIN
        return Content.assemble((mark, look.FOCUSED), (f"{self.label}  ", label_style), *parts)

    def on_focus(self) -> None:
        """The mark comes."""
        self.refresh()

    def on_blur(self) -> None:
        """And goes."""
        self.refresh()
