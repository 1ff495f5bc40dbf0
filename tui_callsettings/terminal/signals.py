"""Signals, handled on a thread of their own, so that one is noticed while the event loop is stuck."""

import os
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import FrameType
from typing import Any


class SignalListener:
    """Calls back for each signal that arrives, on its own thread.

    The C handler writes the signal's number into a pipe (`signal.set_wakeup_fd`), whatever the main thread is doing.
    asyncio's `add_signal_handler` uses the same hook and can't be used beside it.

    Args:
        numbers: The signals. One that the parent had us ignore, as nohup does with SIGHUP, stays ignored.
        on_signal: Called with the signal's number.
    """

    def __init__(self, numbers: Iterable[int], on_signal: Callable[[int], None]) -> None:
        self._numbers = frozenset(numbers)
        self._on_signal = on_signal
        self._before: dict[int, Any] = {}
        self._wakeup_before = -1
        self._write = -1

    def start(self) -> None:
        """Begin to listen; only from the main thread."""
        read, self._write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        os.set_blocking(read, True)
        self._wakeup_before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in self._numbers:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, _ignore)
        threading.Thread(target=self._run, args=(read,), name="terminal-signals", daemon=True).start()

    def stop(self) -> None:
        """Give the signals back to whoever had them."""
        if self._write < 0:
            return
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()
        os.close(self._write)
        self._write = -1

    def _run(self, read: int) -> None:
        with suppress(OSError):
            while numbers := os.read(read, 64):
                for number in numbers:
                    if number in self._numbers:
                        self._on_signal(number)
        os.close(read)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: Python needs a handler, and the number is in the pipe."""
