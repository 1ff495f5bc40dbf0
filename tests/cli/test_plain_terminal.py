"""Plain mode on a real terminal: how it ends, and signing in."""

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.accounts import serve_provider
from tests.e2e.editor import callsettings, home_environment
from tests.terminal.pty_terminal import PtyTerminal
from tui_callsettings import paths
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tui_callsettings", "--plain"]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with serve_provider("webex") as running:
        yield running


def started(*arguments: str) -> PtyTerminal:
    return PtyTerminal([*COMMAND, *arguments], directory=str(ROOT), environment=home_environment(), rows=60)


def type_lines(terminal: PtyTerminal, *lines: str) -> None:
    """Type lines, each when a question is there."""
    for line in lines:
        type_line(terminal, line)


def type_line(terminal: PtyTerminal, line: str) -> None:
    terminal.wait_until(lambda: terminal.text.rstrip().endswith((":", "(yes or no)")), "a question")
    echoed = len(terminal.received) + len(line) + len("\r\n")
    terminal.feed(f"{line}\n")
    terminal.wait_until(lambda: len(terminal.received) > echoed, "what comes of the answer")
    terminal.wait_quiet(0.05)


def draft() -> Path | None:
    return next(iter(paths.state_folder().glob("*.draft.json")), None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_with_the_draft_kept(number: signal.Signals, home: Path) -> None:
    with started("--account", "practice") as terminal:
        type_lines(terminal, "1", "1", "on")
        terminal.send_signal(number)
        assert terminal.wait_exit(12) == 128 + number
    kept = draft()
    assert kept is not None
    assert '"do_not_disturb.enabled"' in kept.read_text()


def test_a_lost_terminal_ends_it_with_the_draft_kept(home: Path) -> None:
    with started("--account", "practice") as terminal:
        type_lines(terminal, "1", "1", "on")
        terminal.hang_up()
        assert terminal.process.wait(5) == 128 + signal.SIGHUP
    assert draft() is not None


def test_ctrl_c_and_ctrl_d_lead_out(home: Path) -> None:
    for key, status in (("\x03", 130), ("\x04", 0)):
        with started("--account", "practice") as terminal:
            terminal.wait_for("or a command (Enter lists them):")
            terminal.wait_quiet(0.05)
            terminal.feed(key)
            assert terminal.wait_exit(12) == status


def test_a_terminal_that_takes_nothing_does_not_keep_it(home: Path) -> None:
    with started("--account", "practice") as terminal:
        terminal.wait_for("or a command (Enter lists them):")
        terminal.wait_quiet(0.05)
        os.write(terminal._master, b"list\n" * 400)  # from here on nothing is read; what it says is far too much
        deadline = time.monotonic() + 10
        while _has_room(terminal):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        terminal.send_signal(signal.SIGTERM)
        assert terminal.process.wait(5) == 128 + signal.SIGTERM


def _has_room(terminal: PtyTerminal) -> bool:
    """Whether the program's side of the terminal takes more."""
    side = os.open(Path(f"/proc/{terminal.process.pid}/fd/1").readlink(), os.O_WRONLY | os.O_NOCTTY)
    try:
        return bool(select.select([], [side], [], 0)[1])
    finally:
        os.close(side)


def test_a_save_under_way_ends_before_the_program_does(simulator: Simulator) -> None:
    held = simulator.set_fault("hold", method="PUT", count=1)
    with started() as terminal:
        type_lines(terminal, "4", "1", "off", "", "save")
        terminal.wait_for("Save? (yes or no)")
        terminal.feed("yes\n")
        assert held.seen.wait(10)
        terminal.send_signal(signal.SIGTERM)
        held.release()
        assert terminal.wait_exit(12) == 128 + signal.SIGTERM
    assert draft() is None
    assert "Call waiting" in callsettings("history")


def test_a_save_that_does_not_end_is_left_and_its_draft_kept(simulator: Simulator) -> None:
    held = simulator.set_fault("hold", method="PUT")
    with started() as terminal:
        type_lines(terminal, "4", "1", "off", "", "save")
        terminal.wait_for("Save? (yes or no)")
        terminal.feed("yes\n")
        assert held.seen.wait(10)
        began = time.monotonic()
        terminal.hang_up()
        assert terminal.process.wait(30) == 128 + signal.SIGHUP
        # Ten seconds on a quiet machine; the provider would never answer.
        assert time.monotonic() - began < 25
    simulator.clear_faults()
    assert draft() is not None


def test_the_first_run_sets_up_an_account_and_signs_in(home: Path) -> None:
    with serving("webex") as running, started() as terminal:
        type_lines(terminal, "2", "1", "my phone")
        terminal.wait_for("cannot be an account name")
        type_lines(terminal, "phone", "http://webex.example.com/v1")
        terminal.wait_for("unprotected")
        type_lines(terminal, running.url, "", "", "")
        type_lines(terminal, "yes")
        terminal.wait_for("Access token:")
        terminal.wait_quiet(0.1)
        token = running.credentials["token"]
        terminal.feed(f"{token}\n")
        terminal.wait_for("Where should your sign-in be stored?")
        terminal.wait_quiet(0.1)
        terminal.feed("1\n")
        terminal.wait_for("Signed in to")
        terminal.wait_for("4 Call waiting: O")
        type_lines(terminal, "quit")
        assert terminal.wait_exit() == 0
        assert token not in bytes(terminal.received).decode()
        assert b"\x1b" not in terminal.received


def test_what_is_not_saved_outlives_a_new_sign_in(simulator: Simulator) -> None:
    with started() as terminal:
        type_lines(terminal, "4", "1", "off", "", "login")
        terminal.wait_for("Access token:")
        terminal.wait_quiet(0.1)
        terminal.feed("not a token\n")
        terminal.wait_for("does not look like an access token")
        terminal.wait_for("1 unsaved change")
        type_lines(terminal, "save", "yes", "quit")
        assert terminal.wait_exit() == 0
        terminal.wait_for("Call waiting: saved and verified")


def test_an_answer_typed_before_the_question_does_not_save(home: Path) -> None:
    with started("--account", "practice") as terminal:
        type_lines(terminal, "4", "1", "off", "")
        terminal.wait_until(lambda: terminal.text.rstrip().endswith(":"), "a question")
        terminal.feed("save\nyes\n")
        terminal.wait_for("Save? (yes or no)")
        terminal.wait_quiet(0.2)
        assert terminal.text.rstrip().endswith("Save? (yes or no)")
        terminal.feed("no\n")
        terminal.wait_for("Not saved; your changes are kept.")
