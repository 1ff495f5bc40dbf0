"""Open a UCM account by its mode: through the Webex cloud, or on premises."""

from typing import Final

from tui_callsettings.backends.base import Backend, Credentials
from tui_callsettings.backends.transport import HttpClient
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import Account

from . import cloud, onprem, uds_wire

WEBEX: Final = "https://webexapis.com/v1"
_SERVICES: Final = "/cucm-uds"


def open_backend(account: Account, credentials: Credentials | None) -> Backend:
    """Return the backend of `account`, by its mode. Nothing is sent yet.

    Raises:
        ConfigurationError: the mode is unknown, or something it needs is missing.
    """
    if account.mode not in ("", "cloud", "onprem"):
        raise ConfigurationError(f'Account "{account.name}": "{account.mode}" is not a mode; use cloud or onprem.')
    if account.person:
        raise ConfigurationError(f'Account "{account.name}": UCM shows only your own settings; leave out person.')
    if account.mode == "onprem":
        return _onprem(account, credentials)
    http = HttpClient(cloud.PROVIDER, account.base_url or WEBEX, credentials)
    return cloud.CloudBackend(http, account.line, account.region)


def _onprem(account: Account, credentials: Credentials | None) -> Backend:
    if not account.base_url:
        raise ConfigurationError(
            f'Account "{account.name}": add base_url, the address of your UCM, such as https://cucm.example.com:8443.'
        )
    if not account.user:
        raise ConfigurationError(f'Account "{account.name}": add user, your UCM user id, such as jane.')
    http = HttpClient(
        onprem.PROVIDER,
        f"{account.base_url.rstrip('/').removesuffix(_SERVICES)}{_SERVICES}",
        credentials,
        parse_error_message=lambda answer: uds_wire.parse_error_message(answer.body),
        accept="application/xml",
    )
    return onprem.OnPremBackend(http, account.user, account.line, account.region)
