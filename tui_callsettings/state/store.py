"""The reactive store: all features as the person is editing them.

It loads and saves through a `CallSettingsClient` and tells its listeners of each new slot. It knows no widget.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import NotOfferedError, RefusedError
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.response import CallSettingResponse
from tui_callsettings.models.rules import Problem, is_same_value, problems
from tui_callsettings.models.setting import FieldPath, Setting, Value

from . import saving
from .merge import Change
from .saving import Outcome, Result
from .service import run_here
from .slot import Phase, Side, Slot

T = TypeVar("T")
Listener = Callable[[Slot], None]


class Runner(Protocol):
    """Where the talk with the provider happens: on this loop, or on a thread of its own."""

    async def __call__(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` to its end."""


@dataclass(slots=True)
class _Edit:
    feature: Feature
    path: FieldPath
    before: Value
    after: Value


class SettingsStore:
    """The features of one account, loaded, edited and saved.

    Args:
        client: the account.
        run: where the talk with the provider happens.
        recorded: told of each outcome where the save ran, before the screen hears of it.

    Attributes:
        owner: whose settings these are, once that is read.
        read_only_reason: why nothing can be edited here; "" while it can.
    """

    def __init__(
        self,
        client: CallSettingsClient,
        run: Runner = run_here,
        recorded: Callable[[Outcome], None] | None = None,
    ) -> None:
        self.client = client
        self.owner = Owner()
        self.read_only_reason = ""
        self._run = run
        self._recorded = recorded
        self._slots = {feature: Slot(feature) for feature in Feature}
        self._listeners: list[Listener] = []
        self._done: list[_Edit] = []
        self._undone: list[_Edit] = []
        self._locks = {feature: asyncio.Lock() for feature in Feature}

    @property
    def capabilities(self) -> Capabilities:
        """What the account can do, as far as known now."""
        return self.client.capabilities

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All features, in order."""
        return tuple(self._slots.values())

    def slot(self, feature: Feature) -> Slot:
        """One feature."""
        return self._slots[feature]

    def settings(self, *, is_draft: bool) -> dict[Feature, Setting]:
        """The settings that are known: as the person wants them, or as last read."""
        pairs = ((slot.feature, slot.draft if is_draft else slot.saved) for slot in self.slots)
        return {feature: setting for feature, setting in pairs if setting is not None}

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` told of each new slot; the answer ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def load(self, features: Iterable[Feature] = tuple(Feature), *, is_quiet: bool = False) -> None:
        """Read features, all at once; each slot changes as soon as its answer is there.

        The person's changes stay; what somebody else changed comes in. A quiet read shows no "reading" and a failure
        of it leaves what is shown.
        """
        await asyncio.gather(self._load_owner(), *(self._load(feature, is_quiet) for feature in features))

    async def _load_owner(self) -> None:
        if self.owner == Owner():
            self.owner = await self._run(self.client.owner())

    async def _load(self, feature: Feature, is_quiet: bool) -> None:
        if self._locks[feature].locked():
            return
        was = self.slot(feature)
        if not is_quiet:
            self._put(replace(was, phase=Phase.LOADING))
        self._apply_read(await self._run(self.client.read(feature)), feature, was.phase, is_quiet)

    def _apply_read(self, answer: CallSettingResponse, feature: Feature, was: Phase, is_quiet: bool) -> None:
        slot = self.slot(feature)
        now = answer.data.call_setting
        if slot.phase is Phase.SAVING or (is_quiet and (now is None or slot.phase is not Phase.READY)):
            return
        if now is not None:
            slot = slot.reread(now, datetime.now().astimezone())
            self._put(replace(slot, outcome=None) if was is Phase.UNKNOWN else slot)
        elif isinstance(answer.failure, NotOfferedError):
            self._put(replace(slot, phase=Phase.UNSUPPORTED, failure=answer.failure))
        else:
            self._put(replace(slot, phase=Phase.FAILED, failure=answer.failure))

    def edit(self, feature: Feature, path: FieldPath, value: Value) -> None:
        """Give a field a value; nothing is sent.

        Raises:
            KeyError: the feature has no such field.
            NotOfferedError: the account does not let it be changed; the sentence says why.
        """
        if self.read_only_reason:
            raise NotOfferedError(self.read_only_reason)
        field = feature.field(path)
        support = self.capabilities.support(feature, path)
        if not support.is_writable:
            raise NotOfferedError(f"{feature.title}, {field.words}, cannot be changed: {support.reason}.")
        slot = self.slot(feature)
        before = slot.value(path)
        if not slot.is_editable or before == value:
            return
        last = self._done[-1] if self._done else None
        if last is not None and (last.feature, last.path) == (feature, path) and isinstance(value, str):
            last.after = value
        else:
            self._done.append(_Edit(feature, path, before, value))
        self._undone.clear()
        self._put(slot.edited(path, value))

    def undo(self) -> Change | None:
        """Take back the last edit; what it was, or None if there is none."""
        return self._step(self._done, self._undone, is_back=True)

    def redo(self) -> Change | None:
        """Make the last undone edit again; what it was, or None if there is none."""
        return self._step(self._undone, self._done, is_back=False)

    def _step(self, source: list[_Edit], target: list[_Edit], *, is_back: bool) -> Change | None:
        if not source:
            return None
        edit = source.pop()
        target.append(edit)
        value = edit.before if is_back else edit.after
        slot = self.slot(edit.feature)
        change = Change(edit.feature, edit.path, slot.value(edit.path), value)
        self._put(slot.edited(edit.path, value))
        return change

    def revert(self, features: Iterable[Feature] = tuple(Feature)) -> None:
        """Drop the person's changes to `features`; each can be had back by `undo`."""
        for feature in features:
            for change in self.slot(feature).changes:
                self._done.append(_Edit(feature, change.path, change.after, change.before))
            self._put(self.slot(feature).reverted())

    def settle(self, feature: Feature, path: FieldPath, side: Side) -> None:
        """Decide one conflict."""
        self._put(self.slot(feature).settled(path, side))

    def changes(self) -> tuple[Change, ...]:
        """All that saving would change."""
        return tuple(change for slot in self.slots for change in slot.changes)

    @property
    def is_dirty(self) -> bool:
        """Whether the person changed anything."""
        return any(slot.is_dirty for slot in self.slots)

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return any(slot.phase is Phase.SAVING for slot in self.slots)

    def problems(self, feature: Feature) -> tuple[Problem, ...]:
        """All that is wrong with a feature as the person wants it."""
        draft = self.slot(feature).draft
        return () if draft is None else problems(feature, draft, self.capabilities.rules, self.owner)

    def blocking(self, feature: Feature) -> tuple[Problem, ...]:
        """What must be put right before a save: errors that are not in the stored setting already."""
        slot = self.slot(feature)
        if slot.saved is None or not slot.is_dirty:
            return ()
        stored = {(p.path, p.sentence) for p in problems(feature, slot.saved, self.capabilities.rules, self.owner)}
        touched = {change.path for change in slot.changes}
        return tuple(
            problem
            for problem in self.problems(feature)
            if problem.is_error and (problem.path in touched or (problem.path, problem.sentence) not in stored)
        )

    def can_save(self, feature: Feature) -> bool:
        """Whether there is something to save and nothing in its way."""
        slot = self.slot(feature)
        is_idle = slot.phase in (Phase.READY, Phase.UNKNOWN)
        return is_idle and slot.is_dirty and not slot.conflicts and not self.blocking(feature)

    async def save(self, features: Iterable[Feature] = tuple(Feature)) -> tuple[Outcome, ...]:
        """Save the changed features, all at once; each has an outcome of its own."""
        changed = [feature for feature in features if self.slot(feature).is_dirty]
        return tuple(await asyncio.gather(*(self._save(feature) for feature in changed)))

    async def _save(self, feature: Feature) -> Outcome:
        async with self._locks[feature]:
            slot = self.slot(feature)
            if slot.saved is None or slot.draft is None:
                raise RuntimeError("a feature that was never read has no changes")
            stopped = self._stopped(slot, slot.draft)
            if stopped is not None:
                self._put(replace(slot, outcome=stopped))
                return stopped
            self._put(replace(slot, phase=Phase.SAVING))
            outcome = await self._run(self._saved_and_recorded(feature, slot.saved, slot.draft))
            self._put(self.slot(feature).after_save(outcome))
            return outcome

    async def _saved_and_recorded(self, feature: Feature, base: Setting, mine: Setting) -> Outcome:
        return self._record(await saving.save(self.client, feature, base, mine))

    async def check(self, feature: Feature) -> Outcome | None:
        """Read again to find out how a save with unknown outcome ended; None if there is none."""
        async with self._locks[feature]:
            unknown = self.slot(feature).outcome
            if unknown is None or unknown.result is not Result.UNKNOWN:
                return None
            outcome = await self._run(self._checked_and_recorded(unknown))
            self._put(self.slot(feature).after_save(outcome))
            return outcome

    async def _checked_and_recorded(self, unknown: Outcome) -> Outcome:
        return self._record(await saving.check(self.client, unknown))

    def _record(self, outcome: Outcome) -> Outcome:
        if self._recorded is not None:
            self._recorded(outcome)
        return outcome

    def _stopped(self, slot: Slot, draft: Setting) -> Outcome | None:
        at = datetime.now().astimezone()
        if slot.conflicts:
            return Outcome(slot.feature, Result.CONFLICT, at, draft, before=slot.saved, conflicts=slot.conflicts)
        for problem in self.blocking(slot.feature):
            words = slot.feature.field(problem.path).words
            failure = RefusedError(f"{words[0].upper()}{words[1:]}: {problem.sentence}")
            return Outcome(slot.feature, Result.REFUSED, at, draft, failure=failure)
        return None

    def resume(self, feature: Feature, base: Setting, values: dict[FieldPath, Value]) -> None:
        """Take up kept edits that were made on top of `base`: merged with the setting as it is now."""
        slot = self.slot(feature)
        if slot.saved is None:
            return
        started = replace(slot, saved=base, draft=base.with_values(values))
        for path, value in values.items():
            if not is_same_value(feature.field(path), slot.saved.value(path), value):
                self._done.append(_Edit(feature, path, slot.saved.value(path), value))
        self._put(started.reread(slot.saved, slot.read_at or datetime.now().astimezone()))

    def _put(self, slot: Slot) -> None:
        if slot != self._slots[slot.feature]:
            self._slots[slot.feature] = slot
            for listener in tuple(self._listeners):
                listener(slot)
