"""`callsettings` without a command: the editor, or plain mode."""

import argparse
import os


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
    from . import preflight

    terminal, is_plain = preflight.checked(is_ascii=arguments.ascii, is_plain=arguments.plain)
    # Not before the look at the terminal: this takes longer.
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.terminal import environment

    config = load_config()
    if config.ascii:
        terminal = environment.detect(os.environ, is_ascii=True)
    if is_plain:
        from .plain import opening

        return opening.run(arguments.account, config, terminal)
    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.state.history import History
    from tui_callsettings.ui.session import run_editor

    client = CallSettingsClient.open(arguments.account)
    history = History(client.account.name, most=config.history_entries, days=config.history_days)
    return run_editor(client.account, client, config, terminal, history)
