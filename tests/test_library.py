"""The library as its users meet it: typed, documented, the same on every backend, and never succeeding at nothing."""

import doctest
import sys
from collections.abc import Iterator

import pytest

import tui_callsettings
from tests.cli.providers import all_accounts
from tests.fakes.backend import FakeBackend
from tui_callsettings import CallForwardSetting, CallSettingsClient, DoNotDisturbSetting, VoicemailSetting
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting, Value

ALWAYS = ("call_forwarding", "always")
BUSY = ("send_busy_calls", "enabled")
EVERYWHERE = ("practice", "webex", "broadworks", "onprem")


@pytest.fixture
def accounts() -> Iterator[None]:
    with all_accounts():
        yield


REJECTED: tuple[tuple[object, str], ...] = (
    ({"callForwarding": {"alwayz": {"enabled": True}}}, "no field callForwarding.alwayz"),
    (
        {"callForwarding": {"always": {"enabled": True, "destinaton": "4022"}}},
        "Did you mean callForwarding.always.",
    ),
    ({"callForwarding": {"always": {"enabled": 1}}}, "callForwarding.always.enabled must be true or false, not 1."),
    ({"call_forwarding": {"always": {"destination": 4022}}}, "callForwarding.always.destination must be a text"),
    ({"callForwarding": {"always": {"enabled": None}}}, "callForwarding.always.enabled cannot be empty"),
    ({"callForwarding": {"always": "on"}}, 'callForwarding.always must be a group of fields, not "on".'),
    ({"callForwarding": {"always": {}}}, "the setting is empty"),
    ({}, "the setting is empty"),
    (CallForwardSetting(), "the setting is empty"),
    (None, "pass a CallForwardSetting or a mapping such as"),
    ("banana", 'not "banana"'),
    (VoicemailSetting(enabled=True), "pass a CallForwardSetting, not a VoicemailSetting"),
    ({"callForwarding": {"always": {"enabled": True, "destination": "555-CALL-ME"}}}, "always.destination: "),
    ({"callForwarding": {"always": {"enabled": True, "destination": ""}}}, "always.destination: "),
    ({"callForwarding": {"always": {"enabled": True}}, "call_forwarding": {"always": {}}}, "given twice"),
)


@pytest.mark.parametrize("name", EVERYWHERE)
async def test_what_cannot_be_stored_is_rejected_with_field_and_rule(name: str, accounts: None) -> None:
    async with CallSettingsClient.open(name) as client:
        before = (await client.get_call_forward_setting()).model_dump(by_alias=True)
        for setting, rule in REJECTED:
            response = await client.set_call_forward_setting(setting)  # type: ignore[arg-type]
            assert (response.status_code, response.message) == (400, "FAILURE"), (setting, response)
            assert rule in str(response.data.error), response.data.error
        assert (await client.get_call_forward_setting()).model_dump(by_alias=True) == before


@pytest.mark.parametrize("name", EVERYWHERE)
async def test_a_mapping_in_either_spelling_and_a_model_are_stored_and_answered_with_204(
    name: str, accounts: None
) -> None:
    settings = (
        {"callForwarding": {"always": {"enabled": True, "destination": "+1 907 555 1333"}}},
        {"call_forwarding": {"always": {"enabled": False}}},
        CallForwardSetting.model_validate({"callForwarding": {"always": {"enabled": True, "destination": "4022"}}}),
    )
    async with CallSettingsClient.open(name) as client:
        for setting, destination in zip(settings, ("+19075551333", None, "4022"), strict=True):
            response = await client.set_call_forward_setting(setting)  # type: ignore[arg-type]
            assert response.model_dump(by_alias=True)["message"] == "SUCCESS", response.data.error
            assert response.status_code == 204
            stored = response.data.call_setting
            assert stored.value((*ALWAYS, "enabled")) is (destination is not None)
            assert stored.value((*ALWAYS, "destination")) == destination
            reread = (await client.get_call_forward_setting()).data.call_setting
            assert reread.value((*ALWAYS, "enabled")) is (destination is not None)


@pytest.mark.parametrize("name", EVERYWHERE)
async def test_a_switch_takes_a_switch_only(name: str, accounts: None) -> None:
    async with CallSettingsClient.open(name) as client:
        for value in (1, 0, "on", None):
            response = await client.set_do_not_disturb_setting(value)  # type: ignore[arg-type]
            assert response.status_code == 400
            assert "enabled" in str(response.data.error)
        assert (await client.get_do_not_disturb_setting()).data.call_setting.enabled is False
        response = await client.set_do_not_disturb_setting(True)
        assert (response.status_code, response.data.call_setting.enabled) == (204, True)
        assert (await client.get_do_not_disturb_setting()).data.call_setting.enabled is True


@pytest.mark.parametrize("name", ["practice", "webex", "broadworks"])
async def test_a_directory_number_is_ignored_where_an_account_has_one_line(name: str, accounts: None) -> None:
    async with CallSettingsClient.open(name) as client:
        response = await client.get_call_forward_always_setting("123456789")
        assert (response.status_code, response.data.call_setting.enabled) == (200, False)


@pytest.mark.parametrize("name", ["webex", "broadworks"])
async def test_a_read_only_field_is_rejected_unless_it_is_what_is_stored(name: str, accounts: None) -> None:
    async with CallSettingsClient.open(name) as client:
        read = await client.get_voicemail_setting()
        setting = read.data.call_setting
        value = not setting.voice_message_forwarding_enabled
        response = await client.set_voicemail_setting({"voiceMessageForwardingEnabled": value})
        assert response.status_code == (400 if name == "webex" else 501)
        assert "voiceMessageForwardingEnabled" in str(response.data.error)
        is_on = setting.value(BUSY)
        response = await client.set_voicemail_setting(setting.with_value(BUSY, not is_on))
        assert response.status_code == 204, response.data.error
        assert response.data.call_setting.value(BUSY) is not is_on


async def test_what_the_provider_did_not_store_is_never_echoed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_callsettings.setting_writer.SECOND_READ_SECONDS", 0)
    backend = FakeBackend()
    backend.transform_write = lambda feature, setting: backend.stored[feature]
    response = await CallSettingsClient(backend).set_call_waiting_setting(False)
    assert (response.status_code, response.message) == (409, "FAILURE")
    assert response.data.error == "The provider accepted the change but stored something else: enabled is ON."


async def test_each_field_of_a_write_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_callsettings.setting_writer.SECOND_READ_SECONDS", 0)
    for lost in (("call_forwarding", "busy", "enabled"), ("call_forwarding", "busy", "destination")):
        backend = FakeBackend()
        before = backend.stored[Feature.CALL_FORWARDING].value(lost)

        def keep_old(_: Feature, setting: Setting, lost: FieldPath = lost, before: Value = before) -> Setting:
            return setting.with_value(lost, before)

        backend.transform_write = keep_old
        busy = {"enabled": True, "destination": "4022"}
        response = await CallSettingsClient(backend).set_call_forward_setting({"callForwarding": {"busy": busy}})
        assert response.status_code == 409
        assert f"stored something else: callForwarding.busy.{lost[-1]} is " in str(response.data.error)


async def test_a_stale_read_after_a_write_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_callsettings.setting_writer.SECOND_READ_SECONDS", 0)
    backend = FakeBackend()
    fresh = backend.read
    stale = [backend.stored[Feature.CALL_WAITING]]

    async def read(feature: Feature) -> Setting:
        stored = await fresh(feature)
        return stale.pop() if backend.writes and stale else stored

    monkeypatch.setattr(backend, "read", read)
    assert (await CallSettingsClient(backend).set_call_waiting_setting(False)).status_code == 204


async def test_what_decides_forward_always_and_is_not_reported_is_not_off() -> None:
    backend = FakeBackend()
    backend.stored[Feature.VOICEMAIL] = VoicemailSetting(enabled=True)
    response = await CallSettingsClient(backend).get_call_forward_always_setting()
    assert response.model_dump(by_alias=True)["data"] == {"callSetting": {"enabled": None}}


def test_all_models_are_exported() -> None:
    def models(base: type[Setting]) -> Iterator[type[Setting]]:
        for model in base.__subclasses__():
            if model.__module__.startswith("tui_callsettings."):
                yield model
                yield from models(model)

    for name in tui_callsettings.__all__:
        getattr(tui_callsettings, name)
    assert DoNotDisturbSetting in models(Setting)
    assert {model.__name__ for model in models(Setting)} <= set(tui_callsettings.__all__)


@pytest.mark.parametrize("module", ["client", "sync_client"])
def test_the_examples_in_the_docstrings_run(module: str) -> None:
    __import__(f"tui_callsettings.{module}")
    results = doctest.testmod(sys.modules[f"tui_callsettings.{module}"])
    assert results.attempted > 0
    assert results.failed == 0
