"""Earlier saves, newest first; each can be restored."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from tui_callsettings.state.history import HistoryEntry
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.ui import styles
from tui_callsettings.ui.rendering import change_rows, fit_spans
from tui_callsettings.ui.widgets.marked_list import ListItem

from .list_screen import ListScreen


class HistoryScreen(ListScreen[HistoryEntry, int]):
    """Closes with a save, to restore its old values.

    Args:
        entries: the saves, newest first.
    """

    HEADING = "History"
    FOOTER_LABELS = {"list.select": "Restore"}  # noqa: RUF012 - a constant
    EMPTY = "Nothing has been saved from here yet."

    def __init__(self, entries: Sequence[HistoryEntry]) -> None:
        super().__init__()
        self._entries = {entry.number: entry for entry in entries}

    def footer(self) -> tuple[str, ...]:
        """Return the keys, without the one that needs a save where there is none."""
        return ("list.select", "app.back") if self._entries else ("app.back",)

    def on_mount(self) -> None:
        """Say what Enter does."""
        if not self._entries:
            self.hint = "Each save is listed here, with what it changed; any of them can be undone later."
            return
        key = self.editor.keymap.key("list.select")
        self.hint = f"{key} restores the settings from before this save. You review before anything is sent."

    def items(self) -> Iterable[ListItem[int]]:
        """Return a row for each save, and one for each field."""
        return [ListItem(number, self._rows(entry)) for number, entry in self._entries.items()]

    def _rows(self, entry: HistoryEntry) -> tuple[Content, ...]:
        at = f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}"
        where = f"{entry.host} {entry.terminal}".strip()
        result = (entry.status.value, styles.GOOD if entry.status is SaveStatus.SAVED else styles.WARNING)
        head = fit_spans([(at, styles.TITLE), ("  ", ""), result, (f"  {where}", styles.MUTED)], self.row_width)
        return (head, *change_rows(entry.changes, self.row_width, self.editor.state.owner.region))

    def select_item(self, key: int) -> None:
        """Close with the save."""
        self.dismiss(self._entries[key])
