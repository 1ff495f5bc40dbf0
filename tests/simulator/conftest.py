"""Simulators, and clients that are signed in to them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.simulator.xsi_client import open_client
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

ME = "/telephony/config/people/me"


def create_client(simulator: Simulator, token: str) -> httpx.Client:
    """Return a client that sends one of the simulator's tokens."""
    headers = {"Authorization": f"Bearer {simulator.credentials[token]}"}
    return httpx.Client(base_url=simulator.url, headers=headers, trust_env=False, timeout=10)


@pytest.fixture
def webex() -> Iterator[Simulator]:
    """A Webex simulator."""
    with serving("webex") as running:
        yield running


@pytest.fixture
def user(webex: Simulator) -> Iterator[httpx.Client]:
    """A client with the user's token."""
    with create_client(webex, "token") as client:
        yield client


@pytest.fixture
def administrator(webex: Simulator) -> Iterator[httpx.Client]:
    """A client with the administrator's token."""
    with create_client(webex, "admin_token") as client:
        yield client


@pytest.fixture(scope="package")
def served_broadworks() -> Iterator[tuple[Simulator, httpx.Client]]:
    """One BroadWorks simulator for many tests: starting and stopping one takes longer than a test."""
    with serving("broadworks") as running, open_client(running) as client:
        yield running, client


@pytest.fixture
def broadworks(served_broadworks: tuple[Simulator, httpx.Client]) -> Iterator[Simulator]:
    """A BroadWorks simulator as it starts."""
    simulator, _ = served_broadworks
    before = simulator.state()
    yield simulator
    simulator.clear_faults()
    simulator.provider.stored = before


@pytest.fixture
def xsi(served_broadworks: tuple[Simulator, httpx.Client], broadworks: Simulator) -> httpx.Client:
    """A client at the address of the BroadWorks user."""
    return served_broadworks[1]
