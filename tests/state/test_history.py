import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import disable_recheck_delay
from tui_callsettings import sqlite_journal
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import OutcomeUnknownError, StorageError, UsageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.network_filesystem import network_filesystem
from tui_callsettings.state.history import History
from tui_callsettings.state.history_file import SCHEMA_VERSION
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
    assert [change.texts() for change in entry.changes] == [("OFF", "ON"), ("-", "+1 205-555-0155")]
    assert history.entry(entry.number) == entry
    assert json.loads(json.dumps(entry.document()))["changes"][1]["after"] == "+12055550155"
    assert history.forwarding_since() == result.at.astimezone(UTC)


async def test_an_entry_says_what_was_done_and_how_it_ended(history: History) -> None:
    result = await saved(FakeBackend(), Feature.CALL_FORWARDING, {ALWAYS: True, TO: "4022"})
    history.record(result)
    history.record(result, "a made-up action")
    action, save_alone = history.entries()
    assert save_alone.outcome == "saved and verified"
    assert action.outcome == "a made-up action, saved and verified"


async def test_a_save_that_sent_nothing_is_not_in_it(history: History) -> None:
    history.record(await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): True}))
    assert history.entries() == ()
    with pytest.raises(UsageError, match="number 1"):
        history.entry(1)


async def test_a_save_that_turned_out_to_have_changed_nothing_is_not_in_it(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    disable_recheck_delay(monkeypatch)
    backend = FakeBackend()
    backend.write_error[Feature.CALL_WAITING] = OutcomeUnknownError("No answer.")
    result = await saved(backend, Feature.CALL_WAITING, {("enabled",): False})
    assert result.status is SaveStatus.REJECTED
    history.record(result)
    assert history.entries() == ()


async def test_old_and_surplus_entries_go(history: History) -> None:
    result = await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): False})
    history.record(replace(result, at=datetime.now(UTC) - timedelta(days=400)))
    assert history.entries() == ()
    for _ in range(5):
        history.record(result)
    assert len(history.entries()) == 3


async def test_forwarding_since_is_known_only_from_saves_of_ours(history: History) -> None:
    backend = FakeBackend()
    assert history.forwarding_since() is None
    history.record(await saved(backend, Feature.CALL_FORWARDING, {ALWAYS: True, TO: "4022"}))
    history.record(await saved(backend, Feature.CALL_WAITING, {("enabled",): False}))
    assert history.forwarding_since() is not None
    history.record(await saved(backend, Feature.CALL_FORWARDING, {ALWAYS: False}))
    assert history.forwarding_since() is None


@pytest.mark.parametrize("status", [each for each in SaveStatus if each is not SaveStatus.SAVED])
async def test_forwarding_began_with_no_save_that_was_not_confirmed(status: SaveStatus, history: History) -> None:
    backend = FakeBackend()
    history.record(replace(await saved(backend, Feature.CALL_FORWARDING, {ALWAYS: True, TO: "4022"}), status=status))
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
    warnings: list[str] = []
    history = History("practice", tmp_path, on_warning=warnings.append)
    (tmp_path / "history.sqlite3").write_bytes(b"not a database" * 100)
    history.record(await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): False}))
    assert "damaged" in warnings[0]
    assert f"mv '{tmp_path}" in warnings[0]
    with pytest.raises(StorageError):
        history.entries()
    assert (tmp_path / "history.sqlite3").read_bytes().startswith(b"not a database")


async def test_an_unwritable_history_is_reported(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file")
    warnings: list[str] = []
    History("practice", occupied, on_warning=warnings.append).record(
        await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): False})
    )
    assert "not in the history" in warnings[0]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The history file of a save."""
    asyncio.run(_record_one(tmp_path))
    return tmp_path / "history.sqlite3"


async def _record_one(folder: Path) -> None:
    history = History("practice", folder)
    history.record(await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): False}))


def sql(path: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def test_a_history_of_a_newer_version_is_kept_and_explained(kept: Path) -> None:
    sql(kept, "PRAGMA user_version = 99")
    before = kept.read_bytes()
    warnings: list[str] = []
    history = History("practice", kept.parent, on_warning=warnings.append)
    with pytest.raises(StorageError, match="written by a newer version of callsettings"):
        history.entries()
    asyncio.run(_record(history))
    assert "newer version" in warnings[0]
    assert "damaged" not in warnings[0]
    assert kept.read_bytes() == before


async def _record(history: History) -> None:
    await history.record_in_thread(await saved(FakeBackend(), Feature.CALL_WAITING, {("enabled",): False}))


def test_an_entry_that_is_not_understood_hides_no_other(kept: Path) -> None:
    sql(kept, "UPDATE save SET feature = ? WHERE id = 1", "call_screening")
    history = History("practice", kept.parent)
    asyncio.run(_record(history))
    assert [entry.number for entry in history.entries()] == [2]
    with pytest.raises(UsageError, match="newer version"):
        history.entry(1)
    changes = [{"key": "call_waiting.enabled", "before": True, "after": False}, {"key": "a.b", "before": 1, "after": 2}]
    sql(kept, "UPDATE save SET changes = ? WHERE id = 2", json.dumps(changes))
    entry = history.entry(2)
    assert [change.key for change in entry.changes] == ["call_waiting.enabled"]
    assert entry.unknown_keys == ("a.b",)


def test_a_file_of_the_first_format_is_migrated(kept: Path) -> None:
    sql(kept, "ALTER TABLE save DROP COLUMN action")
    sql(kept, "PRAGMA user_version = 0")
    history = History("practice", kept.parent)
    assert [entry.action for entry in history.entries()] == [""]
    asyncio.run(_record(history))
    assert len(history.entries()) == 2
    assert sql(kept, "PRAGMA user_version") == [(SCHEMA_VERSION,)]


def test_a_refused_chmod_is_no_damage(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    history = History("practice", kept.parent)
    assert len(history.entries()) == 1
    asyncio.run(_record(history))
    assert len(history.entries()) == 2


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /home rw,relatime shared:2 - nfs4 server:/home rw,vers=4.2
31 30 0:41 / /home/local\\040disk rw shared:3 - xfs /dev/sdb1 rw
32 22 0:42 / /mnt/cloud rw shared:4 - fuse.sshfs pat@host: rw
"""


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("/home/pat", "nfs4"), ("/home/local disk/pat", ""), ("/homework", ""), ("/mnt/cloud/x", "fuse.sshfs"), ("/", "")],
)
def test_a_network_file_system_is_recognized(folder: str, expected: str, tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert network_filesystem(Path(folder), mounts) == expected


def test_on_a_network_file_system_there_is_no_write_ahead_log(
    kept: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert sql(kept, "PRAGMA journal_mode") == [("wal",)]
    monkeypatch.setattr(sqlite_journal, "network_filesystem", lambda _: "nfs4")
    history = History("practice", kept.parent)
    asyncio.run(_record(history))
    assert len(history.entries()) == 2
    assert sql(kept, "PRAGMA journal_mode") == [("delete",)]
    assert "is on nfs4" in caplog.text


async def test_a_locked_history_holds_up_no_event_loop(kept: Path) -> None:
    backend = FakeBackend()
    result = await saved(backend, Feature.CALL_WAITING, {("enabled",): False})
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        recording = asyncio.create_task(History("practice", kept.parent).record_in_thread(result))
        turns = 0
        while turns < 5:
            await asyncio.sleep(0.01)
            turns += 1
        assert not recording.done()
        connection.rollback()
    await recording
    assert len(History("practice", kept.parent).entries()) == 2


async def test_an_entry_can_be_undone_and_the_state_after_it_restored(tmp_path: Path) -> None:
    backend, history = FakeBackend(), History("practice", tmp_path)
    history.record(await saved(backend, Feature.CALL_FORWARDING, {ALWAYS: True, TO: "4022"}))
    (entry,) = history.entries()
    assert entry.old_values() == {ALWAYS: False, TO: ""}
    after = entry.new_values()
    assert (after[ALWAYS], after[TO], after["call_forwarding", "busy", "destination"]) == (True, "4022", "321321")
    assert ("call_forwarding", "no_answer", "system_max_number_of_rings") not in after
