"""A list of which one line, or a few that belong together, is marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.ui import look

from .body import Body

INDENT = 3
"""Columns before each line, for the mark."""

_PAGE = 8
"""Items that PgUp and PgDn go on by."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the list.

    Attributes:
        key: what the screen knows it by.
        rows: how it looks; lines that fit into the width without `INDENT`.
        is_open: whether it can be chosen; the others are only read.
    """

    key: Any
    rows: tuple[Content, ...]
    is_open: bool = True


class Picker(Widget, can_focus=True):
    """Up and Down move the mark; at either end they lead on to the next widget. Enter belongs to the screen."""

    items: reactive[tuple[Item, ...]] = reactive((), layout=True)
    chosen: reactive[int] = reactive(0)

    def offer(self, items: Iterable[Item]) -> None:
        """Show these; the mark stays on what it was on, if that is still there."""
        was = self.picked
        self.items = tuple(items)
        keys = [item.key for item in self.items]
        if was is not None and was.key in keys:
            self.chosen = keys.index(was.key)
        else:
            self.chosen = min(self.chosen, max(0, len(keys) - 1))

    @property
    def picked(self) -> Item | None:
        """The one with the mark; None in an empty list."""
        return self.items[self.chosen] if self.chosen < len(self.items) else None

    def _top(self, index: int) -> int:
        return sum(len(item.rows) for item in self.items[:index])

    @property
    def cursor_screen_offset(self) -> Offset:
        """At the mark."""
        return self.region.offset + Offset(1, self._top(self.chosen))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All its lines."""
        del container, viewport, width
        return self._top(len(self.items))

    def take_key(self, key: str, character: str | None) -> bool:
        """Move the mark."""
        del character
        last = len(self.items) - 1
        to = {
            "up": self.chosen - 1,
            "down": self.chosen + 1,
            "home": 0,
            "end": last,
            "pageup": max(0, self.chosen - _PAGE),
            "pagedown": min(last, self.chosen + _PAGE),
        }.get(key)
        if to is None or not 0 <= to <= last:
            return False
        self.chosen = to
        self.show_chosen()
        return True

    def show_chosen(self) -> None:
        """Scroll to the mark."""
        if isinstance(self.parent, Body) and self.picked is not None:
            y = self.virtual_region.y + self._top(self.chosen)
            self.parent.scroll_to_region(Region(0, y, 1, len(self.picked.rows)), animate=False)

    def render(self) -> Content:
        """The items, the chosen one with `>`."""
        rows = []
        for index, item in enumerate(self.items):
            is_chosen = self.has_focus and index == self.chosen
            for number, row in enumerate(item.rows):
                mark = " > " if is_chosen and number == 0 else " " * INDENT
                shown = row.stylize(look.TITLE) if is_chosen and number == 0 else row
                rows.append(Content.assemble((mark, look.FOCUSED), shown))
        return Content("\n").join(rows)

    def on_focus(self) -> None:
        """The mark comes."""
        self.refresh()
        self.show_chosen()

    def on_blur(self) -> None:
        """And goes."""
        self.refresh()
