"""A line to type in that is no field of a setting: a name, a path, a password."""

from textual import getters
from textual.content import Content
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.models.destination import plain_text
from tui_callsettings.ui import look
from tui_callsettings.ui.host import Host

from .line import LONGEST, Line

_START = 3


class Entry(Widget, can_focus=True):
    """A label and what is typed; something secret shows as stars.

    Args:
        label: what to type.
        text: what stands there at first.
        is_secret: whether it must not be seen.
        longest: characters it takes.
    """

    line: reactive[Line] = reactive(Line())
    app = getters.app(Host)

    def __init__(self, label: str, text: str = "", *, is_secret: bool = False, longest: int = LONGEST) -> None:
        super().__init__()
        self.label = label
        self.is_secret = is_secret
        self.set_reactive(Entry.line, Line(text, len(text), len(text), longest))

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
    def _left(self) -> int:
        """The first character that is shown."""
        return max(0, self.line.cursor - max(1, self.size.width - self._column - 1) + 1)

    @property
    def cursor_screen_offset(self) -> Offset:
        """At the character that is typed next."""
        return self.region.offset + Offset(self._column + self.line.cursor - self._left, 0)

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

    def take_paste(self, text: str) -> None:
        """Take one line, cleaned of what cannot be seen; refuse several."""
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1:
            self.app.tell(f"Nothing was pasted: it has {len(lines)} lines, and one is wanted here.")
        elif lines:
            self.line = self.line.inserted(plain_text(lines[0]).strip())

    def render(self) -> Content:
        """Mark, label, what was typed."""
        mark = " > " if self.has_focus else " " * _START
        text = "*" * len(self.line.text) if self.is_secret else self.line.text
        room = max(1, self.size.width - self._column - 1)
        shown = f"{text} "[self._left : self._left + room]
        at = self.line.cursor - self._left
        cursor = look.PLAIN if self.app.shows_cursor or not self.has_focus else look.CURSOR
        style = "underline" if self.has_focus else look.PLAIN
        label_style = look.TITLE if self.has_focus else look.PLAIN
        return Content.assemble(
            (mark, look.FOCUSED),
            (f"{self.label}  ", label_style),
            (shown[:at], style),
            (shown[at : at + 1], cursor),
            (shown[at + 1 :], style),
        )

    def on_focus(self) -> None:
        """The mark comes."""
        self.refresh()

    def on_blur(self) -> None:
        """And goes."""
        self.refresh()
