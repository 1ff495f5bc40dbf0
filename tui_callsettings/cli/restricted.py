"""Restricted mode: safe as sshd's forced command, or as the login shell of an account that is for this alone.

The person at the other end may choose the terminal's name and language, and nothing else: not what is run, which files
are read or written, where the program connects, or which person's settings are changed.
"""

import argparse
import os
import sys
from collections.abc import MutableMapping, Sequence

from . import end_option
from .command_table import COMMANDS

_KEPT = frozenset(("TERM", "COLORTERM", "NO_COLOR", "ACCESSIBLE", "ESCDELAY", "LANG", "LC_ALL", "LC_CTYPE"))
_LONGEST_VALUE = 64
_SIGNS = "+-._@"
_OPTIONS = {
    "token_file": "it reads and writes no files of yours",
    "svg": "it reads and writes no files of yours",
    "base_url": "it opens only its own account",
    "person": "it opens only its own account",
    "line": "it opens only its own account",
}
# The package's folder goes last, so that nothing in it can be taken for a module of Python's own.
_START = "import sys; sys.path.append(sys.argv.pop(1)); from tui_callsettings.__main__ import run; run()"


def is_requested(name: str, argv: Sequence[str]) -> bool:
    """Return whether to be restricted: by the option, or because the program was started as a shell.

    Args:
        name: the name that the program was started by; that of a login shell begins with "-".
        argv: its arguments; a shell that runs a command gets "-c" and the command.
    """
    is_login_shell = name.rpartition("/")[2].startswith("-callsettings")
    return is_login_shell or "--restricted" in argv or list(argv[:1]) == ["-c"]


def enter_restricted_mode(argv: Sequence[str]) -> list[str]:
    """Enter restricted mode for the rest of this process, and return the remaining arguments.

    The process starts itself again, without what the environment did to the interpreter, unless it was started with
    `python -I`.
    """
    from tui_callsettings.terminal.detect import charset

    own = list(argv[: argv.index("-c")] if "-c" in argv else argv)
    if len(own) < len(argv) or os.environ.get("SSH_ORIGINAL_COMMAND"):
        print(
            "callsettings: the command given to ssh was not run; only call settings can be edited here.",
            file=sys.stderr,
        )
    if charset(os.environ) == "ascii":
        # Python may have set it for itself; passed on, it would look like the terminal's.
        os.environ.pop("LC_CTYPE", None)
    clear(os.environ)
    if not sys.flags.isolated:
        from pathlib import Path

        package = str(Path(__file__).resolve().parents[2])
        arguments = own if "--restricted" in own else ["--restricted", *own]
        sys.stderr.flush()
        os.execve(sys.executable, [sys.executable, "-I", "-c", _START, package, *arguments], dict(os.environ))  # noqa: S606
    os.umask(0o077)
    # Compiled modules would be written beside the program.
    sys.dont_write_bytecode = True
    _forbid_core_files()
    from tui_callsettings import paths

    paths.restrict_to_home()
    return own


def clear(environment: MutableMapping[str, str]) -> None:
    """Remove everything from `environment` but the terminal's name and language."""
    for name in list(environment):
        if name not in _KEPT or not _is_plain(environment[name]):
            del environment[name]
    environment["PATH"] = "/usr/bin:/bin"


def allows_ends(arguments: argparse.Namespace) -> bool:
    """Return whether settings may end by themselves: always outside restricted mode, there with --allow-until."""
    from tui_callsettings import paths

    return not paths.is_restricted() or getattr(arguments, "allow_until", False)


def check(arguments: argparse.Namespace) -> None:
    """Reject what restricted mode does not have; an account that is named is the only one from here on.

    Raises:
        ConfigurationError: restricted mode does not have the command or option, or was not entered.
    """
    from tui_callsettings import paths
    from tui_callsettings.errors import ConfigurationError

    if not paths.is_restricted():
        if arguments.restricted:
            raise ConfigurationError("Do not abbreviate --restricted.")
        return
    if arguments.command is not None and not COMMANDS[arguments.command].is_restricted:
        known = ", ".join(name for name, command in COMMANDS.items() if command.is_restricted)
        raise ConfigurationError(f"{arguments.command} is not available in restricted mode. Available: {known}.")
    is_ending = arguments.command == "until" or end_option.is_given(arguments)
    if is_ending and not allows_ends(arguments):
        raise ConfigurationError(
            "Settings that end by themselves are not available in restricted mode, unless the administrator's command "
            "line has --allow-until."
        )
    for option, reason in _OPTIONS.items():
        if getattr(arguments, option, None) is not None:
            raise ConfigurationError(f"--{option.replace('_', '-')} is not available in restricted mode: {reason}.")
    if arguments.account is not None:
        from tui_callsettings.accounts.config import restrict_to_account

        restrict_to_account(arguments.account)


def _is_plain(value: str) -> bool:
    return len(value) <= _LONGEST_VALUE and all(
        character.isascii() and (character.isalnum() or character in _SIGNS) for character in value
    )


def _forbid_core_files() -> None:
    """Ctrl+\\ must not leave a memory image with the sign-in on the disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
