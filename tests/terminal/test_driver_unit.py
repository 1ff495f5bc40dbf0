"""The driver alone, on a pseudo-terminal, with what it calls replaced: signals while it ends, and unread keys."""

import asyncio
import os
import select
import signal
import termios
import tty
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from textual import events

from tui_callsettings.terminal import crash_report, tty_mode
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
        self.is_started = self.is_stopped = False

    def start(self) -> None:
        self.is_started = True

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
        self.messages = asyncio.Queue[object]()
        self.repaints = 0
        self.signals = RecordingSignals()
        RecordingTimer.started = []
        monkeypatch.setattr(driver_module, "SignalListener", lambda *_: self.signals)
        monkeypatch.setattr(driver_module, "threading", SimpleNamespace(Timer=RecordingTimer))
        host = SimpleNamespace(
            terminal=Terminal(),
            splash=None,
            shutdown=self.shutdowns.append,
            resume_painting=lambda: None,
            repaint=self.count_repaint,
            _post_message=self.take_message,
        )
        self.driver = TerminalDriver(cast("Any", host))
        self.master, self.slave = os.openpty()
        self.cooked = termios.tcgetattr(self.slave)
        tty.setraw(self.slave)
        self.driver._input = self.driver._output = self.slave

    def cook(self) -> None:
        """Give the terminal the settings that a shell leaves it with."""
        termios.tcsetattr(self.slave, termios.TCSANOW, self.cooked)

    def count_repaint(self) -> None:
        self.repaints += 1

    async def take_message(self, message: object) -> None:
        self.messages.put_nowait(message)

    def read(self) -> bytes:
        """All that the terminal has been sent and nobody has read."""
        received = b""
        while select.select([self.master], [], [], 0)[0]:
            received += os.read(self.master, 65536)
        return received

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


async def test_it_takes_the_terminal_and_gives_it_back_as_it_was(under_test: DriverUnderTest) -> None:
    driver, loop = under_test.driver, asyncio.get_running_loop()
    under_test.cook()
    before = termios.tcgetattr(under_test.slave)
    termios.tcsetwinsize(under_test.slave, (30, 90))
    driver.start_application_mode()
    assert termios.tcgetattr(under_test.slave) != before
    assert under_test.signals.is_started
    assert loop.get_exception_handler() is crash_report.log_unhandled_in_loop
    assert driver.size == (90, 30)
    message = await asyncio.wait_for(under_test.messages.get(), 20)
    assert isinstance(message, events.Resize)
    assert message.size == (90, 30)
    # The first time the application paints by itself, and says when it takes keys.
    assert under_test.repaints == 0
    assert driver._input_thread is None
    driver.stop_application_mode()
    assert termios.tcgetattr(under_test.slave) == before
    received = under_test.read()
    assert received.startswith(driver._enter_screen().encode())
    assert received.endswith(driver._exit_sequence())


async def test_when_it_comes_back_all_is_painted_and_keys_are_read(under_test: DriverUnderTest) -> None:
    driver = under_test.driver
    driver.start_application_mode()
    driver.stop_application_mode()
    driver.start_application_mode()
    assert under_test.repaints == 1
    assert driver._input_thread is not None
    driver.stop_application_mode()
    assert driver._input_thread is None
    assert driver.backlog == 0


async def test_a_stuck_program_is_ended_with_the_terminal_as_it_was(
    under_test: DriverUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, statuses = under_test.driver, list[int]()
    under_test.cook()
    before = termios.tcgetattr(under_test.slave)
    driver._original_tty = tty_mode.set_raw(under_test.slave)
    monkeypatch.setattr(driver_module, "os", SimpleNamespace(write=os.write, _exit=statuses.append))
    driver._force_exit(signal.SIGTERM)
    assert statuses == [128 + signal.SIGTERM]
    assert termios.tcgetattr(under_test.slave) == before
    # A sequence that the terminal has half of is cancelled.
    assert under_test.read() == b"\x18" + driver._exit_sequence()


async def test_after_a_stop_the_terminal_is_taken_again_and_painted(under_test: DriverUnderTest) -> None:
    driver = under_test.driver
    driver._on_signal(signal.SIGCONT)
    await asyncio.sleep(0)
    assert under_test.repaints == 0  # it has given the terminal back
    driver.start_application_mode()
    raw = termios.tcgetattr(under_test.slave)
    under_test.cook()
    driver._on_signal(signal.SIGCONT)
    await asyncio.sleep(0)
    assert termios.tcgetattr(under_test.slave) == raw
    assert under_test.repaints == 1
    driver.stop_application_mode()
    assert under_test.read().count(driver._enter_screen().encode()) == 2


async def test_another_size_is_posted_and_all_is_painted(under_test: DriverUnderTest) -> None:
    driver = under_test.driver
    driver.start_application_mode()
    termios.tcsetwinsize(under_test.slave, (40, 132))
    driver._on_signal(signal.SIGWINCH)
    await asyncio.sleep(0)
    assert driver.size == (132, 40)
    assert under_test.repaints == 1
    driver.stop_application_mode()
