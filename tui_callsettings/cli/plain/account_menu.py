"""Accounts: switch, add, choose the default or the line, sign out."""

from dataclasses import replace

from tui_callsettings.accounts.config import load_config
from tui_callsettings.accounts.config_edit import use_account
from tui_callsettings.accounts.credentials import sign_out
from tui_callsettings.cli.end_option import lost_lines
from tui_callsettings.models.account import PRACTICE

from .account_setup import add_account_by_questions
from .exit_reason import ExitReason
from .plain_session import PlainSession


class AccountMenu:
    """The accounts of the configuration.

    Args:
        plain_session: the settings and the console.
    """

    def __init__(self, plain_session: PlainSession) -> None:
        self._session = plain_session
        self._console = plain_session.console

    def run(self) -> ExitReason | None:
        """Switch to another account, add one, or choose the line; unsaved changes are kept as a draft."""
        config = load_config()
        current = self._session.session.account
        names = list(config.accounts)
        options = [self._option(name, current.name, config.default_account) for name in names]
        options += ["add an account", "choose the line"]
        chosen = self._console.choose("Account (number or name, Enter back):", options)
        if chosen is None:
            return None
        if chosen == len(names):
            name = add_account_by_questions(self._console)
            return None if name is None else self._switch(name)
        if chosen > len(names):
            return self._choose_line()
        return self._handle(names[chosen], current.name)

    def _option(self, name: str, current: str, default: str) -> str:
        marks = [
            mark
            for mark, is_set in (
                ("current", name == current),
                ("default", name == default),
                ("practice", name == PRACTICE),
            )
            if is_set and mark != name
        ]
        return f"{name}{' (' + ', '.join(marks) + ')' if marks else ''}"

    def _handle(self, name: str, current: str) -> ExitReason | None:
        options = ["make it the default", *([] if name == current else ["switch to it"])]
        chosen = self._console.choose("Choose a number (Enter back):", options)
        if chosen == 0:
            use_account(name)
            self._console.write(f'"{name}" is now the default account.')
        return self._switch(name) if chosen == 1 else None

    def _switch(self, name: str) -> ExitReason:
        if self._session.store.is_dirty:
            self._console.write("Your unsaved changes are kept as a draft.")
        self._session.next_account = load_config().account(name)
        return ExitReason.SWITCH

    def _choose_line(self) -> ExitReason | None:
        lines: tuple[str, ...] = ()
        if self._session.store.capabilities.needs_directory_number:
            client = self._session.store.client
            lines = self._session.run(self._session.session.run(client.lines()))
        if len(lines) < 2:
            self._console.write("This account has one line.")
            return None
        chosen = self._console.choose("Line (number, Enter back):", list(lines))
        if chosen is None:
            return None
        self._session.next_account = replace(self._session.session.account, line=lines[chosen])
        return ExitReason.SWITCH

    def sign_out(self) -> ExitReason | None:
        """Sign out after a confirmation."""
        account = self._session.session.account
        if account.backend == "local":
            self._console.write("Not needed (settings are stored on this machine).")
        elif self._console.confirm(f'Sign out of "{account.name}"?'):
            is_removed = sign_out(account)
            self._console.write("Signed out." if is_removed else "No sign-in is stored on this machine.")
            self._console.write(*(lost_lines(account, is_removed=False) if is_removed else ()))
        return None
