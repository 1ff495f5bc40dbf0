"""UCM through the Webex cloud, as the vendor's SDK answers. The network is replaced."""

import base64
import json

import pytest

from tests.backends.fake_xml_server import FakeServer
from tui_callsettings.backends.ucm.client import open_backend
from tui_callsettings.backends.ucm.cloud import CloudBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import ConfigurationError, InvalidResponseError, NotFoundError, UnsupportedError
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import Access
from tui_callsettings.models.feature import Feature

LINES = [
    {"dn": "8001", "destination": "8002", "destinationVoicemailEnabled": False, "e164Number": "+12055550142"},
    {"dn": "8003", "destinationVoicemailEnabled": True, "destination": "8004", "e164Number": ""},
    {"dn": "8005", "destinationVoicemailEnabled": False, "e164Number": ""},
]
FORWARDING = "/uc/config/people/p-1/features/callforwarding?orgId=o-1"


def webex_id(kind: str, raw: str) -> str:
    return base64.urlsafe_b64encode(f"ciscospark://us/{kind}/{raw}".encode()).decode().rstrip("=")


@pytest.fixture
def server() -> FakeServer:
    server = FakeServer("/v1")
    me = {
        "id": webex_id("PEOPLE", "P-1"),
        "orgId": webex_id("ORGANIZATION", "O-1"),
        "displayName": "Jane",
        "emails": ["j@x"],
    }
    server.add_document("/people/me", json.dumps(me))
    server.add_document(FORWARDING, json.dumps({"callForwarding": {"always": LINES}}))
    return server


def client(server: FakeServer, line: str = "") -> CallSettingsClient:
    return CallSettingsClient(CloudBackend(server.client(lambda _: ""), line))


@pytest.mark.parametrize(
    ("number", "setting"),
    [
        ("8001", {"enabled": True, "destination": "8002"}),
        ("+1 205 555 0142", {"enabled": True, "destination": "8002"}),
        ("8003", {"enabled": True, "destination": "VOICEMAIL"}),
        ("8005", {"enabled": False}),
    ],
)
async def test_forward_always_is_that_of_the_named_line(
    server: FakeServer, number: str, setting: dict[str, object]
) -> None:
    answer = await client(server).get_call_forward_always_setting(number)
    assert answer.model_dump(by_alias=True) == {
        "statusCode": 200,
        "data": {"callSetting": setting},
        "message": "SUCCESS",
    }


@pytest.mark.parametrize("number", [None, "", " ", "-"])
async def test_a_directory_number_is_mandatory(server: FakeServer, number: str | None) -> None:
    answer = await client(server).get_call_forward_always_setting(number)
    assert (answer.status_code, answer.message) == (400, "FAILURE")
    assert "directory number" in (answer.data.error or "")
    assert not server.requests


@pytest.mark.parametrize("number", ["1", "01", "5550142", "9999"])
async def test_a_part_of_a_number_is_nobody(server: FakeServer, number: str) -> None:
    answer = await client(server).get_call_forward_always_setting(number)
    assert answer.status_code == 404
    assert answer.data.error == (f"The directory number {number} is not assigned to you: use one of 8001, 8003, 8005.")


async def test_every_other_method_is_501_without_a_request(server: FakeServer) -> None:
    ucm = client(server)
    always = await ucm.get_call_forward_always_setting("8005")
    server.requests.clear()
    assert always.is_success
    for feature in (Feature.DO_NOT_DISTURB, Feature.VOICEMAIL, Feature.CALL_WAITING):
        assert (await ucm.read(feature)).status_code == 501
        with pytest.raises(UnsupportedError, match="not available for UCM through the Webex cloud"):
            await ucm.backend.read(feature)
    for feature in Feature:
        assert (await ucm.write(feature, feature.model(), [feature.fields[0].path])).status_code == 501
    assert not server.requests


async def test_the_accounts_line_is_the_one_shown_and_the_first_without(server: FakeServer) -> None:
    path = ("call_forwarding", "always", "destination")
    assert (await client(server).backend.read(Feature.CALL_FORWARDING)).value(path) == "8002"
    assert (await client(server, "8003").backend.read(Feature.CALL_FORWARDING)).value(path) == "VOICEMAIL"
    with pytest.raises(NotFoundError):
        await client(server, "8").backend.read(Feature.CALL_FORWARDING)


async def test_the_lines_can_be_listed_and_the_owner_is_on_one(server: FakeServer) -> None:
    ucm = client(server).backend
    assert await ucm.lines() == ("8001", "8003", "8005")
    owner = await ucm.owner()
    assert (owner.name, owner.identity, owner.extension) == ("Jane", "j@x", "8001")
    server.add_error("GET", FORWARDING, 404)
    assert (await client(server, "8003").owner()).extension == "8003"


async def test_who_one_is_is_asked_once(server: FakeServer) -> None:
    ucm = client(server).backend
    for _ in range(2):
        await ucm.lines()
    assert [path for _, path, _ in server.requests].count("/people/me") == 1


async def test_a_person_without_lines_gets_not_found(server: FakeServer) -> None:
    server.add_document(FORWARDING, '{"callForwarding": {"always": []}}')
    with pytest.raises(NotFoundError, match="no line"):
        await client(server).backend.read(Feature.CALL_FORWARDING)
    server.add_document(FORWARDING, "{}")
    with pytest.raises(InvalidResponseError):
        await client(server).backend.read(Feature.CALL_FORWARDING)


def test_forward_always_is_read_only_and_the_rest_not_offered(server: FakeServer) -> None:
    support = client(server).capabilities.support
    assert support(Feature.CALL_FORWARDING, ("call_forwarding", "always", "destination")).access is Access.READ_ONLY
    assert support(Feature.CALL_FORWARDING, ("call_forwarding", "busy", "enabled")).reason.startswith(
        "not available for UCM"
    )
    assert support(Feature.VOICEMAIL, ("enabled",)).reason.startswith("not available for UCM")


def test_an_account_opens_by_its_mode() -> None:
    assert isinstance(open_backend(Account("a", "ucm", mode="cloud"), None), CloudBackend)
    for account, words in (
        (Account("a", "ucm", mode="moon"), "use cloud or onprem"),
        (Account("a", "ucm", person="bob"), "leave out person"),
        (Account("a", "ucm", mode="onprem", user="jane"), "add base_url"),
        (Account("a", "ucm", mode="onprem", base_url="https://cucm.example.com:8443"), "add user"),
    ):
        with pytest.raises(ConfigurationError, match=words):
            open_backend(account, None)
