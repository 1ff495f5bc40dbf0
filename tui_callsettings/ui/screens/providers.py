"""Who provides the calls of a new account."""

from textual.content import Content

from tui_callsettings.accounts.providers import PROVIDERS, Provider
from tui_callsettings.ui import look
from tui_callsettings.ui.parts import cut
from tui_callsettings.ui.widgets.picker import Item

from .listing import ListScreen


class ProvidersScreen(ListScreen[Provider]):
    """Closes with a provider, or with nothing.

    Args:
        chosen: the one that has the mark at first; None for the first.
    """

    def __init__(self, chosen: Provider | None = None) -> None:
        super().__init__()
        self._chosen = chosen

    def heading(self) -> str:
        """What it is."""
        return "Add an account"

    def footer(self) -> tuple[str, ...]:
        """Enter and the way back."""
        return ("list.take", "app.back")

    def on_mount(self) -> None:
        """Say what happens next."""
        if self._chosen is not None:
            self.picker.chosen = PROVIDERS.index(self._chosen)
        self.hint = "Enter goes on to what an account there needs."

    def above(self) -> list[Content]:
        """The question."""
        return self.sentences("Who provides your calls?")

    def items(self) -> list[Item]:
        """Each with what can be done there."""
        return [Item(provider, self._rows(provider)) for provider in PROVIDERS]

    def _rows(self, provider: Provider) -> tuple[Content, ...]:
        return Content(provider.title), cut([(f"  {provider.summary}", look.MUTED)], self.width)
