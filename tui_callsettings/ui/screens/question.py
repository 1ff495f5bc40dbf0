"""The base of screens that ask: a text, and a few ways to go on."""

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget

from tui_callsettings.terminal.input_messages import TypedAhead
from tui_callsettings.ui.keys import Where, bindings, shown_key
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

    @property
    def question(self) -> object:
        """What is asked: an answer typed before this was on the terminal is dropped."""
        return self.heading()

    def on_typed_ahead(self, message: TypedAhead) -> None:
        """Show that an answer came too early."""
        message.stop()
        found = self.active_bindings.get(message.key)
        action = self.query_one(Choices).action if found and found.binding.action == "take" else ""
        label = dict(self.choices()).get(action or (found.binding.action if found else ""), "")
        words = label.replace("[", "").replace("]", "").lower()
        verb = f" to {words}" if words not in ("", "yes", "no") else ""
        self.app.tell(f"Typed ahead: press {shown_key(message.key)} again{verb}.")

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
