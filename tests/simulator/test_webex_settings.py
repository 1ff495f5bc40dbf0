"""Reading and writing the four features: what is taken, what is refused, what stays."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

from tests.simulator.conftest import ME, create_client
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.simulator.webex_documents import OTHER_RULES

FEATURES = ("doNotDisturb", "callForwarding", "voicemail", "callWaiting")


def stored(webex: Simulator, person: str = "user_uuid") -> dict[str, Any]:
    documents: dict[str, Any] = webex.state()["people"][webex.credentials[person]]
    return documents


def refused(answer: httpx.Response, status: int) -> list[str]:
    """Check an error's form and return its descriptions."""
    body = answer.json()
    assert answer.status_code == status
    assert body["message"]
    assert body["trackingId"] == answer.headers["trackingid"]
    return [error["description"] for error in body["errors"]]


@pytest.mark.parametrize("feature", FEATURES)
def test_both_families_show_the_same_document(
    webex: Simulator, user: httpx.Client, administrator: httpx.Client, feature: str
) -> None:
    person = webex.credentials["person_id"]
    own = user.get(f"{ME}/settings/{feature}")
    assert own.status_code == 200
    assert own.headers["trackingid"]
    assert own.json() == administrator.get(f"/people/{person}/features/{feature}").json() == stored(webex)[feature]


def test_a_write_changes_the_named_fields_and_no_other(webex: Simulator, user: httpx.Client) -> None:
    before = webex.state()
    answer = user.put(f"{ME}/settings/callForwarding", json={"callForwarding": {"noAnswer": {"numberOfRings": 5}}})
    assert (answer.status_code, answer.content) == (204, b"")
    before["people"][webex.credentials["user_uuid"]]["callForwarding"]["callForwarding"]["noAnswer"][
        "numberOfRings"
    ] = 5
    assert webex.state() == before


def test_what_was_read_can_be_sent_back(webex: Simulator, user: httpx.Client) -> None:
    before = webex.state()
    for feature in FEATURES:
        document = user.get(f"{ME}/settings/{feature}").json()
        assert user.put(f"{ME}/settings/{feature}", json=document).status_code == 204
    assert webex.state() == before


def test_read_only_and_unknown_fields_are_ignored(webex: Simulator, user: httpx.Client) -> None:
    body = {
        "callForwarding": {"noAnswer": {"systemMaxNumberOfRings": 99, "numberOfRings": 4.0}, "unheardOf": {"a": 1}},
    }
    assert user.put(f"{ME}/settings/callForwarding", json=body).status_code == 204
    forwarding = stored(webex)["callForwarding"]["callForwarding"]
    assert repr(forwarding["noAnswer"]["numberOfRings"]) == "4"
    assert forwarding["noAnswer"]["systemMaxNumberOfRings"] == 15
    assert "unheardOf" not in forwarding


def test_an_empty_destination_clears_it(webex: Simulator, user: httpx.Client) -> None:
    body = {"callForwarding": {"busy": {"enabled": False, "destination": ""}}}
    assert user.put(f"{ME}/settings/callForwarding", json=body).status_code == 204
    assert "destination" not in stored(webex)["callForwarding"]["callForwarding"]["busy"]


@pytest.mark.parametrize("destination", ["+442079460123", "4143", "*69#", "+44-2079460123", "robin@sip.example.com"])
def test_these_destinations_are_taken(webex: Simulator, user: httpx.Client, destination: str) -> None:
    body = {"callForwarding": {"always": {"enabled": True, "destination": destination}}}
    assert user.put(f"{ME}/settings/callForwarding", json=body).status_code == 204
    assert stored(webex)["callForwarding"]["callForwarding"]["always"]["destination"] == destination


ALWAYS_ON = {"enabled": True}


@pytest.mark.parametrize(
    ("feature", "body", "about"),
    [
        ("doNotDisturb", {"enabled": "yes"}, "enabled"),
        ("doNotDisturb", {"enabled": None}, "enabled"),
        ("doNotDisturb", {"ringSplashEnabled": 1}, "ringSplashEnabled"),
        ("callWaiting", {}, "enabled"),
        ("callForwarding", {"callForwarding": {"always": {}}}, "always.enabled"),
        ("callForwarding", {"callForwarding": []}, "callForwarding"),
        ("callForwarding", {"callForwarding": {"always": ALWAYS_ON}}, "always.destination"),
        ("callForwarding", {"callForwarding": {"always": {**ALWAYS_ON, "destination": "not a number"}}}, "always"),
        ("callForwarding", {"callForwarding": {"always": {**ALWAYS_ON, "destination": "sip:a@b.example"}}}, "always"),
        ("callForwarding", {"callForwarding": {"always": {**ALWAYS_ON, "destination": "1" * 31}}}, "always"),
        ("callForwarding", {"businessContinuity": {"enabled": True}}, "businessContinuity.destination"),
        ("callForwarding", {"callForwarding": {"noAnswer": {"numberOfRings": 1}}}, "numberOfRings"),
        ("callForwarding", {"callForwarding": {"noAnswer": {"numberOfRings": 16}}}, "numberOfRings"),
        ("callForwarding", {"callForwarding": {"noAnswer": {"numberOfRings": 2.5}}}, "numberOfRings"),
        ("callForwarding", {"callForwarding": {"noAnswer": {"numberOfRings": True}}}, "numberOfRings"),
        ("voicemail", {"enabled": True}, "notifications"),
        ("voicemail", {"notifications": {"enabled": True, "destination": ""}}, "notifications.destination"),
        ("voicemail", {"notifications": {"destination": "nobody"}}, "notifications.destination"),
        ("voicemail", {"notifications": {}, "transferToNumber": {"enabled": True}}, "transferToNumber"),
        ("voicemail", {"notifications": {}, "messageStorage": {"storageType": "EXTERNAL"}}, "externalEmail"),
        ("voicemail", {"notifications": {}, "messageStorage": {"storageType": "CLOUD"}}, "storageType"),
        ("voicemail", {"notifications": {}, "messageStorage": {"externalEmail": "a b@c"}}, "externalEmail"),
        ("voicemail", {"notifications": {}, "sendBusyCalls": {"greeting": "CUSTOM"}}, "sendBusyCalls.greeting"),
        ("voicemail", {"notifications": {}, "sendUnansweredCalls": {"numberOfRings": 21}}, "numberOfRings"),
        ("voicemail", {"notifications": {}, "emailCopyOfMessage": {"enabled": True, "emailId": ""}}, "emailId"),
        ("voicemail", {"notifications": {}, "faxMessage": {"enabled": True}}, "faxMessage.phoneNumber"),
        ("voicemail", {"notifications": {}, "faxMessage": {"phoneNumber": "x"}}, "faxMessage.phoneNumber"),
        ("voicemail", {"notifications": {}, "faxMessage": {"extension": "1"}}, "faxMessage.extension"),
    ],
)
def test_a_body_that_is_not_allowed_changes_nothing(
    webex: Simulator, user: httpx.Client, feature: str, body: dict[str, Any], about: str
) -> None:
    before = webex.state()
    descriptions = refused(user.put(f"{ME}/settings/{feature}", json=body), 400)
    assert any(about in description for description in descriptions)
    assert webex.state() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"enabled": NaN}', b'{"enabled": true, "x": "\\ud800"}', b"\xff", b"[" * 100_000],
)
def test_what_is_no_json_object_is_refused(webex: Simulator, user: httpx.Client, content: bytes) -> None:
    before = webex.state()
    answer = user.put(
        f"{ME}/settings/doNotDisturb", content=content, headers={"Content-Type": "application/json; charset=utf-8"}
    )
    refused(answer, 400)
    assert webex.state() == before


def test_a_put_can_reset_what_it_omits() -> None:
    with serving("webex", put_resets=True) as webex, create_client(webex, "token") as user:
        before = stored(webex)["voicemail"]
        body = {"notifications": before["notifications"], "sendAllCalls": {"enabled": True}}
        assert user.put(f"{ME}/settings/voicemail", json=body).status_code == 204
        after = stored(webex)["voicemail"]
        assert after["sendAllCalls"] == {"enabled": True}
        assert after["notifications"] == before["notifications"]
        assert after["enabled"] is after["messageStorage"]["mwiEnabled"] is False
        assert "externalEmail" not in after["messageStorage"]
        unanswered = {**before["sendUnansweredCalls"], "enabled": False, "greeting": "DEFAULT", "numberOfRings": 3}
        assert after["sendUnansweredCalls"] == unanswered
        assert user.put(f"{ME}/settings/voicemail", json=before).status_code == 204
        assert stored(webex)["voicemail"] == before


def test_a_text_message_replaces_the_email_address_of_notifications(webex: Simulator, user: httpx.Client) -> None:
    body = {"notifications": {"enabled": True, "destination": "", "smsDestination": "2055550199"}}
    assert "smsDestination" in refused(user.put(f"{ME}/settings/voicemail", json=body), 400)[0]
    body["notifications"]["smsDestination"] = "+12055550199"
    assert user.put(f"{ME}/settings/voicemail", json=body).status_code == 204
    assert stored(webex)["voicemail"]["notifications"] == {"enabled": True, "smsDestination": "+12055550199"}
    body = {"notifications": {"enabled": True, "smsDestination": ""}}
    assert "destination is needed" in refused(user.put(f"{ME}/settings/voicemail", json=body), 400)[0]


@pytest.mark.parametrize("name", OTHER_RULES)
def test_other_rules_are_read_and_changed_elsewhere(webex: Simulator, user: httpx.Client, name: str) -> None:
    path = f"{ME}/settings/{name}"
    before = user.get(path).json()
    webex.change(f"/v1{path}")
    after = user.get(path).json()
    assert before != after
    if "enabled" in before:
        assert (before["enabled"], after["enabled"]) == (False, True)
        webex.change(f"/v1{path}", {"enabled": False})
        assert user.get(path).json() == before


def test_people_and_services_can_be_changed_elsewhere(webex: Simulator, user: httpx.Client) -> None:
    webex.change("/v1/people/me", {"displayName": "\x1b[2J\u202eRobin"})
    assert user.get("/people/me").json()["displayName"] == "\x1b[2J\u202eRobin"
    webex.change(f"/v1{ME}", {"firstName": "\u200b"})
    assert user.get(ME).json()["firstName"] == "\u200b"
    webex.change(f"/v1{ME}/settings/services", {"services": ["Call Block"]})
    assert user.get(f"{ME}/settings/services").json() == {"services": ["Call Block"]}


def test_an_administrator_has_no_calling_license(webex: Simulator, administrator: httpx.Client) -> None:
    own = administrator.get("/people/me").json()
    answer = administrator.get(f"/people/{own['id']}/features/voicemail")
    refused(answer, 404)
    assert answer.json()["errors"][0]["errorCode"] == 4008
    assert own["roles"]


def test_another_media_type_is_refused(user: httpx.Client) -> None:
    refused(user.put(f"{ME}/settings/doNotDisturb", content=b"{}", headers={"Content-Type": "text/plain"}), 415)
    refused(user.put(f"{ME}/settings/doNotDisturb", content=b"{}"), 415)


def test_the_override_is_a_field_of_do_not_disturb(webex: Simulator, user: httpx.Client) -> None:
    assert user.get(f"{ME}/settings/webexGoOverride").json() == {"enabled": False}
    assert user.put(f"{ME}/settings/webexGoOverride", json={"enabled": True}).status_code == 204
    assert user.put(f"{ME}/settings/webexGoOverride", json={}).status_code == 204
    assert stored(webex)["doNotDisturb"]["webexGoOverrideEnabled"] is True


@pytest.mark.parametrize("shape", ["{0}", "{0}=", "{0}%3D"])
def test_ids_are_taken_with_and_without_padding(webex: Simulator, administrator: httpx.Client, shape: str) -> None:
    person, organization = (shape.format(webex.credentials[key]) for key in ("colleague_id", "org_id"))
    path = f"//people/{person}/features/callWaiting?orgId={organization}"
    answer = administrator.put(webex.url + path, json={"enabled": False})
    assert answer.status_code == 204
    assert not stored(webex, "colleague_uuid")["callWaiting"]["enabled"]
    assert stored(webex)["callWaiting"]["enabled"]


def test_ids_are_compared_by_their_last_segment(webex: Simulator, administrator: httpx.Client) -> None:
    uuid = webex.credentials["colleague_uuid"]
    for region in ("us", "eu", "anywhere"):
        address = f"ciscospark://{region}/PEOPLE/{uuid}"
        public_id = base64.b64encode(address.encode()).decode()
        organization = base64.b64encode(f"ciscospark://{region}/X/{webex.credentials['org_uuid']}".encode()).decode()
        answer = administrator.get(f"/people/{public_id}/features/voicemail", params={"orgId": organization})
        assert answer.status_code == 200


def test_unknown_people_and_organizations_are_refused(webex: Simulator, administrator: httpx.Client) -> None:
    refused(administrator.get("/people/Y2lzY29zcGFyaw/features/voicemail"), 404)
    person = webex.credentials["person_id"]
    refused(administrator.get(f"/people/{person}/features/voicemail", params={"orgId": "other"}), 403)


def test_without_a_token_nothing_is_shown(webex: Simulator) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {webex.credentials['token']}"}):
        answer = httpx.get(f"{webex.url}{ME}/settings/voicemail", headers=headers, trust_env=False)
        refused(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_users_token_reaches_nobody_else_and_no_call_waiting_by_the_people_family(
    webex: Simulator, user: httpx.Client
) -> None:
    me, other = webex.credentials["person_id"], webex.credentials["colleague_id"]
    assert user.get(f"/people/{me}/features/voicemail").status_code == 200
    refused(user.get(f"/people/{other}/features/voicemail"), 403)
    assert "spark-admin:people_read" in refused(user.get(f"/people/{me}/features/callWaiting"), 403)[0]


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("spark:telephony_config_read", {"me GET"}),
        ("spark:telephony_config_write", {"me PUT"}),
        ("spark:people_read", {"people GET"}),
        ("spark:people_write", {"people PUT"}),
        ("spark:xsi", {"xsi GET", "xsi PUT"}),
    ],
)
def test_each_scope_opens_its_own_paths(scope: str, allowed: set[str]) -> None:
    with serving("webex", scopes=[scope]) as webex, create_client(webex, "token") as user:
        xsi = f"{webex.root}/com.broadsoft.xsi-actions/v2.0/user/{webex.credentials['user_uuid']}/services/CallWaiting"
        xml = {
            "content": "<CallWaiting xmlns='http://schema.broadsoft.com/xsi'/>",
            "headers": {"Content-Type": "text/xml"},
        }
        json: dict[str, Any] = {"json": {"enabled": True}}
        requests = {
            "me": (f"{ME}/settings/doNotDisturb", json),
            "people": (f"/people/{webex.credentials['person_id']}/features/doNotDisturb", json),
            "xsi": (xsi, xml),
        }
        statuses = {}
        for name, (path, body) in requests.items():
            statuses[f"{name} GET"] = user.get(path).status_code
            statuses[f"{name} PUT"] = user.put(path, **body).status_code
    assert {name for name, status in statuses.items() if status < 300} == allowed
    assert set(statuses.values()) - {200, 204} == {403}


@pytest.mark.parametrize("feature", FEATURES)
def test_somebody_else_can_change_each_feature(webex: Simulator, user: httpx.Client, feature: str) -> None:
    before = webex.state()
    webex.set_fault("changed-elsewhere", path=f"*{feature}", method="GET", count=1)
    first, second = (user.get(f"{ME}/settings/{feature}").json() for _ in range(2))
    assert first != second
    assert first == before["people"][webex.credentials["user_uuid"]][feature]
    webex.change(f"/v1/people/{webex.credentials['colleague_id']}/features/{feature}")
    changed = [
        one["person"]["displayName"] for uuid, one in webex.state()["people"].items() if one != before["people"][uuid]
    ]
    assert changed == ["Robin Quayle", "Sam Ferrant"]
