"""Bytes on their way to the terminal, on a thread of their own: a terminal that stops reading blocks nothing."""

import os
import select
import termios
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

Barrier = Callable[[float], bool]
"""Waits so many seconds at most until bytes may be sent, and returns whether they may."""

_CHUNK = 1024
_POLL = 0.1
"""Seconds after which a blocked thread looks whether it should go on."""
_TIMEOUT = 1.0
"""Seconds a terminal may take nothing at the end before what it hasn't taken is thrown away."""
_BARRIER_TIMEOUT = 2.0
"""Seconds a barrier holds bytes back: a disk that hangs must not blind the person for good."""
_CANCEL = b"\x18"


class OutputThread:
    """Sends bytes in order; writing to it never blocks.

    Args:
        file: Descriptor of the terminal.
        on_drained: Called on this thread when all is sent.
        on_disconnect: Called on this thread, once, when the terminal is disconnected.
    """

    def __init__(self, file: int, on_drained: Callable[[], None], on_disconnect: Callable[[], None]) -> None:
        self._file = reopen_nonblocking(file)
        self._on_drained = on_drained
        self._on_disconnect = on_disconnect
        self._pending = bytearray()
        self._in_flight = 0
        self._queued = 0
        self._sent = 0
        self._barriers: deque[tuple[int, Barrier]] = deque()
        self._listeners: deque[tuple[int, Callable[[], object]]] = deque()
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

    def write(self, data: bytes, barrier: Barrier | None = None) -> None:
        """Put bytes behind those that wait.

        Args:
            data: What to send.
            barrier: What must be done before the first of these bytes is sent; waited for on this object's thread.
        """
        with self._changed:
            if not self._is_lost:
                if barrier is not None:
                    self._barriers.append((self._queued, barrier))
                self._pending += data
                self._queued += len(data)
                self._changed.notify_all()

    def call_when_sent(self, callback: Callable[[], object]) -> None:
        """Call back on this object's thread when the terminal has taken all that was written until now."""
        with self._changed:
            self._listeners.append((self._queued, callback))
            self._changed.notify_all()

    def finish(self, exit_sequence: bytes = b"") -> None:
        """Send what waits and then `exit_sequence`.

        What waits is thrown away if the terminal takes nothing for a second. Output that somebody stopped (XOFF) is
        started first.
        """
        self._resume_output()
        if not self._wait_sent():
            with self._changed:
                self._discard()
                self._changed.wait_for(lambda: not self._in_flight or self._is_lost, _TIMEOUT)
            # What the terminal has of a sequence it never got the end of is cancelled.
            exit_sequence = _CANCEL + exit_sequence
            with suppress(termios.error):
                termios.tcflush(self._file, termios.TCOFLUSH)
        with self._changed:
            self._is_discarding = False
            self._is_ending = True
            self._pending += exit_sequence
            self._queued += len(exit_sequence)
            self._changed.notify_all()
        if not self._wait_sent():
            with self._changed:
                self._discard()
        self._thread.join(_TIMEOUT)
        if not self._thread.is_alive():
            os.close(self._file)

    def _resume_output(self) -> None:
        with suppress(termios.error):
            termios.tcflow(self._file, termios.TCOON)

    def _discard(self) -> None:
        """Forget what waits; to be called with the lock held."""
        self._queued -= len(self._pending)
        self._pending.clear()
        self._barriers.clear()
        self._is_discarding = True

    def _wait_sent(self) -> bool:
        """Wait as long as the terminal takes something each second. Return whether it took all."""
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
        """Wait for bytes that may be sent; empty at the end."""
        while True:
            self._call_listeners()
            with self._changed:
                while not self._pending and not self._is_ending and not self._listeners:
                    self._changed.wait()
                if self._listeners and self._listeners[0][0] <= self._sent:
                    continue
                if self._barriers and self._barriers[0][0] <= self._sent:
                    barrier = self._barriers.popleft()[1]
                else:
                    room = self._barriers[0][0] - self._sent if self._barriers else _CHUNK
                    chunk = bytes(self._pending[: min(room, _CHUNK)])
                    del self._pending[: len(chunk)]
                    self._in_flight = len(chunk)
                    return chunk
            self._wait_for(barrier)

    def _wait_for(self, barrier: Barrier) -> None:
        end = time.monotonic() + _BARRIER_TIMEOUT
        while not self._is_discarding and time.monotonic() < end and not barrier(_POLL):
            pass

    def _call_listeners(self) -> None:
        while True:
            with self._changed:
                if not self._listeners or self._listeners[0][0] > self._sent:
                    return
                callback = self._listeners.popleft()[1]
            callback()

    def _send(self, chunk: bytes) -> None:
        while chunk and not self._is_discarding:
            count = 0
            try:
                count = os.write(self._file, chunk)
            except BlockingIOError:
                select.select([], [self._file], [], _POLL)
            chunk = chunk[count:]
            with self._changed:
                self._in_flight = len(chunk)
                self._sent += count
                self._changed.notify_all()
        with self._changed:
            self._sent += self._in_flight  # thrown away, which counts as sent
            self._in_flight = 0
            self._changed.notify_all()
            is_empty = not self._pending
        if is_empty:
            self._on_drained()


def reopen_nonblocking(file: int) -> int:
    """Open the same terminal again, under a description of its own.

    A description of its own can be non-blocking without changing that of the shell and of others who share the
    terminal. Where it can't be opened again, such as another user's terminal after `su`, the descriptor is duplicated:
    its writes may block, which holds up this thread only.
    """
    for path in (f"/proc/self/fd/{file}", "/dev/tty"):
        with suppress(OSError):
            apart = os.open(path, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
            if os.isatty(apart):
                return apart
            os.close(apart)
    return os.dup(file)
