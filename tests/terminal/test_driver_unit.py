"""The driver alone, on a pseudo-terminal, with what it calls replaced: signals while it ends, and unread keys."""

import asyncio
import os
import select
import signal
import tty
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tui_callsettings.terminal import driver as driver_module
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.terminal.driver import TerminalDriver
from tui_callsettings.terminal.input_thread import InputThread


class RecordingTimer:
    """Takes the place of the timer that ends a process whose loop is stuck."""

    started: list[float]

    def __init__(self, seconds: float, *_: object) -> None:
        self._seconds = seconds
        self.daemon = False

    def start(self) -> None:
        self.started.append(self._seconds)


class RecordingSignals:
    """Takes the place of the listener for signals."""

    def __init__(self, *_: object) -> None:
        self.is_stopped = False

    def stop(self) -> None:
        self.is_stopped = True


class LateKeys:
    """Takes the place of the thread that reads: keys arrive just as it stops."""

    def __init__(self, type_keys: Callable[[], object]) -> None:
        self.stop = type_keys


class DriverUnderTest:
    """A driver, what it told its host, and the two ends of its terminal."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shutdowns: list[int] = []
        self.signals = RecordingSignals()
        RecordingTimer.started = []
        monkeypatch.setattr(driver_module, "SignalListener", lambda *_: self.signals)
        monkeypatch.setattr(driver_module, "threading", SimpleNamespace(Timer=RecordingTimer))
        host = SimpleNamespace(terminal=Terminal(), splash=None, shutdown=self.shutdowns.append)
        self.driver = TerminalDriver(cast("Any", host))
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.driver._input = self.slave

    def close(self) -> None:
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
async def under_test(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DriverUnderTest]:
    made = DriverUnderTest(monkeypatch)
    yield made
    made.close()


async def test_a_second_signal_begins_no_second_end(under_test: DriverUnderTest) -> None:
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM):
        under_test.driver._on_signal(number)
    await asyncio.sleep(0)
    assert under_test.shutdowns == [signal.SIGTERM]
    assert RecordingTimer.started == [driver_module._HARD_LIMIT]


@pytest.mark.parametrize("is_leaving", [False, True])
async def test_signals_are_given_back_unless_one_of_them_ends_the_program(
    under_test: DriverUnderTest, *, is_leaving: bool
) -> None:
    if is_leaving:
        under_test.driver._on_signal(signal.SIGTERM)
    under_test.driver.stop_application_mode()
    assert under_test.signals.is_stopped is not is_leaving


async def test_keys_that_nobody_read_do_not_reach_the_shell(under_test: DriverUnderTest) -> None:
    late_keys = LateKeys(lambda: os.write(under_test.master, b"rm -rf ~\n"))
    under_test.driver._input_thread = cast("InputThread", late_keys)
    under_test.driver.disable_input()
    assert not select.select([under_test.slave], [], [], 0.1)[0]
