"""A client for the simulated BroadWorks, and readers for its answers."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import httpx

from tui_callsettings.simulator.server import Simulator

NS = "{http://schema.broadsoft.com/xsi}"
DECLARED = 'xmlns="http://schema.broadsoft.com/xsi" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
XML = {"Content-Type": "application/xml; charset=UTF-8"}
SERVICES = (
    "DoNotDisturb",
    "CallForwardingAlways",
    "CallForwardingBusy",
    "CallForwardingNoAnswer",
    "CallForwardingNotReachable",
    "CallWaiting",
    "VoiceMessaging",
    "FaxMessaging",
    "CallForwardingSelective",
    "SelectiveCallRejection",
    "AnonymousCallRejection",
    "SimultaneousRingPersonal",
)


def open_client(simulator: Simulator) -> httpx.Client:
    known = simulator.credentials
    base = f"{simulator.url}/com.broadsoft.xsi-actions/v2.0/user/{known['user']}"
    return httpx.Client(base_url=base, auth=(known["user"], known["password"]), timeout=10, trust_env=False)


def put(client: httpx.Client, service: str, inside: str, root: str = "") -> httpx.Response:
    name = root or service
    return client.put(f"/services/{service}", content=f"<{name} {DECLARED}>{inside}</{name}>".encode(), headers=XML)


def parse_root(answer: httpx.Response) -> Element:
    assert answer.status_code == 200
    return fromstring(answer.content)


def element_texts(answer: httpx.Response) -> dict[str, str | None]:
    """Return the text of each element; of one that has elements, the text of its first."""
    return {child.tag.removeprefix(NS): (child[0] if len(child) else child).text for child in parse_root(answer)}


def error_message(answer: httpx.Response) -> str:
    root = fromstring(answer.content)
    assert root.tag == f"{NS}ErrorInfo"
    assert [child.tag.removeprefix(NS) for child in root] == ["summary", "summaryEnglish", "errorCode"]
    return root.findtext(f"{NS}summaryEnglish", "")
