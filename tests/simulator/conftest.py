"""A Webex simulator per test, and clients for its user and its administrator."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

ME = "/telephony/config/people/me"


def signed_in(simulator: Simulator, token: str) -> httpx.Client:
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
    with signed_in(webex, "token") as client:
        yield client


@pytest.fixture
def administrator(webex: Simulator) -> Iterator[httpx.Client]:
    """A client with the administrator's token."""
    with signed_in(webex, "admin_token") as client:
        yield client
