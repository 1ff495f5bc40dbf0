"""The simulated BroadWorks: every document, every refusal, every way to sign in, over a real socket."""

from __future__ import annotations

import httpx
import pytest

from tests.simulator.xsi_client import (
    DECLARED,
    NS,
    SERVICES,
    XML,
    element_texts,
    error_message,
    open_client,
    parse_root,
    put,
)
from tui_callsettings.simulator.broadworks import BroadWorksProvider
from tui_callsettings.simulator.broadworks_documents import SERVICES as BROADWORKS_SERVICES
from tui_callsettings.simulator.server import Simulator, serve_on_thread


def test_the_services_are_listed_with_and_without_an_address(xsi: httpx.Client) -> None:
    listed = parse_root(xsi.get("/services"))
    found = [service.findtext(f"{NS}uri") for service in listed]
    assert tuple(address.rpartition("/")[2] for address in found if address) == SERVICES
    assert found.count(None) == 2
    assert len([service for service in listed if service.findtext(f"{NS}name")]) == len(SERVICES) + 2


def test_the_profile_has_a_name_a_number_and_an_extension(broadworks: Simulator, xsi: httpx.Client) -> None:
    details = parse_root(xsi.get("/profile"))[0]
    shown = {child.tag.removeprefix(NS): child.text for child in details}
    assert shown["userId"] == broadworks.credentials["user"]
    assert (shown["firstName"], shown["number"], shown["extension"]) == ("Zoë", "2055550142", "4021")


@pytest.mark.parametrize("service", [*SERVICES, "VoiceMessaging/Greetings"])
def test_every_document_is_shown_in_order_without_the_missing_values(
    broadworks: Simulator, xsi: httpx.Client, service: str
) -> None:
    answer = xsi.get(f"/services/{service}")
    assert answer.headers["content-type"] == "application/xml; charset=UTF-8"
    stored = broadworks.state()[service]
    assert list(element_texts(answer).items()) == [item for item in stored.items() if item[1] is not None]


@pytest.mark.parametrize(
    ("service", "inside", "expected"),
    [
        ("DoNotDisturb", "<active>true</active>", {"active": "true"}),
        ("DoNotDisturb", "<ringSplash> 1 </ringSplash>", {"ringSplash": "true"}),
        (
            "CallForwardingAlways",
            "<active>true</active><forwardToPhoneNumber>+44-2079460123</forwardToPhoneNumber>",
            {"active": "true", "forwardToPhoneNumber": "+44-2079460123"},
        ),
        (
            "CallForwardingBusy",
            "<forwardToPhoneNumber>ann@sip.example.com</forwardToPhoneNumber>",
            {"forwardToPhoneNumber": "ann@sip.example.com"},
        ),
        ("CallForwardingNotReachable", "<forwardToPhoneNumber>*72#</forwardToPhoneNumber>", None),
        ("CallForwardingNoAnswer", "<numberOfRings>0</numberOfRings>", {"numberOfRings": "0"}),
        ("CallForwardingNoAnswer", "<numberOfRings>20</numberOfRings>", {"numberOfRings": "20"}),
        ("CallWaiting", "<active>false</active>", {"active": "false"}),
        ("CallWaiting", "", {}),
        (
            "VoiceMessaging",
            "<processing>Deliver To Email Address Only</processing>"
            "<voiceMessageDeliveryEmailAddress>zoe+calls@example.com</voiceMessageDeliveryEmailAddress>",
            {
                "processing": "Deliver To Email Address Only",
                "voiceMessageDeliveryEmailAddress": "zoe+calls@example.com",
            },
        ),
    ],
)
def test_a_put_changes_what_it_names_and_nothing_else(
    broadworks: Simulator, xsi: httpx.Client, service: str, inside: str, expected: dict[str, str] | None
) -> None:
    before = broadworks.state()
    answer = put(xsi, service, inside)
    assert (answer.status_code, answer.content) == (200, b"")
    changed = {"forwardToPhoneNumber": "*72#"} if expected is None else expected
    assert broadworks.state() == {**before, service: {**before[service], **changed}}
    assert changed.items() <= element_texts(xsi.get(f"/services/{service}")).items()


def test_nil_clears_a_number(broadworks: Simulator, xsi: httpx.Client) -> None:
    put(xsi, "CallForwardingBusy", "<forwardToPhoneNumber>4022</forwardToPhoneNumber>")
    assert put(xsi, "CallForwardingBusy", '<forwardToPhoneNumber xsi:nil="true"/>').status_code == 200
    assert broadworks.state()["CallForwardingBusy"] == {"active": "false", "forwardToPhoneNumber": None}


def test_the_rings_of_voicemail_are_in_the_greetings(broadworks: Simulator, xsi: httpx.Client) -> None:
    inside = "<noAnswerNumberOfRings>7</noAnswerNumberOfRings>"
    assert put(xsi, "VoiceMessaging/Greetings", inside, "VoiceMessagingGreetings").status_code == 200
    assert broadworks.state()["VoiceMessaging/Greetings"]["noAnswerNumberOfRings"] == "7"


@pytest.mark.parametrize(
    ("service", "inside"),
    [
        ("DoNotDisturb", "<ringSplash>true</ringSplash><active>true</active>"),
        ("DoNotDisturb", "<active>true</active><active>true</active>"),
        ("DoNotDisturb", "<active>true</active><color>red</color>"),
        ("DoNotDisturb", "<active>yes</active>"),
        ("DoNotDisturb", "<active>TRUE</active>"),
        ("DoNotDisturb", "<active/>"),
        ("DoNotDisturb", '<active xsi:nil="true"/>'),
        ("DoNotDisturb", '<active xsi:nil="perhaps">true</active>'),
        ("DoNotDisturb", '<active later="1">true</active>'),
        ("DoNotDisturb", "<active><on/></active>"),
        ("DoNotDisturb", '<active xmlns="">true</active>'),
        ("DoNotDisturb", "true"),
        ("DoNotDisturb", "and <active>true</active>"),
        ("DoNotDisturb", "<active>true</active> and"),
        ("CallForwardingAlways", "<active>true</active>"),
        ("CallForwardingAlways", "<forwardToPhoneNumber/>"),
        ("CallForwardingAlways", '<forwardToPhoneNumber xsi:nil="true">4022</forwardToPhoneNumber>'),
        ("CallForwardingAlways", "<forwardToPhoneNumber>(205) 555</forwardToPhoneNumber>"),
        ("CallForwardingAlways", "<forwardToPhoneNumber>sip:ann@example.com</forwardToPhoneNumber>"),
        ("CallForwardingAlways", f"<forwardToPhoneNumber>{'5' * 31}</forwardToPhoneNumber>"),
        ("CallForwardingAlways", f"<forwardToPhoneNumber>{'a' * 150}@example.com</forwardToPhoneNumber>"),
        ("CallForwardingNoAnswer", "<numberOfRings>1</numberOfRings>"),
        ("CallForwardingNoAnswer", "<numberOfRings>21</numberOfRings>"),
        ("CallForwardingNoAnswer", "<numberOfRings>-2</numberOfRings>"),
        ("CallForwardingNoAnswer", "<numberOfRings>four</numberOfRings>"),
        ("CallForwardingNoAnswer", '<numberOfRings xsi:nil="true"/>'),
        ("VoiceMessaging", "<processing>Whatever</processing>"),
        ("VoiceMessaging", "<processing>Deliver To Email Address Only</processing>"),
        ("VoiceMessaging", "<sendVoiceMessageNotifyEmail>true</sendVoiceMessageNotifyEmail>"),
        ("VoiceMessaging", "<sendCarbonCopyVoiceMessage>true</sendCarbonCopyVoiceMessage>"),
        ("VoiceMessaging", "<transferOnZeroToPhoneNumber>true</transferOnZeroToPhoneNumber>"),
        ("VoiceMessaging", "<voiceMessageNotifyEmailAddress>nobody</voiceMessageNotifyEmailAddress>"),
    ],
)
def test_what_is_wrong_is_refused_whole(broadworks: Simulator, xsi: httpx.Client, service: str, inside: str) -> None:
    before = broadworks.state()
    refused = put(xsi, service, inside)
    assert refused.status_code == 400
    assert error_message(refused).endswith(".")
    assert broadworks.state() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<DoNotDisturb>",
        b"<DoNotDisturb><active>true</active></DoNotDisturb>",
        f"<CallWaiting {DECLARED}/>".encode(),
        f'<DoNotDisturb {DECLARED} xsi:nil="true"/>'.encode(),
        f"<!DOCTYPE DoNotDisturb><DoNotDisturb {DECLARED}/>".encode(),
        f"<DoNotDisturb {DECLARED}><active>tru\xe9</active></DoNotDisturb>".encode("latin-1"),
        b'<?xml version="1.0" encoding="made-up"?><DoNotDisturb/>',
    ],
)
def test_a_body_that_is_no_such_document_is_refused(broadworks: Simulator, xsi: httpx.Client, body: bytes) -> None:
    before = broadworks.state()
    refused = xsi.put("/services/DoNotDisturb", content=body, headers=XML)
    assert refused.status_code == 400
    assert error_message(refused)
    assert broadworks.state() == before


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json", "application/xml; charset=ISO-8859-1"])
def test_the_content_type_is_checked(broadworks: Simulator, xsi: httpx.Client, kind: str) -> None:
    body = f"<CallWaiting {DECLARED}><active>false</active></CallWaiting>".encode()
    headers = {"Content-Type": kind} if kind else {}
    assert xsi.put("/services/CallWaiting", content=body, headers=headers).status_code == 415
    assert broadworks.state()["CallWaiting"] == {"active": "true"}


def test_everything_else_is_not_there_or_not_allowed(xsi: httpx.Client) -> None:
    assert xsi.get("/services/Conferencing").status_code == 404
    assert xsi.get("/nothing").status_code == 404
    assert xsi.put("/profile", content=b"<Profile/>", headers=XML).status_code == 405
    assert xsi.post("/services/CallWaiting").status_code == 405
    assert error_message(xsi.delete("/services/CallWaiting"))
    other = str(xsi.base_url).replace("zoe.lindstrom", "somebody")
    assert xsi.get(f"{other}services").status_code == 403


def test_basic_sso_and_bearer_sign_in(broadworks: Simulator) -> None:
    known = broadworks.credentials
    base = f"{broadworks.url}/com.broadsoft.xsi-actions/v2.0/user"
    right = [f"BroadWorksSSO {known['sso_token']}", f"Bearer {known['token']}"]
    wrong = ["", "Basic", "Basic %%%", f"Bearer {known['sso_token']}", f"Digest {known['token']}", "Bearer é"]
    with httpx.Client(trust_env=False, timeout=10) as client:

        def status(user: str, header: str) -> int:
            headers = {b"Authorization": header.encode()}
            return client.get(f"{base}/{user}/profile", headers=headers).status_code

        assert [status(known["user"], header) for header in right] == [200, 200]
        assert status(known["user_uuid"], right[1]) == 200
        assert status(known["user"].replace("@", "%40").upper(), right[0]) == 200
        assert {status(known["user"], header) for header in wrong} == {401}
        refused = client.get(f"{base}/{known['user']}/services", auth=(known["user"], "wrong"))
        assert refused.headers["www-authenticate"].startswith("Basic ")
        assert error_message(refused)


def test_a_password_may_have_letters_outside_ascii_and_colons() -> None:
    provider = BroadWorksProvider(user="ann@example.com", password="pä:ss")
    with serve_on_thread(provider) as running, open_client(running) as client:
        assert client.get("/profile").status_code == 200


def test_the_session_has_a_cookie_that_does_not_sign_in(broadworks: Simulator) -> None:
    with open_client(broadworks) as client:
        assert "HttpOnly" in client.get("/profile").headers["set-cookie"]
        assert "set-cookie" not in client.get("/services").headers
        client.auth = None  # type: ignore[assignment]
        assert client.get("/services").status_code == 401


def test_a_greeting_is_chosen_and_its_recording_is_read_only(broadworks: Simulator, xsi: httpx.Client) -> None:
    path, root = "VoiceMessaging/Greetings", "VoiceMessagingGreetings"
    chosen = "<busyAnnouncementSelection>Personal</busyAnnouncementSelection>"
    chosen += "<noAnswerAnnouncementSelection>Alternate02</noAnswerAnnouncementSelection>"
    assert put(xsi, path, chosen, root).status_code == 200
    stored = broadworks.state()[path]
    assert (stored["busyAnnouncementSelection"], stored["noAnswerAnnouncementSelection"]) == ("Personal", "Alternate02")
    recording = "<busyPersonalAudioFile>mine</busyPersonalAudioFile>"
    assert "cannot be changed" in error_message(put(xsi, path, recording, root))
    backwards = "<noAnswerNumberOfRings>4</noAnswerNumberOfRings><busyAnnouncementSelection>Default"
    assert "out of order" in error_message(put(xsi, path, f"{backwards}</busyAnnouncementSelection>", root))
    unknown = "<busyAnnouncementSelection>Alternate01</busyAnnouncementSelection>"
    assert "not allowed" in error_message(put(xsi, path, unknown, root))


def test_a_personal_greeting_needs_a_recording(broadworks: Simulator, xsi: httpx.Client) -> None:
    broadworks.change(
        "/services/VoiceMessaging/Greetings",
        {"busyPersonalAudioFile": None, "busyAnnouncementSelection": "Default"},
    )
    chosen = "<busyAnnouncementSelection>Personal</busyAnnouncementSelection>"
    answer = put(xsi, "VoiceMessaging/Greetings", chosen, "VoiceMessagingGreetings")
    assert "busyPersonalAudioFile is needed" in error_message(answer)


def test_fax_is_turned_on_and_its_number_is_read_only(broadworks: Simulator, xsi: httpx.Client) -> None:
    assert put(xsi, "FaxMessaging", "<active>true</active>").status_code == 200
    assert broadworks.state()["FaxMessaging"]["active"] == "true"
    assert "cannot be changed" in error_message(put(xsi, "FaxMessaging", "<extension>4711</extension>"))


@pytest.mark.parametrize("service", sorted({*BROADWORKS_SERVICES} - {*SERVICES}))
def test_a_rule_is_turned_on_elsewhere_once_its_service_is_assigned(
    broadworks: Simulator, xsi: httpx.Client, service: str
) -> None:
    assert xsi.get(f"/services/{service}").status_code == 404
    broadworks.change("/services", {service: True})
    broadworks.change(f"/services/{service}", {"active": True})
    assert element_texts(xsi.get(f"/services/{service}"))["active"] == "true"
