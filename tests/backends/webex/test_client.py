import logging
from pathlib import Path

import httpx
import pytest

from tui_callsettings.backends.registry import open_backend as open_any
from tui_callsettings.backends.webex.client import WebexBackend, open_backend
from tui_callsettings.backends.webex.person_directory import is_trusted_endpoint
from tui_callsettings.backends.webex_id import decode_webex_id
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import (
    ConfigurationError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    RejectedError,
    UnsupportedError,
)
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

from .accounts import PEOPLE_SCOPES, TELEPHONY_SCOPES, XSI_SCOPE, Token, open_webex_backend
from .recordings import wav

ENABLED = ("enabled",)
RINGS = ("send_unanswered_calls", "number_of_rings")


def requests(simulator: Simulator) -> list[str]:
    return [f"{entry.method} {entry.path}" for entry in simulator.log]


async def test_one_s_own_settings_take_one_request_each(simulator: Simulator, backend: WebexBackend) -> None:
    for feature in Feature:
        await backend.read(feature)
    assert requests(simulator) == [f"GET /v1/telephony/config/people/me/settings/{f.wire_name}" for f in Feature]


async def test_a_refused_family_is_left_for_the_other_and_not_tried_again() -> None:
    with serving("webex", scopes=PEOPLE_SCOPES) as simulator:
        features = f"/v1/people/{simulator.credentials['person_id']}/features"
        async with open_webex_backend(simulator) as backend:
            setting = await backend.read(Feature.VOICEMAIL)
            await backend.write(Feature.VOICEMAIL, setting.with_value(ENABLED, False), [ENABLED])
            await backend.read(Feature.CALL_FORWARDING)
        assert requests(simulator) == [
            "GET /v1/telephony/config/people/me/settings/voicemail",
            "GET /v1/people/me",
            f"GET {features}/voicemail",
            f"PUT {features}/voicemail",
            "GET /v1/telephony/config/people/me/settings/callForwarding",
            f"GET {features}/callForwarding",
        ]


async def test_a_change_elsewhere_in_the_document_survives_a_put(simulator: Simulator, backend: WebexBackend) -> None:
    setting = await backend.read(Feature.VOICEMAIL)
    simulator.change(
        "/v1/telephony/config/people/me/settings/voicemail",
        {"emailCopyOfMessage": {"enabled": True, "emailId": "admin@example.com"}},
    )
    await backend.write(Feature.VOICEMAIL, setting.with_value(RINGS, 4), [RINGS])
    after = await backend.read(Feature.VOICEMAIL)
    assert after.value(("email_copy_of_message", "email_id")) == "admin@example.com"
    assert after.value(("email_copy_of_message", "enabled")) is True
    assert after.value(RINGS) == 4


async def test_whole_settings_are_sent_once_asked_for_and_in_the_next_session_too() -> None:
    with serving("webex", put_resets=True) as simulator:
        async with open_webex_backend(simulator) as backend:
            setting = await backend.read(Feature.VOICEMAIL)
            wanted = setting.with_value(RINGS, 4)
            await backend.write(Feature.VOICEMAIL, wanted, [RINGS])
            reset = await backend.read(Feature.VOICEMAIL)
            assert reset.value(ENABLED) is False
            assert await backend.send_whole_settings()
            await backend.write(Feature.VOICEMAIL, wanted, [RINGS])
            assert await backend.read(Feature.VOICEMAIL) == wanted
            assert not await backend.send_whole_settings()
        async with open_webex_backend(simulator) as backend:
            wanted = wanted.with_value(RINGS, 5)
            await backend.write(Feature.VOICEMAIL, wanted, [RINGS])
            assert await backend.read(Feature.VOICEMAIL) == wanted
        admin, colleague = simulator.credentials["admin_token"], simulator.credentials["colleague_id"]
        async with open_webex_backend(simulator, token=admin, person=colleague) as backend:
            await backend.write(Feature.VOICEMAIL, wanted, [RINGS])
            # Another account's memory is its own: here the changed groups go, and the rest is reset.
            assert (await backend.read(Feature.VOICEMAIL)).value(ENABLED) is False


async def test_a_variant_that_does_not_know_the_person_is_left_for_the_other(simulator: Simulator) -> None:
    simulator.set_fault("404", path="*/me/settings/voicemail")
    async with open_webex_backend(simulator) as backend:
        setting = await backend.read(Feature.VOICEMAIL)
        await backend.write(Feature.VOICEMAIL, setting.with_value(RINGS, 4), [RINGS])
    people = f"/v1/people/{simulator.credentials['person_id']}/features/voicemail"
    assert requests(simulator)[-2:] == [f"GET {people}", f"PUT {people}"]


async def test_a_person_whom_no_variant_knows_is_not_found(simulator: Simulator) -> None:
    simulator.set_fault("404", path="*/voicemail", message="no such person")
    async with open_webex_backend(simulator) as backend:
        with pytest.raises(NotFoundError) as caught:
            await backend.read(Feature.VOICEMAIL)
    assert (caught.value.response_status, caught.value.provider_message) == (404, "no such person")
    assert "--person" not in caught.value.message


async def test_an_administrator_s_token_learns_of_the_missing_license_and_of_person(simulator: Simulator) -> None:
    async with open_webex_backend(simulator, token=simulator.credentials["admin_token"]) as backend:
        for feature in Feature:
            with pytest.raises(NotFoundError) as caught:
                await backend.read(feature)
            assert "you have no Webex Calling license" in caught.value.message
            assert "--person" in caught.value.message
            assert caught.value.response_status == 404
            assert caught.value.tracking_id


async def test_another_person_without_a_license_is_reported_as_such(simulator: Simulator) -> None:
    simulator.set_fault("404", path="*/voicemail", error_code=4008)
    known = simulator.credentials
    async with open_webex_backend(simulator, token=known["admin_token"], person=known["colleague_id"]) as backend:
        with pytest.raises(NotFoundError, match="this person has no Webex Calling license") as caught:
            await backend.read(Feature.VOICEMAIL)
    assert "--person" not in caught.value.message


async def test_a_failed_forwarding_read_keeps_reason_and_status(simulator: Simulator) -> None:
    simulator.set_fault("500", path="*/callForwarding", message="out of order today")
    async with open_webex_backend(simulator) as backend:
        response = await CallSettingsClient(backend).get_call_forward_always_setting()
    assert response.status_code == 500
    assert response.failure is not None
    assert "out of order today" in response.failure.details


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://evil.example/com.broadsoft.xsi-actions",
        "https://webex.com.evil.example",
        "https://notwebex.com",
        "https://api@evil.example",
        "http://api.webex.com",
        "https://[",
    ],
)
async def test_the_token_goes_to_no_foreign_host(simulator: Simulator, endpoint: str) -> None:
    foreign: list[httpx.Request] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/organizations"):
            return httpx.Response(200, json={"items": [{"xsiActionsEndpoint": endpoint}]})
        if request.url.host != "webexapis.com":
            foreign.append(request)
        return httpx.Response(200, json={"id": "x"}) if request.url.path.endswith("/me") else httpx.Response(403)

    backend = open_backend(Account("work", "webex"), Token("canary"), transport=httpx.MockTransport(answer))
    with pytest.raises(NotAllowedError, match="not a Webex address: your sign-in was not sent there"):
        await backend.read(Feature.CALL_WAITING)
    await backend.close()
    assert foreign == []


@pytest.mark.parametrize(
    ("endpoint", "base_url", "is_trusted"),
    [
        ("https://api-us.bcld.webex.com/com.broadsoft.xsi-actions", "https://webexapis.com/v1", True),
        ("https://api-rialto.broadcloudpbx.com/com.broadsoft.xsi-actions", "https://webexapis.com/v1", True),
        ("https://API.Broadcloud.EU./x", "https://webexapis.com/v1", True),
        ("https://own.example/xsi", "https://own.example/v1", True),
        ("http://own.example/xsi", "https://own.example/v1", False),
        ("http://127.0.0.1:9/xsi", "http://127.0.0.1:8/v1", True),
        ("ftp://webex.com", "https://webexapis.com/v1", False),
        ("", "https://webexapis.com/v1", False),
    ],
)
def test_a_trusted_endpoint_is_webex_s_or_the_account_s_own(endpoint: str, base_url: str, is_trusted: bool) -> None:
    assert is_trusted_endpoint(endpoint, base_url) is is_trusted


async def test_a_change_may_need_another_family_than_reading() -> None:
    with serving("webex", scopes=("spark:telephony_config_read", *PEOPLE_SCOPES)) as simulator:
        async with open_webex_backend(simulator) as backend:
            for wanted in (True, False):
                setting = await backend.read(Feature.DO_NOT_DISTURB)
                await backend.write(Feature.DO_NOT_DISTURB, setting.with_value(ENABLED, wanted), [ENABLED])
        me, person = "/v1/telephony/config/people/me/settings", simulator.credentials["person_id"]
        people = f"PUT /v1/people/{person}/features/doNotDisturb"
        written = [request for request in requests(simulator) if request.startswith("PUT")]
        assert written == [f"PUT {me}/doNotDisturb", people, people]


async def test_where_no_family_is_open_the_scopes_are_named() -> None:
    with serving("webex", scopes=(XSI_SCOPE,)) as simulator:
        async with open_webex_backend(simulator) as backend:
            with pytest.raises(NotAllowedError) as caught:
                await backend.read(Feature.VOICEMAIL)
    assert "spark:telephony_config_read or spark:people_read" in caught.value.message
    assert caught.value.status == 403
    assert caught.value.tracking_id.startswith("SIMULATOR_")


async def test_call_waiting_without_telephony_scopes_is_read_by_xsi_and_says_that_it_is_read_only() -> None:
    with serving("webex", scopes=(*PEOPLE_SCOPES, XSI_SCOPE)) as simulator:
        async with open_webex_backend(simulator) as backend:
            assert backend.capabilities.support(Feature.CALL_WAITING).is_writable
            for stored in (True, False):
                simulator.change("/v1/telephony/config/people/me/settings/callWaiting", {"enabled": stored})
                setting = await backend.read(Feature.CALL_WAITING)
                assert setting.value(ENABLED) is stored
            support = backend.capabilities.support(Feature.CALL_WAITING)
            assert (support.is_offered, support.is_writable) == (True, False)
            assert "may read" in support.reason
            with pytest.raises(RejectedError, match="may read"):
                await backend.write(Feature.CALL_WAITING, setting.with_value(ENABLED, True), [ENABLED])
        lookups = [path for path in requests(simulator) if "features" not in path and "settings" not in path]
        xsi = f"GET /com.broadsoft.xsi-actions/v2.0/user/{simulator.credentials['user_uuid']}/services/CallWaiting"
        assert sorted(lookups) == sorted(["GET /v1/people/me", "GET /v1/organizations", xsi, xsi])


async def test_call_waiting_becomes_writable_again_with_a_better_sign_in(simulator: Simulator) -> None:
    simulator.set_fault("403", path="*/callWaiting", count=2)
    async with open_webex_backend(simulator) as backend:
        await backend.read(Feature.CALL_WAITING)
        assert not backend.capabilities.support(Feature.CALL_WAITING).is_writable
        simulator.set_fault("403", path="*/CallWaiting", count=1)
        await backend.read(Feature.CALL_WAITING)
        assert backend.capabilities.support(Feature.CALL_WAITING).is_writable


async def test_an_administrator_changes_somebody_else(simulator: Simulator) -> None:
    told = simulator.credentials
    for person in (told["colleague_email"], told["colleague_id"]):
        async with open_webex_backend(simulator, token=told["admin_token"], person=person) as backend:
            owner = await backend.owner()
            assert (owner.name, owner.extension) == ("Sam Ferrant", "4143")
            setting = await backend.read(Feature.CALL_WAITING)
            wanted = setting.with_value(ENABLED, not setting.value(ENABLED))
            await backend.write(Feature.CALL_WAITING, wanted, [ENABLED])
            assert await backend.read(Feature.CALL_WAITING) == wanted
            assert not backend.capabilities.can_change_pin
            with pytest.raises(UnsupportedError):
                await backend.change_pin("739146")
    assert not [request for request in requests(simulator) if "people/me" in request]


async def test_an_id_needs_no_look_up(simulator: Simulator) -> None:
    told = simulator.credentials
    async with open_webex_backend(simulator, token=told["admin_token"], person=told["colleague_id"]) as backend:
        await backend.read(Feature.VOICEMAIL)
    assert requests(simulator) == [f"GET /v1/people/{told['colleague_id']}/features/voicemail"]


async def test_somebody_else_without_an_administrator_s_token_names_the_scope(simulator: Simulator) -> None:
    async with open_webex_backend(simulator, person=simulator.credentials["colleague_email"]) as backend:
        with pytest.raises(NotAllowedError, match="spark-admin:people_read"):
            await backend.read(Feature.VOICEMAIL)


async def test_somebody_who_is_not_there_is_told_by_address(simulator: Simulator) -> None:
    admin = simulator.credentials["admin_token"]
    async with open_webex_backend(simulator, token=admin, person="nobody@example.com") as backend:
        with pytest.raises(NotFoundError, match=r"nobody@example\.com"):
            await backend.read(Feature.VOICEMAIL)


async def test_the_owner_has_name_numbers_and_country(backend: WebexBackend) -> None:
    owner = await backend.owner()
    assert (owner.name, owner.identity) == ("Robin Quayle", "robin.quayle@example.com")
    assert (owner.numbers, owner.extension, owner.region) == (("+12055550142", "834142"), "4142", "GB")


@pytest.mark.parametrize("scopes", [TELEPHONY_SCOPES, PEOPLE_SCOPES])
async def test_one_side_is_enough_for_the_owner(scopes: tuple[str, ...]) -> None:
    with serving("webex", scopes=scopes) as simulator:
        async with open_webex_backend(simulator) as backend:
            assert (await backend.owner()).extension == "4142"


async def test_an_owner_that_nobody_tells_is_an_error() -> None:
    with serving("webex", scopes=(XSI_SCOPE,)) as simulator:
        async with open_webex_backend(simulator) as backend:
            with pytest.raises(NotAllowedError):
                await backend.owner()


async def test_a_required_field_that_the_read_lacks_is_read_where_it_is(simulator: Simulator) -> None:
    async with open_webex_backend(simulator) as backend:
        setting = await backend.read(Feature.DO_NOT_DISTURB)
        partial = type(setting).model_validate({"enabled": True})
        await backend.write(Feature.DO_NOT_DISTURB, partial, [ENABLED])
    assert requests(simulator)[1].endswith("/webexGoOverride")
    stored = simulator.state()["people"][simulator.credentials["user_uuid"]]["doNotDisturb"]
    assert (stored["enabled"], stored["ringSplashEnabled"]) == (True, True)


async def test_a_greeting_is_stored_and_its_way_can_be_watched(
    simulator: Simulator, backend: WebexBackend, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "canary.wav"
    file.write_bytes(wav(samples=50_000))
    told: list[tuple[int, int]] = []
    await backend.upload_greeting("no_answer", file, lambda sent, size: told.append((sent, size)))
    documents = simulator.state()["people"][simulator.credentials["user_uuid"]]
    assert documents["greetings"]["sendUnansweredCalls"]["bytes"] == len(wav(samples=50_000))
    assert documents["voicemail"]["sendUnansweredCalls"]["greeting"] == "DEFAULT"
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 50_000
    assert "canary" not in caplog.text


async def test_a_greeting_that_is_none_is_not_sent(simulator: Simulator, backend: WebexBackend, tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(b"no sound")
    with pytest.raises(RejectedError):
        await backend.upload_greeting("busy", file, lambda sent, size: None)
    assert requests(simulator) == []


async def test_a_pin_is_changed_by_the_organisation_s_rules_and_never_repeated(
    simulator: Simulator, backend: WebexBackend, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert "It has 6 to 15 digits." in await backend.pin_rules()
    await backend.change_pin("80514926")
    assert simulator.state()["people"][simulator.credentials["user_uuid"]]["passcodeChanges"] == 1
    with pytest.raises(RejectedError, match="change the voicemail PIN") as caught:
        await backend.change_pin("777777")
    assert "repeat a digit" in caught.value.provider_message
    simulator.set_fault("400", path="*/pin", message="80514927 is a bad PIN")
    with pytest.raises(RejectedError) as caught:
        await backend.change_pin("80514927")
    assert caught.value.provider_message == "[hidden] is a bad PIN"
    assert "8051492" not in caplog.text


async def test_a_pin_of_letters_is_not_sent(simulator: Simulator, backend: WebexBackend) -> None:
    for pin in ("", "12a4", "١٢٣٤"):
        with pytest.raises(RejectedError, match="only digits"):
            await backend.change_pin(pin)
    assert requests(simulator) == []


async def test_a_base_address_may_end_in_a_slash(simulator: Simulator) -> None:
    account = Account("work", "webex", base_url=f"{simulator.url}/")
    backend = open_any(account, Token(simulator.credentials["token"]))
    await backend.read(Feature.CALL_WAITING)
    await backend.close()
    assert requests(simulator) == ["GET /v1/telephony/config/people/me/settings/callWaiting"]


async def test_nobody_signed_in_is_told_so() -> None:
    backend = open_any(Account("work", "webex"), None)
    with pytest.raises(NotSignedInError):
        await backend.read(Feature.CALL_WAITING)
    await backend.close()


def test_an_address_without_protection_is_refused_at_once() -> None:
    with pytest.raises(ConfigurationError, match="unprotected"):
        open_any(Account("work", "webex", base_url="http://webexapis.com/v1"), None)


@pytest.mark.parametrize(
    ("public", "raw"),
    [
        ("Y2lzY29zcGFyazovL2V1L1BFT1BMRS8wYjlkM2MxYQ", "0b9d3c1a"),
        ("Y2lzY29zcGFyazovL2V1L1BFT1BMRS8wYjlkM2MxYQ==", "0b9d3c1a"),
        ("0b9d3c1a-6f57-4e2f-8c6a-7a1d5e9f2c01", "0b9d3c1a-6f57-4e2f-8c6a-7a1d5e9f2c01"),
        ("é", "é"),
        ("", ""),
    ],
)
def test_the_uuid_is_the_last_part_of_an_id_of_any_region(public: str, raw: str) -> None:
    assert decode_webex_id(public) == raw
