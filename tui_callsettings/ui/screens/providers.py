"""Who provides the calls of a new account."""

from collections.abc import Iterable

from textual.content import Content

from tui_callsettings.accounts.providers import PROVIDERS, Provider
from tui_callsettings.ui import styles
from tui_callsettings.ui.rendering import fit_spans
from tui_callsettings.ui.widgets.marked_list import ListItem

from .list_screen import ListScreen


class ProvidersScreen(ListScreen[Provider, int]):
    """Closes with a provider, or with nothing.

    Args:
        chosen: the one that has the mark at first; None for the first.
    """

    HEADING = "Add an account"
    FOOTER_LABELS = {"list.select": "Continue"}  # noqa: RUF012 - a constant
    FOOTER = ("list.select", "app.back")

    def __init__(self, chosen: Provider | None = None) -> None:
        super().__init__()
        self._chosen = chosen

    def on_mount(self) -> None:
        """Say what happens next."""
        self.hint = f"{self.editor.keymap.key('list.select')} continues."

    def start_key(self) -> int:
        """Return the provider chosen before."""
        return PROVIDERS.index(self._chosen) if self._chosen is not None else 0

    def above(self) -> list[Content]:
        """Ask."""
        return self.sentences("Choose your calling provider:")

    def items(self) -> Iterable[ListItem[int]]:
        """Return each with what can be done there."""
        return [
            ListItem(index, (Content.styled(each.title, styles.TITLE),
                             fit_spans([(f"  {each.summary}", styles.MUTED)], self.row_width)))
            for index, each in enumerate(PROVIDERS)
        ]  # fmt: skip

    def select_item(self, key: int) -> None:
        """Close with the provider."""
        self.dismiss(PROVIDERS[key])
