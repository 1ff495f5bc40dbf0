"""The listener for signals: each one is passed on, until it stops."""

import os
import signal
from queue import Queue

import pytest

from tui_callsettings.terminal.signals import SignalListener

TIMEOUT = 40.0


def test_every_signal_is_passed_on_until_the_listener_stops() -> None:
    heard: Queue[int] = Queue()
    before = signal.getsignal(signal.SIGUSR1)
    listener = SignalListener({signal.SIGUSR1, signal.SIGWINCH}, heard.put)
    listener.start()
    try:
        for number in (signal.SIGUSR1, signal.SIGUSR1, signal.SIGWINCH):
            os.kill(os.getpid(), number)
            assert heard.get(timeout=TIMEOUT) == number
    finally:
        listener.stop()
    assert signal.getsignal(signal.SIGUSR1) is before
    assert signal.set_wakeup_fd(-1) == -1


@pytest.mark.parametrize("is_ignored", [False, True])
def test_a_signal_that_the_parent_has_ignored_stays_ignored(is_ignored: bool) -> None:
    before = signal.signal(signal.SIGUSR1, signal.SIG_IGN if is_ignored else signal.SIG_DFL)
    listener = SignalListener({signal.SIGUSR1}, lambda _: None)
    listener.start()
    try:
        assert (signal.getsignal(signal.SIGUSR1) is signal.SIG_IGN) is is_ignored
    finally:
        listener.stop()
        signal.signal(signal.SIGUSR1, before)


def test_a_listener_that_never_started_stops() -> None:
    SignalListener({signal.SIGUSR1}, lambda _: None).stop()
