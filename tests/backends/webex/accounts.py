"""Webex backends over a simulator on a real socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.fakes.credentials import FixedCredentials
from tui_callsettings.backends.transport import Timeouts
from tui_callsettings.backends.webex.client import WebexBackend, open_backend
from tui_callsettings.models.account import Account
from tui_callsettings.simulator.server import Simulator

TELEPHONY_SCOPES = ("spark:telephony_config_read", "spark:telephony_config_write")
PEOPLE_SCOPES = ("spark:people_read", "spark:people_write")
XSI_SCOPE = "spark:xsi"


class Token(FixedCredentials):
    """A ready token, as a person pastes it."""

    def __init__(self, token: str) -> None:
        super().__init__(f"Bearer {token}")


async def no_pause(_: float) -> None:
    """Waits for nothing between attempts."""


@asynccontextmanager
async def open_webex_backend(
    simulator: Simulator, *, token: str = "", person: str = "", timeouts: Timeouts | None = None
) -> AsyncIterator[WebexBackend]:
    """The backend of the simulator's user, or of `person` for whom `token` may do so."""
    account = Account("work", "webex", base_url=simulator.url, person=person)
    credentials = Token(token or simulator.credentials["token"])
    backend = open_backend(account, credentials, sleep=no_pause, timeouts=timeouts)
    try:
        yield backend
    finally:
        await backend.close()
