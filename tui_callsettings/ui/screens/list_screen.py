"""The base of screens that are a list: some rows of text, and things to select from."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope
from tui_callsettings.ui.rendering import join_rows, sentence_rows
from tui_callsettings.ui.widgets.marked_list import INDENT, ListItem, MarkedList
from tui_callsettings.ui.widgets.text_block import TextBlock

from .editor_screen import EditorScreen, ResultT

KeyT = TypeVar("KeyT")


class ListScreen(EditorScreen[ResultT], Generic[ResultT, KeyT]):
    """A list that closes with what `select_item` makes of the item that Enter selects."""

    SCOPES: tuple[Scope, ...] = (Scope.LIST,)
    EMPTY = "There is nothing here yet."
    """What stands in place of an empty list."""

    def content(self) -> Iterable[Widget]:
        """Yield text, list, text; the list scrolls."""
        yield TextBlock(id="above")
        yield MarkedList[KeyT](id="list")
        yield TextBlock(id="below")

    def items(self) -> Iterable[ListItem[KeyT]]:
        """Return what there is to select from."""
        return ()

    def start_key(self) -> KeyT | None:
        """Return the key of the item that has the mark at first; None for the first item."""
        return None

    def above(self) -> list[Content]:
        """Return what stands above the list."""
        return []

    def below(self) -> list[Content]:
        """Return what stands below the list."""
        return []

    def select_item(self, key: KeyT) -> None:
        """Do what Enter means for an item; by default, close with its key."""
        self.dismiss(key)  # type: ignore[arg-type] # a screen that closes with anything else overrides this

    @property
    def marked_list(self) -> MarkedList[KeyT]:
        """The list."""
        return self.query_one("#list", MarkedList)

    @property
    def current_key(self) -> KeyT | None:
        """The key of the item with the mark."""
        return self.marked_list.current.key if self.marked_list.current is not None else None

    @property
    def row_width(self) -> int:
        """Columns for the rows of an item, beside a scrollbar."""
        return self.app.size.width - INDENT - 1

    def on_mount(self) -> None:
        """Focus the list."""
        self.set_focus(self.marked_list)

    def update_view(self, state: StoreState) -> None:
        """Show the list as it is now."""
        del state
        items = tuple(self.items())
        self.marked_list.set_items(items, self.start_key())
        empty = [] if items else sentence_rows(self.EMPTY, self.app.size.width, styles.MUTED)
        above, below = [*self.above(), *empty], self.below()
        self.query_one("#above", TextBlock).content = join_rows([*above, Content("")]) if above else Content("")
        self.query_one("#below", TextBlock).content = join_rows([Content(""), *below]) if below else Content("")

    def sentences(self, *sentences: str) -> list[Content]:
        """Return sentences as rows of the screen's width."""
        return [row for each in sentences for row in sentence_rows(each, self.app.size.width)]

    @on(OptionList.OptionSelected)
    def _select(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        current = self.marked_list.current
        if current is not None:
            self.select_item(current.key)
