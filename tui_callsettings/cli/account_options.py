"""The account that a command works on: by name, with the person, line or base URL that the command line overrides."""

import argparse
from typing import TYPE_CHECKING

from .command_table import COMMANDS

if TYPE_CHECKING:
    from tui_callsettings.accounts.config import Config
    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.models.account import Account

_OPTIONS = {
    "person": ("EMAIL_OR_ID", "manage another user with an administrator's token (Webex)"),
    "line": ("NUMBER", "line to use, where a person has several (Cisco UCM)"),
    "base_url": ("URL", "override the account's base URL for this command"),
}


def add_options(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Declare `--person`, `--line` and `--base-url`."""
    for name, (metavar, help_text) in _OPTIONS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", metavar=metavar, default=default, help=help_text)


def check(arguments: argparse.Namespace) -> None:
    """Reject the options before a command that does not open an account and would ignore them.

    Raises:
        ConfigurationError: an option is given that the command ignores.
    """
    if arguments.command is None or COMMANDS[arguments.command].opens_account or arguments.command == "account":
        return
    for name in _given(arguments):
        from tui_callsettings.errors import ConfigurationError

        raise ConfigurationError(
            f"--{name.replace('_', '-')} does not apply to {arguments.command}. To use another address or person "
            "regularly, add an account: callsettings account add NAME --backend webex …"
        )


def account(arguments: argparse.Namespace, config: "Config | None" = None) -> "Account":
    """Return the account that the command line names, with the values that its options override.

    Args:
        arguments: of the command line.
        config: the configuration, where it has been loaded already.

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
    from tui_callsettings.accounts.account_schema import override_account

    return override_account(named, given)


def client(arguments: argparse.Namespace, config: "Config | None" = None) -> "CallSettingsClient":
    """Return the client of `account`.

    Raises:
        ConfigurationError: as `account`.
    """
    from tui_callsettings.client import CallSettingsClient

    return CallSettingsClient.for_account(account(arguments, config))


def storage_key(arguments: argparse.Namespace) -> str | None:
    """Return the storage key of `account`; None for the default account, which is found more quickly."""
    return account(arguments).storage_key if arguments.account is not None or _given(arguments) else None


def _given(arguments: argparse.Namespace) -> dict[str, str]:
    return {name: value for name in _OPTIONS if (value := getattr(arguments, name, None)) is not None}
