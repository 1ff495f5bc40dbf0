"""Textual's way to the terminal, made for SSH: it answers for every byte in either direction.

It stands on `textual.driver.Driver`, the public base, rather than on `LinuxDriver`, because nearly everything there had
to be otherwise: bytes that aren't UTF-8 ended the program, a lost terminal kept a core busy, a full one froze the loop,
and the start queried the terminal, the late answers to which were typed into fields.
"""

import asyncio
import os
import signal
import sys
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol, cast

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size

from . import crash_report, detect, job_control, tty_mode
from .detect import Terminal
from .escape_sequences import enter_modes, enter_screen, leave_all
from .input_thread import InputThread, TimedInput
from .key_parser import KeyParser
from .output_thread import Barrier, OutputThread, reopen_nonblocking
from .signals import SignalListener
from .splash import Splash

_ENDING = frozenset({signal.SIGHUP, signal.SIGTERM, signal.SIGINT})
_WATCHED = _ENDING | {signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT}
_HARD_LIMIT = 11.5
"""Seconds from the signal to the end of the process, whatever the rest of the program does."""


class TerminalHost(Protocol):
    """What the driver needs of its application, always on the loop's thread."""

    @property
    def terminal(self) -> Terminal:
        """The terminal as detected at start."""

    @property
    def splash(self) -> Splash | None:
        """What is on the screen already; `None` for nothing."""

    def shutdown(self, signal_number: int) -> None:
        """Shut down in order, after a signal or the loss of the terminal."""

    def resume_painting(self) -> None:
        """Paint what waits: the terminal takes bytes again."""

    def enqueue_input(self, batch: list[TimedInput]) -> None:
        """Deliver keys and pastes that one read gave."""

    def repaint(self) -> None:
        """Send everything, as what the terminal shows is unknown."""

    def on_suspend_refused(self) -> None:
        """Show that the program can't be stopped here, as nothing could continue it."""


class TerminalDriver(Driver):
    """Drives a terminal at the other end of a link that may be slow, noisy or gone."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = False, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._host = cast("TerminalHost", app)
        self._input = sys.__stdin__.fileno() if sys.__stdin__ else 0
        self._output = sys.__stdout__.fileno() if sys.__stdout__ else 1
        self._original_tty: tty_mode.TtySettings | None = None
        self._output_thread: OutputThread | None = None
        self._input_thread: InputThread | None = None
        self._key_parser = KeyParser(self._host.terminal.escape_delay, self._host.terminal.charset, has_mouse=mouse)
        self._signals = SignalListener(_WATCHED, self._on_signal)
        self._has_started = False
        self._is_leaving = False

    # Output

    @property
    def backlog(self) -> int:
        """Bytes the terminal hasn't taken yet."""
        return self._output_thread.backlog if self._output_thread else 0

    @property
    def size(self) -> tuple[int, int] | None:
        """Columns and rows of the terminal, as last read."""
        return self._size

    def write(self, data: str, barrier: Barrier | None = None) -> None:
        """Send text. It never blocks; nothing is sent outside application mode.

        Args:
            data: What to send.
            barrier: What must be done before any of it is sent.
        """
        if self._output_thread:
            self._output_thread.write(data.encode(self._host.terminal.charset, "replace"), barrier)

    def call_when_sent(self, callback: Callable[[], object]) -> None:
        """Call back, on another thread, when the terminal has taken all that was written until now."""
        if self._output_thread:
            self._output_thread.call_when_sent(callback)

    # Input

    def set_taking_text(self, is_taking_text: bool) -> None:
        """Set whether keys go into a text now; if not, Escape acts at once."""
        self._key_parser.set_taking_text(is_taking_text)

    def look_for_input_at(self, when: float) -> None:
        """Check at that time that no input waits, so that later keys count as later. May be called on any thread."""
        if self._input_thread is not None:
            self._input_thread.check_at(when)

    # Coming and going

    def start_application_mode(self) -> None:
        """Take the terminal over, from the splash if there is one."""
        splash = self._host.splash if not self._has_started else None
        self._original_tty = splash.adopt() if splash else tty_mode.set_raw(self._input)
        self._output_thread = OutputThread(self._output, self._on_drained, self._on_disconnect)
        self.write(("" if splash else self._enter_screen()) + enter_modes(has_mouse=self._mouse))
        self._loop.set_exception_handler(crash_report.log_unhandled_in_loop)
        self._signals.start()
        self._send_size()
        if self._has_started:
            self._host.repaint()
            self.start_input()
        self._has_started = True

    def start_input(self) -> None:
        """Begin to read keys; those typed before have waited in the kernel.

        The application calls this when there is something to type into.
        """
        if self._input_thread is None and self._output_thread is not None:
            self._input_thread = InputThread(self._input, self._key_parser, self._on_input, self._on_disconnect)

    def disable_input(self) -> None:
        """Stop reading, and drop unread input, so that it doesn't reach the shell."""
        if self._input_thread is not None:
            self._input_thread.stop()
            self._input_thread = None
            with suppress(termios.error):
                termios.tcflush(self._input, termios.TCIFLUSH)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was; at most two seconds, even if it takes nothing any more."""
        self.disable_input()
        if self._output_thread is not None:
            self._output_thread.finish(self._exit_sequence())
            self._output_thread = None
        tty_mode.restore(self._input, self._original_tty)
        if not self._is_leaving:
            # On the way out a second signal must not end the program before its work is done.
            self._signals.stop()

    def _enter_screen(self) -> str:
        return enter_screen(is_forgiving=self._host.terminal.is_forgiving)

    def _exit_sequence(self) -> bytes:
        return leave_all(has_mouse=self._mouse).encode()

    # What happens on other threads

    def _on_loop(self, callback: Any, *arguments: Any) -> None:
        with suppress(RuntimeError):  # the loop has ended: so has everything the call was about
            self._loop.call_soon_threadsafe(callback, *arguments)

    def _on_drained(self) -> None:
        self._on_loop(self._host.resume_painting)

    def _on_disconnect(self) -> None:
        self._on_signal(signal.SIGHUP)

    def _on_signal(self, number: int) -> None:
        if number in _ENDING:
            if not self._is_leaving:
                self._is_leaving = True
                watchdog = threading.Timer(_HARD_LIMIT, self._force_exit, (number,))
                watchdog.daemon = True
                watchdog.start()
                self._on_loop(self._host.shutdown, number)
        elif number == signal.SIGWINCH:
            self._on_loop(self._resized)
        elif number == signal.SIGTSTP:
            self._on_loop(self.suspend)
        else:
            self._on_loop(self._continued)

    def _force_exit(self, number: int) -> None:
        """End the process although its event loop is stuck, with the terminal restored and the true exit status."""
        with suppress(OSError, termios.error):
            file = reopen_nonblocking(self._output)
            termios.tcflow(file, termios.TCOON)
            os.write(file, b"\x18" + self._exit_sequence())
        tty_mode.restore(self._input, self._original_tty)
        os._exit(128 + number)

    def _on_input(self, batch: list[TimedInput]) -> None:
        keys = []
        for timed in batch:
            if isinstance(timed.message, events.MouseEvent):
                self.process_message(timed.message)
            else:
                keys.append(timed)
        self._on_loop(self._host.enqueue_input, keys)

    # On the loop's thread

    def _send_size(self) -> None:
        current = Size(*detect.size(self._output))
        self._size = (current.width, current.height)
        asyncio.run_coroutine_threadsafe(self._app._post_message(events.Resize(current, current)), loop=self._loop)

    def _resized(self) -> None:
        if self._output_thread is not None:
            self._send_size()
            # The terminal has moved its contents its own way, even if the size is the same again by now.
            self._host.repaint()

    def suspend(self) -> None:
        """Give the terminal back and stop, until a shell brings the program back; only on the loop's thread."""
        if self._output_thread is None:
            return
        if not job_control.can_suspend():
            self._host.on_suspend_refused()
            return
        self.suspend_application_mode()
        job_control.stop_process_group()
        # Here it goes on after the shell's `fg`; after `bg`, taking the terminal stops it again.
        self.resume_application_mode()
        self.send_message(self.SignalResume())

    def _continued(self) -> None:
        """Take the terminal again after SIGSTOP and SIGCONT, as a shell may have used it."""
        if self._output_thread is not None:
            tty_mode.set_raw(self._input)
            self.write(self._enter_screen() + enter_modes(has_mouse=self._mouse))
            self._host.repaint()
