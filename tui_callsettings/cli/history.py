"""`callsettings history`: what was saved, when and from where."""

import argparse
from typing import TYPE_CHECKING

from tui_callsettings.text import dump_json

from . import account_options, save_command
from .exit_status import ExitStatus

if TYPE_CHECKING:
    from tui_callsettings.state.history import History, HistoryEntry


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = "To have back what save 12 replaced: callsettings history --restore 12"
    parser.add_argument("--most", type=_count, default=20, metavar="N", help="how many, newest first (20)")
    parser.add_argument("--restore", type=int, metavar="NUMBER", help="bring back what this save replaced")
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """List the saves, or restore what one of them replaced by an ordinary reviewed save."""
    from tui_callsettings.state.history import History

    history = History(account_options.account(arguments).storage_key)
    if arguments.restore is not None:
        return _restore(arguments, history)
    entries = history.entries(arguments.most)
    if arguments.json:
        print(dump_json([entry.document() for entry in entries]))
    else:
        print(
            "\n".join(line for entry in entries for line in entry_lines(entry)) or "Nothing has been saved from here."
        )
    return ExitStatus.DONE


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 1_000_000:
        raise argparse.ArgumentTypeError(f'"{text}" is not how many: use a whole number from 1, such as 20')
    return int(text)


def entry_lines(entry: "HistoryEntry") -> list[str]:
    """One save in words: a line for it, and one for each field."""
    where = f"{entry.host} {entry.terminal}".strip()
    lines = [f"{entry.number:>4}  {entry.at.astimezone():%Y-%m-%d %H:%M:%S}  {entry.status.value}  ({where})"]
    return lines + [f"      {line}" for line in save_command.review_lines(entry.changes)]


def _restore(arguments: argparse.Namespace, history: "History") -> ExitStatus:
    entry = history.entry(arguments.restore)
    values = {entry.feature.key(path): value for path, value in entry.old_values().items()}
    return save_command.save_values(arguments, values)
