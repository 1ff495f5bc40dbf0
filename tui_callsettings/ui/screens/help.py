"""The help: what the signs mean, and every key in force."""

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget

from tui_callsettings.ui import look
from tui_callsettings.ui.keys import EDITING
from tui_callsettings.ui.tables import row_of_two, sentence_rows
from tui_callsettings.ui.widgets.body import Page

from .screen import EditorScreen

_INTRODUCTION = (
    "You edit first and save later: nothing is sent before the review (see below) and its answer Save. "
    "Then the editor reads the setting again and tells you whether it is what you wanted."
)
_SIGNS = (
    (">", "where you are"),
    ("[x] ON  [ ] OFF", "a switch"),
    ("*", "changed by you, not saved"),
    ("!", "must be put right before it can be saved"),
    ("?", "unusual; the provider decides"),
    ("#", "changed by somebody else since you opened the editor"),
)


class HelpScreen(EditorScreen[None]):
    """Help, with the keys as they are now."""

    def heading(self) -> str:
        """What it is."""
        return "Help"

    def footer(self) -> tuple[str, ...]:
        """The way back."""
        return ("app.back",)

    def body(self) -> Iterable[Widget]:
        """All in one text."""
        yield Page()

    def on_mount(self) -> None:
        """Ready to scroll."""
        self.query_one(Page).focus()
        self.hint = "Up, Down, PgUp and PgDn scroll."

    def follow(self) -> None:
        """Show it in the width there is."""
        super().follow()
        width = self.app.size.width
        rows = [Content(""), *sentence_rows(_INTRODUCTION, width)]
        for title, pairs in (("Signs", _SIGNS), *self.app.key_table.help(), ("In a text", EDITING)):
            rows += [Content(""), Content.styled(f" {title}", look.TITLE)]
            for pair in pairs:
                rows += row_of_two(*pair, width)
        self.query_one(Page).content = Content("\n").join(rows)
