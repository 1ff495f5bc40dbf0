"""The lines of an account that has several: which one to edit."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.widgets.marked_list import ListItem

from .list_screen import ListScreen


class LinesScreen(ListScreen[tuple[str, bool], str]):
    """Closes with a line, and whether it is to be written into the configuration.

    Args:
        lines: their directory numbers.
    """

    BINDINGS = bindings(Scope.LINES)
    SCOPES = (Scope.LINES, Scope.LIST)
    HEADING = "Lines"
    FOOTER_LABELS = {"list.select": "Choose"}  # noqa: RUF012 - a constant
    FOOTER = ("list.select", "lines.default", "app.back")

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = lines

    def on_mount(self) -> None:
        """Say what can be done."""
        keymap = self.editor.keymap
        self.hint = (
            f"{keymap.key('list.select')} chooses the line until you quit. "
            f"{keymap.key('lines.default')} also writes it to the configuration."
        )

    def _current_line(self) -> str:
        return self.editor.account.line or self.editor.state.owner.line

    def start_key(self) -> str:
        """Return the line that is shown now."""
        return self._current_line()

    def above(self) -> list[Content]:
        """Say what it is about."""
        return self.sentences("Your account has several lines. Call forwarding is edited for one of them:")

    def items(self) -> Iterable[ListItem[str]]:
        """Return a row for each line."""
        current = self._current_line()
        return [ListItem(line, (Content(f"{line}   (current)" if line == current else line),)) for line in self._lines]

    def select_item(self, key: str) -> None:
        """Close with the line."""
        self.dismiss((key, False))

    def action_choose_always(self) -> None:
        """Close with the line, to be written to the configuration."""
        if self.current_key is not None:
            self.dismiss((self.current_key, True))
