"""A request that everybody who needs it at the same time shares, and errors as values for requests made together."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from tui_callsettings.errors import CallSettingsError

T = TypeVar("T")


async def catch_error(work: Callable[[], Awaitable[T]]) -> T | CallSettingsError:
    """Return the result of `work`, or the provider's error that it raised."""
    try:
        return await work()
    except CallSettingsError as error:
        return error


class SharedRequest(Generic[T]):
    """One request for all callers that wait for it at the same time.

    A caller that is cancelled leaves the request running for the others.

    Args:
        fetch: makes the request.
    """

    def __init__(self, fetch: Callable[[], Awaitable[T]]) -> None:
        self._fetch = fetch
        self._running: asyncio.Task[T | CallSettingsError] | None = None

    async def get(self) -> T:
        """Return the result of the request under way, or of a new one.

        Raises:
            CallSettingsError: the request failed.
        """
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(catch_error(self._fetch))
        result = await asyncio.shield(self._running)
        if isinstance(result, CallSettingsError):
            raise result
        return result

    def forget(self) -> None:
        """Let the next caller make a new request: what is under way may be older than a change made since."""
        self._running = None

    def cancel(self) -> None:
        """Cancel the request under way."""
        if self._running is not None:
            self._running.cancel()
