"""The accounts there are: open one, add one."""

from textual.content import Content

from tui_callsettings.accounts.config import Config
from tui_callsettings.accounts.providers import find_provider
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.ui import look
from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.parts import cut
from tui_callsettings.ui.widgets.picker import Item

from .listing import ListScreen


class AccountsScreen(ListScreen[tuple[str, str]]):
    """Closes with what to do and the name of the account: ("open", "work").

    Args:
        config: the configuration as it is now.
    """

    BINDINGS = bindings(Where.ACCOUNTS)

    def __init__(self, config: Config) -> None:
        super().__init__()
        self._config = config

    def heading(self) -> str:
        """What it is."""
        return "Accounts"

    def footer(self) -> tuple[str, ...]:
        """Its own commands."""
        return ("list.take", "accounts.add", "accounts.use", "app.back")

    def on_mount(self) -> None:
        """The account that is open has the mark."""
        names = list(self._config.accounts)
        if self.app.account.name in names:
            self.picker.chosen = names.index(self.app.account.name)
        self.hint = "Enter opens the account; changes that are not saved wait as a draft."
        self.how = "N adds one, U opens this one from now on."

    def items(self) -> list[Item]:
        """A line for each."""
        return [Item(account.name, (self._row(account),)) for account in self._config.accounts.values()]

    def _row(self, account: Account) -> Content:
        provider = find_provider(account.backend, account.mode)
        kind = account.backend if provider is None else provider.title
        what = "to try things out" if account.name == PRACTICE else kind
        marks = ["open now"] if account.name == self.app.account.name else []
        marks += ["used when you start"] if account.name == self._config.default_account else []
        parts = [(f"{account.name:<16} ", look.PLAIN), (what, look.MUTED)]
        parts += [(f"   {', '.join(marks)}", look.TITLE)] if marks else []
        return cut([*parts, (f"   {account.base_url}", look.MUTED)], self.width)

    async def taken(self, key: str) -> None:
        """Open it."""
        self.dismiss(("open", key))

    def action_use(self) -> None:
        """Open it, now and when the editor starts."""
        if self.picker.picked is not None:
            self.dismiss(("use", self.picker.picked.key))

    def action_add(self) -> None:
        """Add one."""
        self.dismiss(("add", ""))
