"""Painting: what changed is sent once, behind what must be on disk first, and not to a terminal that is behind."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui_callsettings.terminal.app import MAX_BACKLOG, TerminalApp, _question
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.terminal.driver import TerminalDriver
from tui_callsettings.terminal.output_thread import Barrier

SIZE = (60, 16)


class RecordingDriver(TerminalDriver):
    """Takes the place of the driver: it sends nothing and keeps what it is given."""

    def __init__(self) -> None:
        self.writes: list[tuple[str, Barrier | None]] = []
        self.listeners: list[Callable[[], object]] = []
        self.looks: list[float] = []
        self.bytes_behind = 0
        self.takes_keys = False
        self._size = SIZE

    @property
    def backlog(self) -> int:
        return self.bytes_behind

    def write(self, data: str, barrier: Barrier | None = None) -> None:
        self.writes.append((data, barrier))

    def call_when_sent(self, callback: Callable[[], object]) -> None:
        self.listeners.append(callback)

    def look_for_input_at(self, when: float) -> None:
        self.looks.append(when)

    def start_input(self) -> None:
        self.takes_keys = True

    def set_taking_text(self, is_taking_text: bool) -> None:
        """Take it."""


class Asking(Screen[None]):
    """A screen that asks something."""

    question = "Save 1 change?"

    def compose(self) -> ComposeResult:
        yield Static("Save 1 change?", id="text")


class Painted(TerminalApp[None]):
    """An application with a barrier, on `RecordingDriver` once it is drawn."""

    def __init__(self) -> None:
        super().__init__(Terminal(columns=SIZE[0], rows=SIZE[1]))
        self.recording = RecordingDriver()

    def get_default_screen(self) -> Screen[None]:
        return Asking()

    def flush_barrier(self) -> Barrier | None:
        return is_flushed

    @contextmanager
    def on_recording_driver(self) -> Iterator[RecordingDriver]:
        """Replace the driver within the context, between two of the loop's turns."""
        usual, self._driver = self._driver, cast("Any", self.recording)
        try:
            yield self.recording
        finally:
            self._driver = usual


def is_flushed(seconds: float) -> bool:
    return seconds >= 0


@asynccontextmanager
async def painted() -> AsyncIterator[Painted]:
    app = Painted()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        with app.on_recording_driver():
            app._display(app.screen, app.screen._compositor.render_update(full=True))
        yield app


async def test_what_is_drawn_is_sent_once_and_behind_what_must_be_on_disk() -> None:
    async with painted() as app:
        ((text, barrier),) = app.recording.writes
        assert "Save 1 change?" in text
        assert barrier is is_flushed
        assert app.recording.takes_keys
        assert not app._cell_buffer.dirty
        with app.on_recording_driver():
            app._paint()
        assert len(app.recording.writes) == 1


async def test_a_terminal_that_is_behind_gets_the_newest_state_when_it_takes_bytes_again() -> None:
    async with painted() as app:
        with app.on_recording_driver() as driver:
            driver.bytes_behind = MAX_BACKLOG + 1
            app.repaint()
            assert len(driver.writes) == 1
            driver.bytes_behind = MAX_BACKLOG
            app.resume_painting()
            assert len(driver.writes) == 2
            app.resume_painting()
            assert len(driver.writes) == 2


async def test_a_question_counts_as_readable_once_the_terminal_has_what_was_painted() -> None:
    async with painted() as app:
        with app.on_recording_driver() as driver:
            question = _question(app.screen)
            app._question_guard.ask(question)
            driver.bytes_behind = MAX_BACKLOG + 1
            app.repaint()
            app._mark_drawn(question)
            assert driver.listeners == []
            driver.bytes_behind = 0
            app.resume_painting()
            (listener,) = driver.listeners
            assert driver.looks == []
            listener()
            (readable_from,) = driver.looks
            assert app._question_guard.is_readable(question, readable_from)
            app.repaint()
            assert len(driver.listeners) == 1
