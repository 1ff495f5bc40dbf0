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
from .exit_status import ExitStatus, exit_status_for

_COMMANDS = {
    "show": "print your call settings",
    "set": "give any field a value",
    "dnd": "switch do not disturb on or off",
    "forward": "switch call forwarding, and say where to",
    "voicemail": "say which calls go to voicemail",
    "waiting": "switch call waiting on or off",
    "greeting": "have callers in your voicemail hear a recording of yours",
    "pin": "change the voicemail PIN",
    "explain": "say what happens to a call to you now",
    "history": "list what was saved, and bring back an earlier state",
    "profile": "keep settings under a name and apply them",
    "status": "say who you are here and whether calls go elsewhere",
    "account": "add, list, choose or remove accounts",
    "login": "sign in to an account",
    "logout": "forget a sign-in",
    "simulate": "serve a simulated provider on this machine",
    "completion": "print what your shell needs for completion",
}


class _Command(Protocol):
    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it and say with which exit status."""


def main(argv: Sequence[str]) -> int:
    """Run `callsettings` with `argv` and return its exit status."""
    if restricted.is_requested(sys.argv[0], argv):
        argv = restricted.enter_restricted_mode(argv)
    # A plugin of pydantic would be other people's code among a person's settings; and nobody waits for the search.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    is_completing = "_ARGCOMPLETE" in os.environ
    parser = build_parser(os.environ.get("COMP_LINE", "").split() if is_completing else argv)
    if is_completing:
        import argcomplete

        argcomplete.autocomplete(parser)
    arguments = parser.parse_args(argv)
    try:
        restricted.check(arguments)
        account_options.check(arguments)
        return int(_command(arguments.command or "edit").run(arguments))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitStatus.DONE)
    except Exception as error:  # noqa: BLE001 - the last place that can say it in a sentence
        return int(_told(error))


def build_parser(words: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The parser with the commands.

    Args:
        words: what was typed: only the commands among it get their arguments, which saves loading the others, and where
            it begins with a command the others are left out; None for all of them.
    """
    parser = argparse.ArgumentParser(
        prog="callsettings",
        description="Change your own phone-call settings: do not disturb, call forwarding, voicemail, call waiting. "
        "Without a command it opens the editor.",
        epilog="Exit statuses: " + "; ".join(f"{s.value} {s.meaning}" for s in ExitStatus) + ".",
    )
    parser.add_argument("--version", action="version", version=f"callsettings {__version__}")
    parser.add_argument(
        "--restricted",
        action="store_true",
        help="for sshd's ForceCommand or a login shell: no other program, no files of the person's, no environment",
    )
    add_account(parser)
    account_options.add_options(parser)
    _command("edit").configure(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=CommandParser)
    for name in words[:1] if words and words[0] in _COMMANDS else _COMMANDS:
        summary = _COMMANDS[name]
        command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        # Before or after the command: both are where the hand puts it.
        add_account(command, default=argparse.SUPPRESS)
        if name in account_options.COMMANDS:
            account_options.add_options(command, default=argparse.SUPPRESS)
        if words is None or name in words:
            _command(name).configure(command)
    return parser


def add_account(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Declare `--account`."""
    help_text = "the account to use; the one in use if left out"
    parser.add_argument("--account", metavar="NAME", default=default, help=help_text)


def _command(name: str) -> _Command:
    return cast("_Command", import_module(f".{name.replace('-', '_')}", __package__))


def _told(error: Exception) -> ExitStatus:
    from tui_callsettings.errors import CallSettingsError

    if isinstance(error, CallSettingsError):
        print(f"callsettings: {error.details}", file=sys.stderr)
        return exit_status_for(error)
    print(crash_report.format_error(error), file=sys.stderr)
    return ExitStatus.BUG
