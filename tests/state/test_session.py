import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import BUSY_TO, COPY_TO, DND, FORWARDING, ON, RINGS, VOICEMAIL, wait_until
from tui_callsettings.cli.edit import report_close
from tui_callsettings.cli.exit_status import ExitStatus
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import RejectedError, UnreachableError
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.state.feature_state import Status
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.state.session import EditingSession, open_session


class SessionFolder:
    """Where sessions of one account are opened, one after the other or at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open: list[EditingSession] = []
        self.warnings: list[str] = []

    def session(self, backend: FakeBackend | None = None) -> EditingSession:
        client = CallSettingsClient(backend or FakeBackend())
        account = Account(PRACTICE)
        self.open.append(open_session(account, client=client, on_warning=self.warnings.append, folder=self.folder))
        return self.open[-1]

    def kept(self) -> dict[str, Value]:
        """What is on disk; after `settled`."""
        for file in self.folder.glob("*.draft.json"):
            return {entry["key"]: entry["mine"] for entry in json.loads(file.read_text())["fields"]}
        return {}


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[SessionFolder]:
    sessions = SessionFolder(tmp_path)
    yield sessions
    for session in sessions.open:
        session.close(1.0)


async def edited(session: EditingSession, feature: Feature, path: FieldPath, value: Value) -> None:
    if not session.store.feature_state(feature).is_editable:
        await session.store.load()
    session.store.edit(feature, path, value)


async def simulate_crash(session: EditingSession) -> None:
    """The session ends as by a kill: what is not on disk is gone."""
    keeper = session._draft_keeper
    assert keeper is not None
    assert keeper._unsubscribe is not None
    keeper._unsubscribe()
    keeper._unsubscribe = None
    await asyncio.to_thread(keeper.close, 10.0)
    session._lock.release()


async def test_edits_are_offered_by_the_next_run_and_gone_after_a_save(sessions: SessionFolder) -> None:
    first = sessions.session()
    await edited(first, FORWARDING, RINGS, 5)
    await simulate_crash(first)
    second = sessions.session()
    assert second.draft is not None
    await second.store.load()
    second.resume()
    assert [change.path for change in second.store.changes()] == [RINGS]
    assert sessions.kept() == {"call_forwarding.no_answer.number_of_rings": 5}
    await second.store.save()
    second.close()
    assert sessions.kept() == {}
    assert [entry.status for entry in second.history.entries()] == [SaveStatus.SAVED]


async def test_edits_made_before_the_draft_is_resumed_are_kept_beside_it(sessions: SessionFolder) -> None:
    first = sessions.session()
    await edited(first, FORWARDING, RINGS, 5)
    await edited(first, FORWARDING, BUSY_TO, "4022")
    first.close()
    second = sessions.session()
    await edited(second, FORWARDING, BUSY_TO, "4444")
    await edited(second, DND, ON, True)
    both: dict[str, Value] = {
        "call_forwarding.no_answer.number_of_rings": 5,
        "call_forwarding.busy.destination": "4444",
        "do_not_disturb.enabled": True,
    }
    await simulate_crash(second)
    assert sessions.kept() == both
    third = sessions.session()
    await third.store.load()
    third.resume()
    third.close()
    assert sessions.kept() == both


async def test_leaving_without_an_answer_keeps_and_discarding_drops(sessions: SessionFolder) -> None:
    first = sessions.session()
    await edited(first, DND, ON, True)
    first.close()
    second = sessions.session()
    await second.store.load()
    second.close()
    assert sessions.kept() == {"do_not_disturb.enabled": True}
    third = sessions.session()
    third.discard()
    third.close()
    assert sessions.kept() == {}
    assert sessions.session().draft is None


async def test_edits_that_are_saved_already_are_not_offered(sessions: SessionFolder) -> None:
    backend = FakeBackend()
    first = sessions.session(backend)
    await edited(first, DND, ON, True)
    await simulate_crash(first)
    backend.set("do_not_disturb.enabled", True)
    second = sessions.session(backend)
    await second.store.load()
    assert second.draft is None
    second.close()
    assert sessions.kept() == {}


async def test_edits_of_a_feature_that_cannot_be_read_stay_on_disk_until_it_can(sessions: SessionFolder) -> None:
    first = sessions.session()
    await edited(first, VOICEMAIL, COPY_TO, "kim@example.com")
    await edited(first, DND, ON, True)
    first.close()
    backend = FakeBackend()
    backend.read_error[VOICEMAIL] = UnreachableError("There is no connection.")
    second = sessions.session(backend)
    await second.store.load()
    second.resume()
    await second.store.save()
    second.close()
    assert sessions.kept() == {"voicemail.email_copy_of_message.email_id": "kim@example.com"}
    third = sessions.session()
    third.resume()
    await third.store.load()
    assert [change.path for change in third.store.changes()] == [COPY_TO]


async def test_an_open_conflict_is_one_again_in_the_next_run(sessions: SessionFolder) -> None:
    backend = FakeBackend()
    first = sessions.session(backend)
    await edited(first, FORWARDING, BUSY_TO, "4022")
    backend.set("call_forwarding.busy.destination", "9999")
    await first.store.load(is_quiet=True)
    first.close()
    second = sessions.session(backend)
    await second.store.load()
    second.resume()
    (conflict,) = second.store.feature_state(FORWARDING).conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("321321", "4022", "9999")


async def test_the_second_only_reads_and_takes_over_with_what_the_first_left(sessions: SessionFolder) -> None:
    first, second = sessions.session(), sessions.session()
    assert second.is_read_only
    assert second.lock_holder is not None
    assert second.store.read_only_reason == second.lock_holder.message
    assert second.draft is None
    await edited(first, DND, ON, True)
    await second.store.load()
    assert not second.acquire_lock()
    await simulate_crash(first)
    assert second.acquire_lock()
    assert second.draft is not None
    second.resume()
    assert [change.path for change in second.store.changes()] == [ON]


async def test_a_save_that_runs_when_the_session_ends_is_waited_for_and_recorded(sessions: SessionFolder) -> None:
    backend = FakeBackend()
    session = sessions.session(backend)
    await edited(session, DND, ON, True)
    await edited(session, FORWARDING, RINGS, 5)
    backend.gate.clear()
    saving = asyncio.create_task(session.store.save([DND]))
    await wait_until(lambda: session.store.is_saving)
    session.provider_thread.submit(_later(backend.gate))
    assert session.close().is_finished
    assert not saving.done()
    saving.cancel()
    assert backend.value("do_not_disturb.enabled") is True
    assert backend.is_closed
    assert sessions.kept() == {"call_forwarding.no_answer.number_of_rings": 5}
    assert [entry.feature for entry in session.history.entries()] == [DND]
    assert session.close().is_finished


@pytest.mark.parametrize("is_rejected", [True, False])
async def test_closing_returns_how_a_save_ended_after_the_person_had_left(
    is_rejected: bool, sessions: SessionFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    backend = FakeBackend()
    session = sessions.session(backend)
    await edited(session, DND, ON, True)
    if is_rejected:
        backend.write_error[DND] = RejectedError("The provider rejected it.")
    backend.gate.clear()
    saving = asyncio.create_task(session.store.save())
    await wait_until(lambda: session.store.is_saving)
    session.provider_thread.submit(_later(backend.gate))
    report = session.close()
    saving.cancel()
    (result,) = report.results
    assert result.status is (SaveStatus.REJECTED if is_rejected else SaveStatus.SAVED)
    assert [change.path for change in report.unsaved] == ([ON] if is_rejected else [])
    assert report_close(report) == (ExitStatus.FAILED if is_rejected else ExitStatus.DONE)
    assert result.message in capsys.readouterr().err


async def test_a_save_that_was_seen_to_end_is_not_returned_again(sessions: SessionFolder) -> None:
    session = sessions.session()
    await edited(session, DND, ON, True)
    await session.store.save()
    assert session.close().results == ()


async def _later(gate: asyncio.Event) -> None:
    await asyncio.sleep(0.1)
    gate.set()


async def test_a_save_that_does_not_end_is_left_in_time_and_what_was_typed_stays(sessions: SessionFolder) -> None:
    backend = FakeBackend()
    session = sessions.session(backend)
    await edited(session, DND, ON, True)
    backend.gate.clear()
    saving = asyncio.create_task(session.store.save())
    await wait_until(lambda: session.store.is_saving)
    start = time.monotonic()
    assert not session.close(3.0).is_finished
    # Three seconds on a quiet machine; the provider would never answer.
    assert time.monotonic() - start < 8
    saving.cancel()
    assert sessions.kept() == {"do_not_disturb.enabled": True}


async def test_a_reading_under_way_keeps_nobody_waiting(sessions: SessionFolder) -> None:
    backend = FakeBackend()
    session = sessions.session(backend)
    backend.gate.clear()
    reading = asyncio.create_task(session.store.load())
    await wait_until(
        lambda: session.store.feature_state(DND).status is Status.LOADING and len(backend.calls) == len(Feature)
    )
    start = time.monotonic()
    assert session.close().is_finished
    # At once on a quiet machine; closing may take ten seconds where there is something to wait for.
    assert time.monotonic() - start < 8
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_without_a_folder_each_problem_is_reported_once_and_editing_goes_on(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file where the folder should be")
    sessions = SessionFolder(occupied)
    backend = FakeBackend()
    session = sessions.session(backend)
    assert not session.is_read_only
    assert session.acquire_lock()
    (notice,) = session.notices
    assert "would not be noticed" in notice
    for rings in (5, 6):
        await edited(session, FORWARDING, RINGS, rings)
        await wait_until(lambda: bool(sessions.warnings))
    assert (await session.store.save())[0].status is SaveStatus.SAVED
    session.close()
    draft, history = sessions.warnings
    assert "Your edits are not kept" in draft
    assert "not in the history" in history
    assert all("something that is not a folder is in its place" in each for each in sessions.warnings)


async def test_a_warning_after_the_screen_is_gone_loses_no_edit(sessions: SessionFolder) -> None:
    def on_warning(message: str) -> None:
        raise RuntimeError("Event loop is closed")

    session = sessions.session()
    session.on_warning = on_warning
    sessions.folder.rename(sessions.folder.with_name("away"))
    sessions.folder.write_text("in the way")
    await edited(session, DND, ON, True)
    barrier = session.draft_barrier()
    assert barrier is None or await asyncio.to_thread(barrier, 10.0)
    sessions.folder.unlink()
    session.close()
    assert sessions.kept() == {"do_not_disturb.enabled": True}
