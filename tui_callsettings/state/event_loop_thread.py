"""A thread with an event loop of its own, on which all talk with the provider happens.

A terminal that nobody reads stalls the editor's loop; a save must not wait for that.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from concurrent.futures import wait as wait_for_futures
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

_WIND_UP_SECONDS = 0.5


class EventLoopThread:
    """Runs coroutines on its own thread; started at once, stopped by `close`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._saves: set[Future[Any]] = set()
        self._thread = threading.Thread(target=self._run_loop, name="callsettings-service", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T], *, is_save: bool = False) -> "Future[T]":
        """Start `work` on the service's loop; `close` waits for it if it is a save."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        if is_save:
            self._saves.add(future)
            future.add_done_callback(self._saves.discard)
        return future

    async def run(self, work: Coroutine[Any, Any, T], *, is_save: bool = False) -> T:
        """Run `work` there and wait for it here. Giving up the wait does not end the work."""
        return await asyncio.shield(asyncio.wrap_future(self.submit(work, is_save=is_save)))

    def call_soon(self, work: Callable[[], None]) -> None:
        """Run a short function on the service's thread, soon and in order."""
        self._loop.call_soon_threadsafe(work)

    def wait_for_saves(self, seconds: float) -> bool:
        """Wait until saves have ended, `seconds` at most; False if one has not."""
        return not wait_for_futures(set(self._saves), timeout=max(seconds, 0)).not_done

    def close(self, seconds: float = 10.0) -> bool:
        """Wait until saves have ended and stop, all within `seconds`. False if a save had to be left unfinished.

        What is only being read is given up at once.
        """
        if self._loop.is_closed():
            return True
        end = time.monotonic() + seconds
        is_finished = self.wait_for_saves(seconds - _WIND_UP_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=max(end - time.monotonic(), 0.01))
        return is_finished

    def _run_loop(self) -> None:
        self._loop.run_forever()
        self._loop.run_until_complete(_cancel_all())
        self._loop.close()


async def _cancel_all() -> None:
    """End what still runs on this loop."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


class Runner(Protocol):
    """Where provider I/O runs: on this event loop, or on a thread of its own."""

    async def __call__(self, work: Coroutine[Any, Any, T], *, is_save: bool = False) -> T:
        """Run `work` to its end; a save is not abandoned when the program ends meanwhile."""


async def run_inline(work: Coroutine[Any, Any, T], *, is_save: bool = False) -> T:
    """Run `work` on the loop of the caller, for commands that draw no screen."""
    del is_save
    return await work


async def gather_all(*work: Coroutine[Any, Any, T]) -> tuple[T, ...]:
    """Return what each brings, after all have ended; an error of one is raised then, so that it hides no other."""
    ended = await asyncio.gather(*work, return_exceptions=True)
    for result in ended:
        if isinstance(result, BaseException):
            raise result
    return tuple(result for result in ended if not isinstance(result, BaseException))
