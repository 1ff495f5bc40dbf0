"""Ends, edits, cancels, other clients, failures and clock steps in any order: never both wrong and silent."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Collection
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import ALWAYS, ALWAYS_TO, DND, FORWARDING, ON, RINGS, WAITING, disable_recheck_delay
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import OutcomeUnknownError, RejectedError, UnreachableError
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.state import end_runner
from tui_callsettings.state.changes import Change
from tui_callsettings.state.end_record import EndingField, EndStatus, ScheduledEnd
from tui_callsettings.state.end_runner import end_due
from tui_callsettings.state.end_scheduling import EndPlan, apply_end_plan, cancel_end, move_end
from tui_callsettings.state.scheduler import Scheduler, SchedulerKind
from tui_callsettings.state.session import EditingSession, open_session

START = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
WORK = Account("work", "webex")
NOBODY = Scheduler(SchedulerKind.NONE)

VALUES: dict[tuple[Feature, FieldPath], tuple[Value, ...]] = {
    (DND, ON): (False, True),
    (WAITING, ON): (False, True),
    (FORWARDING, ALWAYS): (False, True),
    (FORWARDING, ALWAYS_TO): ("4022", "4055"),
    (FORWARDING, RINGS): (3, 5, 7),
}
"""The fields in play: several of one feature, and several features."""

FAILURES = ("", "unreachable", "rejected", "unknown", "unknown, applied", "other value", "in part")

PLACES = st.sampled_from(list(VALUES))
ASSIGNMENTS = st.lists(PLACES, min_size=1, max_size=4, unique=True).flatmap(
    lambda places: st.fixed_dictionaries({place: st.sampled_from(VALUES[place]) for place in places})
)
ACTIONS = st.one_of(
    st.tuples(st.just("save"), ASSIGNMENTS, st.sampled_from((None, 1, 3)), st.booleans()),
    st.tuples(st.just("other client"), ASSIGNMENTS),
    st.tuples(st.just("cancel"), st.integers(0, 2)),
    st.tuples(st.just("move"), st.integers(0, 2), st.integers(1, 5)),
    st.tuples(st.just("fail"), st.sampled_from((DND, FORWARDING)), st.sampled_from(FAILURES)),
    st.tuples(st.just("clock"), st.integers(-3, 6)),
    st.tuples(st.just("run"), st.integers(1, 2)),
)


class RecordingBackend(FakeBackend):
    """A provider that fails as it is asked to until that is taken back, and keeps every value that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[tuple[str, Value, Value]] = []
        self.failures: dict[Feature, str] = {}

    def fail(self, feature: Feature, kind: str) -> None:
        self.failures[feature] = kind
        self.read_error.pop(feature, None)
        if kind == "unreachable":
            self.read_error[feature] = UnreachableError("No route.")

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        kind, before = self.failures.get(feature, ""), self.stored[feature]
        self.applies_failed_write = kind == "unknown, applied"
        self.stores_only = list(changed)[:1] if kind == "in part" else None
        self.write_error.pop(feature, None)
        if kind == "rejected":
            self.write_error[feature] = RejectedError("Not now.")
        elif kind in ("unknown", "unknown, applied"):
            self.write_error[feature] = OutcomeUnknownError("No answer arrived.")
        try:
            await super().write(feature, wanted, changed)
        finally:
            if kind == "other value" and (feature, RINGS) in VALUES and RINGS in changed:
                self.stored[feature] = self.stored[feature].with_value(RINGS, 9)
            for path in changed:
                self.given.append((feature.key(path), before.value(path), self.stored[feature].value(path)))


class World:
    """Some fields, their provider, their ends, and what the person has been shown."""

    def __init__(self, folder: Path) -> None:
        self.backend = RecordingBackend()
        self.folder = folder
        self.ends = self._open_session().open_ends()
        self.now = START
        self.applied: Counter[tuple[int, str]] = Counter()

    def _open_session(self) -> EditingSession:
        return open_session(WORK, client=CallSettingsClient(self.backend), folder=self.folder, is_editor=False)

    def put(self, values: dict[tuple[Feature, FieldPath], Value]) -> None:
        for (feature, path), value in values.items():
            self.backend.stored[feature] = self.backend.stored[feature].with_value(path, value)

    def value(self, field: EndingField) -> Value:
        feature, known = field.place
        return self.backend.stored[feature].value(known.path)

    def save(self, values: dict[tuple[Feature, FieldPath], Value], hours: int | None, keeps: bool) -> None:
        """A verified save of the person, with what it does to ends."""
        changes = [
            Change(feature, path, self.backend.stored[feature].value(path), value)
            for (feature, path), value in values.items()
            if self.backend.stored[feature].value(path) != value
        ]
        if changes:
            self.put(values)
            at = self.now + timedelta(hours=hours) if hours is not None else None
            apply_end_plan(self.ends, NOBODY, WORK, EndPlan(at, keeps), changes)

    def run(self, processes: int = 1) -> None:
        """Have processes run what is due, at the same time."""
        pending = self.ends.pending()
        before = {field.key: self.value(field) for end in pending for field in end.pending_fields}
        self.backend.given.clear()
        asyncio.run(self._run_at_once(processes))
        self._check_writes(pending)
        for end in pending:
            after = self.ends.get(end.number)
            assert end.is_due(self.now) or after == end
            assert after.is_pending or (after.message and not after.is_seen)
            for old, new in zip(end.fields, after.fields, strict=True):
                if old.is_pending and new.status is EndStatus.ENDED:
                    assert self.value(new) == new.back
                elif old.is_pending and new.status is EndStatus.CHANGED:
                    assert before[new.key] not in (new.value, new.back)

    async def _run_at_once(self, processes: int) -> None:
        async with AsyncExitStack() as stack:
            sessions = [await stack.enter_async_context(self._open_session()) for _ in range(processes)]
            await asyncio.gather(*(end_due(session, self.now) for session in sessions))

    def _check_writes(self, pending: tuple[ScheduledEnd, ...]) -> None:
        """Each value that was written was due, replaced the one that was saved, and is written to its end once."""
        due = {field.key: (end, field) for end in pending if end.is_due(self.now) for field in end.pending_fields}
        for key, old, new in self.backend.given:
            end, field = due[key]
            assert old == field.value, "a value of somebody else was overwritten"
            if new == field.back:
                self.applied[end.number, key] += 1
        assert all(count == 1 for count in self.applied.values()), "an end happened twice"

    def act(self, action: tuple[object, ...]) -> None:
        match action:
            case ("save", dict(values), hours, bool(keeps)):
                self.save(values, hours if isinstance(hours, int) else None, keeps)
            case ("other client", dict(values)):
                self.put(values)
            case ("cancel", int(index)):
                for end in self.ends.pending()[index : index + 1]:
                    assert cancel_end(self.ends, end.number).status is EndStatus.CANCELED
            case ("move", int(index), int(hours)):
                for end in self.ends.pending()[index : index + 1]:
                    move_end(self.ends, NOBODY, WORK, end.number, self.now + timedelta(hours=hours))
            case ("fail", Feature() as feature, str(kind)):
                self.backend.fail(feature, kind)
            case ("clock", int(hours)):
                self.now += timedelta(hours=hours)
            case ("run", int(processes)):
                self.run(processes)

    def finish(self) -> None:
        """Let time pass with a run each two hours, until nothing is pending."""
        for _ in range(30):
            if not self.ends.pending():
                return
            self.now += timedelta(hours=2)
            self.run()


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    disable_recheck_delay(monkeypatch)
    monkeypatch.setattr(end_runner, "find_scheduler", lambda: NOBODY)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(ACTIONS, max_size=14))
def test_each_field_ends_at_the_right_value_or_the_person_learns_of_it(actions: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for action in actions:
            keys = [field.key for end in world.ends.pending() for field in end.pending_fields]
            assert len(keys) == len(set(keys)), "a field has two ends"
            world.act(action)
        left = world.ends.pending()
        world.finish()
        assert world.ends.pending() == ()
        assert {end.number for end in left} <= {end.number for end in world.ends.unseen()}
        for end in left:
            for field in world.ends.get(end.number).fields:
                is_right = world.value(field) == field.back or field.status is not EndStatus.ENDED
                assert is_right, "wrong and silent"
