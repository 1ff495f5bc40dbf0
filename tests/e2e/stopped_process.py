"""A machine that is far too slow: the program is stopped nine tenths of the time."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

RUNNING, STOPPED = 0.006, 0.054
"""Seconds of each turn."""


@contextmanager
def mostly_stopped(process: int) -> Iterator[None]:
    """Stop a process nine tenths of the time while the block runs."""
    is_over = threading.Event()

    def take_turns() -> None:
        with suppress(ProcessLookupError):
            while not is_over.is_set():
                os.kill(process, signal.SIGSTOP)
                is_over.wait(STOPPED)
                os.kill(process, signal.SIGCONT)
                is_over.wait(RUNNING)
            os.kill(process, signal.SIGCONT)

    thread = threading.Thread(target=take_turns)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
