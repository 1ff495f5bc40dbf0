"""The last row: the keys of this screen. It is the same whatever is in focus."""

from textual import getters
from textual.content import Content
from textual.widget import Widget

from tui_callsettings.ui import look
from tui_callsettings.ui.host import Host


class Footer(Widget):
    """Keys and labels; what does not fit goes, the last ones last.

    Args:
        names: ids of the commands, the more important ones first; the last two always stay.
    """

    app = getters.app(Host)

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._names = names

    def render(self) -> Content:
        """As many as fit."""
        items = list(self.app.key_table.footer(self._names))
        while len(items) > 2 and sum(len(key) + len(label) + 3 for key, label in items) - 1 > self.size.width:
            del items[-3]
        parts: list[tuple[str, str]] = []
        for key, label in items:
            parts += [(f" {key}", look.KEY), (f" {label} ", look.MUTED)]
        return Content.assemble(*parts)
