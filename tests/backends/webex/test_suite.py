"""The suite of every backend, over the simulator on a real socket, by each way to the settings."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.backends.suite import BackendHarness, BackendSuite
from tui_callsettings.backends.webex.client import WebexBackend
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

from .accounts import PEOPLE_SCOPES, XSI_SCOPE, open_webex_backend
from .recordings import wav


async def stand_of(backend: WebexBackend, simulator: Simulator, folder: Path) -> BackendHarness:
    """A stand on which the greeting can be changed too, because there is a recording."""
    (folder / "greeting.wav").write_bytes(wav())
    await backend.upload_greeting("busy", folder / "greeting.wav", lambda sent, size: None)
    return BackendHarness(backend, simulator.state)


class TestOwnSettings(BackendSuite):
    @pytest.fixture
    async def harness(self, tmp_path: Path) -> AsyncIterator[BackendHarness]:
        with serving("webex") as simulator:
            async with open_webex_backend(simulator) as backend:
                yield await stand_of(backend, simulator, tmp_path)


class TestWithoutTelephonyScopes(BackendSuite):
    @pytest.fixture
    async def harness(self, tmp_path: Path) -> AsyncIterator[BackendHarness]:
        with serving("webex", scopes=(*PEOPLE_SCOPES, XSI_SCOPE)) as simulator:
            async with open_webex_backend(simulator) as backend:
                yield await stand_of(backend, simulator, tmp_path)


class TestSomebodyElse(BackendSuite):
    @pytest.fixture
    async def harness(self, tmp_path: Path) -> AsyncIterator[BackendHarness]:
        with serving("webex") as simulator:
            known = simulator.credentials
            async with open_webex_backend(
                simulator, token=known["admin_token"], person=known["colleague_email"]
            ) as backend:
                yield await stand_of(backend, simulator, tmp_path)
