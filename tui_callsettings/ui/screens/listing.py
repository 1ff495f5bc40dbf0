"""The base of screens that are a list: some lines of text, and things to choose from."""

from collections.abc import Iterable
from typing import Any

from textual.content import Content
from textual.widget import Widget

from tui_callsettings.ui import look
from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.tables import sentence_rows
from tui_callsettings.ui.widgets.block import Block
from tui_callsettings.ui.widgets.picker import INDENT, Item, Picker

from .screen import EditorScreen, ResultT


class ListScreen(EditorScreen[ResultT]):
    """What Enter does with the line that is marked, `taken` says."""

    BINDINGS = bindings(Where.LIST)

    EMPTY = "There is nothing here yet."
    """What stands in place of an empty list."""

    def body(self) -> Iterable[Widget]:
        """Text, list, text."""
        yield Block(id="above")
        yield Picker()
        yield Block(id="below")

    def items(self) -> list[Item]:
        """What there is to choose from."""
        return []

    def above(self) -> list[Content]:
        """What is said before the list."""
        return []

    def below(self) -> list[Content]:
        """What is said after the list."""
        return []

    async def taken(self, key: Any) -> None:
        """Do what Enter means for the item with this key; by default, close the screen with it."""
        self.dismiss(key)

    @property
    def picker(self) -> Picker:
        """The list."""
        return self.query(Picker).first()

    @property
    def width(self) -> int:
        """Columns for the lines of an item, beside a bar that says there is more."""
        return self.app.size.width - INDENT - 1

    def on_mount(self) -> None:
        """The list is in focus."""
        self.picker.focus()

    def follow(self) -> None:
        """Show the list as it is now."""
        super().follow()
        items = self.items()
        self.picker.offer(items)
        empty = [] if items else [Content.styled(f" {self.EMPTY}", look.MUTED)]
        self._show("#above", [*self.above(), *empty])
        self._show("#below", self.below())

    def _show(self, name: str, rows: list[Content]) -> None:
        self.query_one(name, Block).content = Content("\n").join([Content(""), *rows]) if rows else Content("")

    def sentences(self, *sentences: str) -> list[Content]:
        """Each as rows of the screen's width."""
        return [row for sentence in sentences for row in sentence_rows(sentence, self.app.size.width)]

    async def action_take(self) -> None:
        """Take the line that is marked."""
        picked = self.picker.picked
        if picked is not None and picked.is_open:
            await self.taken(picked.key)
