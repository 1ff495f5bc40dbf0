"""Clients as they are in the wild, against the Webex simulator: the web SDK's requests and a Python SDK itself."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Generator
from typing import Any, ClassVar
from xml.etree import ElementTree

import httpx
import pytest
from wxc_sdk import WebexSimpleApi
from wxc_sdk.rest import RestError, RestSession
from wxc_sdk.tokens import Tokens

from tests.simulator.test_webex_directory import sound
from tests.simulator.test_webex_settings import stored
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator


def padded(public_id: str) -> str:
    return public_id + "=" * (-len(public_id) % 4)


class WebClient:
    """Sends what the vendor's web SDK sends: a base address that ends in a slash, padded ids, the `people` family."""

    def __init__(self, webex: Simulator) -> None:
        self._base = f"{webex.url}/"
        self._person = padded(webex.credentials["person_id"])
        self._organization = padded(webex.credentials["org_id"])
        self._headers = {"Authorization": f"Bearer {webex.credentials['token']}"}

    def send(self, method: str, feature: str, body: dict[str, Any] | None = None) -> httpx.Response:
        url = f"{self._base}/people/{self._person}/features/{feature}?orgId={self._organization}"
        content = None if body is None else json.dumps(body)
        headers = {**self._headers, "Content-Type": "application/json"} if body is not None else self._headers
        return httpx.request(method, url, content=content, headers=headers, trust_env=False)

    def call_waiting(self) -> bool:
        organizations = httpx.get(
            f"{self._base}organizations?callingData=true", headers=self._headers, trust_env=False
        ).json()
        endpoint = organizations["items"][0]["xsiActionsEndpoint"]
        uuid = base64.b64decode(self._person).decode().split("/")[-1]
        url = f"{endpoint}/v2.0/user/{uuid}/services/CallWaiting"
        answer = httpx.get(url, headers=self._headers, trust_env=False)
        return ElementTree.fromstring(answer.content)[0].text == "true"


def test_the_web_clients_requests_work_unchanged(webex: Simulator) -> None:
    client = WebClient(webex)
    assert client.send("GET", "doNotDisturb").json()["enabled"] is False
    assert client.send("PUT", "doNotDisturb", {"enabled": True, "ringSplashEnabled": False}).status_code == 204
    forwarding = client.send("GET", "callForwarding").json()
    forwarding["callForwarding"]["always"].update(enabled=True, destination="2055550199")
    forwarding["callForwarding"]["busy"]["destination"] = ""
    assert client.send("PUT", "callForwarding", forwarding).status_code == 204
    voicemail = client.send("GET", "voicemail").json()
    del voicemail["transferToNumber"]
    voicemail["sendAllCalls"]["enabled"] = True
    assert client.send("PUT", "voicemail", voicemail).status_code == 204
    assert client.call_waiting() is True
    documents = stored(webex)
    assert documents["doNotDisturb"] == {
        "enabled": True,
        "ringSplashEnabled": False,
        "webexGoOverrideEnabled": False,
        "quietHours": {"enabled": False},
    }
    assert documents["callForwarding"]["callForwarding"]["always"]["destination"] == "2055550199"
    assert "destination" not in documents["callForwarding"]["callForwarding"]["busy"]
    assert documents["voicemail"]["sendAllCalls"] == {"enabled": True}


@pytest.fixture
def sdk(webex: Simulator) -> Generator[Any, None, None]:
    yield from _sdk(webex, "token")


@pytest.fixture
def administrators_sdk(webex: Simulator) -> Generator[Any, None, None]:
    yield from _sdk(webex, "admin_token")


def _sdk(webex: Simulator, token: str) -> Generator[Any, None, None]:
    # Any, because nearly every field of its answers may be None for the type checker.
    class Session(RestSession):
        BASE: ClassVar[str] = webex.url

    session = Session(tokens=Tokens(access_token=webex.credentials[token]), concurrent_requests=2, retry_429=False)
    session.trust_env = False
    with session:
        yield WebexSimpleApi(tokens=webex.credentials[token], session=session)


def test_a_python_sdk_reads_and_writes_ones_own_settings(webex: Simulator, sdk: Any) -> None:
    me = sdk.me
    assert me.details().location.name == "Harbour Office"
    dnd = me.dnd.settings()
    dnd.enabled = True
    me.dnd.configure(dnd)
    forwarding = me.forwarding.settings()
    forwarding.call_forwarding.no_answer.number_of_rings = 7
    me.forwarding.configure(forwarding)
    voicemail = me.voicemail.settings()
    voicemail.send_unanswered_calls.number_of_rings = 8
    me.voicemail.configure(voicemail)
    me.voicemail.upload_busy_greeting(io.BytesIO(sound()), upload_as="busy.wav")
    me.voicemail.update_pin("730185")
    assert me.voicemail.get_voicemail_rules().length.min == 6
    me.call_waiting.update(False)
    me.go_override.update(True)
    assert (me.call_waiting.get(), me.go_override.get()) == (False, True)
    documents = stored(webex)
    assert documents["doNotDisturb"]["enabled"] is True
    assert documents["callForwarding"]["callForwarding"]["noAnswer"]["numberOfRings"] == 7
    assert documents["voicemail"]["sendUnansweredCalls"]["numberOfRings"] == 8
    assert documents["voicemail"]["sendBusyCalls"]["audioFile"]["name"] == "busy.wav"
    assert (documents["callWaiting"]["enabled"], documents["passcodeChanges"]) == (False, 1)


def test_a_python_sdk_reads_the_other_rules(webex: Simulator, sdk: Any) -> None:
    settings = "/v1/telephony/config/people/me/settings"
    for name in ("selectiveForward", "singleNumberReach", "executive/callFiltering", "callBlock"):
        webex.change(f"{settings}/{name}")
    me = sdk.me
    assert "Call Block" in [service.value for service in me.calling_services_list()]
    assert me.selective_forward.get().enabled is True
    assert [rule.get().enabled for rule in (me.selective_accept, me.selective_reject, me.sim_ring)] == [False] * 3
    assert (me.sequential_ring.get().enabled, me.personal_assistant.get().enabled) == (False, False)
    assert (me.snr.settings().enabled, me.anon_calls.get()) == (True, False)
    assert [number.phone_number for number in me.call_block.settings()] == ["+12055550188"]
    assert me.executive.executive_call_filtering_settings().enabled is True
    me.anon_calls.modify(True)
    me.selective_accept.update(True)
    assert (me.anon_calls.get(), me.selective_accept.get().enabled) == (True, True)


def test_a_python_sdk_notifies_by_text_message(webex: Simulator, sdk: Any) -> None:
    voicemail = sdk.me.voicemail.settings()
    voicemail.notifications.enabled = True
    voicemail.notifications.sms_destination = "+12055550199"
    sdk.me.voicemail.configure(voicemail)
    assert sdk.me.voicemail.settings().notifications.sms_destination == "+12055550199"


def test_a_python_sdk_changes_somebody_elses_settings(webex: Simulator, administrators_sdk: Any) -> None:
    settings = administrators_sdk.person_settings
    person = next(administrators_sdk.people.list(email=webex.credentials["colleague_email"])).person_id
    assert person == webex.credentials["colleague_id"]
    organization = webex.credentials["org_id"]
    dnd = settings.dnd.read(person, organization)
    dnd.enabled = True
    settings.dnd.configure(person, dnd, organization)
    forwarding = settings.forwarding.read(person)
    forwarding.business_continuity.enabled = True
    forwarding.business_continuity.destination = "4142"
    settings.forwarding.configure(person, forwarding)
    voicemail = settings.voicemail.read(person)
    voicemail.send_all_calls.enabled = True
    settings.voicemail.configure(person, voicemail)
    settings.voicemail.configure_no_answer_greeting(person, io.BytesIO(sound()), upload_as="away.wav")
    settings.voicemail.reset_pin(person)
    settings.call_waiting.configure(person, False)
    assert settings.call_waiting.read(person) is False
    endpoint = administrators_sdk.organizations.list(calling_data=True)[0].xsi_actions_endpoint
    assert endpoint.startswith(webex.root)
    settings.voicemail.modify_passcode(person, "730185", organization)
    documents = stored(webex, "colleague_uuid")
    assert (documents["doNotDisturb"]["enabled"], stored(webex)["doNotDisturb"]["enabled"]) == (True, False)
    assert documents["passcodeChanges"] == 2
    assert documents["callForwarding"]["businessContinuity"]["destination"] == "4142"
    assert documents["voicemail"]["sendAllCalls"] == {"enabled": True}
    assert documents["voicemail"]["sendUnansweredCalls"]["audioFile"]["name"] == "away.wav"


def test_a_python_sdk_understands_a_refusal() -> None:
    with serving("webex", scopes=["spark:people_read"]) as webex:
        generator = _sdk(webex, "token")
        with pytest.raises(RestError) as refused:
            next(generator).me.dnd.settings()
        generator.close()
    assert refused.value.response.status_code == 403
    assert refused.value.description == "Needed: spark:telephony_config_read."
    assert refused.value.detail.tracking_id == refused.value.response.headers["trackingid"]
