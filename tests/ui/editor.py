"""The editor on a fake backend, with keys in and words out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from textual.events import Paste
from textual.pilot import Pilot
from textual.worker import Worker, WorkerError

from tests.fakes.backend import FakeBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import Account
from tui_callsettings.state.session import open_session
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.ui.app import EditorApp
from tui_callsettings.ui.keymap import DEFAULT_KEYMAP, Keymap

_WORK = Account("work")


class Editor:
    """A running editor."""

    def __init__(self, app: EditorApp, pilot: Pilot[int], backend: FakeBackend) -> None:
        self.app = app
        self.pilot = pilot
        self.backend = backend

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for what comes of them."""
        for key in keys:
            # Each on its own: on a busy machine the pilot would press the next before this one has led anywhere.
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type text."""
        await self.press(*("space" if character == " " else character for character in text))

    async def paste(self, text: str) -> None:
        """Paste text: quicker than to type it, where it is long."""
        self.app.post_message(Paste(text))
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is under way and all is drawn."""
        await self.pilot.pause()
        while busy := [worker for worker in self.app.workers if worker.group in BUSY and not worker.is_finished]:
            await asyncio.wait([asyncio.ensure_future(_ended(worker)) for worker in busy])
            await self.pilot.pause()
        await self.pilot.pause()

    async def wait_for(self, words: str) -> None:
        """Wait until the screen says `words`: for what goes on beside the screens, such as an errand."""
        try:
            async with asyncio.timeout(20):
                while words not in self.prose:
                    await self.pilot.pause(0.01)
        except TimeoutError:
            raise AssertionError(f"the screen never said {words!r}:\n{self.text}") from None
        await self.settle()

    def open_gate(self) -> None:
        """Let the backend answer."""
        self.app.session.provider_thread.call_soon(self.backend.gate.set)

    def close_gate(self) -> None:
        """Have the backend keep its answers back."""
        self.app.session.provider_thread.call_soon(self.backend.gate.clear)

    @property
    def text(self) -> str:
        """What the screen shows, as text without any style."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips()  # what pilot has no public way for
        return "\n".join("".join(segment.text for segment in line)[:width].rstrip() for line in lines[:height])

    @property
    def prose(self) -> str:
        """The same with every run of space and line ends as one space."""
        return " ".join(self.text.split())

    def row(self, words: str) -> str:
        """The first row that has `words`."""
        rows = [row for row in self.text.splitlines() if words in row]
        assert rows, f"no row has {words!r}:\n{self.text}"
        return rows[0]


BUSY = ("load", "save", "io", "quit")
"""Groups of workers that end by themselves."""


async def _ended(worker: Worker[Any]) -> None:
    with suppress(WorkerError):
        await worker.wait()


@asynccontextmanager
async def editor(
    backend: FakeBackend | None = None,
    size: tuple[int, int] = (80, 24),
    keymap: Keymap = DEFAULT_KEYMAP,
    account: Account = _WORK,
    *,
    is_settled: bool = True,
) -> AsyncIterator[Editor]:
    """The editor in a terminal of `size`, with everything read unless the test wants to see the reading."""
    backend = backend or FakeBackend()
    session = open_session(account, client=CallSettingsClient(backend))
    app = EditorApp(session, Terminal(columns=size[0], rows=size[1]), keymap)
    try:
        async with app.run_test(size=size) as pilot:
            running = Editor(app, pilot, backend)
            if is_settled:
                await running.settle()
            yield running
    finally:
        app.session.provider_thread.call_soon(backend.gate.set)
        app.session.close()
