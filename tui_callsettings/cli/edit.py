"""`callsettings` without a command: the editor, or plain mode."""

import argparse
import gc
import os
import sys
from typing import TYPE_CHECKING

from .exit_status import ExitStatus, save_status

if TYPE_CHECKING:
    from tui_callsettings.accounts.config import Config
    from tui_callsettings.models.account import Account
    from tui_callsettings.state.event_loop_thread import EventLoopThread
    from tui_callsettings.state.session import CloseReport
    from tui_callsettings.terminal.detect import Terminal


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the editor and of plain mode."""
    parser.add_argument(
        "--plain",
        action="store_true",
        help="line-by-line mode for screen readers (also: ACCESSIBLE=1)",
    )
    parser.add_argument("--ascii", action="store_true", help="write ASCII only")


def run(arguments: argparse.Namespace) -> int:
    """Open the account in the editor or in plain mode, as the terminal allows, and return the exit status."""
    from . import account_options, preflight, restricted

    terminal, is_plain = preflight.check_terminal(is_ascii=arguments.ascii, is_plain=arguments.plain)
    # After the terminal check, which is quicker.
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.terminal import detect

    config = load_config()
    if config.ascii:
        terminal = detect.detect_terminal(os.environ, is_ascii=True)
    if is_plain:
        from .plain.plain_mode import run as run_plain

        return run_plain(arguments, config, terminal)
    can_set_ends = restricted.allows_ends(arguments)
    return _edit(account_options.account(arguments, config), config, terminal, can_set_ends=can_set_ends)


def _edit(account: "Account", config: "Config", terminal: "Terminal", *, can_set_ends: bool) -> int:
    """Show the last screen, start reading, and only then load Textual."""
    from tui_callsettings.state.splash_file import splash_path
    from tui_callsettings.terminal.splash import show_snapshot, show_text

    # Loaded modules stay to the end; collecting garbage among them would take a sixth of the start.
    gc.disable()
    file = splash_path(account.storage_key)
    frame = show_snapshot(file, terminal) or show_text(_first_lines(account.name, terminal), terminal)
    try:
        provider_thread = _connecting(account)
        from tui_callsettings.state.session import open_session

        session = open_session(account, config, provider_thread=provider_thread)
        session.can_set_ends = can_set_ends
        session.prefetch()
        from tui_callsettings.ui.run import run_editor

        return run_editor(session, config, terminal, frame, file, report_close)
    finally:
        # Messages printed from here on must not go to a screen that is about to disappear.
        frame.dismiss()


def report_close(report: "CloseReport") -> int:
    """Print what ended after the person had left, and return the exit status that it makes."""
    for result in report.results:
        print(f"callsettings: {result.message}", file=sys.stderr)
    if not report.is_finished:
        print("callsettings: a save was still running. Check the settings before relying on it.", file=sys.stderr)
        return ExitStatus.UNKNOWN
    return save_status(report.results)


def _connecting(account: "Account") -> "EventLoopThread":
    """The thread for all talk with the provider, on which connections are opened while everything else is loaded."""
    from tui_callsettings.state.event_loop_thread import EventLoopThread

    provider_thread = EventLoopThread()
    if account.backend != "local":
        from tui_callsettings.accounts.account_url import account_url
        from tui_callsettings.backends.preconnect import preconnect

        provider_thread.submit(preconnect(account_url(account)))
    return provider_thread


def _first_lines(account: str, terminal: "Terminal") -> tuple[str, ...]:
    """Return what a first run shows until Textual has drawn."""
    name = "".join(c if c.isascii() and c.isprintable() else "?" for c in account)
    rule = ("-" if terminal.is_ascii else "\u2500") * terminal.columns
    return f" Call settings   {name}", rule, " Reading your settings"
