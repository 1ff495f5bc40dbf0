"""What was saved before, newest first; each can be had back."""

from collections.abc import Sequence

from textual.content import Content

from tui_callsettings.state.history import HistoryEntry
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.ui import look
from tui_callsettings.ui.tables import change_rows
from tui_callsettings.ui.widgets.picker import Item

from .listing import ListScreen


class HistoryScreen(ListScreen[HistoryEntry]):
    """Closes with the save that is to be taken back.

    Args:
        entries: the saves, newest first.
    """

    EMPTY = "Nothing has been saved from here yet."

    def __init__(self, entries: Sequence[HistoryEntry]) -> None:
        super().__init__()
        self._entries = entries

    def heading(self) -> str:
        """What it is."""
        return "What was saved"

    def footer(self) -> tuple[str, ...]:
        """Enter and the way back."""
        return ("list.take", "app.back")

    def on_mount(self) -> None:
        """Say what Enter does."""
        self.hint = "Enter brings back what this save replaced. Nothing is sent: the review comes first."

    def items(self) -> list[Item]:
        """A line for each save and one for each field."""
        return [Item(entry, self._rows(entry)) for entry in self._entries]

    def _rows(self, entry: HistoryEntry) -> tuple[Content, ...]:
        when = f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}"
        where = f"{entry.host} {entry.terminal}".strip()
        result = (entry.status.value, look.GOOD if entry.status is SaveStatus.SAVED else look.WARNING)
        head = Content.assemble(when, "  ", result, (f"  {where}", look.MUTED))
        return (head, *change_rows(entry.changes, self.width - 1))
