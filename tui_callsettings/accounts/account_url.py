"""The address of an account. Imports nothing heavy: connections are opened to it while the rest is being loaded."""

from tui_callsettings.models.account import Account
from tui_callsettings.models.base_url import WEBEX_URL


def account_url(account: Account) -> str:
    """Return the address that the account's secrets are for; "" for the practice account."""
    return account.base_url or (WEBEX_URL if uses_webex_token(account) else "")


def uses_webex_token(account: Account) -> bool:
    """Whether the account is reached with a token of Webex: then it can sign in with a code."""
    return account.backend == "webex" or (account.backend == "ucm" and account.mode != "onprem")
