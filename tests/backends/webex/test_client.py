import logging
from pathlib import Path

import pytest

from tui_callsettings.backends.registry import open_backend as open_any
from tui_callsettings.backends.webex.client import WebexBackend
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


async def test_a_failed_forwarding_read_keeps_reason_and_status(simulator: Simulator) -> None:
    simulator.set_fault("500", path="*/callForwarding", message="out of order today")
    async with open_webex_backend(simulator) as backend:
        response = await CallSettingsClient(backend).get_call_forward_always_setting()
    assert response.status_code == 500
    assert response.failure is not None
    assert "out of order today" in response.failure.details


async def test_an_administrator_changes_somebody_else(simulator: Simulator) -> None:
    known = simulator.credentials
    for person in (known["colleague_email"], known["colleague_id"]):
        async with open_webex_backend(simulator, token=known["admin_token"], person=person) as backend:
            owner = await backend.owner()
            assert (owner.name, owner.extension) == ("Sam Ferrant", "4143")
            setting = await backend.read(Feature.CALL_WAITING)
            target = setting.with_value(ENABLED, not setting.value(ENABLED))
            await backend.write(Feature.CALL_WAITING, target, [ENABLED])
            assert await backend.read(Feature.CALL_WAITING) == target
            assert not backend.capabilities.can_change_pin
            with pytest.raises(UnsupportedError):
                await backend.change_pin("739146")
    assert not [request for request in requests(simulator) if "people/me" in request]


async def test_an_id_needs_no_look_up(simulator: Simulator) -> None:
    known = simulator.credentials
    async with open_webex_backend(simulator, token=known["admin_token"], person=known["colleague_id"]) as backend:
        await backend.read(Feature.VOICEMAIL)
    assert requests(simulator) == [f"GET /v1/people/{known['colleague_id']}/features/voicemail"]


async def test_an_unknown_person_is_named_by_address(simulator: Simulator) -> None:
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


async def test_an_owner_that_nobody_reports_is_an_error() -> None:
    with serving("webex", scopes=(XSI_SCOPE,)) as simulator:
        async with open_webex_backend(simulator) as backend:
            with pytest.raises(NotAllowedError):
                await backend.owner()


async def test_a_greeting_is_stored_and_its_progress_reported(
    simulator: Simulator, backend: WebexBackend, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "canary.wav"
    file.write_bytes(wav(samples=50_000))
    reported: list[tuple[int, int]] = []
    await backend.upload_greeting("no_answer", file, lambda sent, size: reported.append((sent, size)))
    documents = simulator.state()["people"][simulator.credentials["user_uuid"]]
    assert documents["greetings"]["sendUnansweredCalls"]["bytes"] == len(wav(samples=50_000))
    assert documents["voicemail"]["sendUnansweredCalls"]["greeting"] == "DEFAULT"
    assert reported == sorted(reported)
    assert reported[-1][0] == reported[-1][1] > 50_000
    assert "canary" not in caplog.text


async def test_a_greeting_that_is_none_is_not_sent(simulator: Simulator, backend: WebexBackend, tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(b"no sound")
    with pytest.raises(RejectedError):
        await backend.upload_greeting("busy", file, lambda sent, size: None)
    assert requests(simulator) == []


async def test_a_pin_is_changed_by_the_organization_s_rules_and_never_repeated(
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


async def test_without_a_sign_in_nothing_is_read() -> None:
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
