"""The person, a phone and an administrator change settings in any order, with faults in between."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Collection, Coroutine, Iterator
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import ALWAYS, ALWAYS_TO, BUSY_TO, COPY_TO, DND, FORWARDING, ON, RINGS, VOICEMAIL
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import OutcomeUnknownError, PartialWriteError, RejectedError, UnreachableError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.models.validation import is_same_value
from tui_callsettings.state import save
from tui_callsettings.state.changes import changes_between
from tui_callsettings.state.drafts import DraftFile, DraftKeeper
from tui_callsettings.state.event_loop_thread import EventLoopThread
from tui_callsettings.state.feature_state import FeatureState, Resolution, Status
from tui_callsettings.state.save import SaveResult, SaveStatus
from tui_callsettings.state.store import SettingsStore
from tui_callsettings.state.store_state import StoreState

Edited = tuple[Feature, FieldPath, Value]
VALUES: dict[tuple[Feature, FieldPath], tuple[Value, ...]] = {
    (DND, ON): (True, False),
    (FORWARDING, ALWAYS): (True, False),
    (FORWARDING, ALWAYS_TO): ("4022", "40-22", "4023"),
    (FORWARDING, BUSY_TO): ("321321", "4022", "40 22", ""),
    (FORWARDING, RINGS): (3, 4, 5, "abc"),
    (VOICEMAIL, COPY_TO): ("pat@example.com", "kim@example.com", "kim@example.com "),
}
EDITS = st.sampled_from([(feature, path, value) for (feature, path), values in VALUES.items() for value in values])
REMOTE_EDITS = EDITS | st.sampled_from([(feature, path, None) for feature, path in VALUES])
"""What an administrator changes; None is a value that the provider reports no more."""
SOON = st.lists(st.tuples(st.booleans(), EDITS), max_size=2)
"""What the person (True) or an administrator (False) does while an answer is on its way."""
FEATURES = st.sampled_from([DND, FORWARDING, VOICEMAIL])
FAULTS = ("refused", "lost, done", "lost, not done", "stored otherwise", "half done", "partial", "stale", "reset")
BLIND = st.sampled_from([0, 0, 1, 2])
"""How many reads fail."""


class RecordingProvider(FakeBackend):
    """Reads for a form answer with what was stored when they were asked, however late; it checks each write."""

    def __init__(self) -> None:
        super().__init__()
        self.fault: dict[Feature, tuple[str, int]] = {}
        self.failing: dict[Feature, int] = {}
        self.version = dict.fromkeys(Feature, 0)
        self.seen = dict.fromkeys(Feature, 0)
        self.touched: set[tuple[Feature, FieldPath]] = set()
        self.reviewed: dict[Feature, FeatureState] = {}
        self.saving: set[Feature] = set()
        self.conflicts: set[tuple[Feature, FieldPath]] = set()
        self.broken: list[str] = []
        self.stale: dict[Feature, Setting] = {}
        self.slow = asyncio.Event()
        self.slow.set()

    async def read(self, feature: Feature) -> Setting:
        is_for_form = feature not in self.saving
        stored, version = self.stored[feature], self.version[feature]
        await (self.slow if is_for_form else self.gate).wait()
        if not is_for_form:
            stored, version = self.stored[feature], self.version[feature]
        stale = self.stale.pop(feature, None)
        if self.failing.get(feature, 0):
            self.failing[feature] -= 1
            raise UnreachableError("There is no connection.")
        if stale is not None:
            return stale
        self.seen[feature] = max(self.seen[feature], version)
        return stored

    def check_write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> Iterator[str]:
        """Yield what is wrong with a write; an assertion would be reported by the client as an error of its own."""
        stored, reviewed = self.stored[feature], self.reviewed[feature]
        if reviewed.saved is None or reviewed.draft is None:
            yield "nothing was read before"
            return
        if {change.path for change in changes_between(feature, stored, wanted)} != set(changed):
            yield "it changes more fields than it names"
        for path in changed:
            if (feature, path) not in self.touched:
                yield f"the person never touched {path}"
            if not is_same_value(feature.field(path), stored.value(path), reviewed.saved.value(path)):
                yield f"{path} was changed elsewhere, without a conflict"
            if (feature, path) in self.conflicts:
                yield f"the conflict over {path} was not resolved"
            sent = wanted.value(path)
            if sent != save.normalize_text(reviewed.draft.value(path)):
                yield f"{path} is not what the person wants"
            if not isinstance(sent, {RINGS: int, ON: bool, ALWAYS: bool}.get(path, str)):
                yield f"{path} is of the wrong sort"

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        self.broken += self.check_write(feature, wanted, changed)
        stored = self.stored[feature]
        fault, self.failing[feature] = self.fault.pop(feature, ("", 0))
        done: list[FieldPath] = []
        if fault not in ("refused", "lost, not done"):
            done = list(changed)[: 1 if fault in ("half done", "partial") else None]
            self.resets_omitted = fault == "reset"
            self.store(feature, self._written(feature, wanted, done))
        if fault == "stale":
            self.stale[feature] = stored
        if fault == "partial" and len(done) < len(changed):
            unwritten = frozenset(changed) - frozenset(done)
            cause = RejectedError("Not that.")
            raise PartialWriteError("Only part.", written=frozenset(done), unwritten=unwritten, cause=cause)
        if fault == "stored otherwise" and BUSY_TO in changed:
            self.store(feature, self.stored[feature].with_value(BUSY_TO, "5"))
        if fault.startswith("lost"):
            raise OutcomeUnknownError("No answer came.")
        if fault in ("refused", "half done"):
            raise RejectedError("Not that.")

    def store(self, feature: Feature, setting: Setting) -> None:
        self.stored[feature] = setting
        self.version[feature] += 1


class InlineThread:
    """Stands for the draft's thread: what it is given is done at once."""

    def call_soon(self, work: Any) -> None:
        work()


class EditingMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.quick = (patch.object(os, "fsync", lambda _: None), patch.object(save, "RECHECK_SECONDS", 0.0))
        for one in self.quick:
            one.start()
        self.loop = asyncio.Runner()
        self.provider = RecordingProvider()
        self.tasks: set[asyncio.Task[Any]] = set()
        self.begin()
        self.go(self.store.load())

    def begin(self) -> None:
        """An editor starts."""
        self.store = SettingsStore(CallSettingsClient(self.provider), on_result=self.on_result)
        self.store.subscribe(self.note)
        thread = cast("EventLoopThread", InlineThread())
        self.keeper = DraftKeeper(DraftFile("practice", self.folder), self.store, thread=thread)
        assert self.keeper.start() == ""

    def note(self, state: StoreState) -> None:
        for current in state.features.values():
            self.note_feature(current)

    def note_feature(self, current: FeatureState) -> None:
        feature, provider = current.feature, self.provider
        provider.conflicts |= {(feature, conflict.path) for conflict in current.conflicts}
        changed = {(change.feature, change.path) for change in current.changes}
        provider.conflicts -= {one for one in provider.conflicts - changed if one[0] is feature}
        if current.status in (Status.SAVING, Status.UNKNOWN):
            provider.saving.add(feature)
        else:
            provider.saving.discard(feature)
        if current.status is Status.SAVING:
            provider.reviewed.setdefault(feature, current)
        else:
            provider.reviewed.pop(feature, None)

    async def on_result(self, result: SaveResult) -> None:
        if result.new is not None and result.new != self.provider.stored[result.feature]:
            self.provider.broken.append(f"{result.message} But it is not what is stored.")
        for change in result.written if result.status in (SaveStatus.SAVED, SaveStatus.PARTIAL) else ():
            now = self.provider.stored[result.feature].value(change.path)
            if not is_same_value(change.field, now, change.new):
                self.provider.broken.append(f"{change} is reported as saved and is not stored.")

    def go(self, work: Coroutine[Any, Any, Any]) -> None:
        """Start `work` and let the loop run until nothing moves."""

        async def run() -> None:
            self.tasks.add(asyncio.create_task(work))
            for _ in range(60):
                await asyncio.sleep(0)
            for task in [task for task in self.tasks if task.done()]:
                self.tasks.discard(task)
                task.result()

        self.loop.run(run())

    @rule(edits=st.lists(EDITS, min_size=1, max_size=3))
    def the_person_edits(self, edits: list[Edited]) -> None:
        for feature, path, value in edits:
            if self.store.feature_state(feature).is_editable:
                self.provider.touched.add((feature, path))
            self.store.edit(feature, path, value)

    @rule(is_back=st.booleans())
    def the_person_goes_a_step(self, is_back: bool) -> None:
        change = self.store.undo() if is_back else self.store.redo()
        if change is not None:
            self.provider.touched.add((change.feature, change.path))

    @rule(feature=FEATURES)
    def the_person_discards(self, feature: Feature) -> None:
        self.store.revert([feature])

    @rule(edits=st.lists(EDITS, max_size=2), soon=SOON)
    def the_person_saves(self, edits: list[Edited], soon: list[tuple[bool, Edited]]) -> None:
        self.the_person_edits(edits)
        self.meanwhile(self.store.save(), soon)

    @rule(edits=st.lists(EDITS, min_size=1, max_size=3), fault=st.sampled_from(FAULTS), blind=BLIND)
    def a_save_fails(self, edits: list[Edited], fault: str, blind: int) -> None:
        self.the_person_edits(edits)
        self.provider.fault = dict.fromkeys(Feature, (fault, blind))
        self.go(self.store.save())
        self.provider.fault.clear()

    @rule(feature=FEATURES)
    def the_person_checks(self, feature: Feature) -> None:
        self.go(self.store.recheck(feature))

    @rule(is_quiet=st.booleans(), soon=SOON, is_saved=st.booleans())
    def the_editor_reads_again(self, is_quiet: bool, soon: list[tuple[bool, Edited]], is_saved: bool) -> None:
        self.meanwhile(self.store.load(is_quiet=is_quiet), soon, is_saved=is_saved)

    def meanwhile(
        self,
        work: Coroutine[Any, Any, Any],
        soon: list[tuple[bool, Edited]],
        *,
        is_saved: bool = False,
    ) -> None:
        """Things happen while `work` waits for its answers."""
        self.provider.gate.clear()
        self.provider.slow.clear()
        self.go(work)
        for is_ours, edit in soon:
            if is_ours:
                self.the_person_edits([edit])
            else:
                self.administrator_changes([edit])
        if is_saved:
            self.go(self.store.save())
        for answers in (self.provider.gate, self.provider.slow):
            answers.set()
            self.go(asyncio.sleep(0))

    @rule(resolution=st.sampled_from(Resolution))
    def the_person_resolves_conflicts(self, resolution: Resolution) -> None:
        for feature_state in self.store.feature_states:
            for conflict in feature_state.conflicts:
                self.provider.conflicts.discard((feature_state.feature, conflict.path))
                self.store.resolve_conflict(feature_state.feature, conflict.path, resolution)

    @rule(edits=st.lists(REMOTE_EDITS, min_size=1, max_size=2))
    def administrator_changes(self, edits: list[Edited]) -> None:
        for feature, path, value in edits:
            if (path, value) != (RINGS, "abc"):
                self.provider.store(feature, self.provider.stored[feature].with_value(path, value))

    @rule(feature=FEATURES, blind=BLIND)
    def reading_goes_down_for_a_while(self, feature: Feature, blind: int) -> None:
        self.provider.failing[feature] = blind

    @rule(is_resumed=st.booleans())
    def the_editor_is_killed_and_started_again(self, is_resumed: bool) -> None:
        async def killed() -> None:
            ours = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in ours:
                task.cancel()
            await asyncio.gather(*ours, return_exceptions=True)

        self.loop.run(killed())
        self.tasks.clear()
        self.provider.reviewed.clear()
        self.provider.saving.clear()
        unsaved = {(change.feature, change.path): change for change in self.on_disk()}
        self.begin()
        self.go(self.store.load())
        if self.keeper.earlier is None:
            for change in unsaved.values():
                saved = self.store.feature_state(change.feature).saved
                assert saved is not None
                assert is_same_value(change.field, saved.value(change.path), change.new)
            return
        assert {(c.feature, c.path) for c in self.on_disk()} == set(unsaved)
        if is_resumed:
            self.keeper.resume()
            waiting = {(change.feature, change.path) for change in self.store.unsaved()}
            for (feature, path), change in unsaved.items():
                feature_state = self.store.feature_state(feature)
                now = change.old if feature_state.saved is None else feature_state.saved.value(path)
                assert is_same_value(change.field, now, change.new) or (feature, path) in waiting
                is_overtaken = not any(is_same_value(change.field, now, one) for one in (change.old, change.new))
                assert is_overtaken == (path in {conflict.path for conflict in feature_state.conflicts})

    def on_disk(self) -> tuple[Any, ...]:
        draft, message = DraftFile("practice", self.folder).read()
        assert message == ""
        return () if draft is None else draft.changes

    @invariant()
    def the_draft_on_disk_is_what_is_not_saved(self) -> None:
        unsaved = {(change.feature, change.path): change for change in self.store.unsaved()}
        older = () if self.keeper.earlier is None else self.keeper.earlier.changes
        expected = {**{(change.feature, change.path): change for change in older}, **unsaved}
        assert {(change.feature, change.path): change for change in self.on_disk()} == expected

    @invariant()
    def what_is_shown_as_read_is_what_is_stored(self) -> None:
        assert self.provider.broken == []
        if self.tasks:
            return
        for feature_state in self.store.feature_states:
            version = self.provider.version[feature_state.feature]
            if feature_state.status is Status.READY and self.provider.seen[feature_state.feature] == version:
                assert feature_state.saved == self.provider.stored[feature_state.feature]

    @invariant()
    def nothing_is_stuck(self) -> None:
        if not self.tasks and self.provider.gate.is_set():
            assert not {feature_state.status for feature_state in self.store.feature_states} & {
                Status.SAVING,
                Status.LOADING,
            }

    @invariant()
    def a_field_the_person_never_touched_is_no_change(self) -> None:
        assert {(change.feature, change.path) for change in self.store.unsaved()} <= self.provider.touched

    def teardown(self) -> None:
        self.loop.close()
        self.tasks.clear()
        for one in self.quick:
            one.stop()
        shutil.rmtree(self.folder)


def test_in_any_order_nothing_is_lost_overwritten_or_misreported() -> None:
    run_state_machine_as_test(
        EditingMachine,
        settings=settings(
            max_examples=150,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
