"""Find a command or a field by typing some of its words."""

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Offset
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.text import clean_text
from tui_callsettings.ui import look
from tui_callsettings.ui.commands import Found, everything, matching
from tui_callsettings.ui.fields.line import Line
from tui_callsettings.ui.parts import cut

from .screen import EditorScreen

_PROMPT = " Find: "


class FindScreen(EditorScreen[Found]):
    """A line to type in, and what matches."""

    def heading(self) -> str:
        """What it is."""
        return "Find"

    def footer(self) -> tuple[str, ...]:
        """The way back."""
        return ("app.back",)

    def body(self) -> Iterable[Widget]:
        """The finder itself."""
        yield Finder()

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Finder).focus()
        self.hint = "Type some words, such as: fax, no answer to. Up and Down choose, Enter goes there."


class Finder(Widget, can_focus=True):
    """The line and the list in one."""

    line: reactive[Line] = reactive(Line())
    chosen: reactive[int] = reactive(0)

    def on_mount(self) -> None:
        """Know what there is."""
        self._all = everything(self.screen.app)  # type: ignore[arg-type] # the screen's app is a Host
        self.refresh()

    def _matches(self) -> list[Found]:
        return matching(getattr(self, "_all", ()), self.line.text)

    @property
    def cursor_screen_offset(self) -> Offset:
        """At the character that is typed next."""
        return self.region.offset + Offset(len(_PROMPT) + self.line.cursor, 1)

    def take_key(self, key: str, character: str | None) -> bool:
        """Type, choose, or go."""
        matches = self._matches()
        if key in ("up", "down"):
            self.chosen = max(0, min(self.chosen + (1 if key == "down" else -1), len(matches) - 1))
        elif key == "enter":
            if matches:
                self.screen.dismiss(matches[self.chosen])
        else:
            line = self.line.inserted(character) if character is not None else self.line.pressed(key)
            if line is None:
                return False
            self.line, self.chosen = line, 0
        return True

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether a key types a character here: Textual asks, and so does the queue of keys."""
        del key
        return character is not None and character.isprintable()

    def take_paste(self, text: str) -> None:
        """Take the first line as if it had been typed."""
        words = clean_text(" ".join(text.split()))
        if self.line.has_room_for(words):
            self.line, self.chosen = self.line.inserted(words), 0

    def render(self) -> Content:
        """The line, and as much of the list as fits, the chosen one among it."""
        width, height = self.size
        rows = [Content(""), Content.assemble((_PROMPT, look.TITLE), self.line.text), Content("")]
        room = max(1, height - len(rows))
        matches = self._matches()
        first = max(0, min(self.chosen - room // 2, len(matches) - room))
        for index, found in enumerate(matches[first : first + room], first):
            is_chosen = index == self.chosen
            style = look.TITLE if is_chosen else look.PLAIN
            title = f"{found.title:<{max(30, width - 30)}}"
            mark = " >" if is_chosen else "  "
            rows.append(cut([(f"{mark} ", look.FOCUSED), (title, style), (f"  {found.note}", look.MUTED)], width))
        return Content("\n").join(
            rows if matches else [*rows, Content.styled("   Nothing has these words.", look.MUTED)]
        )
