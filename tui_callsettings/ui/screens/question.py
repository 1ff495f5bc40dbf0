"""The base of screens that ask: a text, and a few ways to go on."""

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget

from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.widgets.block import Block
from tui_callsettings.ui.widgets.choices import Choices

from .screen import EditorScreen, ResultT


class QuestionScreen(EditorScreen[ResultT]):
    """A text with answers below it; what Enter means never loses anything."""

    BINDINGS = bindings(Where.ANSWERS)

    def body(self) -> Iterable[Widget]:
        """All in one text."""
        yield Block()

    def bottom(self) -> Iterable[Widget]:
        """The ways to go on."""
        yield Choices(*self.choices())

    def choices(self) -> list[tuple[str, str]]:
        """Action and label of each way to go on."""
        return []

    def rows(self) -> list[Content]:
        """The text."""
        return []

    def on_mount(self) -> None:
        """The ways to go on are in focus."""
        self.query_one(Choices).focus()

    def follow(self) -> None:
        """Show the text as it is now."""
        super().follow()
        self.query_one(Block).content = Content("\n").join([Content(""), *self.rows()])

    def action_step(self, count: int) -> None:
        """Choose the next way, or the one before."""
        self.query_one(Choices).step(count)

    async def action_take(self) -> None:
        """Go the chosen way."""
        await self.run_action(self.query_one(Choices).action)
