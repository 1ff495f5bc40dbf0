"""What a Textual application at the other end of a link builds on: changed cells only, orderly ends, no secrets."""

import asyncio
import os
from contextlib import suppress
from typing import Any, ClassVar, Generic

from rich.console import RenderableType
from rich.text import Text
from textual._compositor import CompositorUpdate
from textual.app import App, ReturnType
from textual.message import Message
from textual.screen import Screen

from . import crash
from .canvas import Canvas
from .characters import Characters
from .driver import SshDriver
from .environment import Terminal
from .frame import ShownFrame, save_frame
from .painter import Painter
from .palette import Palette
from .type_ahead import TypeAhead

LARGEST_BACKLOG = 4096
"""Bytes the terminal may be behind before painting waits; then the newest state is painted, not every state."""

LONGEST_LEAVE = 10.0
"""Seconds `before_hang_up` may take."""


class TerminalApp(App[ReturnType], Generic[ReturnType]):
    """A Textual application on `SshDriver`.

    Args:
        terminal: The terminal as `environment.detect` found it.
        first_frame: What is on the screen already.
    """

    takes_over_at_once: ClassVar[bool] = True
    """Whether the first update of the screen is painted, and keys are read from then on.

    Otherwise both wait for `take_over`; until then the first frame stays, and keys in the kernel.
    """

    def __init__(self, terminal: Terminal, first_frame: ShownFrame | None = None) -> None:
        super().__init__(driver_class=SshDriver)
        self.terminal = terminal
        self.first_frame = first_frame
        self._canvas = Canvas(
            terminal.columns,
            terminal.rows,
            Palette(terminal.colours, has_italics=terminal.can_switch_off),
            Characters(is_ascii=terminal.is_ascii),
        )
        self._painter = (
            first_frame.painter
            if first_frame
            else Painter(
                terminal.columns, terminal.rows, can_switch_off=terminal.can_switch_off, can_mark=terminal.can_mark
            )
        )
        self._is_paint_due = False
        self._has_taken_over = self.takes_over_at_once
        self._type_ahead = TypeAhead(self)
        self._leaving: asyncio.Task[None] | None = None

    def run_in_terminal(self) -> int:
        """Run until the person leaves or the terminal does.

        Returns:
            The exit status: that given to `exit`, `crash.STATUS` after an error in the program, or 128 and the signal's
            number.
        """
        crash.install()
        self.run(mouse=False)
        return self.return_code or 0

    # For the application to override

    async def before_hang_up(self, signal_number: int) -> None:
        """Do what must be done before the program ends by a signal or a lost terminal, within `LONGEST_LEAVE`."""

    def unsaved_work(self) -> str:
        """A sentence on what became of unsaved work, for the report of a crash; called when all else has failed."""
        return ""

    # Ending

    def hang_up(self, signal_number: int) -> None:
        """End in order, with 128 and the signal's number as exit status."""
        if self._leaving is None:
            self._leaving = asyncio.get_running_loop().create_task(self._leave(signal_number))

    async def _leave(self, signal_number: int) -> None:
        try:
            with self._context(), suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_LEAVE):
                    await self.before_hang_up(signal_number)
        finally:
            self.exit(return_code=128 + signal_number)

    def _handle_exception(self, error: Exception) -> None:
        """As Textual's, but with a report that has no values in it; its own prints the variables of each frame."""
        if self._exit:
            # On the way out a screen that was being opened finds itself without its parts. Nobody will see it.
            return
        self._return_code = crash.STATUS
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            self._exit_renderables.append(Text(crash.report(error, self.unsaved_work())))
        self._close_messages_no_wait()

    def take_over(self) -> None:
        """Paint the screen as it is now, and begin to read keys; those typed since the program's start come first."""
        if not self._has_taken_over:
            self._has_taken_over = True
            self._show()

    # Keys

    def take_input(self, message: Message) -> None:
        """Deliver a key or a paste when those before it have acted; the driver calls this."""
        self._type_ahead.put(message)

    # Painting

    def repaint(self) -> None:
        """Send the whole screen, as after something else has written on it."""
        self._painter.forget()
        driver, canvas = self._driver, self._canvas
        # In another size, the new layout is about to come and to be painted whole.
        if isinstance(driver, SshDriver) and driver.size == (canvas.columns, len(canvas.rows)):
            self._paint()

    def action_repaint(self) -> None:
        """Send the whole screen."""
        self.repaint()

    def paint_due(self) -> None:
        """Paint what waits because the terminal was behind."""
        if self._is_paint_due:
            self._paint()

    def save_frame(self, path: str | os.PathLike[str], note_row: int = 0) -> None:
        """Keep the screen as it is for the next start; see `frame.save_frame`."""
        save_frame(path, self._canvas.rows, self.terminal, note_row)

    def cursor_cell(self) -> tuple[int, int] | None:
        """Column and row for the terminal's cursor: in the focused widget, so that screen readers and people find it.

        A widget may say where by a property `cursor_screen_offset`; `None` hides the cursor.
        """
        widget = self.screen.focused
        if widget is None or not widget.region:
            return None
        x, y = getattr(widget, "cursor_screen_offset", widget.region.offset)
        columns, rows = self._painter.columns, self._painter.rows
        return (min(x, columns - 1), y) if x >= 0 and 0 <= y < rows else None

    def _set_pointer_shape(self, shape: str) -> None:
        """Send nothing: the shape of a mouse pointer is no business of a program without a mouse."""

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Where Textual sends an update to its driver: here it is drawn as cells, and the difference is sent."""
        driver = self._driver
        if not isinstance(driver, SshDriver):
            super()._display(screen, renderable)
            return
        try:
            if (
                isinstance(renderable, CompositorUpdate)
                and self._running
                and not self._closed
                and not self._batch_count
            ):
                self._canvas.draw(renderable)
                if self._has_taken_over:
                    self._show()
        finally:
            self.post_display_hook()

    def _show(self) -> None:
        self._paint()
        if isinstance(self._driver, SshDriver):
            self._driver.start_input()

    def _paint(self) -> None:
        driver, canvas, painter = self._driver, self._canvas, self._painter
        if not isinstance(driver, SshDriver) or not self._running or not self._has_taken_over:
            return
        self._is_paint_due = driver.backlog > LARGEST_BACKLOG
        if self._is_paint_due or not self._screen_stack:
            return
        if (painter.columns, painter.rows) != (canvas.columns, len(canvas.rows)):
            painter.resize(canvas.columns, len(canvas.rows))
        text = painter.paint(canvas.rows, canvas.dirty, self.cursor_cell())
        canvas.dirty.clear()
        if text:
            driver.write(text)
