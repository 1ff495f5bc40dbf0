"""`callsettings history`: saves made from this machine, and restoring earlier settings."""

import argparse
from typing import TYPE_CHECKING

from . import account_options, save_command
from .exit_status import ExitStatus

if TYPE_CHECKING:
    from tui_callsettings.state.history import History, HistoryEntry


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--limit", type=_count, default=20, metavar="N", help="number of entries, newest first (default 20)"
    )
    states = parser.add_mutually_exclusive_group()
    states.add_argument("--undo", type=_count, metavar="N", help="restore the settings from before save N")
    states.add_argument("--restore", type=_count, metavar="N", help="restore the settings as they were after save N")
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """List the saves, or restore earlier settings in a reviewed save."""
    from tui_callsettings.text import dump_json

    history = _open_history(arguments)
    number = arguments.undo or arguments.restore
    if number is not None:
        entry = history.entry(number)
        if entry.action:
            from tui_callsettings.errors import UsageError

            raise UsageError(f"Save number {number} changed no setting that can be restored: {entry.action}.")
        if arguments.undo:
            return save_command.save_restored(arguments, entry.feature, entry.old_values(), entry.old)
        return save_command.save_restored(arguments, entry.feature, entry.new_values(), entry.new or entry.old)
    entries = history.entries(arguments.limit)
    if arguments.json:
        print(dump_json([entry.document() for entry in entries]))
    elif not arguments.quiet:
        region = account_options.account(arguments).region
        lines = [line for entry in entries for line in entry_lines(entry, region)]
        print("\n".join(lines) or "No saves from this machine yet.")
    return ExitStatus.DONE


def _open_history(arguments: argparse.Namespace) -> "History":
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.state.session import open_history

    config = load_config()
    return open_history(account_options.account(arguments, config), config)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 1_000_000:
        raise argparse.ArgumentTypeError(f'"{text}" is not a number: use a whole number from 1, for example 20.')
    return int(text)


def entry_lines(entry: "HistoryEntry", region: str) -> list[str]:
    """Return a save as text for people of `region`: a line for it, and one for each field."""
    place = f"{entry.host} {entry.terminal}".strip()
    lines = [f"{entry.number:>4}  {entry.at.astimezone():%Y-%m-%d %H:%M:%S}  {entry.outcome}  ({place})"]
    return lines + [f"      {line}" for line in save_command.review_lines(entry.changes, region)]
