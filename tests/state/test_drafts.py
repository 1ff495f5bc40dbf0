import json
from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.drafts import DraftFile
from tui_callsettings.state.event_loop_thread import EventLoopThread
from tui_callsettings.state.store import SettingsStore

BUSY_TO = ("call_forwarding", "busy", "destination")


def drain(service: EventLoopThread) -> None:
    """Wait until the service's thread has done all that was asked of it so far."""

    async def nothing() -> None:
        pass

    service.submit(nothing()).result(timeout=10)


@pytest.fixture
async def store() -> SettingsStore:
    store = SettingsStore(CallSettingsClient(FakeBackend()))
    await store.load()
    return store


async def test_each_edit_is_kept_and_a_save_removes_it(store: SettingsStore, tmp_path: Path) -> None:
    service = EventLoopThread()
    drafts = DraftFile("practice", tmp_path)
    drafts.attach(store, service)
    store.edit(Feature.CALL_FORWARDING, BUSY_TO, "4022")
    drain(service)
    assert drafts.path.stat().st_mode & 0o777 == 0o600
    (entry,) = json.loads(drafts.path.read_text())["fields"]
    assert entry == {"key": "call_forwarding.busy.destination", "base": "321321", "mine": "4022"}
    await store.save()
    drain(service)
    service.close()
    assert not drafts.path.exists()


async def test_a_kept_edit_is_taken_up_again(store: SettingsStore, tmp_path: Path) -> None:
    drafts = DraftFile("practice", tmp_path)
    store.edit(Feature.CALL_FORWARDING, BUSY_TO, "4022")
    drafts.write(store.changes())
    store.revert()
    draft, message = drafts.read()
    assert draft is not None
    assert message == ""
    draft.resume(store)
    assert [change.new for change in store.changes()] == ["4022"]
    assert store.feature_state(Feature.CALL_FORWARDING).conflicts == ()


async def test_a_kept_edit_that_somebody_overtook_becomes_a_question(store: SettingsStore, tmp_path: Path) -> None:
    drafts = DraftFile("practice", tmp_path)
    store.edit(Feature.CALL_FORWARDING, BUSY_TO, "4022")
    drafts.write(store.changes())
    backend = FakeBackend()
    backend.set("call_forwarding.busy.destination", "9999")
    later = SettingsStore(CallSettingsClient(backend))
    await later.load()
    draft, _ = drafts.read()
    assert draft is not None
    draft.resume(later)
    (conflict,) = later.feature_state(Feature.CALL_FORWARDING).conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("321321", "4022", "9999")
    assert not later.state.can_save(Feature.CALL_FORWARDING)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"format": 9}', b'{"format": 1, "at": "x", "fields": []}', b"\xff\xfe", b"null",
     b'{"format": 1, "at": "2026-01-01T00:00:00+00:00", "fields": [{"key": "no.such", "base": 1, "mine": 2}]}'],
)  # fmt: skip
def test_a_damaged_draft_is_set_aside_never_deleted(content: bytes, tmp_path: Path) -> None:
    drafts = DraftFile("practice", tmp_path)
    drafts.path.write_bytes(content)
    draft, message = drafts.read()
    assert draft is None
    (aside,) = tmp_path.iterdir()
    assert aside.read_bytes() == content
    assert str(aside) in message


def test_where_nothing_can_be_kept_it_is_said_once_and_nothing_breaks(store: SettingsStore, tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file where the folder should be")
    on_warning: list[str] = []
    service = EventLoopThread()
    drafts = DraftFile("practice", occupied, on_warning.append)
    drafts.attach(store, service)
    for number in ("1111", "2222"):
        store.edit(Feature.CALL_FORWARDING, BUSY_TO, number)
        drain(service)
    service.close()
    assert len(on_warning) == 1
    assert "not kept" in on_warning[0]


def test_no_whole_setting_and_no_account_data_is_in_a_draft(store: SettingsStore, tmp_path: Path) -> None:
    store.edit(Feature.VOICEMAIL, ("enabled",), False)
    drafts = DraftFile("practice", tmp_path)
    drafts.write(store.changes())
    assert "pat@example.com" not in drafts.path.read_text()
