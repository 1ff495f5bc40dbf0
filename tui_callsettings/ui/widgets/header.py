"""The head of each screen: where one is, whose settings these are, where things stand, and forwarding left on."""

from rich.cells import cell_len, set_cell_size
from textual import getters
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.call_flow import header_warning
from tui_callsettings.ui import look
from tui_callsettings.ui.host import Host
from tui_callsettings.ui.status import activity_of, changes_of


class Header(Widget):
    """One row, a second one while all calls go elsewhere, and a rule."""

    title: reactive[str] = reactive("")
    who: reactive[str] = reactive("")
    changes: reactive[str] = reactive("")
    activity: reactive[str] = reactive("")
    alarm: reactive[str] = reactive("", layout=True)
    app = getters.app(Host)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.set_reactive(Header.title, title)

    def follow(self) -> None:
        """Show where things stand now."""
        store = self.app.store
        line = store.owner.line
        names = [self.app.account.name, line if line != self.app.account.name else ""]
        self.who = " · ".join(name for name in names if name)
        self.changes, self.activity = changes_of(store), activity_of(store)
        self.alarm = header_warning(self.app.path(is_draft=False))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Two rows, three with the alarm."""
        del container, viewport, width
        return 3 if self.alarm else 2

    def render(self) -> Content:
        """Title and account on the left, where things stand on the right."""
        width = self.size.width
        changes = f"{self.changes}   " if self.changes else ""
        left = max(0, width - cell_len(changes + self.activity) - 3)
        title = set_cell_size(f" {self.title}", min(left, cell_len(self.title) + 4))
        room = max(0, left - cell_len(title))
        who = set_cell_size(self.who if cell_len(self.who) <= room else "", room)
        right = ((changes, look.CHANGED), (self.activity, look.MUTED))
        rows = [Content.assemble((title, look.TITLE), (who, look.MUTED), "  ", *right)]
        if self.alarm:
            rows.append(Content.assemble(" ", (f" {self.alarm} "[: width - 2], look.ALARM)))
        rows.append(Content.styled("─" * width, look.MUTED))
        return Content("\n").join(rows)
