"""Adding an account by questions, also at the first run."""

from tui_callsettings.accounts.account_schema import account_field_error
from tui_callsettings.accounts.config import load_config
from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.accounts.providers import PROVIDERS, AccountField, Provider
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE

from .console import Console

_PROVIDERS = [provider for provider in PROVIDERS if provider.backend != "local"]


def choose_account(console: Console) -> str:
    """Return the account to open at the first run: the practice account, or one that the person has just described.

    Raises:
        StorageError: the configuration cannot be written.
    """
    options = ["practice account: nothing leaves this machine", "your own account"]
    if console.choose("Choose a number (Enter: practice account):", options) != 1:
        return PRACTICE
    return add_account_by_questions(console) or PRACTICE


def add_account_by_questions(console: Console) -> str | None:
    """Ask for a provider and its account, and add it; return the name, or None if the person goes back.

    Raises:
        StorageError: the configuration cannot be written.
    """
    console.write("Choose your calling provider.")
    chosen = console.choose("Choose a number (Enter back):", [f"{p.title}. {p.summary}" for p in _PROVIDERS])
    if chosen is None:
        return None
    provider = _PROVIDERS[chosen]
    while True:
        account = provider.account({field.key: _ask_field(console, provider, field) for field in provider.fields})
        try:
            config = add_account(account, use=True)
        except ConfigurationError as error:
            console.write(error.message)
        else:
            console.write(f'Added account "{account.name}" ({config.path}).')
            return account.name


def _ask_field(console: Console, provider: Provider, field: AccountField) -> str:
    """Return the value of a field, asked for until it is right."""
    default = field.example if field.key == "name" else ""
    hint = f"Default: {default}." if default else field.input_hint
    console.write(f"{field.description} {hint}")
    accounts = load_config().accounts
    while True:
        text = console.ask(f"{field.label}:") or default
        error = account_field_error(provider, field.key, text, accounts)
        if not error:
            return text
        console.write(error)
