"""The settings store: all features of one account, loaded, edited and saved. It knows no widget."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import UnsupportedError
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.response import CallSettingResponse
from tui_callsettings.models.setting import FieldPath, Setting, Value

from . import save
from .changes import Change, UndoStack, UndoStep
from .event_loop_thread import Runner, gather_all, run_inline
from .feature_state import FeatureState, Resolution, Status
from .save import SaveResult, SaveStatus
from .store_state import StoreState

if TYPE_CHECKING:
    from .end_record import ScheduledEnd

T = TypeVar("T")
Listener = Callable[[StoreState], None]


class SettingsStore:
    """The features of one account, loaded, edited and saved.

    Args:
        client: the account.
        run: where provider I/O runs.
        on_result: awaited with each save result where the save ran, before the screen learns of it.
    """

    def __init__(
        self,
        client: CallSettingsClient,
        run: Runner = run_inline,
        on_result: Callable[[SaveResult], Awaitable[None]] | None = None,
    ) -> None:
        self.client = client
        self._state = StoreState(client.capabilities)
        self._listeners: list[tuple[Listener, bool]] = []
        self._undo = UndoStack()
        self._run = run
        self._on_result = on_result
        self._locks = {feature: asyncio.Lock() for feature in Feature}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._finished: dict[Feature, SaveResult] = {}
        self._turns = itertools.count(1)
        self._newest = dict.fromkeys(Feature, 0)
        self._loading: Counter[Feature] = Counter()

    @property
    def state(self) -> StoreState:
        """The state of all features as one frozen value; a change replaces it."""
        return self._state

    def subscribe(self, listener: Listener, *, to_edits: bool = True) -> Callable[[], None]:
        """Call `listener` with the new state on every change, or on all but edits. Return an unsubscribe function."""
        self._listeners.append(entry := (listener, to_edits))
        return lambda: self._listeners.remove(entry)

    @property
    def capabilities(self) -> Capabilities:
        """What the account can do, as far as known now."""
        return self.client.capabilities

    @property
    def owner(self) -> Owner:
        """The owner of the settings, once that is read."""
        return self._state.owner

    @property
    def read_only_reason(self) -> str:
        """Why nothing can be edited here; "" while it can."""
        return self._state.read_only_reason

    @read_only_reason.setter
    def read_only_reason(self, reason: str) -> None:
        self._update(read_only_reason=reason)

    def show_ends(self, ends: "tuple[ScheduledEnd, ...]") -> None:
        """Have the state show the account's pending ends."""
        self._update(ends=ends)

    @property
    def feature_states(self) -> tuple[FeatureState, ...]:
        """The state of each feature, in order."""
        return tuple(self._state.features.values())

    def feature_state(self, feature: Feature) -> FeatureState:
        """Return the state of one feature."""
        return self._state.features[feature]

    def settings(self, *, is_draft: bool) -> dict[Feature, Setting]:
        """Return the settings that are known, as edited or as last read."""
        return self._state.settings(is_draft=is_draft)

    def changes(self) -> tuple[Change, ...]:
        """Return the changes that saving everything would make."""
        return self._state.changes

    def unsaved(self) -> tuple[Change, ...]:
        """Return everything that must not be lost: the changes, and pending edits of an earlier run."""
        return self._state.unsaved

    @property
    def is_dirty(self) -> bool:
        """Whether the person changed anything."""
        return self._state.is_dirty

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return self._state.is_saving

    def edit(self, feature: Feature, path: FieldPath, value: Value) -> None:
        """Give a field a value; nothing is sent.

        Raises:
            KeyError: the feature has no such field.
            UnsupportedError: the account does not let it be changed; the message gives the reason.
        """
        self._state.check_writable(feature, path)
        current = self.feature_state(feature)
        old = current.value(path)
        if not current.is_editable or (type(old), old) == (type(value), value):
            return
        self._undo.add(UndoStep(feature, path, old, value))
        self._put_edit(current, path, value)

    def _put_edit(self, current: FeatureState, path: FieldPath, value: Value) -> None:
        if not self._state.capabilities.value_limits.keeps_numbers:
            current = current.with_dependent_numbers(path, value)
        self._replace(self._state.with_feature(current.with_edit(path, value)), is_edit=True)

    def turn_forwarding_off(self) -> tuple[Change, ...]:
        """Edit every forwarding rule that is on to off, and keep the numbers. Return the edits; none if all are off."""
        changes = self._state.rules_on()
        for change in changes:
            self.edit(change.feature, change.path, change.new)
        return changes

    def apply(self, feature: Feature, values: Mapping[FieldPath, Value]) -> tuple[str, ...]:
        """Edit several fields of a feature. Return a message for each that the account does not let be changed."""
        skipped = []
        for path, value in values.items():
            try:
                self.edit(feature, path, value)
            except UnsupportedError as error:
                skipped.append(error.message)
        return tuple(skipped)

    def restore(self, feature: Feature, values: Mapping[FieldPath, Value], snapshot: Setting) -> tuple[str, ...]:
        """Edit a feature back to values that it had once. Return a message for each field that cannot be changed.

        What today's rules would refuse as new can be saved, as the provider accepted it before; it is a warning then.

        Args:
            feature: the feature.
            values: the values to edit.
            snapshot: the whole setting as it was.
        """
        accepted = self._state.accepted_problems(feature, snapshot)
        self._update(restored=self._state.restored | frozenset(accepted))
        return self.apply(feature, values)

    def undo_side_effects(self, feature: Feature) -> tuple[Change, ...]:
        """Edit back what the last save changed without being asked to. Return the edits."""
        result = self.feature_state(feature).last_save
        repairs = result.repairs if result is not None else ()
        for change in repairs:
            self.edit(feature, change.path, change.new)
        return repairs

    def set_known_value(self, feature: Feature, path: FieldPath, value: Value) -> None:
        """Record a value that an action of ours gave a field, so that reading it is no change made elsewhere."""
        self._put(self.feature_state(feature).with_known_value(path, value))

    def undo(self) -> Change | None:
        """Undo the last edit. Return the change that made, or None if there is nothing to undo."""
        step = self._undo.undo(self._value)
        return None if step is None else self._step(step, step.old)

    def redo(self) -> Change | None:
        """Redo the last undone edit. Return the change that made, or None if there is nothing to redo."""
        step = self._undo.redo(self._value)
        return None if step is None else self._step(step, step.new)

    def _value(self, feature: Feature, path: FieldPath) -> Value:
        return self.feature_state(feature).value(path)

    def _step(self, step: UndoStep, value: Value) -> Change:
        current = self.feature_state(step.feature)
        change = Change(step.feature, step.path, current.value(step.path), value)
        self._put_edit(current, step.path, value)
        return change

    def revert(self, features: Iterable[Feature] = Feature) -> None:
        """Discard the person's changes to `features`; `undo` brings each back."""
        for feature in features:
            for change in self.feature_state(feature).changes:
                self._undo.add_step(UndoStep(feature, change.path, change.new, change.old))
            self._put(self.feature_state(feature).without_edits())

    def resolve_conflict(self, feature: Feature, path: FieldPath, resolution: Resolution) -> None:
        """Resolve one conflict. Taking the other value can be undone."""
        current = self.feature_state(feature)
        resolved = current.with_resolution(path, resolution)
        switch = feature.field(path).enabled_by
        if switch is not None and resolved.value(switch) is False and not self.capabilities.value_limits.keeps_numbers:
            resolved = resolved.with_dependent_numbers(switch, False)
        if resolved.value(path) != current.value(path):
            self._undo.add_step(UndoStep(feature, path, current.value(path), resolved.value(path)))
        self._put(resolved)

    def resume(self, edits: Iterable[Change]) -> None:
        """Merge edits of an earlier run with the settings, once those are read; clashes become conflicts."""
        pending = dict(self._state.pending_edits)
        for change in edits:
            pending[change.feature] = (*pending.get(change.feature, ()), change)
        # All of them wait first, so that a listener called for one feature still finds those of the others.
        self._update(pending_edits=pending)
        for feature in tuple(pending):
            if self.feature_state(feature).is_editable:
                self._resume_feature(feature)

    def _resume_feature(self, feature: Feature) -> None:
        pending = dict(self._state.pending_edits)
        edits, current = pending.pop(feature, ()), self.feature_state(feature)
        resumed = current.with_restored_edits(edits)
        for path in (change.path for change in edits):
            if current.value(path) != resumed.value(path):
                self._undo.add_step(UndoStep(feature, path, current.value(path), resumed.value(path)))
        self._update(pending_edits=pending, features={**self._state.features, feature: resumed})

    async def load(self, features: Iterable[Feature] = Feature, *, is_quiet: bool = False) -> None:
        """Read features, all at once; the person's changes stay, and a save that ended unknown is rechecked.

        A quiet load shows no "reading", and its failure leaves what is shown.
        """
        features = tuple(features)
        owner = (self._load_owner(),) if not is_quiet and self.owner == Owner() else ()
        await gather_all(*owner, *(self._load(feature, is_quiet) for feature in features))
        if not is_quiet and len(features) == len(Feature):
            # Not beside the features: their connections are open already, and they are what the person waits for.
            self._update(other_rules=await self._run(self.client.read_other_rules()))

    async def _load_owner(self) -> None:
        self._update(owner=await self._run(self.client.owner()))

    async def _load(self, feature: Feature, is_quiet: bool) -> None:
        if self._locks[feature].locked():
            return
        if self.feature_state(feature).status is Status.UNKNOWN:
            await self.recheck(feature)
            return
        turn = next(self._turns)
        if not is_quiet:
            self._loading[feature] += 1
            self._put(replace(self.feature_state(feature), status=Status.LOADING))
        try:
            answer = await self._run(self.client.read(feature))
            # What a save that began since, or a later read, brings is newer than this answer.
            if turn > self._newest[feature]:
                self._apply_read(answer, feature, turn, is_quiet)
        finally:
            if not is_quiet:
                self._loading[feature] -= 1
                self._end_loading(feature)

    def _end_loading(self, feature: Feature) -> None:
        """Leave no feature in LOADING when its read was cancelled, failed in this program, or came too late."""
        state = self.feature_state(feature)
        if state.status is Status.LOADING and not self._loading[feature]:
            self._put(replace(state, status=state.resting_status))

    def _apply_read(self, answer: CallSettingResponse, feature: Feature, turn: int, is_quiet: bool) -> None:
        state, theirs = self.feature_state(feature), answer.data.call_setting
        if theirs is not None:
            self._newest[feature] = turn
            self._put(state.with_reread(theirs, datetime.now().astimezone()))
            if feature in self._state.pending_edits:
                self._resume_feature(feature)
        elif not is_quiet:
            failed = replace(state, failure=answer.failure)
            self._put(replace(failed, status=failed.resting_status))

    async def save(self, features: Iterable[Feature] = Feature) -> tuple[SaveResult, ...]:
        """Save the changed features, all at once. Return one result for each."""
        edited = self._undo.end_step()
        changed = [feature for feature in features if self.feature_state(feature).is_dirty]
        results = await gather_all(*(self._run_to_end(self._save(feature)) for feature in changed))
        if any(result.status is SaveStatus.SAVED for result in results):
            self._undo.mark_save(edited)
        self._update()
        return results

    @asynccontextmanager
    async def hold_saves(self) -> AsyncIterator[None]:
        """Have saves wait while something else changes the settings."""
        async with AsyncExitStack() as held:
            for lock in self._locks.values():
                await held.enter_async_context(lock)
            yield

    async def recheck(self, feature: Feature) -> SaveResult | None:
        """Read again to find out how a save with unknown result ended; None if there is none."""
        return await self._run_to_end(self._recheck(feature))

    async def _run_to_end(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` to its end, with the feature's lock, even if the caller stops waiting."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def _save(self, feature: Feature) -> SaveResult:
        async with self._locks[feature]:
            earlier = await self._recheck_locked(feature)
            state = self.feature_state(feature)
            if earlier is not None and earlier.status is SaveStatus.UNKNOWN:
                return earlier
            if state.last_save is not None and not state.is_dirty:
                # Another save, or the recheck just now, did it already.
                return state.last_save
            if state.saved is None or state.draft is None:
                raise RuntimeError("a feature that was never read has no changes")
            refusal = self._state.save_refusal(feature)
            if refusal is not None:
                self._put(replace(state, last_save=refusal))
                return refusal
            self._put(replace(state, status=Status.SAVING))
            return await self._finish_save(feature, save.save(self.client, feature, state.saved, state.draft))

    async def _recheck(self, feature: Feature) -> SaveResult | None:
        async with self._locks[feature]:
            return await self._recheck_locked(feature)

    async def _recheck_locked(self, feature: Feature) -> SaveResult | None:
        unknown = self.feature_state(feature).last_save
        if unknown is None or unknown.status is not SaveStatus.UNKNOWN:
            return None
        return await self._finish_save(feature, save.recheck(self.client, unknown))

    async def _finish_save(self, feature: Feature, work: Coroutine[Any, Any, SaveResult]) -> SaveResult:
        status, newest = self.feature_state(feature).status, self._newest[feature]
        self._newest[feature] = next(self._turns)
        try:
            result = await self._run(self._run_and_record(work), is_save=True)
        except BaseException:
            resting = Status.READY if status is Status.SAVING else status
            self._put(replace(self.feature_state(feature), status=resting))
            raise
        self._finished.pop(feature, None)
        self._newest[feature] = newest if result.old is None else next(self._turns)
        for change in result.repairs:
            # Undo edits back what the save changed without being asked to.
            self._undo.add_step(UndoStep(feature, change.path, change.new, change.old))
        self._put(self.feature_state(feature).with_save_result(result))
        return result

    async def _run_and_record(self, work: Coroutine[Any, Any, SaveResult]) -> SaveResult:
        result = replace(await work, region=self.owner.region)
        self._finished[result.feature] = result
        if self._on_result is not None:
            await self._on_result(result)
        return result

    def apply_finished_saves(self) -> tuple[SaveResult, ...]:
        """Take in and return the results that nobody waits for any more. No listener is called: it is for the end."""
        results = tuple(self._finished.values())
        for result in results:
            self._state = self._state.with_feature(self.feature_state(result.feature).with_save_result(result))
        self._finished.clear()
        return results

    def _put(self, state: FeatureState) -> None:
        self._update(features=self._state.with_feature(state).features)

    def _update(self, **changes: Any) -> None:
        self._replace(replace(self._state, capabilities=self.client.capabilities, **changes))

    def _replace(self, new: StoreState, *, is_edit: bool = False) -> None:
        """Replace the state and call the listeners if that changed it; each gets the state that stands then."""
        state = replace(new, **self._undo.flags(lambda feature, path: new.features[feature].value(path)))
        if state != self._state:
            self._state = state
            for listener in [each for each, to_edits in self._listeners if to_edits or not is_edit]:
                listener(self._state)
