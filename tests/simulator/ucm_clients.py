"""Clients of the simulated UCM, on premises and in the cloud, and readers for its answers."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import httpx
import pytest

from tui_callsettings.simulator.server import Simulator, serve_on_thread
from tui_callsettings.simulator.ucm import UcmProvider

USER = "/user/zlind"
XML = {"Content-Type": "application/xml"}
PRIMARY = "9a1f4c20-5d7e-4b3a-8f61-2c0d9e8b7a10"
SECOND = "9a1f4c20-5d7e-4b3a-8f61-2c0d9e8b7a11"
DESK = "2a610c78-6754-4c56-bd4d-5a8d972c7a43"
LAPTOP = "5ebe75fb-43ac-4458-9539-bc57806a4d19"


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Simulator, httpx.Client, httpx.Client]]:
    """One server for all tests of this file, a client on premises and one in the cloud."""
    with serve_on_thread(UcmProvider()) as running, open_client(running) as uds:
        known = running.credentials
        headers = {"Authorization": f"Bearer {known['token']}"}
        with httpx.Client(base_url=known["cloud_url"], headers=headers, timeout=10, trust_env=False) as cloud:
            yield running, uds, cloud


@pytest.fixture
def simulator(served: tuple[Simulator, httpx.Client, httpx.Client]) -> Iterator[Simulator]:
    simulator = served[0]
    before = simulator.state()
    yield simulator
    simulator.clear_faults()
    simulator.provider.stored = before


@pytest.fixture
def uds(served: tuple[Simulator, httpx.Client, httpx.Client], simulator: Simulator) -> httpx.Client:
    return served[1]


@pytest.fixture
def cloud(served: tuple[Simulator, httpx.Client, httpx.Client], simulator: Simulator) -> httpx.Client:
    return served[2]


def open_client(simulator: Simulator) -> httpx.Client:
    known = simulator.credentials
    auth = (known["user"], known["password"])
    return httpx.Client(base_url=simulator.url, auth=auth, timeout=10, trust_env=False)


def put(client: httpx.Client, inside: str, path: str = USER, root: str = "user") -> httpx.Response:
    return client.put(path, content=f"<{root}>{inside}</{root}>".encode(), headers=XML)


def parse_root(answer: httpx.Response) -> Element:
    assert answer.status_code == 200
    return fromstring(answer.content)


def forwards(simulator: Simulator) -> list[tuple[str, str]]:
    found = [line["callForwardAllDestination"] for line in simulator.state()["extensions"]]
    return [(one["sendToVoiceMailPilotNumber"], one["sendToCustomDestination"]) for one in found]


def error_message(answer: httpx.Response) -> str:
    root = fromstring(answer.content)
    assert root.findtext("error/code") == str(answer.status_code)
    return root.findtext("error/message", "")


def lines_path(simulator: Simulator) -> str:
    return f"/uc/config/people/{simulator.credentials['person_uuid']}/features/callforwarding"
