"""People, organizations, XSI, greetings and passcodes."""

from __future__ import annotations

import base64
import io
import wave
from typing import Any

import httpx
import pytest

from tests.simulator.conftest import ME
from tests.simulator.test_webex_settings import refused, stored
from tui_callsettings.simulator.server import Simulator

XSI = "{http://schema.broadsoft.com/xsi}"


def sound(frames: int = 80) -> bytes:
    """Return a small WAV file."""
    target = io.BytesIO()
    with wave.open(target, "wb") as writer:
        writer.setparams((1, 2, 8000, 0, "NONE", ""))
        writer.writeframes(b"\0\0" * frames)
    return target.getvalue()


def test_a_person_looks_oneself_up(webex: Simulator, user: httpx.Client) -> None:
    plain, calling = user.get("/people/me").json(), user.get("/people/me", params={"callingData": "true"}).json()
    assert plain["id"] == webex.credentials["person_id"]
    assert "extension" not in plain
    assert (calling["extension"], calling["phoneNumbers"][0]["value"]) == ("4142", "+12055550142")
    padded = calling["id"] + "=" * (-len(calling["id"]) % 4)
    assert base64.b64decode(padded).decode().endswith("/PEOPLE/" + webex.credentials["user_uuid"])
    assert user.get(f"/people/{plain['id']}").json() == plain
    assert user.get(ME).json()["location"]["name"]
    assert "Call Waiting" in user.get(f"{ME}/settings/services").json()["services"]
    refused(user.get("/people/me", params={"callingData": "perhaps"}), 400)


def test_an_administrator_finds_a_person_by_email(webex: Simulator, administrator: httpx.Client) -> None:
    found = administrator.get("/people", params={"email": webex.credentials["colleague_email"].upper()}).json()
    assert [one["id"] for one in found["items"]] == [webex.credentials["colleague_id"]]
    assert administrator.get("/people", params={"email": "nobody@example.com"}).json()["items"] == []
    assert len(administrator.get("/people").json()["items"]) == 3


def test_a_user_names_the_person_to_look_up(webex: Simulator, user: httpx.Client) -> None:
    refused(user.get("/people"), 400)
    found = user.get("/people", params={"id": webex.credentials["colleague_id"] + "="}).json()["items"]
    assert [one["id"] for one in found] == [webex.credentials["colleague_id"]]


def test_administrators_rename_and_delete_people_and_users_do_not(
    webex: Simulator, user: httpx.Client, administrator: httpx.Client
) -> None:
    path = f"/people/{webex.credentials['colleague_id']}"
    refused(user.put(path, json={"displayName": "Nope"}), 403)
    refused(user.delete(path), 403)
    refused(administrator.put(path, json={"title": "No name"}), 400)
    assert administrator.put(path, json={"displayName": "Sam F."}).json()["displayName"] == "Sam F."
    assert administrator.delete(path).status_code == 204
    refused(administrator.get(path), 404)
    own = administrator.get("/people/me").json()["id"]
    refused(administrator.delete(f"/people/{own}"), 409)


def test_call_waiting_is_found_and_changed_by_xsi(webex: Simulator, user: httpx.Client) -> None:
    assert "xsiActionsEndpoint" not in user.get("/organizations").json()["items"][0]
    organization = user.get("/organizations", params={"callingData": "true"}).json()["items"][0]
    assert user.get(f"/organizations/{organization['id']}=").json()["id"] == organization["id"]
    uuid = base64.b64decode(webex.credentials["person_id"] + "==").decode().rpartition("/")[2]
    url = f"{organization['xsiActionsEndpoint']}/v2.0/user/{uuid}/services/CallWaiting"
    answer = user.get(url)
    assert answer.headers["content-type"].startswith("application/xml")
    assert b"<active>true</active>" in answer.content
    body = '<CallWaiting xmlns="http://schema.broadsoft.com/xsi"><active> 0 </active></CallWaiting>'
    changed = user.put(url, content=body, headers={"Content-Type": "application/xml; charset=UTF-8"})
    assert (changed.status_code, changed.content) == (200, b"")
    assert stored(webex)["callWaiting"] == {"enabled": False, "toneVolume": 3}
    assert b"<active>false</active>" in user.get(url).content


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (415, "application/json", "{}"),
        (400, "application/xml", "<CallWaiting>"),
        (400, "application/xml", "<CallWaiting><active>true</active></CallWaiting>"),
        (
            400,
            "application/xml",
            '<!DOCTYPE a [<!ENTITY b "c">]><CallWaiting xmlns="http://schema.broadsoft.com/xsi"/>',
        ),
        (400, "text/xml", '<CallWaiting xmlns="http://schema.broadsoft.com/xsi"><active>no</active></CallWaiting>'),
    ],
)
def test_xsi_refuses_in_xml(webex: Simulator, user: httpx.Client, status: int, kind: str, body: str) -> None:
    url = f"{webex.root}/com.broadsoft.xsi-actions/v2.0/user/{webex.credentials['user_uuid']}/services/CallWaiting"
    answer = user.put(url, content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert b"<ErrorInfo" in answer.content
    assert answer.headers["trackingid"]
    assert stored(webex)["callWaiting"]["enabled"] is True
    assert user.get(url.replace(webex.credentials["user_uuid"], "other")).status_code == 403


@pytest.mark.parametrize(("mine", "part"), [(True, "sendBusyCalls"), (False, "sendUnansweredCalls")])
def test_a_greeting_is_uploaded_and_then_chosen(
    webex: Simulator, user: httpx.Client, administrator: httpx.Client, mine: bool, part: str
) -> None:
    people = f"/people/{webex.credentials['person_id']}/features/voicemail"
    path = f"{ME}/settings/voicemail/actions/busyGreetingUpload/invoke"
    if not mine:
        path = f"{people}/actions/uploadNoAnswerGreeting/invoke"
    client = user if mine else administrator
    answer = client.post(path, files={"file": ("hello.wav", sound(), "audio/wav")})
    assert (answer.status_code, answer.content) == (201, b"")
    shown = user.get(f"{ME}/settings/voicemail").json()[part]
    assert (shown["greeting"], shown["greetingUploaded"]) == ("DEFAULT", True)
    assert shown["audioFile"] == {"name": "hello.wav", "mediaType": "WAV"}
    assert stored(webex)["greetings"][part]["bytes"] == len(sound())
    choice = {"notifications": {}, part: {"greeting": "CUSTOM"}}
    assert user.put(f"{ME}/settings/voicemail", json=choice).status_code == 204


@pytest.mark.parametrize(
    ("status", "files"),
    [
        (415, None),
        (400, {"other": ("a.wav", sound(), "audio/wav")}),
        (400, {"file": ("a.wav", sound(), "audio/mpeg")}),
        (400, {"file": ("a.wav", b"RIFF\0\0\0\0WAVE", "audio/wav")}),
        (400, {"file": ("a.wav", b"ID3" + sound(), "audio/wav")}),
        (400, {"file": ("a.wav", sound(2_600_000), "audio/wav")}),
    ],
)
def test_what_is_no_greeting_is_refused(webex: Simulator, user: httpx.Client, status: int, files: Any) -> None:
    before = webex.state()
    answer = user.post(f"{ME}/settings/voicemail/actions/busyGreetingUpload/invoke", files=files)
    refused(answer, status)
    assert webex.state() == before


def test_a_passcode_follows_the_rules_and_is_shown_nowhere(webex: Simulator, user: httpx.Client) -> None:
    assert user.get(f"{ME}/voicemail/rules").json()["length"] == {"min": 6, "max": 15}
    assert user.put(f"{ME}/voicemail/pin", json={"passcode": "730185"}).status_code == 204
    assert stored(webex)["passcodeChanges"] == 1
    assert "730185" not in repr(webex.state()) + repr(webex.log)
    assert refused(user.put(f"{ME}/voicemail/pin", json={"passcode": "730185"}), 400)
    assert refused(user.put(f"{ME}/voicemail/pin", json={"passcode": "581037"}), 400)


@pytest.mark.parametrize(
    ("passcode", "about"),
    [
        ("", "consist of digits"),
        ("12ab56", "consist of digits"),
        ("73018", "6 to 15 digits"),
        ("7301857301857301", "6 to 15 digits"),
        ("121212", "repeat a pattern"),
        ("12055550142", "own number."),
        ("24105555021", "own number backwards"),
        ("555518", "repeat a digit"),
        ("193456", "count up"),
        ("196543", "count down"),
    ],
)
def test_a_passcode_against_the_rules_is_refused(
    webex: Simulator, user: httpx.Client, passcode: str, about: str
) -> None:
    descriptions = refused(user.put(f"{ME}/voicemail/pin", json={"passcode": passcode}), 400)
    assert any(about in description for description in descriptions)
    assert stored(webex)["passcodeChanges"] == 0


def test_an_administrator_sets_a_passcode(webex: Simulator, user: httpx.Client, administrator: httpx.Client) -> None:
    path = f"/telephony/config/people/{webex.credentials['colleague_id']}/voicemail/passcode"
    assert administrator.put(path, json={"passcode": "730185"}).status_code == 204
    assert refused(administrator.put(path, json={"passcode": "730185"}), 400)
    assert refused(user.put(path, json={"passcode": "849261"}), 403)
    assert stored(webex, "colleague_uuid")["passcodeChanges"] == 1
    assert "730185" not in repr(webex.log) + repr(webex.state())


def test_an_administrator_resets_a_passcode(webex: Simulator, user: httpx.Client, administrator: httpx.Client) -> None:
    path = f"/people/{webex.credentials['person_id']}/features/voicemail/actions/resetPin/invoke"
    refused(user.post(path), 403)
    assert administrator.post(path).status_code == 204
    assert administrator.post(path, json={}).status_code == 204
    assert stored(webex)["passcodeChanges"] == 2
