"""The parser of `callsettings`, and the way from a command to its module."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from tui_callsettings.terminal import crash_report
from tui_callsettings.version import __version__

from . import account_options, restricted
from .command_parser import CommandParser
from .command_table import COMMANDS, example_lines
from .exit_status import ExitStatus, exit_status_for


class _Command(Protocol):
    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments of the command."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Run the command and return its exit status."""


def main(argv: Sequence[str]) -> int:
    """Run `callsettings` with `argv` and return its exit status."""
    arguments = argparse.Namespace()
    try:
        if restricted.is_requested(sys.argv[0], argv):
            argv = restricted.enter_restricted_mode(argv)
        if argv[:1] == ["help"]:
            argv = [*argv[1:2], "--help"]
        # A plugin of pydantic would be other people's code among a person's settings; and nobody waits for the search.
        os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
        is_completing = "_ARGCOMPLETE" in os.environ
        parser = build_parser(os.environ.get("COMP_LINE", "").split() if is_completing else argv)
        if is_completing:
            import argcomplete

            argcomplete.autocomplete(parser)
        arguments = parser.parse_args(argv)
        restricted.check(arguments)
        account_options.check(arguments)
        return int(_command(arguments.command or "edit").run(arguments))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitStatus.DONE)
    except Exception as error:  # noqa: BLE001 - the last place that can report it in a sentence
        return int(_report_error(error, is_json=getattr(arguments, "json", False)))


def build_parser(words: Sequence[str] | None = None) -> CommandParser:
    """Return the parser with the commands.

    Args:
        words: what was typed: only the commands among it get their arguments, which saves loading the others, and where
            it begins with a command the others are left out; None for all of them.
    """
    statuses = "\n".join(f"  {status.value:<3} {status.meaning}" for status in ExitStatus)
    parser = CommandParser(
        prog="callsettings",
        description="Change your own call settings: do not disturb, call forwarding, voicemail, call waiting. "
        "Without a command it opens the editor.",
        epilog=f"exit statuses:\n{statuses}",
    )
    parser.add_argument("--version", action="version", version=f"callsettings {__version__}")
    parser.add_argument(
        "--restricted",
        action="store_true",
        help="for the ForceCommand of sshd or a login shell: runs no program, touches no files but its own",
    )
    parser.add_argument(
        "--allow-until",
        action="store_true",
        help="with --restricted: let settings end by themselves, through the machine's scheduler",
    )
    add_account(parser)
    account_options.add_options(parser)
    _command("edit").configure(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=CommandParser)
    is_one = bool(words) and words is not None and words[0] in COMMANDS
    for name in words[:1] if is_one and words else COMMANDS:
        row = COMMANDS[name]
        command = commands.add_parser(
            name,
            help=row.summary,
            description=f"{row.summary[0].upper()}{row.summary[1:]}.",
            epilog=example_lines(name),
        )
        # Before or after the command: both are natural.
        add_account(command, default=argparse.SUPPRESS)
        if row.opens_account:
            account_options.add_options(command, default=argparse.SUPPRESS)
        if words is None or name in words:
            _command(name).configure(command)
    return parser


def add_account(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Declare `--account`."""
    help_text = 'account to use (default: the one set with "account use")'
    option = parser.add_argument("--account", metavar="NAME", default=default, help=help_text)
    option.completer = complete_accounts  # type: ignore[attr-defined]


def complete_accounts(**_: object) -> list[str]:
    """Return the names of the accounts, for completion."""
    from tui_callsettings.accounts.config import load_config

    return list(load_config().accounts)


def _command(name: str) -> _Command:
    return cast("_Command", import_module(f".{name}", __package__))


def _report_error(error: Exception, *, is_json: bool) -> ExitStatus:
    from tui_callsettings.errors import CallSettingsError

    is_ours = isinstance(error, CallSettingsError)
    status = exit_status_for(error) if is_ours else ExitStatus.BUG
    if is_json:
        from tui_callsettings.text import dump_json

        from .json_output import error_document

        message = error.message if isinstance(error, CallSettingsError) else status.meaning
        print(dump_json(error_document(message, status, error if is_ours else None)))
    if isinstance(error, CallSettingsError):
        print(f"callsettings: {error.details}", file=sys.stderr)
    else:
        print(crash_report.format_error(error), file=sys.stderr)
    return status
