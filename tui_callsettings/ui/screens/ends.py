"""Settings that end by themselves: the list of them, and the times to choose from."""

from collections.abc import Iterable

from textual.content import Content

from tui_callsettings.state.end_record import ScheduledEnd
from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.end_control import time_text
from tui_callsettings.ui.rendering import sentence_rows
from tui_callsettings.ui.widgets.marked_list import ListItem

from .list_screen import ListScreen

_TIMES = (
    ("1h", "For 1 hour"),
    ("18:00", "Until this evening, 18:00"),
    ("tomorrow 9:00", "Until tomorrow, 9:00"),
    ("monday 9:00", "Until next Monday, 9:00"),
    ("typed", "Another time..."),
)


class TimeScreen(ListScreen[str, str]):
    """Closes with a time as it would be typed, with "typed", or with "keep", "drop" or "never".

    Args:
        has_request: whether a time was chosen before.
        replaces_end: whether the changes replace a value that ends by itself.
    """

    HEADING = "Until"
    FOOTER_LABELS = {"list.select": "Choose"}  # noqa: RUF012 - a constant
    FOOTER = ("list.select", "app.back")

    def __init__(self, *, has_request: bool = False, replaces_end: bool = False) -> None:
        super().__init__()
        self._has_request = has_request
        self._replaces_end = replaces_end

    def on_mount(self) -> None:
        """Say what it is for."""
        self.hint = "The settings go back by themselves then, unless they were changed in the meantime."

    def items(self) -> Iterable[ListItem[str]]:
        """Return the choices."""
        rows = [*_TIMES]
        if self._replaces_end:
            rows = [("keep", "Keep the end for the new value"), ("drop", "Drop the end"), *rows]
        elif self._has_request:
            rows.append(("never", "No end"))
        return [ListItem(key, (Content(text),)) for key, text in rows]


class EndsScreen(ListScreen[tuple[str, int], int]):
    """Closes with what to do ("move" or "cancel"), and with the number of the end."""

    BINDINGS = bindings(Scope.ENDS)
    SCOPES = (Scope.ENDS, Scope.LIST)
    HEADING = "Ends"
    FOOTER_LABELS = {"list.select": "Change time"}  # noqa: RUF012 - a constant
    FOOTER = ("list.select", "ends.cancel", "app.back")
    EMPTY = "Nothing ends by itself. In the review, choose a time to have a change end."

    def on_mount(self) -> None:
        """Say what the keys do."""
        keymap = self.editor.keymap
        self.hint = f"{keymap.key('list.select')} changes the time, {keymap.key('ends.cancel')} cancels the end."

    def items(self) -> Iterable[ListItem[int]]:
        """Return a row for each end, and one for each field."""
        return [ListItem(end.number, self._rows(end)) for end in self.editor.state.ends]

    def _rows(self, end: ScheduledEnd) -> tuple[Content, ...]:
        head = Content.styled(f"until {time_text(end.next_attempt_at)}", styles.TITLE)
        region = self.editor.state.owner.region
        texts = [(field.title, *field.texts(region)) for field in end.pending_fields]
        fields = [
            Content.assemble(f"   {title}   ", (f"{value} → ", styles.MUTED), back) for title, value, back in texts
        ]
        message = sentence_rows(end.message, self.row_width, styles.WARNING) if end.message else []
        return (head, *fields, *message)

    def select_item(self, key: int) -> None:
        """Close to move the end."""
        self.dismiss(("move", key))

    def action_cancel(self) -> None:
        """Close to cancel the end with the mark."""
        if self.current_key is not None:
            self.dismiss(("cancel", self.current_key))
