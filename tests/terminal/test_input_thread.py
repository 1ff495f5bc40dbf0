"""Keys on their way in: read until somebody says stop, and not after it."""

import os
import threading
import tty

from tui_callsettings.terminal.input_thread import InputThread, TimedInput
from tui_callsettings.terminal.key_parser import KeyParser

TIMEOUT = 20.0


def test_when_it_has_stopped_nothing_more_comes_of_what_it_had_read() -> None:
    master, slave = os.openpty()
    tty.setraw(slave)
    is_reading, may_end, ended = threading.Event(), threading.Event(), list[int]()

    def take(batch: list[TimedInput]) -> None:
        is_reading.set()
        may_end.wait(TIMEOUT)
        ended.append(len(batch))

    thread = InputThread(slave, KeyParser(0.25, "utf-8"), take, lambda: None)
    os.write(master, b"5")
    assert is_reading.wait(TIMEOUT)
    timer = threading.Timer(0.2, may_end.set)
    timer.start()
    thread.stop()
    assert ended == [1]
    timer.join()
    os.write(master, b"6")
    # What nobody has read is still the terminal's.
    assert os.read(slave, 2) == b"6"
    os.close(master)
    os.close(slave)
