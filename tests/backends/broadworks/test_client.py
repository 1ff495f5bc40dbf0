"""BroadWorks: services that are missing, writes in parts, and errors. The network is replaced."""

import asyncio
from functools import partial

import httpx
import pytest

from tests.backends.broadworks.platform import ALWAYS, BUSY, GREETINGS, NAMES, USER, XSI, Platform, place
from tests.backends.fake_xml_server import BILLION_LAUGHS
from tests.fakes.credentials import FixedCredentials
from tui_callsettings.backends.broadworks.client import (
    MAX_CONNECTIONS,
    BroadWorksBackend,
    actions_url,
    open_backend,
)
from tui_callsettings.backends.shared_request import catch_error
from tui_callsettings.backends.transport import HttpClient
from tui_callsettings.errors import (
    ConfigurationError,
    InvalidResponseError,
    NotFoundError,
    NotSignedInError,
    RejectedError,
    UnreachableError,
    UnsupportedError,
)
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.validation import find_problems


async def test_a_feature_is_read_from_all_its_documents() -> None:
    platform = Platform()
    voicemail = await platform.backend.read(Feature.VOICEMAIL)
    assert voicemail.value(("enabled",)) is True
    assert voicemail.value(("send_unanswered_calls", "number_of_rings")) == 4
    forwarding = await platform.backend.read(Feature.CALL_FORWARDING)
    assert forwarding.value(("business_continuity", "enabled")) is True


async def test_a_missing_service_takes_its_group_away_and_not_the_feature() -> None:
    platform = Platform([name for name in NAMES if name != "CallForwardingNotReachable"])
    setting = await platform.backend.read(Feature.CALL_FORWARDING)
    assert setting.value((*BUSY, "enabled")) is True
    assert platform.reason(Feature.CALL_FORWARDING, "business_continuity", "destination") == "not assigned to you"
    assert platform.backend.capabilities.support(Feature.CALL_FORWARDING, (*BUSY, "destination")).is_writable
    changed = ("business_continuity", "enabled")
    with pytest.raises(RejectedError, match="not assigned to you"):
        await platform.backend.write(Feature.CALL_FORWARDING, setting.with_value(changed, True), [changed])
    assert not platform.puts


async def test_what_the_account_can_do_is_replaced_whole_as_another_thread_may_be_looking_at_it() -> None:
    platform = Platform([name for name in NAMES if name != "CallWaiting"])
    before = platform.backend.capabilities
    await platform.backend.read(Feature.DO_NOT_DISTURB)
    with pytest.raises(UnsupportedError):
        await platform.backend.read(Feature.CALL_WAITING)
    after = platform.backend.capabilities
    assert after is platform.backend.capabilities
    assert before.support(Feature.CALL_WAITING).is_offered
    assert not after.support(Feature.CALL_WAITING).is_offered


@pytest.mark.parametrize("feature", Feature)
async def test_a_feature_without_its_services_is_not_assigned(feature: Feature) -> None:
    platform = Platform([])
    with pytest.raises(UnsupportedError, match="not assigned to you"):
        await platform.backend.read(feature)
    assert not platform.backend.capabilities.support(feature).is_offered


async def test_a_service_that_comes_back_is_offered_again() -> None:
    platform = Platform(["DoNotDisturb"])
    with pytest.raises(UnsupportedError):
        await platform.backend.read(Feature.CALL_WAITING)
    platform.add_document(place("CallWaiting"), f"<CallWaiting {XSI}><active>true</active></CallWaiting>")
    assert (await platform.backend.read(Feature.CALL_WAITING)).value(("enabled",)) is True
    assert platform.backend.capabilities.support(Feature.CALL_WAITING).is_writable


@pytest.mark.parametrize(
    "listed",
    [
        "",
        "<service><name>Voice Messaging User</name></service>",
        '<service><name>Voice Messaging User</name><uri xsi:nil="true"/></service>',
        "<service><name>Mail</name><uri>/services/VoiceMessaging?format=xml</uri></service>",
    ],
)
async def test_a_service_that_answers_is_there_whatever_the_list_gives_as_its_address(listed: str) -> None:
    platform = Platform()
    platform.add_document(f"{USER}/services", f"<Services {XSI}>{listed}</Services>")
    assert (await platform.backend.read(Feature.VOICEMAIL)).value(("enabled",)) is True
    assert platform.backend.capabilities.support(Feature.VOICEMAIL, ("enabled",)).is_writable


async def test_a_listed_service_whose_document_fails_is_not_missing() -> None:
    platform = Platform()
    platform.add_error("GET", place("CallWaiting"), 500)
    with pytest.raises(UnreachableError):
        await platform.backend.read(Feature.CALL_WAITING)
    platform.assigns([])
    with pytest.raises(UnsupportedError, match="not assigned to you"):
        await platform.backend.read(Feature.CALL_WAITING)


async def test_voicemail_without_greetings_has_no_ring_count_and_no_greeting_choice() -> None:
    platform = Platform()
    platform.add_error("GET", GREETINGS, 404)
    assert (await platform.backend.read(Feature.VOICEMAIL)).value(("enabled",)) is True
    for path in (("send_unanswered_calls", "number_of_rings"), ("send_busy_calls", "greeting")):
        assert platform.reason(Feature.VOICEMAIL, *path) == "not provided by this server"


async def test_one_odd_value_leaves_the_rest_of_the_feature() -> None:
    platform = Platform()
    platform.add_document(
        place("CallForwardingBusy"), f"<CallForwardingBusy {XSI}><active>perhaps</active></CallForwardingBusy>"
    )
    setting = await platform.backend.read(Feature.CALL_FORWARDING)
    assert setting.unreadable == {(*BUSY, "enabled"): "perhaps"}
    assert setting.value((*ALWAYS, "enabled")) is True


async def test_other_rules_are_read_and_quietly_left_out_where_they_are_not_shown() -> None:
    platform = Platform()
    services = ("CallForwardingSelective", "AnonymousCallRejection", "SequentialRing", "RemoteOffice")
    platform.assigns(services)
    selective, anonymous, sequential, remote = (place(name) for name in services)
    platform.add_document(selective, f"<CallForwardingSelective {XSI}><active>true</active></CallForwardingSelective>")
    platform.add_document(anonymous, f"<AnonymousCallRejection {XSI}></AnonymousCallRejection>")
    platform.add_error("GET", sequential, 403)
    platform.add_error("GET", remote, 500)
    assert await platform.backend.read_other_rules() == (
        OtherRule("anonymous_call_rejection", "Anonymous call rejection", is_on=False),
        OtherRule("selective_forwarding", "Selective forwarding", is_on=True),
        OtherRule("remote_office", "Remote office", is_on=None),
    )


async def test_other_rules_are_looked_for_one_by_one_without_the_list() -> None:
    platform = Platform()
    platform.add_error("GET", f"{USER}/services", 403)
    platform.add_document(place("SequentialRing"), f"<SequentialRing {XSI}><active>true</active></SequentialRing>")
    assert [rule.name for rule in await platform.backend.read_other_rules()] == ["sequential_ring"]


async def test_without_the_list_of_services_not_found_means_not_assigned_if_others_are_found() -> None:
    platform = Platform()
    platform.add_error("GET", f"{USER}/services", 403)
    platform.add_error("GET", place("CallForwardingBusy"), 404)
    assert (await platform.backend.read(Feature.CALL_FORWARDING)).value((*ALWAYS, "enabled")) is True
    assert platform.reason(Feature.CALL_FORWARDING, *BUSY, "enabled") == "not assigned to you"


async def test_an_unknown_user_is_not_found() -> None:
    platform = Platform()
    platform.answers.clear()
    with pytest.raises(NotFoundError):
        await platform.backend.read(Feature.CALL_FORWARDING)
    assert platform.backend.capabilities.support(Feature.CALL_FORWARDING).is_offered


async def test_unsupported_fields_give_their_reason() -> None:
    support = Platform().backend.capabilities.support
    for feature, path in (
        (Feature.DO_NOT_DISTURB, ("webex_go_override_enabled",)),
        (Feature.CALL_FORWARDING, (*ALWAYS, "destination_voicemail_enabled")),
        (Feature.VOICEMAIL, ("voice_message_forwarding_enabled",)),
    ):
        assert support(feature, path).reason == "not offered by BroadWorks"


@pytest.mark.parametrize(("rings", "is_fine"), [(0, True), (1, False), (2, True), (20, True), (21, False)])
async def test_rings_are_none_or_2_to_20(rings: int, is_fine: bool) -> None:
    path = ("call_forwarding", "no_answer", "number_of_rings")
    setting = Feature.CALL_FORWARDING.model().with_value(path, rings)
    found = find_problems(Feature.CALL_FORWARDING, setting, Platform().backend.capabilities.value_limits, Owner())
    assert (not found) is is_fine


async def test_a_billion_laughs_is_one_error_on_one_feature() -> None:
    platform = Platform()
    platform.add_document(place("CallWaiting"), BILLION_LAUGHS)
    with pytest.raises(InvalidResponseError):
        await platform.backend.read(Feature.CALL_WAITING)
    for feature in (Feature.DO_NOT_DISTURB, Feature.CALL_FORWARDING, Feature.VOICEMAIL):
        assert (await platform.backend.read(feature)).model_fields_set


async def test_a_rejected_sign_in_raises_not_signed_in() -> None:
    platform = Platform()
    for key in platform.answers:
        platform.add_error(*key, 401, b"<html>")
    with pytest.raises(NotSignedInError):
        await platform.backend.read(Feature.VOICEMAIL)


async def test_the_owner_is_the_profile() -> None:
    platform = Platform()
    platform.add_document(f"{USER}/profile", f"<Profile {XSI}><details><extension>42</extension></details></Profile>")
    assert (await platform.backend.owner()).extension == "42"


async def test_all_features_together_keep_within_six_connections() -> None:
    platform = Platform()
    under_way = most = 0
    is_full = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if under_way == MAX_CONNECTIONS:
            is_full.set()
        # Nobody is answered before all connections are in use: the reads do not wait for each other.
        await is_full.wait()
        under_way -= 1
        response = platform._answer(request)
        response.request = request
        return response

    http = HttpClient(
        "BroadWorks", "https://server.test" + platform.prefix, FixedCredentials(), transport=httpx.MockTransport(answer)
    )
    backend = BroadWorksBackend(http, "jane@example.com")
    platform.answers.pop(("GET", place("CallWaiting")))
    platform.answers.pop(("GET", place("DoNotDisturb")))
    await asyncio.gather(*(catch_error(partial(backend.read, feature)) for feature in Feature))
    await backend.close()
    assert most == MAX_CONNECTIONS
    assert [path for _, path, _ in platform.requests].count(f"{USER}/services") == 1


async def test_a_read_that_is_given_up_does_not_take_the_services_from_the_others() -> None:
    platform = Platform()
    gate = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        await gate.wait()
        return platform._answer(request)

    http = HttpClient(
        "BroadWorks", "https://server.test" + platform.prefix, FixedCredentials(), transport=httpx.MockTransport(answer)
    )
    backend = BroadWorksBackend(http, "jane@example.com")
    given_up = asyncio.create_task(backend.read(Feature.CALL_WAITING))
    kept = asyncio.create_task(backend.read(Feature.DO_NOT_DISTURB))
    await asyncio.sleep(0)
    given_up.cancel()
    gate.set()
    assert (await kept).value(("enabled",)) is True
    await backend.close()


@pytest.mark.parametrize(
    "address",
    [
        "https://xsp.example.com",
        "https://xsp.example.com/",
        "https://xsp.example.com/com.broadsoft.xsi-actions",
        "https://xsp.example.com/com.broadsoft.xsi-actions/v2.0/",
    ],
)
def test_the_address_may_name_the_interface_already(address: str) -> None:
    assert actions_url(address) == "https://xsp.example.com/com.broadsoft.xsi-actions"


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (Account("a", "broadworks", user="jane@example.com"), "add base_url"),
        (Account("a", "broadworks", base_url="https://xsp.example.com"), "add user"),
        (
            Account("a", "broadworks", base_url="http://xsp.example.com", user="jane@example.com"),
            "unprotected: use .https",
        ),
    ],
)
def test_an_account_that_cannot_work_is_refused(account: Account, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        open_backend(account, None)


async def test_an_opened_account_asks_nothing_yet_and_needs_a_sign_in() -> None:
    backend = open_backend(Account("a", "broadworks", base_url="http://127.0.0.1:9", user="jane@example.com"), None)
    with pytest.raises(NotSignedInError):
        await backend.read(Feature.CALL_WAITING)
    await backend.close()


async def test_a_web_page_in_place_of_xml_is_reported_as_one() -> None:
    platform = Platform()
    platform.add_document(place("CallWaiting"), "<html><body>Sign in</body></html>")
    with pytest.raises(InvalidResponseError, match="web page"):
        await platform.backend.read(Feature.CALL_WAITING)
