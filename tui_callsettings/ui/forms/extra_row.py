"""A row of a form that does something; Enter does it."""

from textual.content import Content
from textual.geometry import Offset, Size
from textual.widget import Widget

from tui_callsettings.ui import look

from .extras import Extra

_START = 4


class ExtraRow(Widget, can_focus=True):
    """Its name, and dots behind it as for all that leads on to a question.

    Args:
        extra: what it does.
    """

    def __init__(self, extra: Extra) -> None:
        super().__init__()
        self.extra = extra

    @property
    def cursor_screen_offset(self) -> Offset:
        """At its name."""
        return self.region.offset + Offset(_START, 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row."""
        del container, viewport, width
        return 1

    def render(self) -> Content:
        """Mark and name."""
        style = look.TITLE if self.has_focus else look.PLAIN
        return Content.assemble((" > " if self.has_focus else "   ", look.FOCUSED), (f" {self.extra.title} ...", style))

    def on_focus(self) -> None:
        """The mark comes."""
        self.refresh()

    def on_blur(self) -> None:
        """And goes."""
        self.refresh()
