"""Which account a command works on: the one named, with the person, line or address that the command line gives."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_callsettings.accounts.config import Config
    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.models.account import Account

COMMANDS = frozenset(
    (
        "show",
        "set",
        "dnd",
        "forward",
        "voicemail",
        "waiting",
        "greeting",
        "pin",
        "explain",
        "history",
        "profile",
        "status",
    )
)
"""The commands that open an account; the editor does too."""

_OPTIONS = {
    "person": ("EMAIL_OR_ID", "somebody else's settings, with an administrator's token (Webex)"),
    "line": ("NUMBER", "the line to work on, where a person has several (Cisco UCM)"),
    "base_url": ("URL", "another address than the account's, for this once"),
}


def add_options(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Declare `--person`, `--line` and `--base-url`."""
    for name, (metavar, help_text) in _OPTIONS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", metavar=metavar, default=default, help=help_text)


def check(arguments: argparse.Namespace) -> None:
    """Refuse the options where they would be passed over: before a command that does not open an account.

    Raises:
        ConfigurationError: there is such an option.
    """
    if arguments.command is None or arguments.command in COMMANDS or arguments.command == "account":
        return
    for name in _given(arguments):
        from tui_callsettings.errors import ConfigurationError

        raise ConfigurationError(
            f"--{name.replace('_', '-')} means nothing for {arguments.command}: leave it out. To sign in elsewhere or "
            "for somebody else often, make an account for that: callsettings account add NAME --backend webex …"
        )


def account(arguments: argparse.Namespace, config: "Config | None" = None) -> "Account":
    """The account that the command line names, with what the options put in place of what the configuration says.

    Args:
        arguments: of the command line.
        config: the configuration, where it has been read already.

    Raises:
        ConfigurationError: there is no such account, or it does not have what an option asks for.
        StorageError: the configuration cannot be read.
    """
    if config is None:
        from tui_callsettings.accounts.config import load_config

        config = load_config()
    named = config.account(arguments.account)
    given = _given(arguments)
    if not given:
        return named
    from tui_callsettings.accounts.rules import override_account

    return override_account(named, given)


def client(arguments: argparse.Namespace) -> "CallSettingsClient":
    """The client of `account`.

    Raises:
        ConfigurationError: as `account`.
    """
    from tui_callsettings.client import CallSettingsClient

    return CallSettingsClient.for_account(account(arguments))


def storage_key(arguments: argparse.Namespace) -> str | None:
    """The subject of `account`; None for the account in use as the configuration has it, which is quicker to find."""
    return account(arguments).storage_key if arguments.account is not None or _given(arguments) else None


def _given(arguments: argparse.Namespace) -> dict[str, str]:
    return {name: value for name in _OPTIONS if (value := getattr(arguments, name, None)) is not None}
