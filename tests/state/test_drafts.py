import json
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import load_store
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.changes import Change
from tui_callsettings.state.drafts import FORMAT, DraftFile, DraftKeeper
from tui_callsettings.state.store import SettingsStore

FORWARDING = Feature.CALL_FORWARDING
BUSY_TO = ("call_forwarding", "busy", "destination")
CHANGE = Change(FORWARDING, BUSY_TO, "321321", "4022")
KNOWN = {"key": "call_forwarding.busy.destination", "base": "321321", "mine": "4022"}
AT = "2026-01-01T00:00:00+00:00"


@pytest.fixture
async def store() -> SettingsStore:
    store, _ = await load_store()
    return store


def wait_written(keeper: DraftKeeper, seconds: float) -> bool:
    barrier = keeper.barrier()
    return barrier is None or barrier(seconds)


async def test_each_edit_is_kept_and_a_save_removes_it(store: SettingsStore, tmp_path: Path) -> None:
    file = DraftFile("practice", tmp_path)
    keeper = DraftKeeper(file, store)
    keeper.start()
    store.edit(FORWARDING, BUSY_TO, "4022")
    assert wait_written(keeper, 10)
    assert file.path.stat().st_mode & 0o777 == 0o600
    document = json.loads(file.path.read_text())
    assert (document["format"], document["host"], document["fields"]) == (FORMAT, file.host, [KNOWN])
    await store.save()
    keeper.close(10)
    assert not file.path.exists()


async def test_waiting_for_the_draft_ends_when_every_edit_made_before_is_on_disk(
    store: SettingsStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, may_write = DraftFile("practice", tmp_path), threading.Event()
    write = file.write

    def write_late(changes: tuple[Change, ...]) -> None:
        may_write.wait(10)
        write(changes)

    monkeypatch.setattr(file, "write", write_late)
    keeper = DraftKeeper(file, store)
    keeper.start()
    store.edit(FORWARDING, BUSY_TO, "4022")
    assert not wait_written(keeper, 0.01)
    may_write.set()
    assert wait_written(keeper, 10)
    assert json.loads(file.path.read_text())["fields"] == [KNOWN]
    assert keeper.barrier() is None
    keeper.close(10)


async def test_a_draft_is_resumed(store: SettingsStore, tmp_path: Path) -> None:
    file = DraftFile("practice", tmp_path)
    file.write((CHANGE,))
    keeper = DraftKeeper(file, store)
    assert keeper.start() == ""
    keeper.resume()
    assert [change.new for change in store.changes()] == ["4022"]
    assert store.feature_state(FORWARDING).conflicts == ()
    keeper.close(10)


async def test_a_draft_edit_that_was_changed_elsewhere_becomes_a_conflict(tmp_path: Path) -> None:
    file = DraftFile("practice", tmp_path)
    file.write((CHANGE,))
    backend = FakeBackend()
    backend.set("call_forwarding.busy.destination", "9999")
    later, _ = await load_store(backend)
    keeper = DraftKeeper(file, later)
    keeper.start()
    keeper.resume()
    (conflict,) = later.feature_state(FORWARDING).conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("321321", "4022", "9999")
    assert not later.state.can_save(FORWARDING)
    keeper.close(10)


async def test_a_discarded_draft_is_gone_from_the_disk_at_once(store: SettingsStore, tmp_path: Path) -> None:
    file = DraftFile("practice", tmp_path)
    file.write((CHANGE,))
    keeper = DraftKeeper(file, store)
    keeper.start()
    assert keeper.earlier is not None
    keeper.discard()
    assert wait_written(keeper, 10)
    assert not file.path.exists()
    keeper.close(10)


async def test_a_closed_draft_stays_as_it_is_whatever_is_edited_after(store: SettingsStore, tmp_path: Path) -> None:
    file = DraftFile("practice", tmp_path)
    keeper = DraftKeeper(file, store)
    keeper.start()
    store.edit(FORWARDING, BUSY_TO, "4022")
    keeper.close(10)
    store.edit(FORWARDING, BUSY_TO, "5")
    assert json.loads(file.path.read_text())["fields"] == [KNOWN]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"format": 1, "at": "x", "fields": []}', b"\xff\xfe", b"null", b'{"format": 1}',
     b'{"at": "2026-01-01T00:00:00+00:00", "fields": []}'],
)  # fmt: skip
def test_a_damaged_draft_is_set_aside_and_never_deleted(content: bytes, tmp_path: Path) -> None:
    file = DraftFile("practice", tmp_path)
    file.path.write_bytes(content)
    draft, message = file.read()
    assert draft is None
    (aside,) = tmp_path.iterdir()
    assert aside.read_bytes() == content
    assert str(aside) in message


@pytest.mark.parametrize("document", [{"format": FORMAT + 1}, {"format": 99, "edits": {"a": 1}, "fields": "?"}])
def test_a_draft_of_a_newer_version_stays_where_it_is_and_ours_is_kept_beside_it(
    document: dict[str, Any], tmp_path: Path
) -> None:
    file = DraftFile("practice", tmp_path)
    file.path.write_text(json.dumps(document))
    newer = file.path
    draft, message = file.read()
    assert draft is None
    assert "written by a newer version of callsettings" in message
    assert "damaged" not in message
    file.write((CHANGE,))
    assert json.loads(newer.read_text()) == document
    draft, message = DraftFile("practice", tmp_path).read()
    assert draft is not None
    assert draft.changes == (CHANGE,)
    assert "written by a newer version" in message


@pytest.mark.parametrize(
    "odd",
    [
        {"key": "voicemail.transcription.enabled", "base": False, "mine": True},
        {"key": "call_waiting.enabled", "base": 1.5, "mine": True},
        {"key": "call_waiting.enabled", "base": True, "mine": False, "until": "18:00"},
        "call_waiting.enabled",
    ],
)
def test_an_edit_that_is_not_understood_hides_no_other_and_is_kept(odd: Any, tmp_path: Path) -> None:
    file = DraftFile("practice", tmp_path)
    file.path.write_text(json.dumps({"format": FORMAT, "at": AT, "fields": [odd, KNOWN]}))
    draft, message = file.read()
    assert draft is not None
    assert draft.changes == (CHANGE,)
    assert "written by a newer version" in message
    file.write(())
    assert json.loads(file.path.read_text())["fields"] == [odd]
    assert DraftFile("practice", tmp_path).read()[0] is None


def test_the_format_that_other_versions_read_stays(tmp_path: Path) -> None:
    """A new layout gets a new number: then this test gets another document, and the old one a test beside it."""
    file = DraftFile("practice", tmp_path)
    file.write((CHANGE,))
    document = json.loads(file.path.read_text())
    assert document == {"format": 2, "at": document["at"], "host": file.host, "fields": [KNOWN]}
    file.path.write_text(json.dumps({"format": 2, "at": AT, "host": "elsewhere", "fields": [KNOWN]}))
    draft, message = file.read()
    assert draft is not None
    assert (draft.changes, draft.at.isoformat(), message) == ((CHANGE,), AT, "")


@pytest.mark.parametrize("account", ["practice", "work~0123456789abcdef"])
def test_a_draft_of_format_1_is_resumed_and_then_replaced(account: str, tmp_path: Path) -> None:
    old = tmp_path / f"{account}.draft.json"
    old.write_text(json.dumps({"format": 1, "at": AT, "fields": [KNOWN]}))
    file = DraftFile(account, tmp_path)
    draft, message = file.read()
    assert draft is not None
    assert (draft.changes, message) == ((CHANGE,), "")
    file.write((CHANGE,))
    assert not old.exists()
    assert file.path.exists()


def test_the_edits_of_one_host_are_no_draft_on_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    DraftFile("practice", tmp_path).write((CHANGE,))
    with monkeypatch.context() as patched:
        patched.setattr("socket.gethostname", lambda: "elsewhere")
        there = DraftFile("practice", tmp_path)
        assert there.read() == (None, "")
        there.write((Change(FORWARDING, BUSY_TO, "321321", "4023"),))
    draft, _ = DraftFile("practice", tmp_path).read()
    assert draft is not None
    assert draft.changes == (CHANGE,)


async def test_where_no_draft_can_be_kept_that_is_reported_once_and_nothing_breaks(
    store: SettingsStore, tmp_path: Path
) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file where the folder should be")
    warnings: list[str] = []
    keeper = DraftKeeper(DraftFile("practice", occupied), store, warnings.append)
    keeper.start()
    for number in ("1111", "2222"):
        store.edit(FORWARDING, BUSY_TO, number)
        assert wait_written(keeper, 10)
    keeper.close(10)
    assert len(warnings) == 1
    assert "not kept" in warnings[0]


async def test_no_whole_setting_and_no_account_data_is_in_a_draft(store: SettingsStore, tmp_path: Path) -> None:
    store.edit(Feature.VOICEMAIL, ("enabled",), False)
    file = DraftFile("practice", tmp_path)
    file.write(store.changes())
    assert "pat@example.com" not in file.path.read_text()
