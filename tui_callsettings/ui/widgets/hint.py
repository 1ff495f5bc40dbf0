"""Below the form: what just happened, and what the field in focus is for."""

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.ui import look
from tui_callsettings.ui.wrapping import wrap


class Notice(Widget):
    """A sentence on what happened; no row at all while there is none."""

    text: reactive[str] = reactive("", layout=True)
    is_good: reactive[bool] = reactive(False)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the sentence takes."""
        del container, viewport
        return len(self._rows(width))

    def _rows(self, width: int) -> list[str]:
        return wrap(self.text, max(20, width - 2))

    def render(self) -> Content:
        """The sentence."""
        style = look.GOOD if self.is_good else look.WARNING
        return Content("\n").join(Content.styled(f" {row}", style) for row in self._rows(self.size.width))


class Hint(Widget):
    """A rule and two rows of help: what the field in focus is for, and what can be done with it."""

    text: reactive[str] = reactive("")
    how: reactive[str] = reactive("")

    def render(self) -> Content:
        """Always as tall, and what can be done always in the same place, so that nothing jumps."""
        width = self.size.width
        rows = wrap(self.text, max(20, width - 2))[:2]
        if len(rows) < 2:
            rows = [*(rows or [""]), self.how]
        elif len(rows[1]) + len(self.how) + 3 < width:
            rows[1] = f"{rows[1]} {self.how}"
        return Content("\n").join([Content.styled("─" * width, look.MUTED), *(Content(f" {row}") for row in rows)])
