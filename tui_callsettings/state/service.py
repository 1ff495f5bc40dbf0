"""A thread with an event loop of its own, on which all talk with the provider happens.

A terminal that nobody reads stalls the editor's loop; a save must not wait for that.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from concurrent.futures import wait as wait_for_futures
from typing import Any, TypeVar

T = TypeVar("T")


class Service:
    """Runs coroutines on its own thread; started at once, stopped by `close`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="callsettings-service", daemon=True)
        self._thread.start()
        self._running: set[Future[Any]] = set()

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Start `work` on the service's loop."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` there and wait for it here. Giving up the wait does not end the work."""
        return await asyncio.shield(asyncio.wrap_future(self.submit(work)))

    def call(self, work: Callable[[], None]) -> None:
        """Run a short function on the service's thread, soon and in order."""
        self._loop.call_soon_threadsafe(work)

    def close(self, seconds: float = 10.0) -> bool:
        """Wait until running work has ended, `seconds` at most, and stop. False if work had to be left unfinished."""
        left = wait_for_futures(set(self._running), timeout=seconds).not_done
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=1.0)
        if not self._thread.is_alive():
            self._loop.close()
        return not left


async def run_here(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` on the loop of the caller, for commands that draw no screen."""
    return await work
