"""What every start does with the settings that were to end by themselves in the meantime."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import DND, ON
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import UnreachableError
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.state import end_runner, end_scheduling
from tui_callsettings.state.changes import Change
from tui_callsettings.state.end_record import EndStatus, ScheduledEnd
from tui_callsettings.state.end_runner import ACTION, end_due, try_later
from tui_callsettings.state.scheduled_ends import ScheduledEnds
from tui_callsettings.state.scheduler import Job, Scheduler, SchedulerKind
from tui_callsettings.state.session import EditingSession, open_session

NOW = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
AT = NOW + timedelta(hours=2)
DND_ON = Change(DND, ON, False, True)


class RecordingScheduler(Scheduler):
    """Takes jobs, and keeps the times."""

    def __init__(self) -> None:
        super().__init__(SchedulerKind.AT)
        self.times: list[datetime] = []

    def schedule(self, at: datetime, command: Sequence[str], name: str) -> Job:
        self.times.append(at)
        return Job(SchedulerKind.AT, "1")


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch) -> RecordingScheduler:
    recording = RecordingScheduler()
    monkeypatch.setattr(end_runner, "find_scheduler", lambda: recording)
    return recording


@pytest.fixture
def backend() -> FakeBackend:
    backend = FakeBackend()
    backend.set("do_not_disturb.enabled", True)
    return backend


def command_session(folder: Path, backend: FakeBackend) -> EditingSession:
    return open_session(Account(PRACTICE), client=CallSettingsClient(backend), folder=folder, is_editor=False)


def add_end(session: EditingSession) -> ScheduledEnd:
    ends = ScheduledEnds(session.account.storage_key, session.ends_path.parent)
    return ends.add([DND_ON], AT, NOW)


async def test_what_is_due_ends_and_is_in_the_history(
    tmp_path: Path, backend: FakeBackend, scheduler: RecordingScheduler
) -> None:
    async with command_session(tmp_path, backend) as session:
        add_end(session)
        (end,) = await end_due(session, AT)
        assert await end_due(session, AT) == ()
        assert [(entry.action, entry.feature) for entry in session.history.entries()] == [(ACTION, DND)]
    assert end.status is EndStatus.ENDED
    assert backend.value("do_not_disturb.enabled") is False
    assert scheduler.times == []


async def test_before_its_time_nothing_is_read_and_no_lock_is_taken(tmp_path: Path, backend: FakeBackend) -> None:
    async with command_session(tmp_path, backend) as session, command_session(tmp_path, FakeBackend()) as other:
        assert await end_due(session, AT) == ()
        add_end(session)
        assert await end_due(session, AT - timedelta(seconds=1)) == ()
        assert other.acquire_lock()
    assert backend.calls == []


async def test_while_another_process_edits_it_is_left_to_that_one(tmp_path: Path, backend: FakeBackend) -> None:
    async with command_session(tmp_path, FakeBackend()) as other, command_session(tmp_path, backend) as session:
        add_end(session)
        assert other.acquire_lock()
        assert await end_due(session, AT) == ()
    assert backend.calls == []


async def test_out_of_reach_it_is_handed_to_the_scheduler_again(
    tmp_path: Path, backend: FakeBackend, scheduler: RecordingScheduler
) -> None:
    backend.read_error[DND] = UnreachableError("There is no connection.")
    async with command_session(tmp_path, backend) as session:
        number = add_end(session).number
        (end,) = await end_due(session, AT)
        kept = ScheduledEnds(session.account.storage_key, session.ends_path.parent).get(number)
    assert end.is_pending
    assert end.retry_at is not None
    assert scheduler.times == [end.retry_at]
    assert (kept.scheduler, kept.job, kept.retry_at) == (SchedulerKind.AT, "1", end.retry_at)


async def test_the_timer_of_an_end_that_is_over_is_removed(
    tmp_path: Path, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed: list[Job] = []
    monkeypatch.setattr(end_scheduling, "cancel_job", removed.append)
    async with command_session(tmp_path, backend) as session:
        end = add_end(session)
        job = Job(SchedulerKind.SYSTEMD, "callsettings-until-1")
        session.open_ends().update(end, end.replace(scheduler=job.kind, job=job.name))
        await end_due(session, AT)
    assert removed == [job]


async def test_a_run_that_finds_the_account_locked_leaves_the_end_due(
    tmp_path: Path, backend: FakeBackend, scheduler: RecordingScheduler
) -> None:
    async with command_session(tmp_path, backend) as session:
        ends = session.open_ends()
        end = ends.add([DND_ON], datetime.now(UTC) - timedelta(seconds=1), NOW)
        later = try_later(session, ends, scheduler, end)
        assert later.message == "Not ended yet. Another callsettings is editing this account."
        assert later.is_due(datetime.now(UTC))
        assert scheduler.times[0] > datetime.now(UTC) + timedelta(seconds=50)
        for _ in range(3):
            later = try_later(session, ends, scheduler, later)
        assert scheduler.times[-1] > datetime.now(UTC) + timedelta(minutes=7)
