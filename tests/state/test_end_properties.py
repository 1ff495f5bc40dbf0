"""Ends, edits, cancels, other clients, failures and clock steps in any order: never both wrong and silent."""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import DND, ON, disable_recheck_delay
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import OutcomeUnknownError, RejectedError, UnreachableError
from tui_callsettings.models.account import Account
from tui_callsettings.state.changes import Change
from tui_callsettings.state.end_record import EndStatus
from tui_callsettings.state.end_runner import run_due_ends
from tui_callsettings.state.end_scheduling import EndPlan, apply_end_plan, cancel_end, move_end
from tui_callsettings.state.save import SaveResult
from tui_callsettings.state.scheduled_ends import ScheduledEnds
from tui_callsettings.state.scheduler import Scheduler, SchedulerKind

START = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
WORK = Account("work", "webex")
NOBODY = Scheduler(SchedulerKind.NONE)

ACTIONS = st.one_of(
    st.tuples(st.just("save"), st.booleans(), st.sampled_from((None, 1, 3)), st.booleans()),
    st.tuples(st.just("other client"), st.booleans()),
    st.tuples(st.just("cancel")),
    st.tuples(st.just("move"), st.integers(1, 5)),
    st.tuples(st.just("fail"), st.sampled_from(("", "unreachable", "rejected", "unknown", "unknown, applied"))),
    st.tuples(st.just("clock"), st.integers(-3, 6)),
    st.tuples(st.just("run")),
)


class World:
    """One field, its provider, its ends, and what the person was told."""

    def __init__(self, folder: Path) -> None:
        self.backend = FakeBackend()
        self.ends = ScheduledEnds("work", folder)
        self.now = START
        self.writes_by_ends = 0

    @property
    def value(self) -> bool:
        return self.backend.stored[DND].value(ON) is True

    def put(self, value: bool) -> None:
        self.backend.stored[DND] = self.backend.stored[DND].with_value(ON, value)

    def fail(self, kind: str) -> None:
        self.backend.read_error.clear()
        self.backend.write_error.clear()
        self.backend.applies_failed_write = kind == "unknown, applied"
        if kind == "unreachable":
            self.backend.read_error[DND] = UnreachableError("No route.")
        elif kind == "rejected":
            self.backend.write_error[DND] = RejectedError("Not now.")
        elif kind:
            self.backend.write_error[DND] = OutcomeUnknownError("No answer arrived.")

    def save(self, value: bool, hours: int | None, keeps: bool) -> None:
        """A verified save of the person, with what it does to ends."""
        if value == self.value:
            return
        change = Change(DND, ON, self.value, value)
        self.put(value)
        at = self.now + timedelta(hours=hours) if hours is not None else None
        apply_end_plan(self.ends, NOBODY, WORK, EndPlan(at, keeps), [change])

    def run(self) -> None:
        async def count(result: SaveResult) -> None:
            del result
            self.writes_by_ends += 1

        before = self.value
        pending = {end.number: end for end in self.ends.pending()}
        tried = asyncio.run(run_due_ends(CallSettingsClient(self.backend), self.ends, count, self.now))
        for end in tried:
            assert pending[end.number].is_due(self.now)
            (field,) = end.fields
            assert end.is_pending or end.message
            assert end.is_pending or not end.is_seen
            if end.status is EndStatus.ENDED:
                assert self.value == field.back
            elif end.status is EndStatus.CHANGED:
                assert before not in (field.value, field.back)
        if not tried:
            assert self.value == before

    def act(self, action: tuple[object, ...]) -> None:
        match action:
            case ("save", bool(value), hours, bool(keeps)):
                self.save(value, hours if isinstance(hours, int) else None, keeps)
            case ("other client", bool(value)):
                self.put(value)
            case ("cancel",):
                for end in self.ends.pending()[:1]:
                    assert cancel_end(self.ends, end.number).status is EndStatus.CANCELED
            case ("move", int(hours)):
                for end in self.ends.pending()[:1]:
                    move_end(self.ends, NOBODY, WORK, end.number, self.now + timedelta(hours=hours))
            case ("fail", str(kind)):
                self.fail(kind)
            case ("clock", int(hours)):
                self.now += timedelta(hours=hours)
            case _:
                self.run()

    def finish(self) -> None:
        """Let three days pass with a run each hour."""
        for _ in range(72):
            self.now += timedelta(hours=1)
            self.run()


@pytest.fixture(autouse=True)
def _no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    disable_recheck_delay(monkeypatch)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTIONS, max_size=12))
def test_a_field_ends_at_the_right_value_or_the_person_is_told(actions: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for action in actions:
            pending = [field.key for end in world.ends.pending() for field in end.pending_fields]
            assert len(pending) == len(set(pending)), "a field has two ends"
            world.act(action)
        due = world.ends.pending()
        world.finish()
        assert world.ends.pending() == ()
        told = {end.number for end in world.ends.unseen()}
        for end in due:
            assert end.number in told
            after = world.ends.get(end.number)
            assert after.status is not EndStatus.ENDED or world.value == after.fields[0].back
        writes = world.writes_by_ends
        world.finish()
        assert world.writes_by_ends == writes, "an end happened twice"
