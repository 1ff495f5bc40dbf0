"""Keys on their way in, read on a thread of their own.

Each is stamped with a time after which it was certainly typed: the last moment at which nothing waited to be read. The
time of reading would not do: a process that was stopped or had no processor for a second reads keys long after they
were typed, without knowing when.
"""

import os
import select
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NamedTuple

from textual.message import Message

from .key_parser import KeyParser

_READ_SIZE = 4096
_WAKE = b"\0"


class TimedInput(NamedTuple):
    """A key or a paste, and when it was typed at the earliest.

    Attributes:
        message: The key, paste or other message.
        typed_after: By the monotonic clock: nothing waited to be read then.
        burst: Equal for all that came faster than anyone types, such as a paste.
    """

    message: Message
    typed_after: float
    burst: int = 0


class InputThread:
    """Reads a terminal until it is stopped or disconnected.

    Args:
        file: Descriptor of the terminal.
        parser: Makes messages of the bytes.
        on_input: Called on this thread with what one read gave.
        on_disconnect: Called on this thread, once, when the terminal is disconnected.
    """

    def __init__(
        self,
        file: int,
        parser: KeyParser,
        on_input: Callable[[list[TimedInput]], None],
        on_disconnect: Callable[[], None],
    ) -> None:
        self._file = file
        self._parser = parser
        self._on_input = on_input
        self._on_disconnect = on_disconnect
        self._empty_at = time.monotonic()
        self._unfinished_since: float | None = None
        self._check_at: float | None = None
        self._wake_lock = threading.Lock()
        self._wake_read, self._wake_write = os.pipe2(os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name="terminal-input", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop reading; what has not been read stays with the terminal."""
        with self._wake_lock:
            os.close(self._wake_write)
            self._wake_write = -1
        self._thread.join()

    def check_at(self, when: float) -> None:
        """Check at that time whether anything waits, so that later keys are known to be later.

        May be called on any thread.
        """
        with self._wake_lock:
            self._check_at = when
            if self._wake_write >= 0:
                os.write(self._wake_write, _WAKE)

    def _run(self) -> None:
        try:
            while True:
                if self._is_readable():
                    if not self._read():
                        break
                elif not self._wait():
                    return
        except OSError:
            pass
        finally:
            os.close(self._wake_read)
        # Reading again would give nothing again, at once and for ever.
        self._on_disconnect()

    def _is_readable(self) -> bool:
        """Return whether something waits; if nothing does, remember when that was so."""
        before = time.monotonic()
        readable, _, _ = select.select([self._file], [], [], 0)
        if not readable:
            self._empty_at = before
        return bool(readable)

    def _read(self) -> bool:
        """Read and deliver once. Return False at the end of the input."""
        data = os.read(self._file, _READ_SIZE)
        if not data:
            return False
        self._deliver(self._parser.feed(data, time.monotonic()))
        return True

    def _wait(self) -> bool:
        """Sleep until there is something to do. Return False if that is to stop."""
        self._deliver(self._parser.expire(time.monotonic()))
        with self._wake_lock:
            if self._check_at is not None and self._check_at <= self._empty_at:
                self._check_at = None
            times = [due for due in (self._parser.deadline, self._check_at) if due is not None]
        timeout = max(0.0, min(times) - time.monotonic()) if times else None
        readable, _, _ = select.select([self._file, self._wake_read], [], [], timeout)
        return self._wake_read not in readable or bool(os.read(self._wake_read, 64))

    def _deliver(self, messages: Iterable[Message]) -> None:
        # A sequence that came in pieces was begun when its first piece came.
        typed_after = self._empty_at if self._unfinished_since is None else self._unfinished_since
        timed = [TimedInput(message, typed_after, self._parser.burst) for message in messages]
        self._unfinished_since = None if self._parser.deadline is None else typed_after
        if timed:
            with suppress(RuntimeError):  # the loop has ended: so has everything the keys were for
                self._on_input(timed)
