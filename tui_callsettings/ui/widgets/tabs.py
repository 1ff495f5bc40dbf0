"""The groups of a form, by name; the one that is shown stands in brackets."""

from textual.content import Content
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.ui import look


class Tabs(Widget, can_focus=True):
    """One row, two where the names don't fit. A mark stands behind its name, where nothing moves for it."""

    active: reactive[int] = reactive(0)
    marks: reactive[tuple[str, ...]] = reactive((), layout=True)

    def __init__(self, titles: tuple[str, ...]) -> None:
        super().__init__()
        self._titles = titles
        self.set_reactive(Tabs.marks, tuple("" for _ in titles))

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs on the screen."""
        return self.region.offset + Offset(1, 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the names take."""
        del container, viewport
        return len(self._rows(width))

    def _rows(self, width: int) -> list[list[tuple[int, str]]]:
        rows: list[list[tuple[int, str]]] = [[]]
        used = 2
        for index, title in enumerate(self._titles):
            mark = self.marks[index] if index < len(self.marks) else ""
            sign = mark or " "
            text = f"[{title}]{sign}" if index == self.active else f" {title}{sign} "
            if used + len(text) > width and rows[-1]:
                rows.append([])
                used = 2
            rows[-1].append((index, text))
            used += len(text)
        return rows

    def render(self) -> Content:
        """The names, with the marks of what is in them."""
        lines = []
        for number, row in enumerate(self._rows(self.size.width)):
            focus = ">" if self.has_focus and number == 0 else " "
            parts: list[tuple[str, str]] = [(f" {focus}", look.FOCUSED)]
            for index, text in row:
                style = look.FOCUSED if index == self.active else look.PLAIN
                parts.append((text, style))
            lines.append(Content.assemble(*parts))
        return Content("\n").join(lines)

    def on_focus(self) -> None:
        """The mark of the focus moves here."""
        self.refresh()

    def on_blur(self) -> None:
        """And away."""
        self.refresh()
