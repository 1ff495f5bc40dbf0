"""The end of the link, in each of its forms: orderly, quick, with the true exit status and the terminal as it was."""

import os
import signal
import sys
import termios
import time
from pathlib import Path

import pytest

from .demo_terminal import FLOOD, QUIT, ROOT, STALL, at_number, demo, wait_ready
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
        assert terminal.processor_seconds() - before <= 0.3  # a loop that spins takes nearly all of it
        saved.touch()
        assert terminal.wait_exit(12) == 128 + signal.SIGHUP


def test_a_stuck_loop_does_not_keep_the_process_nor_does_a_stopped_terminal() -> None:
    with demo() as terminal:
        before = terminal.modes()
        wait_ready(terminal).feed(STALL)
        terminal.wait_quiet(0.5)
        # As after Ctrl+S: nothing that is sent arrives until output is started again.
        output = os.open(f"/proc/{terminal.process.pid}/fd/1", os.O_WRONLY | os.O_NOCTTY)
        termios.tcflow(output, termios.TCOOFF)
        os.close(output)
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait_exit(30) == 128 + signal.SIGTERM
        assert terminal.modes() == before
        # The first byte cancels a sequence that the terminal may have half of.
        assert b"\x18\x1b[m" in terminal.take_bytes()


def test_idle_costs_no_byte_and_no_time() -> None:
    with demo() as terminal:
        wait_ready(terminal)
        seconds, wake_ups = terminal.processor_seconds(), terminal.wake_ups()
        terminal.wait_quiet(2)
        assert terminal.take_bytes() == b""
        assert terminal.wake_ups() - wake_ups <= 8
        assert terminal.processor_seconds() - seconds <= 0.4  # a loop that spins takes nearly all of it


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


def run_in_shell(command: str) -> PtyTerminal:
    """Start a command from an interactive shell, which has the terminal's job control."""
    shell = ["bash", "--norc", "--noprofile", "-i"]
    terminal = PtyTerminal(shell, directory=str(ROOT), environment=small_environment(PS1="$ "))
    terminal.wait_for("$")
    terminal.feed(f"{command}\n")
    return terminal


def test_ctrl_z_stops_a_wrapper_script_too(tmp_path: Path) -> None:
    script = tmp_path / "wrapper"
    script.write_text(f"cd {ROOT}\n{sys.executable} -m tests.terminal.demo\necho after\n")
    with run_in_shell(f"sh {script}") as terminal:
        wait_ready(terminal).feed("\x1a")
        terminal.wait_for("Stopped")
        assert "after" not in terminal.text
        terminal.feed("fg\n")
        wait_ready(terminal).feed(QUIT)
        terminal.wait_for("after")


@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
def test_stopped_during_the_splash_it_gives_the_terminal_back_and_paints_all_afterwards(
    number: signal.Signals, tmp_path: Path
) -> None:
    go_on, process_file = tmp_path / "go-on", tmp_path / "process"
    variables = f"DEMO_SPLASH={tmp_path / 'splash'} DEMO_HOLD={go_on} DEMO_PROCESS={process_file}"
    with run_in_shell(f"{variables} {sys.executable} -m tests.terminal.demo") as terminal:
        terminal.wait_for("Demo\nreading")
        terminal.wait_until(process_file.exists, "the process to be known")
        os.kill(int(process_file.read_text()), number)
        terminal.wait_until(lambda: b"Stopped" in terminal.received, "the shell to have the terminal")
        if number == signal.SIGTSTP:
            assert "reading" not in terminal.text
        terminal.screen.reset()
        terminal.feed("fg\n")
        terminal.wait_for("Demo\nreading")
        go_on.touch()
        wait_ready(terminal).feed(QUIT)
        terminal.wait_until(lambda: "Demo form" not in terminal.text, "the end")


def test_output_that_was_stopped_is_started_for_the_end() -> None:
    with demo() as terminal:
        before = terminal.modes()
        wait_ready(terminal)
        tty = os.open(f"/proc/{terminal.process.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(tty, termios.TCOOFF)
        os.close(tty)
        started = time.monotonic()
        terminal.feed(f" {QUIT}")
        assert terminal.wait_exit() == 0
        # At once on a quiet machine.
        assert time.monotonic() - started < 8
        assert b"\x1b[?1049l" in terminal.take_bytes()
        assert terminal.modes() == before


def test_keyboard_modes_that_another_program_left_on_are_reset() -> None:
    with demo() as terminal:
        wait_ready(terminal)
        assert b"\x1b[?1049h\x1b[=0u\x1b[>4m" in terminal.received
    with demo(term="vt100") as terminal:
        wait_ready(terminal)
        assert b"\x1b[=0u" not in terminal.received


@pytest.mark.parametrize("key", ["\x03", "\x1b[99;5u", "\x1b[99;5:1u", "\x1b[27;5;99~", "\x1b[1089::99;5u"])
def test_ctrl_c_is_ctrl_c_in_every_keyboard_mode(key: str) -> None:
    with demo() as terminal:
        at_number(terminal).feed(key)
        terminal.wait_for("noted ctrl+c")


def test_without_a_shell_it_does_not_stop_for_ever() -> None:
    with demo() as terminal:
        wait_ready(terminal).feed("\x1a")
        terminal.wait_for("cannot be suspended")
        terminal.feed("\x1b[20~")
        terminal.send_signal(signal.SIGTSTP)
        terminal.feed(" ")
        terminal.wait_for("(x) ON")
