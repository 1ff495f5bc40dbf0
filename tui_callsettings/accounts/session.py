"""From an account's name to the account and its credentials."""

from typing import TYPE_CHECKING

from tui_callsettings.models.account import Account

from .config import load_config

if TYPE_CHECKING:
    from .credentials import StoredCredentials


def account_and_credentials(name: str | None = None) -> "tuple[Account, StoredCredentials | None]":
    """The account of the configuration file, the one in use if `name` is None, and what proves who asks.

    Nothing is read from a keyring and nothing is sent yet.

    Raises:
        ConfigurationError: the file is broken, or has no such account.
        StorageError: the file cannot be read.
    """
    account = load_config().account(name)
    if account.backend == "local":
        return account, None
    from .credentials import credentials_for

    return account, credentials_for(account)
