"""The first run: practise, or describe the account to sign in to."""

from tui_callsettings.accounts.config_changes import add_account
from tui_callsettings.accounts.sign_in import WEBEX_URL
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE, Account

from .transcript import Transcript

_PROVIDERS = {
    "Webex Calling": ("webex", ""),
    "BroadWorks": ("broadworks", ""),
    "Cisco UCM, through the Webex cloud": ("ucm", "cloud"),
    "Cisco UCM on premises": ("ucm", "onprem"),
}


def chosen_account(transcript: Transcript) -> str:
    """The name of the account to open: the practice account, or one that the person has just described.

    Raises:
        StorageError: the configuration cannot be written.
    """
    transcript.say("There is no account yet.")
    options = ["practise: an account on this machine, from which nothing reaches a telephone", "set up my own account"]
    if transcript.choose("Number, Enter practises:", options) != 1:
        return PRACTICE
    chosen = transcript.choose("Who provides your calls? Number, Enter practises:", list(_PROVIDERS))
    if chosen is None:
        return PRACTICE
    backend, mode = list(_PROVIDERS.values())[chosen]
    while True:
        account = _described(transcript, backend, mode)
        try:
            config = add_account(account, use=True)
        except ConfigurationError as error:
            transcript.say(error.sentence)
        else:
            transcript.say(f'Account "{account.name}" is in {config.path}.')
            return account.name


def _described(transcript: Transcript, backend: str, mode: str) -> Account:
    name = transcript.ask("What do you call it? Enter takes work:") or "work"
    if backend == "broadworks" or mode == "onprem":
        base_url = transcript.ask("Its address, such as https://xsp.example.com:")
        user = transcript.ask("Your user, such as jane@example.com:")
        return Account(name, backend, base_url, user, mode=mode)
    base_url = transcript.ask(f"Its address, Enter takes {WEBEX_URL}:")
    client_id = transcript.ask("The client id of your organisation's integration, Enter for none:")
    return Account(name, backend, base_url, mode=mode, client_id=client_id)
