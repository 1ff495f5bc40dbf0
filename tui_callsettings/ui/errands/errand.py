"""The base of all errands: showing a screen, and waiting for what comes of it."""

import asyncio
from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Any

from tui_callsettings.ui.host import Host


class Errands(Host):
    """Runs one errand at a time beside the screens; a new one takes the place of one that still waits."""

    _errand: asyncio.Task[None] | None = None

    def on_load(self) -> None:
        """Be ready for the first errand."""
        self._has_asked = asyncio.Event()

    async def show(self, module: str, name: str, then: Callable[[Any], Any] | None = None, **options: object) -> bool:
        """Show a screen, unless it is shown already; `then` is given what it closes with.

        Args:
            module: where it is, below `screens`.
            name: its class.
            then: called when it closes.
            options: what it is made with.
        """
        kind = getattr(import_module(f"..screens.{module}", __package__), name)
        if isinstance(self.screen, kind):
            return False
        self.tell("")
        await self.push_screen(kind(**options), then)
        return True

    async def ask(self, module: str, name: str, **options: object) -> Any:
        """Show a screen and wait for what it closes with; None if it was left."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def closed(result: Any) -> None:
            if not answer.done():
                answer.set_result(result)

        kind = getattr(import_module(f"..screens.{module}", __package__), name)
        await self.push_screen(kind(**options), closed)
        self._has_asked.set()
        return await answer

    async def send(self, errand: Coroutine[Any, Any, None]) -> None:
        """Run an errand; a mistake of the person's or the provider's is told.

        It is waited for until it shows its first screen: keys typed ahead are meant for that.
        """
        if self._errand is not None:
            self._errand.cancel()
        self._errand = asyncio.create_task(errand)
        self._errand.add_done_callback(self._ended)
        self._has_asked.clear()
        asked = asyncio.create_task(self._has_asked.wait())
        await asyncio.wait({self._errand, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()

    async def done(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of `work`, which goes on even if the errand does not."""
        return await asyncio.shield(self.start(work))
