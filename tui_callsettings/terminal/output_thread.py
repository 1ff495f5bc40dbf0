"""Bytes on their way to the terminal, on a thread of their own, so that a terminal that stops reading stops nobody."""

import os
import select
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress

_CHUNK = 1024
_LOOK_UP = 0.1
"""Seconds after which a blocked writer looks whether it should go on."""
_TIMEOUT = 1.0
"""Seconds a terminal may take nothing at the end before what it hasn't taken is thrown away."""
_CANCEL = b"\x18"


class OutputThread:
    """Sends bytes in order; writing to it never blocks.

    Args:
        file: Descriptor of the terminal.
        drained: Called on the writer's thread when all is sent.
        lost: Called on the writer's thread, once, when the terminal turns out to be gone.
    """

    def __init__(self, file: int, on_drained: Callable[[], None], on_disconnect: Callable[[], None]) -> None:
        self._file = reopen_nonblocking(file)
        self._on_drained = on_drained
        self._on_disconnect = on_disconnect
        self._pending = bytearray()
        self._in_flight = 0
        self._is_discarding = False
        self._is_ending = False
        self._is_lost = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    @property
    def backlog(self) -> int:
        """Bytes the terminal hasn't taken yet."""
        return len(self._pending) + self._in_flight

    def write(self, data: bytes) -> None:
        """Put bytes behind those that wait."""
        with self._changed:
            if not self._is_lost:
                self._pending += data
                self._changed.notify_all()

    def finish(self, exit_sequence: bytes = b"") -> None:
        """Send what waits and then the farewell; throw away what waits if the terminal takes nothing for a second."""
        if not self._wait_sent():
            with self._changed:
                self._pending.clear()
                self._is_discarding = True
                self._changed.wait_for(lambda: not self._in_flight or self._is_lost, _TIMEOUT)
            # What the terminal has of a sequence it never got the end of is cancelled.
            exit_sequence = _CANCEL + exit_sequence
            with suppress(termios.error):
                termios.tcflush(self._file, termios.TCOFLUSH)
        with self._changed:
            self._is_discarding = False
            self._is_ending = True
            self._pending += exit_sequence
            self._changed.notify_all()
        if not self._wait_sent():
            with self._changed:
                self._pending.clear()
                self._is_discarding = True
        self._thread.join(_TIMEOUT)
        if not self._thread.is_alive():
            os.close(self._file)

    def _wait_sent(self) -> bool:
        """Wait as long as the terminal takes something each second; whether it took all."""
        with self._changed:
            while self.backlog and not self._is_lost:
                before, end = self.backlog, time.monotonic() + _TIMEOUT
                while self.backlog == before and not self._is_lost:
                    if (left := end - time.monotonic()) <= 0:
                        return False
                    self._changed.wait(left)
        return True

    def _run(self) -> None:
        while chunk := self._next_chunk():
            try:
                self._send(chunk)
            except OSError:
                with self._changed:
                    self._is_lost = True
                    self._pending.clear()
                    self._changed.notify_all()
                self._on_disconnect()
                return

    def _next_chunk(self) -> bytes:
        with self._changed:
            while not self._pending and not self._is_ending:
                self._changed.wait()
            chunk = bytes(self._pending[:_CHUNK])
            del self._pending[:_CHUNK]
            self._in_flight = len(chunk)
        return chunk

    def _send(self, chunk: bytes) -> None:
        while chunk and not self._is_discarding:
            try:
                chunk = chunk[os.write(self._file, chunk) :]
            except BlockingIOError:
                select.select([], [self._file], [], _LOOK_UP)
            with self._changed:
                self._in_flight = len(chunk)
                self._changed.notify_all()
        with self._changed:
            self._in_flight = 0
            self._changed.notify_all()
            is_empty = not self._pending
        if is_empty:
            self._on_drained()


def reopen_nonblocking(file: int) -> int:
    """The same terminal under a description of its own.

    Only so can writes be told not to block without telling the shell and everybody else who shares the terminal. Where
    it can't be opened again, a terminal of somebody else's after `su` for one, a copy has to do: its writes may block,
    on a thread nobody waits for for ever.
    """
    for path in (f"/proc/self/fd/{file}", "/dev/tty"):
        with suppress(OSError):
            apart = os.open(path, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
            if os.isatty(apart):
                return apart
            os.close(apart)
    return os.dup(file)
