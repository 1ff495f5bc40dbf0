"""The end of the link, in each of its forms: orderly, quick, with the true exit status and the terminal as it was."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from .demo_terminal import FLOOD, QUIT, STALL, demo, wait_ready
from .pty_terminal import PtyTerminal, small_environment


def test_quitting_restores_the_terminal_and_keeps_the_status() -> None:
    with demo(environment={"DEMO_STATUS": "3"}) as terminal:
        before = terminal.modes()
        wait_ready(terminal)
        assert terminal.modes() != before
        terminal.feed(QUIT)
        assert terminal.wait_exit() == 3
        assert terminal.modes() == before
        assert terminal.take_bytes().endswith(b"\x1b[?1004l\x1b[?2004l\x1b[?1049l\x1b[?25h")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_in_order(number: signal.Signals, tmp_path: Path) -> None:
    words = tmp_path / "words"
    with demo(environment={"DEMO_LAST_WORDS": str(words)}) as terminal:
        before = terminal.modes()
        wait_ready(terminal).send_signal(number)
        assert terminal.wait_exit(12) == 128 + number
        assert terminal.modes() == before
        assert b"\x1b[?1049l" in terminal.take_bytes()
        assert words.read_text() == f"signal {number:d}"


def test_a_lost_terminal_ends_it(tmp_path: Path) -> None:
    words = tmp_path / "words"
    with demo(environment={"DEMO_LAST_WORDS": str(words)}) as terminal:
        wait_ready(terminal).hang_up()
        assert terminal.wait_exit(12) == 128 + signal.SIGHUP
        assert words.read_text() == "signal 1"


def test_a_lost_terminal_ends_it_even_if_sighup_is_ignored() -> None:
    command = "import os,signal,sys;signal.signal(signal.SIGHUP,signal.SIG_IGN);os.execv(sys.argv[1],sys.argv[1:])"
    argv = [sys.executable, "-c", command, sys.executable, "-m", "tests.terminal.demo"]
    with PtyTerminal(argv, directory=str(Path(__file__).parents[2])) as terminal:
        wait_ready(terminal).hang_up()
        assert terminal.wait_exit(12) == 128 + signal.SIGHUP


def test_while_it_finishes_without_a_terminal_it_does_not_spin(tmp_path: Path) -> None:
    words, saved = tmp_path / "words", tmp_path / "saved"
    with demo(environment={"DEMO_LAST_WORDS": str(words), "DEMO_SAVING": str(saved)}) as terminal:
        wait_ready(terminal).hang_up()
        deadline = time.monotonic() + 20
        while not words.exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        before = terminal.processor_seconds()
        time.sleep(1.0)  # a second of its life is what is measured
        assert terminal.process.poll() is None
        assert terminal.processor_seconds() - before <= 0.03
        saved.touch()
        assert terminal.wait_exit(12) == 128 + signal.SIGHUP


def test_a_stuck_loop_does_not_keep_the_process() -> None:
    with demo() as terminal:
        before = terminal.modes()
        wait_ready(terminal).feed(STALL)
        terminal.wait_quiet(0.5)
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait_exit(30) == 128 + signal.SIGTERM
        assert terminal.modes() == before
        assert b"\x1b[?1049l" in terminal.take_bytes()


def test_idle_costs_no_byte_and_no_time() -> None:
    with demo() as terminal:
        wait_ready(terminal)
        before = terminal.processor_seconds()
        terminal.wait_quiet(2)
        assert terminal.take_bytes() == b""
        assert terminal.processor_seconds() - before <= 0.03


def test_a_terminal_that_takes_nothing_stops_neither_the_program_nor_its_end(tmp_path: Path) -> None:
    flooded = tmp_path / "flooded"
    with demo(environment={"DEMO_FLOODED": str(flooded)}) as terminal:
        before = terminal.modes()
        wait_ready(terminal)
        os.write(terminal._master, FLOOD.encode())
        deadline = time.monotonic() + 40
        while not flooded.exists():  # nothing is read from the terminal meanwhile
            assert time.monotonic() < deadline
            time.sleep(0.02)
        terminal.send_signal(signal.SIGTERM)
        assert terminal.process.wait(8) == 128 + signal.SIGTERM
        assert terminal.modes() == before


def test_after_a_pause_the_newest_state_is_painted() -> None:
    with demo() as terminal:
        wait_ready(terminal)
        os.write(terminal._master, FLOOD.encode())
        time.sleep(1.0)  # the terminal takes nothing for a while; there is no event to wait for
        terminal.wait_for("Demo form 399")
        terminal.wait_quiet()
        assert len(terminal.take_bytes()) < 400 * 130


def test_suspending_under_a_shell_and_coming_back() -> None:
    root = str(Path(__file__).parents[2])
    shell = ["bash", "--norc", "--noprofile", "-i"]
    with PtyTerminal(shell, directory=root, environment=small_environment(PS1="$ ")) as terminal:
        terminal.wait_for("$")
        terminal.feed(f"{sys.executable} -m tests.terminal.demo\n")
        wait_ready(terminal).feed("\x1b[20~")
        terminal.wait_for("Stopped")
        assert "Demo form" not in terminal.text
        terminal.feed("clear; echo between\n")
        terminal.wait_for("between\n$")
        terminal.feed("fg\n")
        wait_ready(terminal)
        assert "between" not in terminal.text
        terminal.feed(" ")
        terminal.wait_for("(x) ON")
        terminal.feed(QUIT)
        terminal.wait_for("$")
        terminal.feed("exit 5\n")
        assert terminal.wait_exit() == 5


def test_without_a_shell_it_does_not_stop_for_ever() -> None:
    with demo() as terminal:
        wait_ready(terminal).feed("\x1b[20~")
        terminal.send_signal(signal.SIGTSTP)
        terminal.feed(" ")
        terminal.wait_for("(x) ON")
