"""The suite of every backend, over the UCM simulator on a real socket: on premises by each line, and in the cloud."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.backends.fake_xml_server import basic_header
from tests.backends.suite import BackendHarness, BackendSuite
from tests.fakes.credentials import FixedCredentials
from tui_callsettings.backends.base import Backend
from tui_callsettings.backends.ucm.client import open_backend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import InvalidResponseError, NotSignedInError, RejectedError
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import Access, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.markup import STYLES
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.state.save import SaveStatus, save
from tui_callsettings.text import clean_text

SWITCH: FieldPath = ("call_forwarding", "always", "enabled")
NUMBER: FieldPath = ("call_forwarding", "always", "destination")
_TOGETHER = "on UCM forwarding is on where there is a number, so the two change together"


def on_premises(simulator: Simulator, line: str = "", password: str = "") -> Backend:
    known = simulator.credentials
    account = Account("desk", "ucm", base_url=known["url"], user=known["user"], mode="onprem", line=line)
    return open_backend(account, FixedCredentials(basic_header(known["user"], password or known["password"])))


class OnPremisesSuite(BackendSuite):
    line = ""
    style = ""

    @pytest.fixture
    async def harness(self) -> AsyncIterator[BackendHarness]:
        with serving("ucm", style=self.style) as simulator:
            backend = on_premises(simulator, self.line)
            skipped = {Feature.CALL_FORWARDING.key(path): _TOGETHER for path in (SWITCH, NUMBER)}
            yield BackendHarness(backend, simulator.state, skipped)
            await backend.close()


class TestPrimaryExtension(OnPremisesSuite):
    pass


class TestOtherExtension(OnPremisesSuite):
    line = "8003"


class TestEveryStyleOfXml(OnPremisesSuite):
    line = "8001"
    style = ",".join(STYLES)


class TestCloud(BackendSuite):
    @pytest.fixture
    async def harness(self) -> AsyncIterator[BackendHarness]:
        with serving("ucm") as simulator:
            known = simulator.credentials
            account = Account("cloud", "ucm", base_url=known["cloud_url"], mode="cloud")
            backend = open_backend(account, FixedCredentials(f"Bearer {known['token']}"))
            yield BackendHarness(backend, simulator.state)
            await backend.close()

    async def test_forward_always_is_read_by_line(self, harness: BackendHarness) -> None:
        client = CallSettingsClient(harness.backend)
        answers = [
            (await client.get_call_forward_always_setting(number)).model_dump(by_alias=True)["data"]
            for number in ("8001", "8003", "800")
        ]
        assert answers[:2] == [
            {"callSetting": {"enabled": True, "destination": "8002"}},
            {"callSetting": {"enabled": True, "destination": "VOICEMAIL"}},
        ]
        assert "8001, 8003" in answers[2]["error"]
        assert (await client.owner()).line == "8001"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with serving("ucm") as simulator:
        yield simulator


@pytest.mark.parametrize(("line", "position"), [("", 0), ("8001", 0), ("8003", 1)])
async def test_only_the_chosen_line_is_forwarded(simulator: Simulator, line: str, position: int) -> None:
    backend = on_premises(simulator, line)
    expected = simulator.state()
    forwarding = expected["extensions"][position]["callForwardAllDestination"]
    before = await backend.read(Feature.CALL_FORWARDING)
    await backend.write(
        Feature.CALL_FORWARDING, before.with_values({SWITCH: True, NUMBER: "+1 205 555 0177"}), [SWITCH, NUMBER]
    )
    forwarding["sendToCustomDestination"] = "+12055550177"
    assert simulator.state() == expected
    on = await backend.read(Feature.CALL_FORWARDING)
    await backend.write(Feature.CALL_FORWARDING, on.with_value(NUMBER, "voicemail"), [NUMBER])
    forwarding["sendToVoiceMailPilotNumber"] = "true"
    assert simulator.state() == expected
    assert (await backend.read(Feature.CALL_FORWARDING)).value(NUMBER) == "VOICEMAIL"
    await backend.write(Feature.CALL_FORWARDING, on.with_value(SWITCH, False), [SWITCH])
    forwarding |= {"sendToVoiceMailPilotNumber": "false", "sendToCustomDestination": ""}
    assert simulator.state() == expected
    await backend.close()


async def test_do_not_disturb_is_stored_alone(simulator: Simulator) -> None:
    backend = on_premises(simulator)
    expected = simulator.state()
    before = await backend.read(Feature.DO_NOT_DISTURB)
    await backend.write(Feature.DO_NOT_DISTURB, before.with_value(("enabled",), True), [("enabled",)])
    for device in expected["devices"]:
        device["enableDoNotDisturb"] = "true"
    assert simulator.state() == expected
    await backend.close()


async def test_lines_and_owner_are_read(simulator: Simulator) -> None:
    backend = on_premises(simulator)
    assert await backend.lines() == ("8001", "8003")
    owner = await backend.owner()
    assert (owner.name, owner.numbers, owner.line) == ("Zoë Lindström", ("+12055550142",), "8001")
    await backend.close()


async def test_a_wrong_password_and_a_bomb_are_errors(simulator: Simulator) -> None:
    backend = on_premises(simulator, password="guessed")
    with pytest.raises(NotSignedInError):
        await backend.read(Feature.DO_NOT_DISTURB)
    await backend.close()
    simulator.set_fault("xml-bomb")
    backend = on_premises(simulator)
    with pytest.raises(InvalidResponseError):
        await backend.read(Feature.DO_NOT_DISTURB)
    await backend.close()


DESK = "/cucm-uds/user/zlind/device/2a610c78-6754-4c56-bd4d-5a8d972c7a43"
LINE = f"{DESK}/extension/9a1f4c20-5d7e-4b3a-8f61-2c0d9e8b7a10"


async def test_turning_off_what_is_on_at_one_device_only_is_sent(simulator: Simulator) -> None:
    backend = on_premises(simulator)
    client = CallSettingsClient(backend)
    simulator.change(DESK, {"enable": True, "option": "1"})
    shown = await backend.read(Feature.DO_NOT_DISTURB)
    assert shown.value(("enabled",)) is None
    assert shown.value(("applies_to_all_devices",)) is False
    assert shown.value(("devices",)) == "Desk & window: ON (call reject); Laptop: OFF (ringer off)"
    result = await save(client, Feature.DO_NOT_DISTURB, shown, shown.with_value(("enabled",), False))
    assert result.status is SaveStatus.SAVED
    assert result.side_effects == ()
    assert {device["enableDoNotDisturb"] for device in simulator.state()["devices"]} == {"false"}
    after = await backend.read(Feature.DO_NOT_DISTURB)
    assert (after.value(("enabled",)), after.value(("applies_to_all_devices",))) == (False, True)
    await backend.close()


async def test_devices_that_cannot_be_read_leave_do_not_disturb_readable(simulator: Simulator) -> None:
    backend = on_premises(simulator)
    simulator.set_fault("403", path="*/device*")
    shown = await backend.read(Feature.DO_NOT_DISTURB)
    assert shown.value(("enabled",)) is False
    assert shown.value(("incoming_call_option",)) is None
    simulator.change("/cucm-uds/user/zlind/device/5ebe75fb-43ac-4458-9539-bc57806a4d19", {"enable": True})
    assert (await backend.read(Feature.DO_NOT_DISTURB)).value(("enabled",)) is None
    await backend.close()


@pytest.mark.parametrize("line", ["", "8001"])
async def test_busy_and_unanswered_calls_are_shown_and_cannot_be_changed(simulator: Simulator, line: str) -> None:
    inside = {"sendToVoiceMailPilotNumber": False, "sendToCustomDestination": "8009"}
    simulator.change(LINE, {"forwardBusyInternalCallDestination": inside})
    backend = on_premises(simulator, line)
    shown = await backend.read(Feature.CALL_FORWARDING)
    busy, no_answer = ("call_forwarding", "busy"), ("call_forwarding", "no_answer")
    assert [shown.value((*busy, name)) for name in ("enabled", "destination", "internal_destination")] == [
        True,
        "VOICEMAIL",
        "8009",
    ]
    assert shown.value((*no_answer, "destination")) == "VOICEMAIL"
    support = backend.capabilities.support(Feature.CALL_FORWARDING, (*busy, "destination"))
    assert support == Support(Access.READ_ONLY, "this program cannot change it; use UCM's Self Care Portal")
    with pytest.raises(RejectedError, match="this program cannot change it"):
        await backend.write(
            Feature.CALL_FORWARDING, shown.with_value((*busy, "destination"), "8002"), [(*busy, "destination")]
        )
    await backend.close()


async def test_forwarding_that_is_not_shown_is_not_reported(simulator: Simulator) -> None:
    backend = on_premises(simulator)
    simulator.set_fault("404", path="*/extension/*")
    shown = await backend.read(Feature.CALL_FORWARDING)
    assert shown.value(SWITCH) is False
    assert shown.value(("call_forwarding", "busy", "enabled")) is None
    await backend.close()


async def test_lines_that_differ_are_reported_as_such(simulator: Simulator) -> None:
    backend = on_premises(simulator)
    path = ("call_forwarding", "always", "applies_to_all_lines")
    assert (await backend.read(Feature.CALL_FORWARDING)).value(path) is True
    simulator.change(LINE, {"sendToCustomDestination": "8002"})
    assert (await backend.read(Feature.CALL_FORWARDING)).value(path) is False
    await backend.close()


async def test_the_cloud_may_send_flags_as_text_and_numbers_as_numbers(simulator: Simulator) -> None:
    known = simulator.credentials
    account = Account("cloud", "ucm", base_url=known["cloud_url"], mode="cloud")
    backend = open_backend(account, FixedCredentials(f"Bearer {known['token']}"))
    path = f"/v1/uc/config/people/{known['person_uuid']}/features/callforwarding"
    simulator.change(path, {"destination": 8009, "destinationVoicemailEnabled": "false"})
    shown = await backend.read(Feature.CALL_FORWARDING)
    assert (shown.value(SWITCH), shown.value(NUMBER)) == (True, "8009")
    simulator.change(path, {"destinationVoicemailEnabled": "true"})
    assert (await backend.read(Feature.CALL_FORWARDING)).value(NUMBER) == "VOICEMAIL"
    simulator.change(path, {"destination": "", "destinationVoicemailEnabled": "perhaps"})
    odd = await backend.read(Feature.CALL_FORWARDING)
    assert odd.value(SWITCH) is None
    assert SWITCH in odd.unreadable
    await backend.close()


async def test_hostile_text_is_cleaned_before_anybody_sees_it(simulator: Simulator) -> None:
    simulator.change(LINE, {"sendToCustomDestination": "8002"})
    simulator.set_fault("hostile-text")
    backend = on_premises(simulator)
    owner = await backend.owner()
    assert "Lindström" in owner.name
    for text in (owner.name, owner.identity, owner.line):
        assert text == clean_text(text)
    await backend.close()
