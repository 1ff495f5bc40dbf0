"""`callsettings` without a command: the editor, or plain mode."""

import argparse
import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_callsettings.accounts.config import Config
    from tui_callsettings.models.account import Account
    from tui_callsettings.state.service import Service
    from tui_callsettings.terminal.environment import Terminal


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the editor and of plain mode."""
    parser.add_argument(
        "--plain",
        action="store_true",
        help="work by numbered questions, one line below the other, as screen readers like it (also: ACCESSIBLE=1)",
    )
    parser.add_argument("--ascii", action="store_true", help="write ASCII only")


def run(arguments: argparse.Namespace) -> int:
    """Open the account in the way that suits the terminal, and return the exit status."""
    from . import opening, preflight

    terminal, is_plain = preflight.checked(is_ascii=arguments.ascii, is_plain=arguments.plain)
    # Not before the look at the terminal: this takes longer.
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.terminal import environment

    config = load_config()
    if config.ascii:
        terminal = environment.detect(os.environ, is_ascii=True)
    if is_plain:
        from .plain.opening import run as run_plain

        return run_plain(arguments, config, terminal)
    return _edit(opening.account(arguments, config), config, terminal)


def _edit(account: "Account", config: "Config", terminal: "Terminal") -> int:
    """Show the last screen, begin to read, and only then load the framework."""
    from tui_callsettings.state.screen_file import screen_file
    from tui_callsettings.terminal.frame import show_frame, show_lines

    # What loading makes stays to the end: searching it for garbage would take a sixth of the start.
    gc.disable()
    file = screen_file(account.subject)
    frame = show_frame(file, terminal) or show_lines(_first_lines(account.name, terminal), terminal)
    try:
        service = _connecting(account)
        from tui_callsettings.client import CallSettingsClient
        from tui_callsettings.state.history import History
        from tui_callsettings.state.session import EditingSession

        history = History(account.subject, most=config.history_entries, days=config.history_days)
        session = EditingSession(account, CallSettingsClient.of(account), history=history, service=service)
        session.read_ahead()
        from tui_callsettings.ui.session import run_editor

        return run_editor(session, config, terminal, frame, file)
    finally:
        # What is said now must not be said on a screen that is about to go.
        frame.withdraw()


def _connecting(account: "Account") -> "Service":
    """The thread for all talk with the provider, on which connections are opened while everything else is loaded."""
    from tui_callsettings.state.service import Service

    service = Service()
    if account.backend != "local":
        from tui_callsettings.accounts.sign_in import address_of
        from tui_callsettings.backends.ahead import connect_ahead

        service.submit(connect_ahead(address_of(account)))
    return service


def _first_lines(account: str, terminal: "Terminal") -> tuple[str, ...]:
    """What is on the screen of a first run until the framework has drawn."""
    name = "".join(c if c.isascii() and c.isprintable() else "?" for c in account)
    rule = ("-" if terminal.is_ascii else "\u2500") * terminal.columns
    return f" Call settings   {name}", rule, " Reading your settings"
