from collections.abc import AsyncIterator, Iterator

import pytest

from tui_callsettings.backends.webex.client import WebexBackend
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

from .accounts import open_webex_backend


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with serving("webex") as running:
        yield running


@pytest.fixture
async def backend(simulator: Simulator) -> AsyncIterator[WebexBackend]:
    async with open_webex_backend(simulator) as made:
        yield made
