"""The tests' own terminal: it must see what a person would, and fail when something isn't there."""

import signal
import sys

import pytest

from .pty_terminal import PtyTerminal

ECHO = """
import sys, termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
sys.stdout.write("\\x1b[2J\\x1b[3;5Hready")
sys.stdout.flush()
while (key := sys.stdin.buffer.raw.read(1)) not in (b"q", b""):
    sys.stdout.write(key.decode("latin-1").upper())
    sys.stdout.flush()
termios.tcsetattr(0, termios.TCSANOW, before)
sys.exit(7)
"""


def test_it_sees_the_screen_types_and_reads_the_exit_status() -> None:
    with PtyTerminal([sys.executable, "-c", ECHO]) as terminal:
        terminal.wait_for("ready")
        assert terminal.row_of("ready") == 2
        assert terminal.cursor == (9, 2)
        terminal.take_bytes()
        terminal.feed("a")
        terminal.wait_for("readyA")
        assert terminal.take_bytes() == b"A"
        terminal.feed("q")
        assert terminal.wait_exit() == 7


def test_the_program_owns_the_terminal_and_hears_when_it_goes() -> None:
    with PtyTerminal([sys.executable, "-c", ECHO]) as terminal:
        terminal.wait_for("ready")
        terminal.hang_up()
        assert terminal.wait_exit() == -signal.SIGHUP


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_the_program_does_not_inherit_that_a_signal_is_ignored(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    try:
        terminal = PtyTerminal(["sh", "-c", "ulimit -c 0; echo ready; exec sleep 60"])
    finally:
        signal.signal(number, before)
    with terminal:
        terminal.wait_for("ready")
        terminal.send_signal(number)
        assert terminal.wait_exit() == -number


def test_a_text_that_never_comes_fails_with_the_screen() -> None:
    with PtyTerminal([sys.executable, "-c", ECHO]) as terminal:
        terminal.wait_for("ready")
        with pytest.raises(AssertionError, match=r"(?s)waited 0\.1 s for 'nothing'.*ready"):
            terminal.wait_for("nothing", timeout=0.1)


def test_the_size_is_the_one_asked_for() -> None:
    command = [sys.executable, "-c", "import os; print(os.get_terminal_size()); input()"]
    with PtyTerminal(command, columns=61, rows=17) as terminal:
        terminal.wait_for("columns=61, lines=17")
