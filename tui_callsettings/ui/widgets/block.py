"""Some rows of text."""

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget


class Block(Widget):
    """Text that is set from outside; as tall as it needs to be.

    Each line of it is (indent, text, style); long lines wrap under their own beginning.
    """

    content: reactive[Content] = reactive(Content(""), layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The rows after wrapping; none for an empty text."""
        del container, viewport
        return len(self.content.wrap(width)) if self.content else 0

    def render(self) -> Content:
        """The text."""
        return self.content
