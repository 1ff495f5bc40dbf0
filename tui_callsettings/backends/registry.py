"""The backends by name; each is imported only when an account uses it."""

from importlib import import_module
from typing import Protocol, cast

from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import Account

from .base import Backend, Credentials


class _Factory(Protocol):
    def __call__(self, account: Account, credentials: Credentials | None) -> Backend: ...


_MODULES = {
    "local": "local.client",
    "webex": "webex.client",
    "broadworks": "broadworks.client",
    "ucm": "ucm.client",
}

NAMES = tuple(_MODULES)


def open_backend(account: Account, credentials: Credentials | None) -> Backend:
    """Return the backend of `account`, from the `open_backend` function of its module. Nothing is sent yet.

    Raises:
        ConfigurationError: no backend has that name.
    """
    if account.backend not in _MODULES:
        raise ConfigurationError(
            f'Account "{account.name}": there is no backend "{account.backend}"; use one of {", ".join(NAMES)}.'
        )
    module = import_module(f"{__package__}.{_MODULES[account.backend]}")
    return cast("_Factory", module.open_backend)(account, credentials)
