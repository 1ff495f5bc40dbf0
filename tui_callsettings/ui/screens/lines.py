"""The lines of an account that has several: which one to work on."""

from collections.abc import Sequence

from textual.content import Content

from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.widgets.picker import Item

from .listing import ListScreen


class LinesScreen(ListScreen[tuple[str, bool]]):
    """Closes with a line, and whether it is to be written into the configuration.

    Args:
        lines: their directory numbers.
    """

    BINDINGS = bindings(Where.LINES)

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = lines

    def heading(self) -> str:
        """What it is."""
        return "Lines"

    def footer(self) -> tuple[str, ...]:
        """Its own commands."""
        return ("list.take", "lines.keep", "app.back")

    def on_mount(self) -> None:
        """Say what can be done."""
        self.hint = "Enter takes the line until you leave. W also writes it into the configuration, for later starts."

    def above(self) -> list[Content]:
        """What it is about."""
        return self.sentences("Your account has several lines. Call forwarding is edited for one of them:")

    def items(self) -> list[Item]:
        """A line for each."""
        now = self.app.account.line or self.app.store.owner.line
        return [Item(line, (Content(f"{line}   (shown now)" if line == now else line),)) for line in self._lines]

    async def taken(self, key: str) -> None:
        """Take it."""
        self.dismiss((key, False))

    def action_keep(self) -> None:
        """Take it and write it down."""
        if self.picker.picked is not None:
            self.dismiss((self.picker.picked.key, True))
