"""Restricted mode: safe as sshd's forced command, or as the login shell of an account that is for this alone.

The person at the other end may choose the terminal's name and language, and nothing else: not what is run, which files
are read or written, where the program connects, or whose settings are changed.
"""

import argparse
import os
import sys
from collections.abc import MutableMapping, Sequence

_KEPT = frozenset(("TERM", "COLORTERM", "NO_COLOR", "ACCESSIBLE", "ESCDELAY", "LANG", "LC_ALL", "LC_CTYPE"))
_LONGEST_VALUE = 64
_SIGNS = "+-._@"
_COMMANDS = frozenset(
    (None, "show", "set", "dnd", "forward", "voicemail", "waiting", "explain", "status", "history", "login", "logout")
)
_OPTIONS = {
    "token_file": "no file of yours is read or written",
    "svg": "no file of yours is read or written",
    "base_url": "only the account itself is opened",
    "person": "only the account itself is opened",
    "line": "only the account itself is opened",
}
# The package's folder goes last, so that nothing in it can be taken for a module of Python's own.
_START = "import sys; sys.path.append(sys.argv.pop(1)); from tui_callsettings.__main__ import run; run()"


def is_requested(name: str, argv: Sequence[str]) -> bool:
    """Whether to be restricted: by the option, or because the program is started as a shell.

    Args:
        name: by which the program was started; a login shell's begins with "-".
        argv: its arguments; a shell that is to run a command gets "-c" and the command.
    """
    is_login_shell = name.rpartition("/")[2].startswith("-callsettings")
    return is_login_shell or "--restricted" in argv or list(argv[:1]) == ["-c"]


def enter_restricted_mode(argv: Sequence[str]) -> list[str]:
    """Enter restricted mode for the rest of this process, and return the arguments that still count.

    The process starts itself again, without what the environment did to the interpreter, unless it was started with
    `python -I`.
    """
    from tui_callsettings.terminal.detect import charset

    own = list(argv[: argv.index("-c")] if "-c" in argv else argv)
    if len(own) < len(argv) or os.environ.get("SSH_ORIGINAL_COMMAND"):
        print("callsettings: the command you gave is not run; only call settings can be edited here.", file=sys.stderr)
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
    """Take everything out of `environment` but the names and languages of terminals."""
    for name in list(environment):
        if name not in _KEPT or not _is_plain(environment[name]):
            del environment[name]
    environment["PATH"] = "/usr/bin:/bin"


def check(arguments: argparse.Namespace) -> None:
    """Refuse what restricted mode does not have; an account that is named is the only one from here on.

    Raises:
        ConfigurationError: the command or an option is not for restricted mode, or the mode was not really entered.
    """
    from tui_callsettings import paths
    from tui_callsettings.errors import ConfigurationError

    if not paths.is_restricted():
        if arguments.restricted:
            raise ConfigurationError("Write --restricted in full.")
        return
    if arguments.command not in _COMMANDS:
        known = ", ".join(sorted(command for command in _COMMANDS if command))
        raise ConfigurationError(f"{arguments.command} cannot be used in restricted mode. You can use {known}.")
    for option, reason in _OPTIONS.items():
        if getattr(arguments, option, None) is not None:
            raise ConfigurationError(f"--{option.replace('_', '-')} cannot be used in restricted mode: {reason}.")
    if arguments.account is not None:
        from tui_callsettings.accounts.config import restrict_to_account

        restrict_to_account(arguments.account)


def _is_plain(value: str) -> bool:
    return len(value) <= _LONGEST_VALUE and all(
        character.isascii() and (character.isalnum() or character in _SIGNS) for character in value
    )


def _forbid_core_files() -> None:
    """Ctrl+\\ must not leave a picture of the memory, with the sign-in in it, on the disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
