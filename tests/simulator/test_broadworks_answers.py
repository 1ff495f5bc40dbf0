"""The simulated BroadWorks: unassigned services, styles of writing, changes by others and faults."""

from __future__ import annotations

import argparse
from typing import Any

import httpx
import pytest
from defusedxml import EntitiesForbidden
from defusedxml.ElementTree import fromstring as careful

from tests.simulator.xsi_client import NS, SERVICES, element_texts, error_message, open_client, parse_root, put
from tui_callsettings.simulator.broadworks import BroadWorksProvider
from tui_callsettings.simulator.markup import STYLES
from tui_callsettings.simulator.server import Simulator, serve_on_thread
from tui_callsettings.simulator.simulated_provider import ApiError


def test_services_can_be_unassigned_from_the_start_and_later() -> None:
    provider = BroadWorksProvider(unassigned="CallForwardingNotReachable, VoiceMessaging")

    def listed(xsi: httpx.Client) -> list[str]:
        return [text.rpartition("/")[2] for text in client.get("/services").text.split("</uri>") if "<uri>" in text]

    with serve_on_thread(provider) as running, open_client(running) as client:
        assert listed(client) == [*SERVICES[:4], "CallWaiting", *SERVICES[7:]]
        assert client.get("/services/CallForwardingNotReachable").status_code == 404
        assert put(client, "VoiceMessaging", "").status_code == 404
        assert "not assigned" in error_message(client.get("/services/VoiceMessaging/Greetings"))
        provider.assign("VoiceMessaging")
        provider.unassign("CallWaiting")
        assert listed(client)[4:6] == ["VoiceMessaging", "FaxMessaging"]
        assert client.get("/services/CallWaiting").status_code == 404
        running.change("/services", {"CallWaiting": True, "DoNotDisturb": False})
        assert listed(client) == [*SERVICES[1:4], *SERVICES[5:]]


@pytest.mark.parametrize("options", [{"unassigned": "Conferencing"}, {"style": "shouting"}])
def test_an_option_that_is_none_is_explained(options: dict[str, str]) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="for example"):
        BroadWorksProvider(**options)


@pytest.mark.parametrize("style", [*STYLES, ",".join(STYLES)])
def test_every_style_means_the_same(style: str) -> None:
    with serve_on_thread(BroadWorksProvider(style=style)) as running, open_client(running) as client:
        put(client, "DoNotDisturb", "<active>true</active>")
        stored = running.state()
        for name in ("DoNotDisturb", "CallForwardingNoAnswer", "VoiceMessaging"):
            root = parse_root(client.get(f"/services/{name}"))
            for element, value in stored[name].items():
                text = (root.findtext(f"{NS}{element}") or "").strip()
                assert {"1": "true", "0": "false"}.get(text, text) == (value or "")
        details = parse_root(client.get("/profile")).find(f"{NS}details")
        assert details is not None
        assert (details.findtext(f"{NS}lastName") or "").strip() == "Lindström"
        assert len(parse_root(client.get("/services")).findall(f"{NS}service")) == len(SERVICES) + 2


def test_each_style_looks_as_it_should() -> None:
    def shown(style: str, below: str = "services/CallForwardingAlways") -> httpx.Response:
        with serve_on_thread(BroadWorksProvider(style=style)) as running, open_client(running) as client:
            return client.get(f"/{below}")

    latin = shown("latin1", "profile")
    assert latin.content.startswith(b'<?xml version="1.0" encoding="ISO-8859-1"?>')
    assert (b"Zo\xeb" in latin.content, latin.headers["content-type"]) == (True, "application/xml")
    assert "<laterAddition><active>maybe</active>" in shown("extra").text
    assert 'later="&lt;&amp;&gt;"' in shown("extra").text
    assert "<active>0</active>" in shown("numeric").text
    assert "<active>\n    false\t\n  </active>" in shown("padded").text
    assert '<forwardToPhoneNumber xsi:nil="true"></forwardToPhoneNumber>' in shown("nil").text
    assert [child.tag for child in parse_root(shown("reordered"))] == [f"{NS}ringSplash", f"{NS}active"]
    assert "<x:active>false</x:active>" in shown("prefixed").text
    assert "Fiction &amp; Sons" in shown("", "profile").text


def test_somebody_else_changes_a_document(broadworks: Simulator, xsi: httpx.Client) -> None:
    for service in (*SERVICES, "VoiceMessaging/Greetings"):
        before = broadworks.state()
        broadworks.change(f"{xsi.base_url.path}services/{service}")
        once = broadworks.state()
        assert {name for name in once if once[name] != before[name]} == {service}
        broadworks.change(f"/services/{service}")
        assert broadworks.state()[service] != once[service]
    broadworks.change("/services/CallForwardingBusy", {"active": True, "forwardToPhoneNumber": "4022"})
    broadworks.set_fault("changed-elsewhere", method="GET", count=1, values={"active": False})
    assert element_texts(xsi.get("/services/CallForwardingBusy"))["active"] == "true"
    assert element_texts(xsi.get("/services/CallForwardingBusy"))["active"] == "false"
    for path, values in (("/services/CallWaiting", {"color": 1}), ("/profile", None), ("/services/Nothing", None)):
        with pytest.raises(ApiError):
            broadworks.change(path, values)


@pytest.mark.parametrize(("body", "starts"), [("own", "<?xml"), ("html", "<html>"), ("empty", "")])
def test_a_status_comes_with_the_body_that_was_asked_for(
    broadworks: Simulator, xsi: httpx.Client, body: str, starts: str
) -> None:
    broadworks.set_fault("503", body=body, retry_after=3)
    answer = xsi.get("/services")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert answer.text.startswith(starts)
    assert bool(answer.text) == bool(starts)


def test_faults_change_the_content(broadworks: Simulator, xsi: httpx.Client) -> None:
    broadworks.set_fault("wrong-types", count=1)
    assert element_texts(xsi.get("/services/CallForwardingNoAnswer"))["numberOfRings"] == "perhaps"
    broadworks.set_fault("truncated-json", count=1)
    assert xsi.get("/services").text.startswith("<?xml")
    broadworks.set_fault("not-applied", count=1)
    assert put(xsi, "CallWaiting", "<active>false</active>").status_code == 200
    assert broadworks.state()["CallWaiting"] == {"active": "true"}
    broadworks.set_fault("huge-body", size=1_000_000, count=1)
    huge = xsi.get("/services/CallWaiting")
    assert len(huge.content) > 1_000_000
    assert element_texts(huge) == {"active": "true"}


def test_a_bomb_is_small_and_has_the_right_root(broadworks: Simulator, xsi: httpx.Client) -> None:
    broadworks.set_fault("xml-bomb", count=1)
    answer = xsi.get("/services/CallWaiting")
    assert len(answer.content) < 2_000
    assert answer.text.endswith("<CallWaiting>&e9;</CallWaiting>")
    with pytest.raises(EntitiesForbidden):
        careful(answer.content)
    assert element_texts(xsi.get("/services/CallWaiting")) == {"active": "true"}


def test_the_state_page_shows_the_documents_and_no_secret(broadworks: Simulator, xsi: httpx.Client) -> None:
    xsi.get("/profile")
    page = xsi.get(f"{broadworks.root}/_state")
    assert page.json() == broadworks.state()
    assert broadworks.credentials["password"] not in page.text + repr(broadworks.log)
    assert broadworks.log[-1].headers["authorization"] == "Basic ***"


@pytest.mark.parametrize("ask", [{"params": {"format": "json"}}, {"headers": {"Accept": "application/json"}}])
def test_a_document_is_json_for_a_client_that_asks_for_json(xsi: httpx.Client, ask: dict[str, Any]) -> None:
    answer = xsi.get("/services/CallForwardingNoAnswer", **ask)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "CallForwardingNoAnswer": {
            "@xmlns": "http://schema.broadsoft.com/xsi",
            "active": {"$": "false"},
            "numberOfRings": {"$": "3"},
        }
    }
    listed = xsi.get("/services", **ask).json()["Services"]["service"]
    assert [service["uri"]["$"].rpartition("/")[2] for service in listed if "uri" in service] == list(SERVICES)


def test_xml_is_the_answer_for_a_client_that_accepts_anything(xsi: httpx.Client) -> None:
    answer = xsi.get("/services/CallWaiting", headers={"Accept": "text/html, application/json"})
    assert answer.headers["content-type"].startswith("application/xml")


@pytest.mark.parametrize(("uris", "expected"), [("nil", None), ("missing", None), ("query", "?format=xml")])
def test_the_list_of_services_can_be_without_plain_addresses(uris: str, expected: str | None) -> None:
    with serve_on_thread(BroadWorksProvider(uris=uris)) as running, open_client(running) as client:
        services = parse_root(client.get("/services")).findall(f"{NS}service")
        shown = [service.findtext(f"{NS}uri") for service in services][1:-1]
        if expected is None:
            assert shown == [None] * len(SERVICES)
        else:
            assert [address[-len(expected) :] for address in shown if address] == [expected] * len(SERVICES)
        assert client.get("/services/VoiceMessaging").status_code == 200
