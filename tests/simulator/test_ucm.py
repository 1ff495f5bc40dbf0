"""The simulated UCM: the cloud's lines and User Data Services, over a real socket."""

from __future__ import annotations

import base64

import httpx
import pytest

from tests.simulator.ucm_clients import (
    DESK,
    LAPTOP,
    PRIMARY,
    SECOND,
    USER,
    XML,
    cloud,
    error_message,
    forwards,
    lines_path,
    open_client,
    parse_root,
    put,
    served,
    simulator,
    uds,
)
from tui_callsettings.simulator.markup import STYLES
from tui_callsettings.simulator.server import Simulator, serve_on_thread
from tui_callsettings.simulator.simulated_provider import ApiError
from tui_callsettings.simulator.ucm import UcmProvider

__all__ = ["cloud", "served", "simulator", "uds"]


def test_the_person_has_ids_that_hold_the_uuids(simulator: Simulator, cloud: httpx.Client) -> None:
    person = cloud.get("/people/me").json()
    known = simulator.credentials
    for public, raw in ((person["id"], known["person_uuid"]), (person["orgId"], known["org_uuid"])):
        assert base64.b64decode(public + "=" * (-len(public) % 4)).decode().rpartition("/")[2] == raw
    assert "extension" not in person
    assert cloud.get("/people/me", params={"callingData": "true"}).json()["extension"] == "8001"


def test_the_cloud_shows_two_lines(simulator: Simulator, cloud: httpx.Client) -> None:
    answer = cloud.get(lines_path(simulator), params={"orgId": simulator.credentials["org_uuid"]})
    first, second = answer.json()["callForwarding"]["always"]
    assert (first["dn"], first["destination"], first["destinationVoicemailEnabled"]) == ("8001", "8002", False)
    assert (second["dn"], "destination" in second, second["destinationVoicemailEnabled"]) == ("8003", False, True)
    assert answer.headers["trackingid"]


def test_the_cloud_refuses_in_json(simulator: Simulator, cloud: httpx.Client) -> None:
    path, org = lines_path(simulator), {"orgId": simulator.credentials["org_uuid"]}
    person = simulator.credentials["person_uuid"]
    basic = (simulator.credentials["user"], simulator.credentials["password"])
    refused = [
        cloud.get(path, params=org, headers={"Authorization": "Bearer wrong"}),
        cloud.get(path, params=org, auth=basic),
        cloud.get(path),
        cloud.get(path, params={"orgId": org["orgId"].upper()}),
        cloud.get(path.replace(person, person.upper()), params=org),
        cloud.put(path, params=org, json={}),
        cloud.get("/people/me/features/doNotDisturb"),
    ]
    assert [answer.status_code for answer in refused] == [401, 401, 400, 400, 404, 405, 404]
    for answer in refused:
        body = answer.json()
        assert body["errors"] == [{"description": body["message"]}]
        assert body["trackingId"] == answer.headers["trackingid"]


def test_somebody_else_changes_a_line_in_the_cloud(simulator: Simulator) -> None:
    path = f"/v1{lines_path(simulator)}"
    simulator.change(path)
    simulator.change(path, {"dn": "8003", "destinationVoicemailEnabled": False})
    first, second = simulator.state()["callForwarding"]["always"]
    assert (first["destination"], second["destinationVoicemailEnabled"]) == ("", False)
    simulator.change(path)
    assert simulator.state()["callForwarding"]["always"][0]["destination"] == "8009"
    with pytest.raises(ApiError):
        simulator.change(path, {"dn": "9999"})


def test_the_user_shows_what_applies_to_all(uds: httpx.Client) -> None:
    answer = uds.get(USER)
    user = parse_root(answer)
    assert (user.tag, user.findtext("userName"), user.findtext("lastName")) == ("user", "zlind", "Lindström")
    assert user.findtext("primaryExtension/directoryNumber") == "8001"
    forward, disturb = user.find("callForwardAllDestination"), user.find("enableDoNotDisturb")
    assert forward is not None
    assert disturb is not None
    assert forward.attrib == {"appliesToAllExtensions": "true"}
    assert [(child.tag, child.text) for child in forward] == [
        ("sendToVoiceMailPilotNumber", "false"),
        ("destination", None),
    ]
    assert (disturb.attrib, disturb.text) == ({"appliesToAllDevices": "true"}, "false")


def test_devices_and_their_lines_can_be_found(simulator: Simulator, uds: httpx.Client) -> None:
    user = parse_root(uds.get(USER))
    devices = parse_root(uds.get(user.find("devices").attrib["uri"]))  # type: ignore[union-attr]
    assert [device.findtext("id") for device in devices] == [DESK, LAPTOP]
    numbers = {}
    for device in devices:
        lines = parse_root(uds.get(f"{device.attrib['uri']}/extensions"))
        numbers[device.findtext("name")] = [line.findtext("directoryNumber") for line in lines]
        for line in lines:
            one = parse_root(uds.get(line.attrib["uri"]))
            assert one.attrib == line.attrib
            assert one.find("callForwardAllDestination/sendToCustomDestination") is not None
            assert one.find("callForwardAllDestination/destination") is None
    assert numbers == {"SEP00DEADBEEF01": ["8001", "8003"], "CSFZLIND": ["8001"]}
    listed = parse_root(uds.get(user.find("extensions").attrib["uri"]))  # type: ignore[union-attr]
    assert [(line.attrib["isPrimary"], line.findtext("id")) for line in listed] == [
        ("true", PRIMARY),
        ("false", SECOND),
    ]


def test_forward_all_of_the_user_is_set_reset_and_left(simulator: Simulator, uds: httpx.Client) -> None:
    forward = "<callForwardAllDestination>{}</callForwardAllDestination>"
    answer = put(uds, forward.format("<destination> 8002 </destination>"))
    assert parse_root(answer).findtext("callForwardAllDestination/destination") == "8002"
    assert answer.content == uds.get(USER).content
    assert forwards(simulator) == [("false", "8002")] * 2
    put(uds, forward.format("<sendToVoiceMailPilotNumber>1</sendToVoiceMailPilotNumber>"))
    assert forwards(simulator) == [("true", "8002")] * 2
    put(uds, forward.format("<destination/><sendToVoiceMailPilotNumber/>"))
    assert forwards(simulator) == [("false", "")] * 2
    put(uds, forward.format("<destination>+12055550199</destination>"))
    put(uds, "<callForwardAllDestination appliesToAllExtensions='true'/>")
    assert forwards(simulator) == [("false", "")] * 2


def test_do_not_disturb_of_the_user_is_set_reset_and_left(simulator: Simulator, uds: httpx.Client) -> None:
    def stored() -> set[str]:
        return {device["enableDoNotDisturb"] for device in simulator.state()["devices"]}

    shown = parse_root(put(uds, '<enableDoNotDisturb appliesToAllDevices="true">true</enableDoNotDisturb>'))
    assert (shown.findtext("enableDoNotDisturb"), stored()) == ("true", {"true"})
    put(uds, "<callForwardAllDestination><destination>8002</destination></callForwardAllDestination>")
    assert stored() == {"true"}
    put(uds, "<enableDoNotDisturb/>")
    assert stored() == {"false"}


def test_the_primary_line_alone_can_be_forwarded(simulator: Simulator, uds: httpx.Client) -> None:
    inside = "<callForwardAllDestination><destination>8002</destination></callForwardAllDestination>"
    user = parse_root(put(uds, f"<primaryExtension>{inside}</primaryExtension>"))
    assert forwards(simulator) == [("false", "8002"), ("false", "")]
    forward = user.find("callForwardAllDestination")
    assert forward is not None
    assert forward.attrib == {"appliesToAllExtensions": "false"}
    put(uds, "<primaryExtension/>")
    assert forwards(simulator)[0] == ("false", "8002")


def test_a_line_of_a_device_can_be_forwarded(simulator: Simulator, uds: httpx.Client) -> None:
    path = f"{USER}/device/{DESK}/extension/{SECOND}"
    forward = "<callForwardAllDestination>{}</callForwardAllDestination>"
    answer = put(uds, forward.format("<sendToCustomDestination>8002</sendToCustomDestination>"), path, "extension")
    assert parse_root(answer).findtext("callForwardAllDestination/sendToCustomDestination") == "8002"
    assert answer.content == uds.get(path).content
    assert forwards(simulator) == [("false", ""), ("false", "8002")]
    put(uds, forward.format("<sendToCustomDestination/>"), path, "extension")
    assert forwards(simulator) == [("false", "")] * 2
    assert put(uds, "", path, "extension").status_code == 200


FORWARD_REFUSED = [
    "<destination>call me</destination>",
    "<destination>8002</destination><destination>8003</destination>",
    "<destination><number>8002</number></destination>",
    "<destination kind='x'>8002</destination>",
    "<destination xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/>",
    "<sendToCustomDestination>8002</sendToCustomDestination>",
    "<sendToVoiceMailPilotNumber>yes</sendToVoiceMailPilotNumber>",
    "8002",
]


@pytest.mark.parametrize(
    "inside",
    [
        *(f"<callForwardAllDestination>{part}</callForwardAllDestination>" for part in FORWARD_REFUSED),
        "<callForwardAllDestination appliesToAllExtensions='false'/>",
        "<enableDoNotDisturb>on</enableDoNotDisturb>",
        "<enableDoNotDisturb appliesToAllDevices='false'>true</enableDoNotDisturb>",
        "<enableDoNotDisturb>true</enableDoNotDisturb><enableDoNotDisturb/>",
        "<enableDoNotDisturb>true</enableDoNotDisturb><firstName>Ann</firstName>",
        "<enableDoNotDisturb>true</enableDoNotDisturb><primaryExtension><label>x</label></primaryExtension>",
        "on",
    ],
)
def test_what_is_wrong_is_refused_whole(simulator: Simulator, uds: httpx.Client, inside: str) -> None:
    before = simulator.state()
    refused = put(uds, inside)
    assert refused.status_code == 409
    assert error_message(refused).endswith(".")
    assert simulator.state() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<user>",
        b"<extension/>",
        b"<user xmlns='urn:x'/>",
        b"<!DOCTYPE user [<!ENTITY e 'true'>]><user><enableDoNotDisturb>&e;</enableDoNotDisturb></user>",
    ],
)
def test_a_body_that_is_no_such_document_is_refused(uds: httpx.Client, body: bytes) -> None:
    refused = uds.put(USER, content=body, headers=XML)
    assert refused.status_code == 409
    assert error_message(refused)


def test_a_refused_line_is_as_it_was(simulator: Simulator, uds: httpx.Client) -> None:
    path = f"{USER}/device/{DESK}/extension/{PRIMARY}"
    good = "<callForwardAllDestination><sendToCustomDestination>1</sendToCustomDestination></callForwardAllDestination>"
    bad = "<callForwardAllDestination><destination>8002</destination></callForwardAllDestination>"
    assert put(uds, f"{good}<label>x</label>", path, "extension").status_code == 409
    assert put(uds, bad, path, "extension").status_code == 409
    assert forwards(simulator) == [("false", "")] * 2


def test_everything_else_has_its_status(simulator: Simulator, uds: httpx.Client) -> None:
    body = b"<user/>"
    known = simulator.credentials
    refused = [
        uds.get(USER, auth=("zlind", "wrong")),
        uds.get(f"{simulator.url}/user/somebody"),
        uds.get(f"{USER}/conferencing"),
        uds.get(f"{USER}/device/{LAPTOP}/extension/{SECOND}"),
        uds.get(f"{USER}/device/{DESK}/extension/nothing"),
        uds.get(f"{USER}/device/nothing/extensions"),
        uds.post(USER, content=body, headers=XML),
        uds.put(f"{USER}/extensions", content=body, headers=XML),
        uds.put(USER, content=body, headers={"Content-Type": "text/xml"}),
    ]
    assert [answer.status_code for answer in refused] == [401, 404, 404, 404, 404, 404, 405, 405, 415]
    assert all(error_message(answer) for answer in refused)
    assert refused[0].headers["www-authenticate"].startswith("Basic ")
    bearer = {"Authorization": f"Bearer {known['token']}"}
    assert httpx.get(f"{simulator.url}/user/ZLIND", headers=bearer, trust_env=False).status_code == 200


@pytest.mark.parametrize("style", [*STYLES, ",".join(STYLES)])
def test_every_style_means_the_same(style: str) -> None:
    with serve_on_thread(UcmProvider(style=style)) as running, open_client(running) as client:
        user = parse_root(put(client, "<enableDoNotDisturb>true</enableDoNotDisturb>"))
        assert (user.findtext("enableDoNotDisturb") or "").strip() in ("true", "1")
        assert (user.findtext("lastName") or "").strip() == "Lindström"
        assert (user.findtext("callForwardAllDestination/sendToVoiceMailPilotNumber") or "").strip() in ("false", "0")
        lines = parse_root(client.get(f"{USER}/extensions")).findall("extension")
        assert sorted((line.findtext("id") or "").strip() for line in lines) == [PRIMARY, SECOND]


def test_somebody_else_changes_the_user_or_a_line(simulator: Simulator, uds: httpx.Client) -> None:
    simulator.change("/cucm-uds/user/zlind")
    assert parse_root(uds.get(USER)).findtext("enableDoNotDisturb") == "true"
    simulator.change("/cucm-uds/user/zlind", {"destination": "8002", "enableDoNotDisturb": False})
    assert forwards(simulator) == [("false", "8002")] * 2
    assert parse_root(uds.get(USER)).findtext("enableDoNotDisturb") == "false"
    line = f"/cucm-uds/user/zlind/device/{DESK}/extension/{SECOND}"
    simulator.change(line)
    assert forwards(simulator) == [("false", "8002"), ("true", "8002")]
    simulator.change(line, {"sendToCustomDestination": "", "sendToVoiceMailPilotNumber": False})
    assert forwards(simulator) == [("false", "8002"), ("false", "")]
    for path, values in ((line, {"destination": "8002"}), ("/cucm-uds/user/zlind/devices", None)):
        with pytest.raises(ApiError):
            simulator.change(path, values)


def test_a_status_has_the_body_of_the_part_it_hits(
    simulator: Simulator, cloud: httpx.Client, uds: httpx.Client
) -> None:
    simulator.set_fault("503")
    assert error_message(uds.get(USER))
    assert cloud.get("/people/me").json()["message"]


def test_not_applied_and_other_faults(simulator: Simulator, uds: httpx.Client) -> None:
    simulator.set_fault("not-applied", count=1)
    assert (
        parse_root(put(uds, "<enableDoNotDisturb>true</enableDoNotDisturb>")).findtext("enableDoNotDisturb") == "true"
    )
    assert parse_root(uds.get(USER)).findtext("enableDoNotDisturb") == "false"
    assert (
        parse_root(put(uds, "<enableDoNotDisturb>true</enableDoNotDisturb>")).findtext("enableDoNotDisturb") == "true"
    )
    assert parse_root(uds.get(USER)).findtext("enableDoNotDisturb") == "true"
    simulator.set_fault("wrong-types", count=1)
    assert parse_root(uds.get(USER)).findtext("enableDoNotDisturb") == "perhaps"
    simulator.set_fault("xml-bomb", count=1)
    assert uds.get(USER).text.endswith("<user>&e9;</user>")


def test_a_bomb_leaves_json_alone(simulator: Simulator, cloud: httpx.Client) -> None:
    simulator.set_fault("xml-bomb")
    assert cloud.get("/people/me").json()["displayName"] == "Zoë Lindström"
