"""Bytes on their way out: in order, behind what must be on disk first, and reported when the terminal has them."""

import os
import select
import threading
import tty
from collections.abc import Iterator

import pytest

from tui_callsettings.terminal import output_thread
from tui_callsettings.terminal.output_thread import OutputThread

TIMEOUT = 20.0


class Terminal:
    """A pseudo-terminal with a thread that writes to it."""

    def __init__(self) -> None:
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.is_lost = threading.Event()
        self.thread = OutputThread(self._slave, lambda: None, self.is_lost.set)

    def read(self, count: int) -> bytes:
        """Read exactly so many bytes."""
        data = b""
        while len(data) < count:
            data += os.read(self.master, count - len(data))
        return data

    def close(self) -> None:
        self.thread.finish()
        self.close_files()

    def close_files(self) -> None:
        os.close(self._slave)
        os.close(self.master)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    terminal = Terminal()
    yield terminal
    terminal.close()


def test_bytes_wait_for_their_barrier_and_those_before_it_do_not(terminal: Terminal) -> None:
    is_on_disk, is_asked = threading.Event(), threading.Event()

    def barrier(seconds: float) -> bool:
        is_asked.set()
        return is_on_disk.wait(seconds)

    terminal.thread.write(b"before")
    terminal.thread.write(b"edited", barrier)
    assert terminal.read(6) == b"before"
    assert is_asked.wait(TIMEOUT)
    assert terminal.thread.backlog == 6
    is_on_disk.set()
    assert terminal.read(6) == b"edited"


def test_a_barrier_that_never_opens_does_not_hold_bytes_for_good(terminal: Terminal) -> None:
    never = threading.Event()
    terminal.thread.write(b"edited", never.wait)
    assert terminal.read(6) == b"edited"
    assert not never.is_set()


def test_a_sequence_that_the_terminal_has_half_of_is_cancelled_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_thread, "_TIMEOUT", 0.2)
    terminal = Terminal()
    terminal.thread.write(b"\x1b[3" * 100_000)
    terminal.thread.finish(b"\x1b[?1049l")
    received = bytearray()
    while select.select([terminal.master], [], [], 0.2)[0]:
        received += os.read(terminal.master, 65536)
    assert received.endswith(b"\x18\x1b[?1049l")
    assert received.count(b"\x18") == 1
    assert len(received) < 200_000
    terminal.close_files()


def test_what_the_terminal_took_whole_is_not_cancelled() -> None:
    terminal = Terminal()
    terminal.thread.write(b"all")
    terminal.thread.finish(b"end")
    assert terminal.read(6) == b"allend"
    terminal.close_files()


def test_a_listener_is_called_when_the_terminal_has_what_was_written_before(terminal: Terminal) -> None:
    is_open, is_sent = threading.Event(), threading.Event()
    terminal.thread.write(b"question", is_open.wait)
    terminal.thread.call_when_sent(is_sent.set)
    assert not is_sent.wait(0.2)
    is_open.set()
    assert is_sent.wait(TIMEOUT)
    assert terminal.read(8) == b"question"


def test_a_listener_without_anything_to_send_is_called_at_once(terminal: Terminal) -> None:
    is_sent = threading.Event()
    terminal.thread.call_when_sent(is_sent.set)
    assert is_sent.wait(TIMEOUT)
