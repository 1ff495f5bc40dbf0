"""The first run: practise, or describe the account to sign in to."""

from tui_callsettings.accounts.config_changes import add_account
from tui_callsettings.accounts.providers import PROVIDERS, Detail, Provider
from tui_callsettings.accounts.rules import problem_of
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE

from .transcript import Transcript

_PROVIDERS = [provider for provider in PROVIDERS if provider.backend != "local"]


def chosen_account(transcript: Transcript) -> str:
    """The name of the account to open: the practice account, or one that the person has just described.

    Raises:
        StorageError: the configuration cannot be written.
    """
    transcript.say("There is no account yet.")
    options = ["practise: an account on this machine, from which nothing reaches a telephone", "set up my own account"]
    if transcript.choose("Number, Enter practises:", options) != 1:
        return PRACTICE
    titles = [provider.title for provider in _PROVIDERS]
    chosen = transcript.choose("Who provides your calls? Number, Enter practises:", titles)
    if chosen is None:
        return PRACTICE
    provider = _PROVIDERS[chosen]
    while True:
        account = provider.account({detail.key: _asked(transcript, provider, detail) for detail in provider.details})
        try:
            config = add_account(account, use=True)
        except ConfigurationError as error:
            transcript.say(error.sentence)
        else:
            transcript.say(f'Account "{account.name}" is in {config.path}.')
            return account.name


def _asked(transcript: Transcript, provider: Provider, detail: Detail) -> str:
    """One detail, asked for until it can be."""
    default = detail.example if detail.key == "name" else ""
    advice = f"Left empty, it is {default}." if default else detail.advice
    transcript.say(f"{detail.meaning} {advice}")
    while problem := problem_of(provider, detail.key, text := transcript.ask(f"{detail.label}:") or default):
        transcript.say(problem)
    return text
