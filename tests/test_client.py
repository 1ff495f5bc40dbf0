import asyncio

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings import CallForwardSetting, CallSettingsClient, VoicemailSetting
from tui_callsettings.errors import NotAllowedError, RejectedError
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.response import CallSettingResponse


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
def client(backend: FakeBackend) -> CallSettingsClient:
    return CallSettingsClient(backend)


def error_of(response: CallSettingResponse) -> str:
    assert response.data.error is not None
    return response.data.error


async def test_each_getter_answers_in_the_sdk_s_shape(client: CallSettingsClient) -> None:
    for response in (
        await client.get_do_not_disturb_setting(),
        await client.get_call_forward_setting(),
        await client.get_voicemail_setting(),
        await client.get_call_waiting_setting(),
        await client.get_call_forward_always_setting(),
    ):
        document = response.model_dump(by_alias=True)
        assert set(document) == {"statusCode", "data", "message"}
        assert (document["statusCode"], document["message"]) == (200, "SUCCESS")
        assert set(document["data"]) == {"callSetting"}


async def test_do_not_disturb_leaves_the_ring_reminder_as_it_is(
    client: CallSettingsClient, backend: FakeBackend
) -> None:
    assert (await client.set_do_not_disturb_setting(True)).is_success
    assert backend.value("do_not_disturb.ring_splash_enabled") is True
    assert backend.writes == [(Feature.DO_NOT_DISTURB, (("enabled",),))]
    await client.set_do_not_disturb_setting(False, ring_splash_enabled=False)
    assert backend.value("do_not_disturb.ring_splash_enabled") is False


async def test_a_setting_given_in_part_changes_only_that_part(client: CallSettingsClient, backend: FakeBackend) -> None:
    setting = CallForwardSetting.model_validate({"callForwarding": {"busy": {"enabled": True}}})
    response = await client.set_call_forward_setting(setting)
    assert response.model_dump(by_alias=True) == {
        "statusCode": 204,
        "data": {"callSetting": {"callForwarding": {"busy": {"enabled": True}}}},
        "message": "SUCCESS",
    }
    assert backend.value("call_forwarding.busy.destination") == "321321"


async def test_voicemail_and_call_waiting_can_be_set(client: CallSettingsClient, backend: FakeBackend) -> None:
    setting = VoicemailSetting.model_validate({"sendAllCalls": {"enabled": True}})
    assert (await client.set_voicemail_setting(setting)).is_success
    assert (await client.set_call_waiting_setting(False)).is_success
    assert backend.value("voicemail.send_all_calls.enabled") is True
    assert backend.value("call_waiting.enabled") is False


async def test_forward_always_with_a_destination_wins(client: CallSettingsClient, backend: FakeBackend) -> None:
    backend.set("call_forwarding.always.enabled", True)
    backend.set("call_forwarding.always.destination", "4022")
    backend.set("voicemail.send_all_calls.enabled", True)
    response = await client.get_call_forward_always_setting()
    setting = response.model_dump(by_alias=True)["data"]["callSetting"]
    assert (setting["enabled"], setting["destination"]) == (True, "4022")


@pytest.mark.parametrize("is_enabled", [True, False])
async def test_all_calls_to_voicemail_is_reported_as_a_destination(
    client: CallSettingsClient, backend: FakeBackend, is_enabled: bool
) -> None:
    backend.set("call_forwarding.always.enabled", True)
    backend.set("voicemail.enabled", is_enabled)
    backend.set("voicemail.send_all_calls.enabled", True)
    response = await client.get_call_forward_always_setting()
    expected = {"enabled": True, "destination": "VOICEMAIL"} if is_enabled else {"enabled": False}
    assert response.model_dump(by_alias=True)["data"] == {"callSetting": expected}


async def test_unreadable_voicemail_makes_forward_always_unknown(
    client: CallSettingsClient, backend: FakeBackend
) -> None:
    backend.read_error[Feature.VOICEMAIL] = NotAllowedError("No.")
    response = await client.get_call_forward_always_setting()
    assert (response.status_code, error_of(response)) == (403, "Unable to retrieve voicemail settings.")


async def test_a_refusal_is_an_answer_not_an_exception(client: CallSettingsClient, backend: FakeBackend) -> None:
    backend.write_error[Feature.CALL_WAITING] = RejectedError(
        "Not today.", provider_message="not today", tracking_id="T9"
    )
    response = await client.set_call_waiting_setting(False)
    assert response.model_dump(by_alias=True) == {
        "statusCode": 400,
        "data": {"error": "Not today."},
        "message": "FAILURE",
    }


async def test_a_mistake_of_ours_is_an_answer_without_its_values(
    client: CallSettingsClient, backend: FakeBackend, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(feature: Feature, setting: object) -> None:
        raise ValueError("canary-secret")

    backend.transform_write = broken  # type: ignore[assignment]
    response = await client.set_call_waiting_setting(False)
    assert response.status_code == 500
    assert "canary" not in error_of(response) + caplog.text


async def test_leaving_the_context_closes_the_backend(backend: FakeBackend) -> None:
    async with CallSettingsClient(backend):
        pass
    assert backend.is_closed


async def test_what_is_read_ahead_is_asked_once_and_later_reads_ask_again(
    client: CallSettingsClient, backend: FakeBackend
) -> None:
    backend.gate.clear()
    await client.prefetch()
    reading = asyncio.create_task(client.read(Feature.VOICEMAIL))
    await asyncio.sleep(0)
    backend.gate.set()
    assert (await reading).is_success
    assert backend.calls.count(("read", Feature.VOICEMAIL)) == 1
    assert (await client.read(Feature.VOICEMAIL)).is_success
    assert backend.calls.count(("read", Feature.VOICEMAIL)) == 2
    assert await client.owner() == await backend.owner()


async def test_a_client_that_closes_gives_up_what_it_reads_ahead(
    client: CallSettingsClient, backend: FakeBackend
) -> None:
    backend.gate.clear()
    await client.prefetch()
    await client.close()
    with pytest.raises(asyncio.CancelledError):
        await client.read(Feature.VOICEMAIL)


async def test_the_region_of_the_configuration_comes_before_the_provider_s(backend: FakeBackend) -> None:
    assert (await CallSettingsClient(backend, Account("work", region="GB")).owner()).region == "GB"
    assert (await CallSettingsClient(backend, Account("work")).owner()).region == "US"
