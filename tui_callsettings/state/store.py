"""The reactive store: all features as the person is editing them, loaded and saved.

It works through a `CallSettingsClient` and tells its listeners of each new slot. It knows no widget.
"""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import NotOfferedError, RefusedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.response import CallSettingResponse
from tui_callsettings.models.setting import Setting

from . import saving
from .edited_settings import EditedSettings
from .saving import Outcome, Result
from .service import run_here
from .slot import Phase, Slot

T = TypeVar("T")


class Runner(Protocol):
    """Where the talk with the provider happens: on this loop, or on a thread of its own."""

    async def __call__(self, work: Coroutine[Any, Any, T], *, is_save: bool = False) -> T:
        """Run `work` to its end; a save is not given up when the program ends meanwhile."""


class SettingsStore(EditedSettings):
    """The features of one account, loaded, edited and saved.

    Args:
        client: the account.
        run: where the talk with the provider happens.
        recorded: told of each outcome where the save ran, before the screen hears of it.
    """

    def __init__(
        self,
        client: CallSettingsClient,
        run: Runner = run_here,
        recorded: Callable[[Outcome], None] | None = None,
    ) -> None:
        super().__init__(client)
        self._run = run
        self._recorded = recorded
        self._locks = {feature: asyncio.Lock() for feature in Feature}
        self._going_on: set[asyncio.Task[Any]] = set()
        self._ended: dict[Feature, Outcome] = {}
        self._turns = itertools.count(1)
        self._newest = dict.fromkeys(Feature, 0)

    async def load(self, features: Iterable[Feature] = tuple(Feature), *, is_quiet: bool = False) -> None:
        """Read features, all at once; each slot changes as soon as its answer is there.

        The person's changes stay; what somebody else changed comes in. Where a save ended unknown, reading again finds
        out how. A quiet read shows no "reading" and a failure of it leaves what is shown.
        """
        await _all_done(self._load_owner(is_quiet), *(self._load(feature, is_quiet) for feature in features))

    async def _load_owner(self, is_quiet: bool) -> None:
        if self.owner == Owner() and not is_quiet:
            self.owner = await self._run(self.client.owner())

    async def _load(self, feature: Feature, is_quiet: bool) -> None:
        if self._locks[feature].locked():
            return
        was = self.slot(feature)
        if was.phase is Phase.UNKNOWN:
            await self.check(feature)
            return
        turn = next(self._turns)
        if not is_quiet:
            self._put(replace(was, phase=Phase.LOADING))
        try:
            answer = await self._run(self.client.read(feature))
        except BaseException:
            self._put(replace(self.slot(feature), phase=was.phase))
            raise
        # What a save that began since, or a later read, brings is newer than this answer.
        if turn > self._newest[feature]:
            self._apply_read(answer, feature, turn, is_quiet)

    def _apply_read(self, answer: CallSettingResponse, feature: Feature, turn: int, is_quiet: bool) -> None:
        slot, now = self.slot(feature), answer.data.call_setting
        if now is not None:
            self._newest[feature] = turn
            self._put(slot.reread(now, datetime.now().astimezone()))
            self.resume(self._waiting.pop(feature, ()))
        elif not is_quiet:
            is_offered = not isinstance(answer.failure, NotOfferedError)
            phase = Phase.FAILED if is_offered else Phase.UNSUPPORTED
            self._put(replace(slot, phase=phase, failure=answer.failure))

    async def save(self, features: Iterable[Feature] = tuple(Feature)) -> tuple[Outcome, ...]:
        """Save the changed features, all at once; each has an outcome of its own."""
        self._log.seal()
        changed = [feature for feature in features if self.slot(feature).is_dirty]
        return await _all_done(*(self._kept_going(self._save(feature)) for feature in changed))

    async def check(self, feature: Feature) -> Outcome | None:
        """Read again to find out how a save with unknown outcome ended; None if there is none."""
        return await self._kept_going(self._check(feature))

    async def _kept_going(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` brings. It goes on to its end, the feature's lock in hand, even if whoever waits gives up."""
        task = asyncio.create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)
        return await asyncio.shield(task)

    async def _save(self, feature: Feature) -> Outcome:
        async with self._locks[feature]:
            earlier = await self._resolved(feature)
            slot = self.slot(feature)
            if earlier is not None and earlier.result is Result.UNKNOWN:
                return earlier
            if slot.outcome is not None and not slot.is_dirty:
                # Another save, or what was found out just now, did it already.
                return slot.outcome
            if slot.saved is None or slot.draft is None:
                raise RuntimeError("a feature that was never read has no changes")
            stopped = self._stopped(slot, slot.draft)
            if stopped is not None:
                self._put(replace(slot, outcome=stopped))
                return stopped
            self._put(replace(slot, phase=Phase.SAVING))
            return await self._concluded(feature, saving.save(self.client, feature, slot.saved, slot.draft))

    async def _check(self, feature: Feature) -> Outcome | None:
        async with self._locks[feature]:
            return await self._resolved(feature)

    async def _resolved(self, feature: Feature) -> Outcome | None:
        """How the last save ended after all, if that was unknown."""
        unknown = self.slot(feature).outcome
        if unknown is None or unknown.result is not Result.UNKNOWN:
            return None
        return await self._concluded(feature, saving.check(self.client, unknown))

    async def _concluded(self, feature: Feature, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        phase, newest = self.slot(feature).phase, self._newest[feature]
        self._newest[feature] = next(self._turns)
        try:
            outcome = await self._run(self._recording(work), is_save=True)
        except BaseException:
            after = Phase.READY if phase is Phase.SAVING else phase
            self._put(replace(self.slot(feature), phase=after))
            raise
        self._ended.pop(feature, None)
        self._newest[feature] = newest if outcome.before is None else next(self._turns)
        self._put(self.slot(feature).after_save(outcome))
        return outcome

    async def _recording(self, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        outcome = await work
        self._ended[outcome.feature] = outcome
        if self._recorded is not None:
            self._recorded(outcome)
        return outcome

    def catch_up(self) -> None:
        """Take in how saves ended that nobody waits for any more. It tells no listener: it is for the very end."""
        for outcome in tuple(self._ended.values()):
            self._slots[outcome.feature] = self.slot(outcome.feature).after_save(outcome)
        self._ended.clear()

    def _stopped(self, slot: Slot, draft: Setting) -> Outcome | None:
        at = datetime.now().astimezone()
        if self.read_only_reason:
            return Outcome(slot.feature, Result.REFUSED, at, draft, failure=NotOfferedError(self.read_only_reason))
        if slot.conflicts:
            return Outcome(slot.feature, Result.CONFLICT, at, draft, before=slot.saved, conflicts=slot.conflicts)
        for problem in self.blocking(slot.feature):
            words = slot.feature.field(problem.path).words
            failure = RefusedError(f"{words[0].upper()}{words[1:]}: {problem.sentence}")
            return Outcome(slot.feature, Result.REFUSED, at, draft, failure=failure)
        return None


async def _all_done(*work: Coroutine[Any, Any, T]) -> tuple[T, ...]:
    """What each brings, after all have ended; an error of one is raised then, so that it hides none of the others."""
    ended = await asyncio.gather(*work, return_exceptions=True)
    for result in ended:
        if isinstance(result, BaseException):
            raise result
    return tuple(result for result in ended if not isinstance(result, BaseException))
