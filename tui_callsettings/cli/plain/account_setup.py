"""The first run: practise, or describe the account to sign in to."""

from tui_callsettings.accounts.account_schema import account_field_error
from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.accounts.providers import PROVIDERS, AccountField, Provider
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE

from .console import Console

_PROVIDERS = [provider for provider in PROVIDERS if provider.backend != "local"]


def choose_account(console: Console) -> str:
    """The name of the account to open: the practice account, or one that the person has just described.

    Raises:
        StorageError: the configuration cannot be written.
    """
    console.write("There is no account yet.")
    options = ["practise: an account on this machine, from which nothing reaches a telephone", "set up my own account"]
    if console.choose("Number, Enter practises:", options) != 1:
        return PRACTICE
    titles = [provider.title for provider in _PROVIDERS]
    chosen = console.choose("Who provides your calls? Number, Enter practises:", titles)
    if chosen is None:
        return PRACTICE
    provider = _PROVIDERS[chosen]
    while True:
        account = provider.account({field.key: _asked(console, provider, field) for field in provider.fields})
        try:
            config = add_account(account, use=True)
        except ConfigurationError as error:
            console.write(error.message)
        else:
            console.write(f'Account "{account.name}" is in {config.path}.')
            return account.name


def _asked(console: Console, provider: Provider, field: AccountField) -> str:
    """One detail, asked for until it can be."""
    default = field.example if field.key == "name" else ""
    input_hint = f"Left empty, it is {default}." if default else field.input_hint
    console.write(f"{field.description} {input_hint}")
    while problem := account_field_error(provider, field.key, text := console.ask(f"{field.label}:") or default):
        console.write(problem)
    return text
