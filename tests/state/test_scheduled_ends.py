"""Settings that end by themselves: what goes back, what is left alone, and what is tried again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import ALWAYS, ALWAYS_TO, DND, FORWARDING, ON, disable_recheck_delay
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import (
    NotSignedInError,
    OutcomeUnknownError,
    RejectedError,
    StorageError,
    UnreachableError,
    UsageError,
)
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.state.changes import Change
from tui_callsettings.state.end_record import EndStatus, ScheduledEnd
from tui_callsettings.state.end_runner import RETRY_LIMIT, run_due_ends
from tui_callsettings.state.end_scheduling import cancel_end, reschedule, schedule_end
from tui_callsettings.state.save import SaveResult, SaveStatus
from tui_callsettings.state.scheduled_ends import ScheduledEnds
from tui_callsettings.state.scheduler import Job, Scheduler, SchedulerError, SchedulerKind

NOW = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
AT = NOW + timedelta(hours=2)
WORK = Account("work", "webex")
DND_ON = Change(DND, ON, False, True)
FORWARD = (Change(FORWARDING, ALWAYS, False, True), Change(FORWARDING, ALWAYS_TO, "", "+19075551333"))


@pytest.fixture(autouse=True)
def _no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    disable_recheck_delay(monkeypatch)


@pytest.fixture
def ends(tmp_path: Path) -> ScheduledEnds:
    return ScheduledEnds("work", tmp_path)


class Provider:
    """A fake account with what an end needs."""

    def __init__(self, ends: ScheduledEnds) -> None:
        self.backend = FakeBackend()
        self.ends = ends
        self.results: list[SaveResult] = []

    def put(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self.set(change.feature, change.path, change.new)

    def set(self, feature: Feature, path: FieldPath, value: Value) -> None:
        self.backend.stored[feature] = self.backend.stored[feature].with_value(path, value)

    def value(self, feature: Feature, path: FieldPath) -> Value:
        return self.backend.stored[feature].value(path)

    @property
    def writes(self) -> int:
        return sum(call[0] == "write" for call in self.backend.calls)

    async def run(self, now: datetime) -> tuple[ScheduledEnd, ...]:
        async def keep(result: SaveResult) -> None:
            self.results.append(result)

        return await run_due_ends(CallSettingsClient(self.backend), self.ends, keep, now)


@pytest.fixture
def provider(ends: ScheduledEnds) -> Provider:
    return Provider(ends)


async def test_at_its_time_every_field_goes_back_and_the_save_is_recorded(
    ends: ScheduledEnds, provider: Provider
) -> None:
    provider.put(FORWARD)
    ends.add(FORWARD, AT, NOW)
    assert await provider.run(AT - timedelta(seconds=1)) == ()
    (end,) = await provider.run(AT)
    assert end.status is EndStatus.ENDED
    assert provider.value(FORWARDING, ALWAYS) is False
    assert provider.value(FORWARDING, ALWAYS_TO) == ""
    assert [result.status for result in provider.results] == [SaveStatus.SAVED]
    assert "is OFF again" in end.message
    assert ends.get(end.number) == end


async def test_an_end_happens_once_also_when_the_clock_is_set_back(ends: ScheduledEnds, provider: Provider) -> None:
    provider.put([DND_ON])
    ends.add([DND_ON], AT, NOW)
    await provider.run(AT)
    provider.put([DND_ON])
    for now in (NOW, AT, AT + timedelta(days=2)):
        assert await provider.run(now) == ()
    assert provider.value(DND, ON) is True
    assert provider.writes == 1


async def test_a_field_that_was_changed_since_is_left_alone_and_the_others_go_back(
    ends: ScheduledEnds, provider: Provider
) -> None:
    provider.put(FORWARD)
    ends.add((*FORWARD, DND_ON), AT, NOW)
    provider.set(FORWARDING, ALWAYS_TO, "4022")
    provider.put([DND_ON])
    (end,) = await provider.run(AT)
    assert provider.value(FORWARDING, ALWAYS_TO) == "4022"
    assert provider.value(FORWARDING, ALWAYS) is False
    assert provider.value(DND, ON) is False
    assert end.status is EndStatus.ENDED
    assert "changed elsewhere since" in end.message


async def test_where_all_was_changed_since_nothing_is_sent(ends: ScheduledEnds, provider: Provider) -> None:
    provider.put(FORWARD)
    ends.add(FORWARD[1:], AT, NOW)
    provider.set(FORWARDING, ALWAYS_TO, "4022")
    (end,) = await provider.run(AT)
    assert end.status is EndStatus.CHANGED
    assert provider.writes == 0


async def test_what_is_back_already_is_ended_without_a_write(ends: ScheduledEnds, provider: Provider) -> None:
    ends.add([DND_ON], AT, NOW)
    (end,) = await provider.run(AT)
    assert end.status is EndStatus.ENDED
    assert provider.writes == 0


@pytest.mark.parametrize("error", [UnreachableError("No route."), NotSignedInError("Sign in again.")])
async def test_a_provider_out_of_reach_is_tried_again_with_growing_waits_for_a_day(
    ends: ScheduledEnds, provider: Provider, error: UnreachableError | NotSignedInError
) -> None:
    provider.put([DND_ON])
    ends.add([DND_ON], AT, NOW)
    provider.backend.read_error[DND] = error
    now, waits = AT, []
    while True:
        (end,) = await provider.run(now)
        if not end.is_pending:
            break
        assert end.retry_at is not None
        assert error.message in end.message
        waits.append(end.retry_at - now)
        assert await provider.run(end.retry_at - timedelta(seconds=1)) == ()
        now = end.retry_at
    assert waits[0] == timedelta(minutes=1)
    assert waits == sorted(waits)
    assert max(waits) == timedelta(hours=2)
    assert now >= AT + RETRY_LIMIT
    assert end.status is EndStatus.FAILED
    assert "NOT ENDED" in end.message
    assert "Check where your calls go." in end.message
    assert ends.unseen() == (end,)


async def test_a_provider_that_is_back_ends_it_at_the_next_attempt(ends: ScheduledEnds, provider: Provider) -> None:
    provider.put([DND_ON])
    ends.add([DND_ON], AT, NOW)
    provider.backend.read_error[DND] = UnreachableError("No route.")
    await provider.run(AT)
    del provider.backend.read_error[DND]
    (end,) = await provider.run(AT + timedelta(minutes=1))
    assert end.status is EndStatus.ENDED
    assert provider.value(DND, ON) is False


async def test_a_rejected_end_is_reported_and_not_sent_again(ends: ScheduledEnds, provider: Provider) -> None:
    provider.put([DND_ON])
    ends.add([DND_ON], AT, NOW)
    provider.backend.write_error[DND] = RejectedError("Not now.")
    (end,) = await provider.run(AT)
    assert end.status is EndStatus.FAILED
    assert "Not now." in end.message
    assert await provider.run(AT + timedelta(hours=1)) == ()


async def test_an_unknown_outcome_is_looked_at_before_anything_is_sent_again(
    ends: ScheduledEnds, provider: Provider
) -> None:
    provider.put([DND_ON])
    ends.add([DND_ON], AT, NOW)
    provider.backend.write_error[DND] = OutcomeUnknownError("No answer arrived.")
    provider.backend.applies_failed_write = True
    await provider.run(AT)
    await provider.run(AT + timedelta(minutes=1))
    assert provider.writes == 1
    assert provider.value(DND, ON) is False
    assert ends.load()[0].status is EndStatus.ENDED


async def test_a_new_end_of_a_field_moves_the_time_and_keeps_the_value_to_go_back_to(
    ends: ScheduledEnds, provider: Provider
) -> None:
    provider.put([DND_ON])
    first = ends.add([DND_ON], AT, NOW)
    second = ends.add([Change(DND, ON, True, True)], AT + timedelta(hours=1), NOW)
    assert ends.get(first.number).status is EndStatus.CANCELED
    assert await provider.run(AT) == ()
    (end,) = await provider.run(AT + timedelta(hours=1))
    assert end.number == second.number
    assert provider.value(DND, ON) is False


def test_a_field_taken_out_leaves_the_others_and_the_last_one_cancels(ends: ScheduledEnds) -> None:
    end = ends.add(FORWARD, AT, NOW)
    assert ends.affecting([(FORWARDING, ALWAYS)]) == (end,)
    assert ends.affecting([(DND, ON)]) == ()
    assert ends.drop_fields([(FORWARDING, ALWAYS)]) == ()
    assert [field.key for field in ends.get(end.number).fields] == ["call_forwarding.always.destination"]
    assert [each.number for each in ends.drop_fields([(FORWARDING, ALWAYS_TO)])] == [end.number]
    assert ends.pending() == ()
    assert ends.unseen() == ()


async def test_what_happened_is_news_until_it_is_seen(ends: ScheduledEnds, provider: Provider) -> None:
    provider.put([DND_ON])
    ends.add([DND_ON], AT, NOW)
    (end,) = await provider.run(AT)
    assert ends.unseen() == (end,)
    assert ends.take_unseen() == (end,)
    assert ends.take_unseen() == ()


def test_an_end_that_is_not_there_is_a_usage_error(ends: ScheduledEnds) -> None:
    with pytest.raises(UsageError, match="no end number 3"):
        ends.get(3)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ('{"format": 2, "next_number": 1, "ends": []}', "newer version"),
        ('{"format": 1, "next_number": 1, "ends": [], "later": 1}', "newer version"),
        ('{"format": 1, "ends": [{}]}', "damaged"),
        ("{", "damaged"),
    ],
)
def test_a_file_that_is_not_understood_is_kept_and_explained(ends: ScheduledEnds, content: str, part: str) -> None:
    ends.path.write_text(content)
    for use in (ends.load, lambda: ends.add([DND_ON], AT, NOW)):
        with pytest.raises(StorageError, match=part) as caught:
            use()
        assert str(ends.path) in caught.value.message
    assert ends.path.read_text() == content


def test_the_file_is_private_and_bounded(ends: ScheduledEnds) -> None:
    for _ in range(60):
        cancel_end(ends, ends.add([DND_ON], AT, NOW).number)
    kept = ends.add([DND_ON], AT, NOW)
    assert ends.path.stat().st_mode & 0o777 == 0o600
    assert len(ends.load()) <= 51
    assert ends.pending() == (kept,)


class RecordingScheduler(Scheduler):
    """Takes jobs, or refuses them."""

    def __init__(self, *, is_refusing: bool = False) -> None:
        super().__init__(SchedulerKind.AT)
        self.jobs: list[tuple[datetime, tuple[str, ...]]] = []
        self._is_refusing = is_refusing

    def schedule(self, at: datetime, command: Sequence[str], name: str) -> Job:
        if self._is_refusing:
            raise SchedulerError("at did not take the job: no.")
        self.jobs.append((at, tuple(command)))
        return Job(SchedulerKind.AT, str(len(self.jobs)))


def test_the_scheduler_gets_a_command_that_names_the_end_and_the_account(ends: ScheduledEnds) -> None:
    scheduler = RecordingScheduler()
    end, warning = schedule_end(ends, scheduler, WORK, [DND_ON], AT)
    ((at, command),) = scheduler.jobs
    assert at == AT
    assert command[1:] == ("-P", "-m", "tui_callsettings", "--account", "work", "until", "run", str(end.number))
    assert (ends.get(end.number).scheduler, ends.get(end.number).job, warning) == (SchedulerKind.AT, "1", "")


def test_where_the_scheduler_refuses_the_end_is_kept_for_the_next_run(ends: ScheduledEnds) -> None:
    end, warning = schedule_end(ends, RecordingScheduler(is_refusing=True), WORK, [DND_ON], AT)
    assert ends.pending() == (end,)
    assert end.scheduler is SchedulerKind.NONE
    assert "when callsettings next runs" in warning


async def test_the_next_attempt_is_handed_to_the_scheduler_too(ends: ScheduledEnds, provider: Provider) -> None:
    scheduler = RecordingScheduler()
    schedule_end(ends, scheduler, WORK, [DND_ON], AT)
    provider.put([DND_ON])
    provider.backend.read_error[DND] = UnreachableError("No route.")
    (end,) = await provider.run(AT)
    reschedule(ends, scheduler, WORK, end)
    assert scheduler.jobs[-1][0] == end.retry_at
