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
from tui_callsettings.errors import RejectedError, UnsupportedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.response import CallSettingResponse
from tui_callsettings.models.setting import Setting

from . import save
from .edited_settings import EditedSettings
from .event_loop_thread import run_inline
from .feature_state import FeatureState, Status
from .save import SaveResult, SaveStatus

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
        run: Runner = run_inline,
        on_result: Callable[[SaveResult], None] | None = None,
    ) -> None:
        super().__init__(client)
        self._run = run
        self._on_result = on_result
        self._locks = {feature: asyncio.Lock() for feature in Feature}
        self._going_on: set[asyncio.Task[Any]] = set()
        self._finished: dict[Feature, SaveResult] = {}
        self._turns = itertools.count(1)
        self._newest = dict.fromkeys(Feature, 0)

    async def load(self, features: Iterable[Feature] = tuple(Feature), *, is_quiet: bool = False) -> None:
        """Read features, all at once; each slot changes as soon as its answer is there.

        The person's changes stay; what somebody else changed comes in. Where a save ended unknown, reading again finds
        out how. A quiet read shows no "reading" and a failure of it leaves what is shown.
        """
        await _gather(self._load_owner(is_quiet), *(self._load(feature, is_quiet) for feature in features))

    async def _load_owner(self, is_quiet: bool) -> None:
        if self.owner == Owner() and not is_quiet:
            self.owner = await self._run(self.client.owner())

    async def _load(self, feature: Feature, is_quiet: bool) -> None:
        if self._locks[feature].locked():
            return
        was = self.feature_state(feature)
        if was.status is Status.UNKNOWN:
            await self.check(feature)
            return
        turn = next(self._turns)
        if not is_quiet:
            self._put(replace(was, status=Status.LOADING))
        try:
            answer = await self._run(self.client.read(feature))
        except BaseException:
            self._put(replace(self.feature_state(feature), status=was.status))
            raise
        # What a save that began since, or a later read, brings is newer than this answer.
        if turn > self._newest[feature]:
            self._apply_read(answer, feature, turn, is_quiet)

    def _apply_read(self, answer: CallSettingResponse, feature: Feature, turn: int, is_quiet: bool) -> None:
        feature_state, now = self.feature_state(feature), answer.data.call_setting
        if now is not None:
            self._newest[feature] = turn
            self._put(feature_state.with_reread(now, datetime.now().astimezone()))
            self.resume(self._waiting.pop(feature, ()))
        elif not is_quiet:
            is_offered = not isinstance(answer.failure, UnsupportedError)
            status = Status.FAILED if is_offered else Status.UNSUPPORTED
            self._put(replace(feature_state, status=status, failure=answer.failure))

    async def save(self, features: Iterable[Feature] = tuple(Feature)) -> tuple[SaveResult, ...]:
        """Save the changed features, all at once; each has an outcome of its own."""
        self._log.end_step()
        changed = [feature for feature in features if self.feature_state(feature).is_dirty]
        return await _gather(*(self._run_to_end(self._save(feature)) for feature in changed))

    async def check(self, feature: Feature) -> SaveResult | None:
        """Read again to find out how a save with unknown outcome ended; None if there is none."""
        return await self._run_to_end(self._check(feature))

    async def _run_to_end(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` brings. It goes on to its end, the feature's lock in hand, even if whoever waits gives up."""
        task = asyncio.create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)
        return await asyncio.shield(task)

    async def _save(self, feature: Feature) -> SaveResult:
        async with self._locks[feature]:
            earlier = await self._resolved(feature)
            feature_state = self.feature_state(feature)
            if earlier is not None and earlier.status is SaveStatus.UNKNOWN:
                return earlier
            if feature_state.last_save is not None and not feature_state.is_dirty:
                # Another save, or what was found out just now, did it already.
                return feature_state.last_save
            if feature_state.saved is None or feature_state.draft is None:
                raise RuntimeError("a feature that was never read has no changes")
            stopped = self._refusal(feature_state, feature_state.draft)
            if stopped is not None:
                self._put(replace(feature_state, last_save=stopped))
                return stopped
            self._put(replace(feature_state, status=Status.SAVING))
            return await self._finish_save(
                feature, save.save(self.client, feature, feature_state.saved, feature_state.draft)
            )

    async def _check(self, feature: Feature) -> SaveResult | None:
        async with self._locks[feature]:
            return await self._resolved(feature)

    async def _resolved(self, feature: Feature) -> SaveResult | None:
        """How the last save ended after all, if that was unknown."""
        unknown = self.feature_state(feature).last_save
        if unknown is None or unknown.status is not SaveStatus.UNKNOWN:
            return None
        return await self._finish_save(feature, save.check(self.client, unknown))

    async def _finish_save(self, feature: Feature, work: Coroutine[Any, Any, SaveResult]) -> SaveResult:
        status, newest = self.feature_state(feature).status, self._newest[feature]
        self._newest[feature] = next(self._turns)
        try:
            last_save = await self._run(self._run_and_record(work), is_save=True)
        except BaseException:
            new = Status.READY if status is Status.SAVING else status
            self._put(replace(self.feature_state(feature), status=new))
            raise
        self._finished.pop(feature, None)
        self._newest[feature] = newest if last_save.old is None else next(self._turns)
        self._put(self.feature_state(feature).with_save_result(last_save))
        return last_save

    async def _run_and_record(self, work: Coroutine[Any, Any, SaveResult]) -> SaveResult:
        last_save = await work
        self._finished[last_save.feature] = last_save
        if self._on_result is not None:
            self._on_result(last_save)
        return last_save

    def apply_finished_saves(self) -> None:
        """Take in how saves ended that nobody waits for any more. It tells no listener: it is for the very end."""
        for last_save in tuple(self._finished.values()):
            self._slots[last_save.feature] = self.feature_state(last_save.feature).with_save_result(last_save)
        self._finished.clear()

    def _refusal(self, feature_state: FeatureState, draft: Setting) -> SaveResult | None:
        at = datetime.now().astimezone()
        if self.read_only_reason:
            return SaveResult(
                feature_state.feature, SaveStatus.REJECTED, at, draft, failure=UnsupportedError(self.read_only_reason)
            )
        if feature_state.conflicts:
            return SaveResult(
                feature_state.feature,
                SaveStatus.CONFLICT,
                at,
                draft,
                old=feature_state.saved,
                conflicts=feature_state.conflicts,
            )
        for problem in self.blocking(feature_state.feature):
            words = feature_state.feature.field(problem.path).words
            failure = RejectedError(f"{words[0].upper()}{words[1:]}: {problem.message}")
            return SaveResult(feature_state.feature, SaveStatus.REJECTED, at, draft, failure=failure)
        return None


async def _gather(*work: Coroutine[Any, Any, T]) -> tuple[T, ...]:
    """What each brings, after all have ended; an error of one is raised then, so that it hides none of the others."""
    ended = await asyncio.gather(*work, return_exceptions=True)
    for result in ended:
        if isinstance(result, BaseException):
            raise result
    return tuple(result for result in ended if not isinstance(result, BaseException))
