"""A save against a Webex that resets what a PUT omits: reported, put back by an edit, and not repeated."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tui_callsettings.backends.webex.client import WebexBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.state import save as save_module
from tui_callsettings.state.save import SaveStatus, save

from .accounts import open_webex_backend

ENABLED = ("enabled",)
SETTINGS = "/v1/telephony/config/people/me/settings"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with serving("webex", put_resets=True) as running:
        yield running


@pytest.fixture
async def backend(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WebexBackend]:
    monkeypatch.setattr(save_module, "RECHECK_SECONDS", 0.0)
    async with open_webex_backend(simulator) as made:
        yield made


@pytest.mark.parametrize(
    ("feature", "path", "value"),
    [
        (Feature.DO_NOT_DISTURB, ENABLED, True),
        (Feature.CALL_FORWARDING, ("call_forwarding", "busy", "enabled"), True),
        (Feature.VOICEMAIL, ("send_all_calls", "enabled"), True),
        (Feature.VOICEMAIL, ("send_unanswered_calls", "number_of_rings"), 9),
    ],
)
async def test_the_first_save_finds_out_and_the_second_sends_everything(
    backend: WebexBackend, feature: Feature, path: FieldPath, value: Value
) -> None:
    client = CallSettingsClient(backend)
    base = await backend.read(feature)
    first = await save(client, feature, base, base.with_value(path, value))
    assert first.status is SaveStatus.MISMATCH
    assert first.mismatches == ()
    assert first.sends_whole_from_now
    assert first.new is not None
    repaired = first.new.with_values({change.path: change.new for change in first.repairs})
    second = await save(client, feature, first.new, repaired)
    assert (second.status, second.side_effects) == (SaveStatus.SAVED, ())
    assert await backend.read(feature) == base.with_value(path, value)


async def test_a_change_by_an_administrator_is_no_reset(simulator: Simulator, backend: WebexBackend) -> None:
    await backend.send_whole_settings()
    base = await backend.read(Feature.VOICEMAIL)
    copies = {"emailCopyOfMessage": {"enabled": True}}
    simulator.set_fault("changed-elsewhere", path="*/voicemail", method="GET", count=1, skip=1, values=copies)
    result = await save(CallSettingsClient(backend), Feature.VOICEMAIL, base, base.with_value(ENABLED, False))
    assert not result.resets_omitted_fields
