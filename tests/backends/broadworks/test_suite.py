"""The suite of every backend, over the BroadWorks simulator on a real socket."""

from collections.abc import AsyncIterator, Collection, Iterator

import pytest

from tests.backends.fake_xml_server import basic_header
from tests.backends.suite import BackendHarness, BackendSuite
from tests.fakes.credentials import FixedCredentials
from tui_callsettings.backends.base import Backend
from tui_callsettings.backends.broadworks.client import open_backend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import (
    InvalidResponseError,
    NotAllowedError,
    NotSignedInError,
    PartialWriteError,
    RejectedError,
)
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import Access, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.markup import STYLES
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.state.save import SaveStatus, save
from tui_callsettings.text import clean_text


def open_simulated(simulator: Simulator, user: str = "", header: str = "") -> Backend:
    known = simulator.credentials
    account = Account("work", "broadworks", base_url=simulator.url, user=user or known["user"])
    return open_backend(account, FixedCredentials(header or basic_header(known["user"], known["password"])))


class BroadWorksSuite(BackendSuite):
    unassigned = ""
    style = ""
    uris = "path"

    @pytest.fixture
    async def harness(self) -> AsyncIterator[BackendHarness]:
        with serving("broadworks", unassigned=self.unassigned, style=self.style, uris=self.uris) as simulator:
            backend = open_simulated(simulator)
            client = CallSettingsClient(backend)
            for feature in Feature:
                # As the editor does: what the user lacks is known from the first read on.
                await client.read(feature)
            yield BackendHarness(backend, simulator.state)
            await backend.close()


class TestAllServices(BroadWorksSuite):
    pass


class TestSomeServices(BroadWorksSuite):
    unassigned = "CallForwardingNotReachable,CallWaiting"


class TestForwardingOnly(BroadWorksSuite):
    unassigned = "DoNotDisturb,CallWaiting,VoiceMessaging"


class TestServicesWithoutAddresses(BroadWorksSuite):
    uris = "nil"


class TestServicesWithQueries(BroadWorksSuite):
    uris = "query"


class TestEveryStyleOfXml(BroadWorksSuite):
    style = ",".join(STYLES)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with serving("broadworks") as simulator:
        yield simulator


@pytest.fixture
async def backend(simulator: Simulator) -> AsyncIterator[Backend]:
    backend = open_simulated(simulator)
    yield backend
    await backend.close()


CHANGES: list[tuple[Feature, dict[FieldPath, Value], str, dict[str, str]]] = [
    (
        Feature.VOICEMAIL,
        {("send_busy_calls", "greeting"): "CUSTOM", ("send_unanswered_calls", "greeting"): "ALTERNATE01"},
        "VoiceMessaging/Greetings",
        {"busyAnnouncementSelection": "Personal", "noAnswerAnnouncementSelection": "Alternate01"},
    ),
    (Feature.VOICEMAIL, {("fax_message", "enabled"): True}, "FaxMessaging", {"active": "true"}),
    (Feature.DO_NOT_DISTURB, {("enabled",): True}, "DoNotDisturb", {"active": "true"}),
    (
        Feature.CALL_FORWARDING,
        {("call_forwarding", "busy", "enabled"): True, ("call_forwarding", "busy", "destination"): "2055550177"},
        "CallForwardingBusy",
        {"active": "true", "forwardToPhoneNumber": "2055550177"},
    ),
    (
        Feature.VOICEMAIL,
        {("send_unanswered_calls", "number_of_rings"): 7},
        "VoiceMessaging/Greetings",
        {"noAnswerNumberOfRings": "7"},
    ),
    (Feature.CALL_WAITING, {("enabled",): False}, "CallWaiting", {"active": "false"}),
]


@pytest.mark.parametrize(("feature", "values", "document", "elements"), CHANGES)
async def test_only_the_changed_elements_are_stored(
    simulator: Simulator,
    backend: Backend,
    feature: Feature,
    values: dict[FieldPath, Value],
    document: str,
    elements: dict[str, str],
) -> None:
    before = await backend.read(feature)
    expected = simulator.state()
    expected[document] |= elements
    await backend.write(feature, before.with_values(values), list(values))
    assert simulator.state() == expected


async def test_a_mail_address_with_markup_in_it_is_stored_as_typed(simulator: Simulator, backend: Backend) -> None:
    path = ("notifications", "destination")
    typed = "a&b<c>\"d'+e@example.com"
    before = await backend.read(Feature.VOICEMAIL)
    await backend.write(Feature.VOICEMAIL, before.with_value(path, typed), [path])
    assert simulator.state()["VoiceMessaging"]["voiceMessageNotifyEmailAddress"] == typed
    assert (await backend.read(Feature.VOICEMAIL)).value(path) == typed


@pytest.mark.parametrize("kind", ["Bearer", "BroadWorksSSO"])
async def test_a_token_signs_in_too(simulator: Simulator, kind: str) -> None:
    known = simulator.credentials
    token = known["token"] if kind == "Bearer" else known["sso_token"]
    backend = open_simulated(simulator, known["user_uuid"], f"{kind} {token}")
    assert (await backend.owner()).name == "Zoë Lindström"
    await backend.close()


async def test_a_wrong_password_and_a_stranger_raise_different_errors(simulator: Simulator) -> None:
    known = simulator.credentials
    for user, header, kind in (
        (known["user"], basic_header(known["user"], "guessed"), NotSignedInError),
        ("bob@example.com", "", NotAllowedError),
    ):
        backend = open_simulated(simulator, user, header)
        with pytest.raises(kind) as caught:
            await backend.read(Feature.CALL_WAITING)
        assert "guessed" not in caught.value.details
        await backend.close()


async def test_an_xml_bomb_is_one_error_on_one_feature(simulator: Simulator, backend: Backend) -> None:
    simulator.set_fault("xml-bomb", path="*/CallWaiting")
    client = CallSettingsClient(backend)
    answers = {feature: await client.read(feature) for feature in Feature}
    assert isinstance(answers.pop(Feature.CALL_WAITING).failure, InvalidResponseError)
    assert all(answer.is_success for answer in answers.values())


async def test_a_redirect_to_another_host_is_refused_by_name(simulator: Simulator, backend: Backend) -> None:
    with serving("broadworks") as other:
        simulator.set_fault("redirect", to=f"{other.url}/elsewhere")
        with pytest.raises(InvalidResponseError, match="not followed"):
            await backend.read(Feature.CALL_WAITING)
        assert not other.log


async def test_the_servers_session_is_kept_and_stays_with_its_account(simulator: Simulator, backend: Backend) -> None:
    for _ in range(2):
        await backend.owner()
    stranger = open_simulated(simulator)
    await stranger.owner()
    await stranger.close()
    cookies = ["cookie" in {name.lower() for name in entry.headers} for entry in simulator.log]
    assert cookies == [False, True, False]


async def test_a_half_stored_change_is_reported_although_reading_again_fails(
    simulator: Simulator, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    always, busy = ("call_forwarding", "always", "destination"), ("call_forwarding", "busy", "destination")
    before = await backend.read(Feature.CALL_FORWARDING)
    simulator.set_fault("400", path="*/CallForwardingBusy", method="PUT")
    write = backend.write

    async def write_and_lose_sight(feature: Feature, target: Setting, changed: Collection[FieldPath]) -> None:
        try:
            await write(feature, target, changed)
        finally:
            simulator.set_fault("403", method="GET")

    monkeypatch.setattr(backend, "write", write_and_lose_sight)
    target = before.with_values({always: "2055550181", busy: "2055550182"})
    result = await save(CallSettingsClient(backend), Feature.CALL_FORWARDING, before, target)
    assert result.status is SaveStatus.PARTIAL
    assert isinstance(result.failure, PartialWriteError)
    assert result.failure.written == {always}
    assert result.failure.unwritten == {busy}
    assert [change.path for change in result.written] == [always]
    assert simulator.state()["CallForwardingAlways"]["forwardToPhoneNumber"] == "2055550181"
    assert simulator.state()["CallForwardingBusy"]["forwardToPhoneNumber"] is None


async def test_hostile_text_is_cleaned_before_anybody_sees_it(simulator: Simulator, backend: Backend) -> None:
    simulator.change("/services/CallForwardingBusy", {"forwardToPhoneNumber": "2055550181"})
    simulator.set_fault("hostile-text")
    number = (await backend.read(Feature.CALL_FORWARDING)).value(("call_forwarding", "busy", "destination"))
    owner = await backend.owner()
    for text in (number, owner.name, owner.extension):
        assert isinstance(text, str)
        assert text == clean_text(text)
    assert "2055550181" in str(number)


async def test_fax_numbers_are_read_and_cannot_be_written(backend: Backend) -> None:
    path = ("fax_message", "phone_number")
    setting = await backend.read(Feature.VOICEMAIL)
    assert setting.value(path) == "2055550143"
    assert backend.capabilities.support(Feature.VOICEMAIL, path) == Support(
        Access.READ_ONLY, "set by your administrator"
    )
    with pytest.raises(RejectedError, match="set by your administrator"):
        await backend.write(Feature.VOICEMAIL, setting.with_value(path, "2055550199"), [path])


async def test_rules_that_act_before_the_settings_are_read(simulator: Simulator, backend: Backend) -> None:
    states = {rule.name: rule.is_on for rule in await backend.read_other_rules()}
    assert states == {
        "selective_rejection": False,
        "anonymous_call_rejection": False,
        "selective_forwarding": False,
        "simultaneous_ring": False,
    }
    simulator.change("/services/CallForwardingSelective", {"active": True})
    simulator.change("/services", {"SequentialRing": True, "AnonymousCallRejection": False})
    states = {rule.name: rule.is_on for rule in await backend.read_other_rules()}
    assert states == {
        "selective_rejection": False,
        "selective_forwarding": True,
        "simultaneous_ring": False,
        "sequential_ring": False,
    }
