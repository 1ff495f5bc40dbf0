"""What a Textual application at the other end of a link builds on: changed cells only, orderly ends, no secrets."""

import asyncio
import os
from collections.abc import Container
from contextlib import AbstractContextManager, suppress
from typing import Any, ClassVar, Generic

from rich.console import RenderableType
from rich.text import Text
from textual._compositor import CompositorUpdate
from textual.app import App, ReturnType
from textual.events import Event, Key
from textual.screen import Screen

from . import crash_report
from .cell_buffer import CellBuffer
from .character_filter import CharacterFilter
from .color_encoder import ColorEncoder
from .detect import Terminal
from .diff_renderer import BLANK, DiffRenderer
from .driver import TerminalDriver
from .input_messages import TypedAhead
from .input_queue import InputQueue
from .input_thread import TimedInput
from .output_thread import Barrier
from .question_guard import NAVIGATION_KEYS, Question, QuestionGuard
from .splash import Splash, save_snapshot

MAX_BACKLOG = 4096
"""Bytes the terminal may be behind before painting waits; then the newest state is painted, not every state."""

SHUTDOWN_TIMEOUT = 10.0
"""Seconds `before_shutdown` may take."""


class TerminalApp(App[ReturnType], Generic[ReturnType]):
    """A Textual application on `TerminalDriver`.

    Args:
        terminal: The terminal as `detect_terminal` found it.
        splash: What is on the screen already.
    """

    paints_immediately: ClassVar[bool] = True
    """Whether the first update of the screen is painted, and keys are read from then on.

    Otherwise both wait for `start_painting`; until then the splash stays, and keys stay in the kernel.
    """

    def __init__(self, terminal: Terminal, splash: Splash | None = None) -> None:
        super().__init__(driver_class=TerminalDriver)
        self.terminal = terminal
        self.splash = splash
        self.drawn_screen: Screen[Any] | None = None
        """The screen that the cells show; a screen that has just come back is not drawn yet."""
        self._cell_buffer = CellBuffer(
            terminal.columns,
            terminal.rows,
            ColorEncoder(terminal.colors, has_italics=terminal.supports_partial_sgr_reset),
            CharacterFilter(is_ascii=terminal.is_ascii),
        )
        self._renderer = (
            splash.renderer
            if splash
            else DiffRenderer(
                terminal.columns,
                terminal.rows,
                supports_partial_sgr_reset=terminal.supports_partial_sgr_reset,
                supports_synchronized_output=terminal.supports_synchronized_output,
            )
        )
        self._is_paint_pending = False
        self._is_painting = self.paints_immediately
        self._input_queue = InputQueue(self)
        self._question_guard = QuestionGuard()
        self._drawn_question: Question | None = None
        self.navigation_keys = NAVIGATION_KEYS
        """Keys that a question takes at any time; extend it by the person's own keys for help and back."""
        self._shutdown_task: asyncio.Task[None] | None = None

    def run_in_terminal(self) -> int:
        """Run until the person leaves or the terminal does.

        Returns:
            The exit status: that given to `exit`, `crash_report.STATUS` after an error in the program, or 128
            and the signal's number.
        """
        crash_report.install_hooks()
        self.run(mouse=False)
        return self.return_code or 0

    # For the application to override

    async def before_shutdown(self, signal_number: int) -> None:
        """Do what must be done before the program ends by a signal or a lost terminal, within `SHUTDOWN_TIMEOUT`."""

    def flush_barrier(self) -> Barrier | None:
        """Return what the next bytes to the terminal have to wait for, `None` for nothing.

        Override it so that what is shown is on disk first. The barrier is called on another thread with the seconds it
        may wait, again and again until it returns true or two seconds have passed.
        """
        return None

    def unsaved_work(self) -> str:
        """Return a sentence on what became of unsaved work, for the report of a crash; "" for none."""
        return ""

    # Ending

    def shutdown(self, signal_number: int) -> None:
        """End in order, with 128 and the signal's number as exit status."""
        if self._shutdown_task is None:
            self._shutdown_task = asyncio.get_running_loop().create_task(self._shut_down(signal_number))

    async def _shut_down(self, signal_number: int) -> None:
        try:
            with self._context(), suppress(TimeoutError):
                async with asyncio.timeout(SHUTDOWN_TIMEOUT):
                    await self.before_shutdown(signal_number)
        finally:
            self.exit(return_code=128 + signal_number)

    def _handle_exception(self, error: Exception) -> None:
        """End with a report that has no values in it; Textual's own prints the variables of each frame."""
        if self._exit:
            # While the app exits, a screen that is being opened may find its parts gone; the error is of no interest.
            return
        self._return_code = crash_report.STATUS
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            self._exit_renderables.append(Text(crash_report.format_error(error, self.unsaved_work())))
        self._close_messages_no_wait()

    def start_painting(self) -> None:
        """Paint the screen as it is now, and begin to read keys; those typed since the program's start come first."""
        if not self._is_painting:
            self._is_painting = True
            self._show()

    # Keys

    def enqueue_input(self, batch: list[TimedInput]) -> None:
        """Deliver keys and pastes when those before them have acted; the driver calls this."""
        self._input_queue.extend(batch)

    def hold_input(self) -> AbstractContextManager[None]:
        """Return a context that keeps keys waiting, for a workflow that is between two of its screens."""
        return self._input_queue.hold()

    @property
    def is_exiting(self) -> bool:
        """Whether the program is on its way out: no screen is left that a key could be meant for."""
        return self._exit

    @property
    def is_taking_text(self) -> bool:
        """Whether the focused widget takes printable keys as text, by Textual's `check_consume_key`."""
        focused = self.focused if self._screen_stack else None
        return focused is not None and focused.check_consume_key("a", "a")

    def is_typed_ahead(self, screen: Screen[Any] | None = None) -> bool:
        """Return whether the key that is acting was typed before what `screen` asks could be read.

        A screen asks something if it has a property `question` that isn't `None`; an equal value is the same question.

        Args:
            screen: The screen; the one on top by default.
        """
        typed_after = self._input_queue.typed_after
        if typed_after is None:
            return False
        return not self._question_guard.is_readable(_question(screen or self.screen), typed_after)

    def drop_typed_ahead(self, event: Event) -> bool:
        """Drop a key that would answer a question nobody can have read, and report it to the screen as `TypedAhead`.

        Keys that navigate are never dropped, nor are those of a text field: its screen asks `is_typed_ahead` itself.

        Returns:
            Whether it was dropped.
        """
        if not isinstance(event, Key) or event.is_forwarded or not self._screen_stack:
            return False
        if event.key in self.navigation_keys or self.is_taking_text:
            return False
        self._watch_question()
        if not self.is_typed_ahead():
            return False
        self.screen.post_message(TypedAhead(event.key))
        return True

    async def on_event(self, event: Event) -> None:
        """Deliver an event, unless it is a key that was typed too early, or the terminal's own Ctrl+Z."""
        if isinstance(event, Key) and event.key == "ctrl+z" and not event.is_forwarded:
            self.action_suspend_process()
        elif not self.drop_typed_ahead(event):
            await super().on_event(event)

    def _watch_question(self) -> None:
        """Notice a new question on the top screen, and when it is on the terminal."""
        question = _question(self.screen)
        if self._question_guard.ask(question):
            self.screen.call_after_refresh(self._mark_drawn, question)

    def _mark_drawn(self, question: Question) -> None:
        self._drawn_question = question
        if not self._is_paint_pending:
            self._mark_painted()

    def _mark_painted(self) -> None:
        driver, question = self._driver, self._drawn_question
        if question is not None and self._is_painting and isinstance(driver, TerminalDriver):
            self._drawn_question = None
            driver.call_when_sent(
                lambda: driver.look_for_input_at(self._question_guard.mark_shown(question))  #
            )

    # Painting

    def repaint(self) -> None:
        """Send the whole screen, as something else may have written on it."""
        self._renderer.invalidate()
        driver, cell_buffer = self._driver, self._cell_buffer
        # In another size, the new layout is about to come and to be painted whole.
        if isinstance(driver, TerminalDriver) and driver.size == (cell_buffer.columns, len(cell_buffer.rows)):
            self._paint()

    def action_suspend_process(self) -> None:
        """Stop, as a shell's job does on Ctrl+Z."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.suspend()

    def on_suspend_refused(self) -> None:
        """Override to show that the program can't be stopped here, as no shell could bring it back."""

    def action_repaint(self) -> None:
        """Send the whole screen."""
        self.repaint()

    def resume_painting(self) -> None:
        """Paint what waits because the terminal was behind."""
        if self._is_paint_pending:
            self._paint()

    def save_snapshot(self, path: str | os.PathLike[str], note_row: int = 0, blank_rows: Container[int] = ()) -> None:
        """Keep the screen for the next start, without some of its rows; see `splash.save_snapshot`."""
        rows = self._cell_buffer.rows
        kept = [[BLANK] * len(row) if number in blank_rows else row for number, row in enumerate(rows)]
        save_snapshot(path, kept, self.terminal, note_row)

    def cursor_cell(self) -> tuple[int, int] | None:
        """Return column and row for the terminal's cursor, `None` to hide it: screen readers and people look for it.

        A widget may give the place by a property `cursor_screen_offset`.
        """
        widget = self.screen.focused
        if widget is None or not widget.region:
            return None
        x, y = getattr(widget, "cursor_screen_offset", widget.region.offset)
        columns, rows = self._renderer.columns, self._renderer.rows
        return (min(x, columns - 1), y) if x >= 0 and 0 <= y < rows else None

    def _set_pointer_shape(self, shape: str) -> None:
        """Send nothing, as there is no mouse."""

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Draw an update as cells and send the difference; Textual's own sends the update as it is."""
        driver = self._driver
        if not isinstance(driver, TerminalDriver):
            super()._display(screen, renderable)
            return
        try:
            if (
                isinstance(renderable, CompositorUpdate)
                and self._running
                and not self._closed
                and not self._batch_count
            ):
                self._cell_buffer.draw(renderable)
                self.drawn_screen = screen
                if self._is_painting:
                    self._show()
        finally:
            self.post_display_hook()

    def _show(self) -> None:
        self._paint()
        if isinstance(self._driver, TerminalDriver):
            self._driver.start_input()

    def _paint(self) -> None:
        driver, cell_buffer, renderer = self._driver, self._cell_buffer, self._renderer
        if not isinstance(driver, TerminalDriver) or not self._running or not self._is_painting:
            return
        self._is_paint_pending = driver.backlog > MAX_BACKLOG
        if self._is_paint_pending or not self._screen_stack:
            return
        if (renderer.columns, renderer.rows) != (cell_buffer.columns, len(cell_buffer.rows)):
            renderer.resize(cell_buffer.columns, len(cell_buffer.rows))
        driver.set_taking_text(self.is_taking_text)
        self._watch_question()
        text = renderer.render(cell_buffer.rows, cell_buffer.dirty, self.cursor_cell())
        cell_buffer.dirty.clear()
        if text:
            driver.write(text, self.flush_barrier())
        self._mark_painted()


def _question(screen: Screen[Any]) -> Question:
    return Question(screen, getattr(screen, "question", None))
