"""The accounts: switch, add, make one the default, sign out, remove."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from tui_callsettings.accounts.config import Config
from tui_callsettings.accounts.providers import find_provider
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.rendering import fit_spans, pad
from tui_callsettings.ui.widgets.marked_list import ListItem

from .list_screen import ListScreen


class AccountsScreen(ListScreen[tuple[str, str], str]):
    """Closes with what to do and the name of the account: ("open", "work").

    Args:
        config: the configuration as it is now.
        start: the account that has the mark at first; None for the one that is open.
    """

    BINDINGS = bindings(Scope.ACCOUNTS)
    SCOPES = (Scope.ACCOUNTS, Scope.LIST)
    HEADING = "Accounts"
    FOOTER_LABELS = {"list.select": "Switch"}  # noqa: RUF012 - a constant
    FOOTER = ("list.select", "accounts.add", "accounts.default", "accounts.sign_out", "accounts.remove", "app.back")

    def __init__(self, config: Config, start: str | None = None) -> None:
        super().__init__()
        self._config = config
        self._start = start

    def on_mount(self) -> None:
        """Say what can be done."""
        keymap = self.editor.keymap
        self.hint = (
            f"{keymap.key('list.select')} switches to the account; unsaved changes are kept as a draft. "
            f"{keymap.key('accounts.default')} makes it the default."
        )

    def start_key(self) -> str:
        """Return the account that has the mark at first."""
        return self._start or self.editor.account.name

    def items(self) -> Iterable[ListItem[str]]:
        """Return a row for each account."""
        accounts = tuple(self._config.accounts.values())
        table = [self._cells(account) for account in accounts]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        return [
            ListItem(account.name, (self._row(account, [pad(*pair) for pair in zip(cells, widths, strict=True)]),))
            for account, cells in zip(accounts, table, strict=True)
        ]

    def _cells(self, account: Account) -> tuple[str, str, str]:
        """Return name, provider, and what the account is used for."""
        provider = find_provider(account.backend, account.mode)
        kind = "practice" if account.name == PRACTICE else account.backend if provider is None else provider.title
        marks = ["current"] if account.name == self.editor.account.name else []
        marks += ["default"] if account.name == self._config.default_account else []
        return account.name, kind, ", ".join(marks)

    def _row(self, account: Account, cells: Sequence[str]) -> Content:
        name, kind, marks = cells
        spans = [(f"{name}   ", styles.TITLE), (f"{kind}   ", ""), (f"{marks}   ", styles.TITLE)]
        return fit_spans([*spans, (account.base_url, styles.MUTED)], self.row_width)

    def select_item(self, key: str) -> None:
        """Switch to it."""
        self.dismiss(("open", key))

    def _close(self, action: str) -> None:
        if self.current_key is not None:
            self.dismiss((action, self.current_key))

    def action_make_default(self) -> None:
        """Make it the default."""
        self._close("default")

    def action_sign_out(self) -> None:
        """Sign out of it."""
        self._close("sign_out")

    def action_remove(self) -> None:
        """Remove it."""
        self._close("remove")

    def action_add(self) -> None:
        """Add one."""
        self.dismiss(("add", ""))
