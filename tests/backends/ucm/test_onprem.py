"""UCM on premises: where a line's forwarding is, and what is sent. The network is replaced."""

import asyncio

import httpx
import pytest

from tests.backends.fake_xml_server import BILLION_LAUGHS, FakeServer, basic_header
from tests.fakes.credentials import FixedCredentials
from tui_callsettings.backends.transport import HttpClient
from tui_callsettings.backends.ucm import uds_wire
from tui_callsettings.backends.ucm.client import open_backend
from tui_callsettings.backends.ucm.onprem import OnPremBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import (
    InvalidResponseError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnsupportedError,
)
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value

SWITCH: FieldPath = ("call_forwarding", "always", "enabled")
NUMBER: FieldPath = ("call_forwarding", "always", "destination")
USER = "/user/jane"


def forward_all(destination: str, to_voicemail: str = "false", name: str = "destination", attribute: str = "") -> str:
    return (
        f"<callForwardAllDestination{attribute}><sendToVoiceMailPilotNumber>{to_voicemail}</sendToVoiceMailPilotNumber>"
        f"<{name}>{destination}</{name}></callForwardAllDestination>"
    )


def user(inner: str, do_not_disturb: str = "false") -> str:
    return f"<user><userName>jane</userName>{inner}<enableDoNotDisturb>{do_not_disturb}</enableDoNotDisturb></user>"


def extension(identifier: str, number: str, device: str = "", primary: str = "false") -> str:
    below = f"/device/{device}" if device else ""
    forwarding = forward_all("7", name="sendToCustomDestination")
    return (
        f'<extension isPrimary="{primary}" uri="https://cucm:8443/cucm-uds/user/jane{below}/extension/{identifier}">'
        f"<id>{identifier}</id><directoryNumber>{number}</directoryNumber>{forwarding}</extension>"
    )


class Ucm(FakeServer):
    """A UCM with one user."""

    def __init__(self, document: str, line: str = "") -> None:
        super().__init__("/cucm-uds")
        self.add_document(USER, document)
        self.backend = OnPremBackend(
            self.client(lambda answer: uds_wire.parse_error_message(answer.body)), "jane", line
        )

    async def writes(self, feature: Feature, values: dict[FieldPath, Value]) -> list[tuple[str, str]]:
        """What is sent to give `values` to the fields."""
        before = await self.backend.read(feature)
        await self.backend.write(feature, before.with_values(values), list(values))
        return [(path, body.partition("?>\n")[2]) for path, body in self.puts]


async def test_one_line_is_read_and_written_at_the_user() -> None:
    ucm = Ucm(user(forward_all("5551")))
    setting = await ucm.backend.read(Feature.CALL_FORWARDING)
    assert (setting.value(SWITCH), setting.value(NUMBER)) == (True, "5551")
    assert [path for _, path, _ in ucm.requests].count(USER) == 1
    assert await ucm.writes(Feature.CALL_FORWARDING, {NUMBER: "+1 205 555"}) == [
        (USER, f"<user>{forward_all('+1205555')}</user>")
    ]


async def test_the_primary_extension_comes_before_all_lines_together() -> None:
    primary = f"<primaryExtension>{forward_all('11')}</primaryExtension>"
    ucm = Ucm(user(primary + forward_all("22")))
    assert (await ucm.backend.read(Feature.CALL_FORWARDING)).value(NUMBER) == "11"
    [(path, body)] = await ucm.writes(Feature.CALL_FORWARDING, {NUMBER: "VoiceMail"})
    assert path == USER
    assert body == (
        "<user><primaryExtension><callForwardAllDestination><sendToVoiceMailPilotNumber>true"
        "</sendToVoiceMailPilotNumber></callForwardAllDestination></primaryExtension></user>"
    )


async def test_lines_that_differ_are_never_set_together() -> None:
    ucm = Ucm(user(forward_all("22", attribute=' appliesToAllExtensions="false"')))
    ucm.add_document(
        f"{USER}/extensions", f"<extensions>{extension('e1', '8001', 'd')}{extension('e2', '8002', 'd')}</extensions>"
    )
    place = f"{USER}/device/d/extension/e1"
    ucm.add_document(place, extension("e1", "8001", "d"))
    assert (await ucm.backend.read(Feature.CALL_FORWARDING)).value(NUMBER) == "7"
    assert [path for path, _ in await ucm.writes(Feature.CALL_FORWARDING, {NUMBER: "8"})] == [place]


async def test_a_write_without_a_read_finds_the_same_place() -> None:
    ucm = Ucm(user(forward_all("5551")))
    target = Feature.CALL_FORWARDING.model().with_values({SWITCH: True, NUMBER: "4"})
    await ucm.backend.write(Feature.CALL_FORWARDING, target, [NUMBER])
    assert [path for path, _ in ucm.puts] == [USER]


async def test_a_named_line_is_found_on_its_device() -> None:
    ucm = Ucm(user(""), line="80-02")
    ucm.add_document(
        f"{USER}/extensions", f"<extensions>{extension('e1', '8001')}{extension('e2', '8002')}</extensions>"
    )
    ucm.add_document(f"{USER}/devices", "<devices><device><id>d1</id></device><device uri='/x/device/d2'/></devices>")
    ucm.add_document(f"{USER}/device/d1/extensions", f"<extensions>{extension('e1', '8001', 'd1')}</extensions>")
    ucm.add_document(f"{USER}/device/d2/extensions", f"<extensions>{extension('e2', '8002', 'd2')}</extensions>")
    place = f"{USER}/device/d2/extension/e2"
    ucm.add_document(place, extension("e2", "8002", "d2"))
    assert (await ucm.backend.read(Feature.CALL_FORWARDING)).value(NUMBER) == "7"
    [(path, body)] = await ucm.writes(Feature.CALL_FORWARDING, {SWITCH: False})
    assert path == place
    assert body == (
        "<extension><callForwardAllDestination><sendToVoiceMailPilotNumber>false</sendToVoiceMailPilotNumber>"
        "<sendToCustomDestination /></callForwardAllDestination></extension>"
    )


async def test_a_line_that_is_not_the_users_is_not_found() -> None:
    ucm = Ucm(user(""), line="800")
    ucm.add_document(f"{USER}/extensions", f"<extensions>{extension('e1', '8001', 'd')}</extensions>")
    with pytest.raises(NotFoundError, match="yours: 8001"):
        await ucm.backend.read(Feature.CALL_FORWARDING)
    ucm.add_document(f"{USER}/extensions", f"<extensions>{extension('e1', '800')}</extensions>")
    ucm.add_document(f"{USER}/devices", "<devices/>")
    with pytest.raises(NotFoundError, match="None of your devices"):
        await ucm.backend.read(Feature.CALL_FORWARDING)


async def test_the_lines_are_listed_once_each_with_the_primary_one_first() -> None:
    ucm = Ucm(user(""))
    lines = extension("e1", "8001", "d1") + extension("e1", "8001", "d2") + extension("e2", "8002", "d1", "true")
    ucm.add_document(f"{USER}/extensions", f"<extensions>{lines}</extensions>")
    assert await ucm.backend.lines() == ("8002", "8001")


async def test_switching_off_clears_number_and_voicemail() -> None:
    ucm = Ucm(user(forward_all("5551", "true")))
    assert await ucm.writes(Feature.CALL_FORWARDING, {SWITCH: False}) == [
        (USER, f"<user>{forward_all('')}</user>".replace("<destination></destination>", "<destination />"))
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({SWITCH: True, NUMBER: ""}, "needs a number"),
        ({SWITCH: False, NUMBER: "9"}, "keeps a number only while"),
        ({("call_forwarding", "busy", "enabled"): True}, "this program cannot change it"),
        ({("business_continuity", "enabled"): True}, "not available through UCM"),
    ],
)
async def test_what_ucm_cannot_keep_is_refused_before_it_is_sent(values: dict[FieldPath, Value], words: str) -> None:
    ucm = Ucm(user(forward_all("5551")))
    with pytest.raises(RejectedError, match=words):
        await ucm.writes(Feature.CALL_FORWARDING, values)
    assert not ucm.puts


async def test_do_not_disturb_is_read_and_written_alone() -> None:
    ucm = Ucm(user(forward_all("1"), "true"))
    assert (await ucm.backend.read(Feature.DO_NOT_DISTURB)).value(("enabled",)) is True
    assert await ucm.writes(Feature.DO_NOT_DISTURB, {("enabled",): False}) == [
        (USER, "<user><enableDoNotDisturb>false</enableDoNotDisturb></user>")
    ]


async def test_unsupported_fields_are_dropped_when_off() -> None:
    assert await Ucm(user("")).writes(Feature.DO_NOT_DISTURB, {("ring_splash_enabled",): False}) == []


@pytest.mark.parametrize("feature", [Feature.VOICEMAIL, Feature.CALL_WAITING])
async def test_every_other_feature_is_not_offered_and_not_asked_for(feature: Feature) -> None:
    ucm = Ucm(user(""))
    with pytest.raises(UnsupportedError, match="not available through UCM"):
        await ucm.backend.read(feature)
    with pytest.raises(UnsupportedError, match="not available through UCM"):
        await ucm.backend.write(feature, feature.model().with_value(("enabled",), True), [("enabled",)])
    assert not ucm.requests


async def test_forward_always_needs_no_number_here() -> None:
    client = CallSettingsClient(Ucm(user(forward_all("5551", "true"))).backend)
    answer = await client.get_call_forward_always_setting()
    assert answer.model_dump(by_alias=True)["data"] == {"callSetting": {"enabled": True, "destination": "VOICEMAIL"}}


async def test_an_unsafe_answer_is_one_error() -> None:
    with pytest.raises(InvalidResponseError):
        await Ucm(BILLION_LAUGHS.decode()).backend.read(Feature.DO_NOT_DISTURB)


async def test_the_providers_words_reach_the_person() -> None:
    ucm = Ucm(user(forward_all("5551")))
    ucm.add_error("PUT", USER, 409, b"<errors><error><message>Not on this cluster.</message></error></errors>")
    with pytest.raises(RejectedError) as caught:
        await ucm.writes(Feature.DO_NOT_DISTURB, {("enabled",): True})
    assert "Not on this cluster." in caught.value.details


async def test_an_account_on_premises_opens_and_knows_its_owner() -> None:
    account = Account("a", "ucm", base_url="https://cucm.example.com:8443/cucm-uds/", user="jane", mode="onprem")
    backend = open_backend(account, None)
    assert isinstance(backend, OnPremBackend)
    await backend.close()
    owner = await Ucm(
        user("<primaryExtension><directoryNumber>8001</directoryNumber></primaryExtension>")
    ).backend.owner()
    assert owner.line == "8001"


PAGE = b"<!DOCTYPE html><html><body>Sign in</body></html>"


async def test_a_web_page_in_place_of_xml_is_reported_as_one() -> None:
    ucm = Ucm(PAGE.decode())
    with pytest.raises(InvalidResponseError, match="web page"):
        await ucm.backend.read(Feature.DO_NOT_DISTURB)
    changing = Ucm(user(forward_all("5551")))
    changing.answers["PUT", USER] = (200, PAGE)
    with pytest.raises(OutcomeUnknownError, match="web page"):
        await changing.writes(Feature.DO_NOT_DISTURB, {("enabled",): True})


async def test_devices_are_read_at_the_same_time() -> None:
    identifiers = ("d1", "d2", "d3")
    ucm = Ucm(user("", "true"))
    listed = "".join(f"<device><id>{identifier}</id></device>" for identifier in identifiers)
    ucm.add_document(f"{USER}/devices", f"<devices>{listed}</devices>")
    settings = "<doNotDisturbSettings><enable>true</enable></doNotDisturbSettings>"
    for identifier in identifiers:
        ucm.add_document(f"{USER}/device/{identifier}", f"<device><name>{identifier}</name>{settings}</device>")
    under_way = 0
    is_full = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal under_way
        if "/device/" in request.url.path:
            under_way += 1
            if under_way == len(identifiers):
                is_full.set()
            # None is answered before all have been requested: they do not wait for each other.
            await is_full.wait()
        response = ucm._answer(request)
        response.request = request
        return response

    credentials = FixedCredentials(basic_header("jane", "secret"))
    transport = httpx.MockTransport(answer)
    backend = OnPremBackend(HttpClient("UCM", "https://server.test/cucm-uds", credentials, transport=transport), "jane")
    setting = await asyncio.wait_for(backend.read(Feature.DO_NOT_DISTURB), 10)
    assert setting.value(("devices",)) == "d1: ON; d2: ON; d3: ON"
    await backend.close()
