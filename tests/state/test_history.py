import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import NotFoundError, StorageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.state.history import History
from tui_callsettings.state.save import SaveResult, SaveStatus, save

ALWAYS: FieldPath = ("call_forwarding", "always", "enabled")
TO: FieldPath = ("call_forwarding", "always", "destination")


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History("practice", tmp_path, most=3)


async def saved(backend: FakeBackend, feature: Feature, values: dict[FieldPath, Value]) -> SaveResult:
    base = backend.stored[feature]
    return await save(CallSettingsClient(backend), feature, base, base.with_values(values))


async def test_a_save_is_kept_with_what_it_replaced(history: History) -> None:
    result = await saved(FakeBackend(), Feature.CALL_FORWARDING, {ALWAYS: True, TO: "+1 205 555 0155"})
    history.record(result)
    (entry,) = history.entries()
    assert entry.status is SaveStatus.SAVED
    assert entry.old_values() == {ALWAYS: False, TO: ""}
    assert [change.texts for change in entry.changes] == [("OFF", "ON"), ("-", "+12055550155")]
    assert history.entry(entry.number) == entry
    assert json.loads(json.dumps(entry.document()))["changes"][1]["after"] == "+12055550155"
    assert history.forwarding_since() == result.at.astimezone(UTC)


async def test_a_save_that_sent_nothing_is_not_in_it(history: History) -> None:
    history.record(await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): True}))
    assert history.entries() == ()
    with pytest.raises(NotFoundError, match="number 1"):
        history.entry(1)


async def test_old_and_surplus_entries_go(history: History) -> None:
    result = await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): False})
    history.record(replace(result, at=datetime.now(UTC) - timedelta(days=400)))
    assert history.entries() == ()
    for _ in range(5):
        history.record(result)
    assert len(history.entries()) == 3


async def test_since_when_is_told_only_if_we_know(history: History) -> None:
    backend = FakeBackend()
    assert history.forwarding_since() is None
    history.record(await saved(backend, Feature.CALL_FORWARDING, {ALWAYS: True, TO: "4022"}))
    history.record(await saved(backend, Feature.CALL_WAITING, {("enabled",): False}))
    assert history.forwarding_since() is not None
    history.record(await saved(backend, Feature.CALL_FORWARDING, {ALWAYS: False}))
    assert history.forwarding_since() is None


async def test_accounts_do_not_see_each_other(history: History, tmp_path: Path) -> None:
    history.record(await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): False}))
    other = History("other", tmp_path)
    assert other.entries() == ()
    other.remove()
    assert len(history.entries()) == 1
    history.remove()
    assert history.entries() == ()


async def test_a_damaged_history_is_named_and_stops_no_save(tmp_path: Path) -> None:
    on_warning: list[str] = []
    history = History("practice", tmp_path, on_warning=on_warning.append)
    (tmp_path / "history.sqlite3").write_bytes(b"not a database" * 100)
    history.record(await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): False}))
    assert "damaged" in on_warning[0]
    assert f"mv '{tmp_path}" in on_warning[0]
    with pytest.raises(StorageError):
        history.entries()
    assert (tmp_path / "history.sqlite3").read_bytes().startswith(b"not a database")


async def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file")
    on_warning: list[str] = []
    History("practice", occupied, on_warning=on_warning.append).record(
        await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): False})
    )
    assert "not in the history" in on_warning[0]
