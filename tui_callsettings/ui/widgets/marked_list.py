"""A list of rows or blocks of rows, one of them marked with `>`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.content import Content
from textual.events import Focus, Hide
from textual.geometry import Offset, Size
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.rendering import bar_style

INDENT = 3
"""Columns before each row, for the mark."""

KeyT = TypeVar("KeyT")


@dataclass(frozen=True, slots=True)
class ListItem(Generic[KeyT]):
    """One thing in a list.

    Attributes:
        key: by which its screen knows it.
        rows: what it shows: lines that fit into the width without `INDENT`.
        icon: what is to be known of it: "*" for changed.
        head: how many of the rows the bar covers.
    """

    key: KeyT
    rows: tuple[Content, ...]
    icon: str = " "
    head: int = 1


class MarkedList(OptionList, Generic[KeyT], inherit_bindings=False):
    """An `OptionList` that marks its highlighted option with a `>`, so that a capture of the text shows it too.

    Args:
        id: Textual's.
        keeps_mark: whether the mark stays where the focus is elsewhere.
    """

    BINDINGS = bindings(Scope.LIST)
    BAR_WIDTH: int | None = None
    """Columns of the bar over the item with the mark; None for all of its first row."""

    def __init__(self, *, id: str | None = None, keeps_mark: bool = True) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False, compact=True)
        self._keeps_mark = keeps_mark
        self.items: tuple[ListItem[KeyT], ...] = ()

    @property
    def current(self) -> ListItem[KeyT] | None:
        """The item with the mark; None in an empty list."""
        index = self.highlighted
        return self.items[index] if index is not None and index < len(self.items) else None

    def set_items(self, items: Iterable[ListItem[KeyT]], start: KeyT | None = None) -> None:
        """Show these items; the mark stays on the key it was on, or begins at `start`."""
        items = tuple(items)
        if items == self.items:
            return
        old_keys, current = [item.key for item in self.items], self.current
        start_key = start if current is None else current.key
        index = self.highlighted or 0
        self.items = items
        keys = [item.key for item in items]
        if keys == old_keys:
            self._show_marks()
            return
        self.set_options(Option(self._prompt(position)) for position in range(len(items)))
        if items:
            self.highlighted = keys.index(start_key) if start_key in keys else min(index, len(items) - 1)

    def select_key(self, key: KeyT) -> None:
        """Put the mark on the item with this key, if there is one."""
        keys = [item.key for item in self.items]
        if key in keys:
            self.highlighted = keys.index(key)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Move the mark."""
        super().watch_highlighted(highlighted)
        self._show_marks()

    def _show_marks(self) -> None:
        for position in range(min(self.option_count, len(self.items))):
            prompt = self._prompt(position)
            if self.get_option_at_index(position).prompt != prompt:
                self.replace_option_prompt_at_index(position, prompt)

    def _prompt(self, position: int) -> Content:
        rows: Sequence[Content] = self.items[position].rows or (Content(""),)
        is_marked = position == self.highlighted and (self._keeps_mark or self.has_focus)
        item = self.items[position]
        first = Content.assemble((" >" if is_marked else "  ", styles.TITLE), (item.icon, styles.CHANGED), rows[0])
        lines = [first, *(Content.assemble(" " * INDENT, row) for row in rows[1:])]
        if is_marked and self.can_focus and (self.has_focus or self.BAR_WIDTH is not None):
            width = self.BAR_WIDTH or max(len(line.rstrip()) for line in lines[: item.head])
            bar = bar_style(self)
            lines[: item.head] = [
                line.pad_right(max(0, width - len(line))).stylize(bar, 0, width) for line in lines[: item.head]
            ]
        return Content("\n").join(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows of all items: Textual would count those of a row that was too long for a moment, too."""
        del container, viewport, width
        return sum(max(1, len(item.rows)) for item in self.items)

    def on_focus(self, event: Focus) -> None:
        """Show the mark."""
        del event
        if self.highlighted is None and self.items:
            self.highlighted = 0
        self._show_marks()

    def on_blur(self) -> None:
        """Draw the bar no longer; the mark stays."""
        self._show_marks()

    def on_hide(self, event: Hide) -> None:
        """Keep the focus in a terminal that is too small for a moment: Textual would take it away."""
        event.prevent_default()

    @property
    def cursor_screen_offset(self) -> Offset:
        """At the mark."""
        top = sum(max(1, len(item.rows)) for item in self.items[: self.highlighted or 0])
        return self.region.offset + Offset(1, top - self.scroll_offset.y)
