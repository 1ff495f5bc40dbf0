"""Where provider I/O runs: on the caller's event loop, or on a thread with an event loop of its own.

A terminal that is not read stalls the editor's loop; a save must not wait for that.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from concurrent.futures import wait as wait_for_futures
from typing import Any, Protocol, TypeVar

from tui_callsettings.errors import CallSettingsError, trace_locations

T = TypeVar("T")

_log = logging.getLogger(__name__)

_CANCEL_SECONDS = 0.5


class EventLoopThread:
    """A thread that runs coroutines; started at once, stopped by `close`.

    It knows which work is a save. anyio's blocking portal does not, and importing it would add 45 ms to each start.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_log_unhandled)
        self.call_soon: Callable[[Callable[[], None]], object] = self._loop.call_soon_threadsafe
        """Calls a short function on this thread, soon and in order."""
        self._saves: set[Future[Any]] = set()
        self._thread = threading.Thread(target=self._run_loop, name="callsettings-io", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T], *, is_save: bool = False) -> "Future[T]":
        """Start `work` on this thread; `close` waits for it if it is a save."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        future.add_done_callback(_log_internal_error)
        if is_save:
            self._saves.add(future)
            future.add_done_callback(self._saves.discard)
        return future

    async def run(self, work: Coroutine[Any, Any, T], *, is_save: bool = False) -> T:
        """Run `work` on this thread and return its result. Cancelling the wait does not cancel the work."""
        return await asyncio.shield(asyncio.wrap_future(self.submit(work, is_save=is_save)))

    def wait_for_saves(self, seconds: float) -> bool:
        """Wait for the saves under way, `seconds` at most. Return False if one has not ended."""
        return not wait_for_futures(set(self._saves), timeout=max(seconds, 0)).not_done

    def close(self, seconds: float = 10.0) -> bool:
        """Wait for the saves under way and stop, within `seconds`. Return False if a save had not ended.

        Reads are cancelled at once.
        """
        if self._loop.is_closed():
            return True
        end = time.monotonic() + seconds
        is_finished = self.wait_for_saves(seconds - _CANCEL_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=max(end - time.monotonic(), 0.01))
        return is_finished

    def _run_loop(self) -> None:
        self._loop.run_forever()
        self._loop.run_until_complete(_cancel_all())
        self._loop.close()


def _log_internal_error(future: "Future[Any]") -> None:
    """Log an error of this program with its place and no values, whether anything waits for `future` or not."""
    error = None if future.cancelled() else future.exception()
    if error is not None and not isinstance(error, CallSettingsError):
        _log.error("internal error: %s at %s", type(error).__name__, trace_locations(error))


def _log_unhandled(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what asyncio could report to nobody, without the values in its message."""
    del loop
    error = context.get("exception")
    if isinstance(error, BaseException):
        _log.error("internal error: %s at %s", type(error).__name__, trace_locations(error))


async def _cancel_all() -> None:
    """Cancel what still runs on this loop."""
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
