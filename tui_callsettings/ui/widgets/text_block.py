"""Some rows of text."""

from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget


class TextBlock(Widget):
    """Text that is set from outside; as tall as it needs to be. A `Static` takes a row also while it is empty."""

    content: reactive[Content] = reactive(Content(""), layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows after wrapping."""
        del container, viewport
        return len(self.content.wrap(max(1, width))) if self.content else 0

    def render(self) -> Content:
        """Return the text."""
        return self.content


class ScrollBody(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The part of a screen that scrolls. It takes no focus: keys scroll it through the screen."""

    def scroll_rows(self, rows: int) -> None:
        """Scroll down by some rows, or up."""
        self.scroll_relative(y=rows, animate=False)

    def scroll_to_edge(self, direction: int) -> None:
        """Scroll to the top (-1) or the bottom (1)."""
        self.scroll_to(y=0 if direction < 0 else self.max_scroll_y, animate=False)
