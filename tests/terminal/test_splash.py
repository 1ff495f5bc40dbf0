"""The splash: on the screen before the framework, from a file that is not trusted."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tui_callsettings.terminal import splash
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.terminal.diff_renderer import BLANK, Cell
from tui_callsettings.terminal.splash import _note, _read, save_snapshot

from .demo_terminal import QUIT, ROOT, demo, wait_ready
from .pty_terminal import PtyTerminal

TERMINAL = Terminal(columns=6, rows=3)
ROWS: list[list[Cell]] = [
    [("a", ""), ("b", "1 31"), BLANK, ("電", "7"), ("", "7"), BLANK],
    [("e\u0301", "4"), *[BLANK] * 5],
    [BLANK] * 6,
]


def shown_then_quit(path: Path) -> None:
    """Run the demo once, so that it leaves its screen."""
    with demo(environment={"DEMO_SPLASH": str(path)}) as terminal:
        wait_ready(terminal).feed(" ")
        terminal.wait_for("(x) ON")
        terminal.feed(QUIT)
        assert terminal.wait_exit() == 0


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    save_snapshot(path, ROWS, TERMINAL, note_row=1)
    rows, note_row, saved_at = _read(path.read_text(), TERMINAL)
    assert (rows, note_row) == (ROWS, 1)
    assert abs(saved_at - time.time()) < 5
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["snapshot"]


def test_the_note_shows_the_time_and_on_another_day_the_date() -> None:
    today, another_day = time.time(), time.mktime((2024, 2, 29, 7, 5, 0, 0, 0, -1))
    at = time.strftime("%H:%M", time.localtime(today))
    assert _note(today, Terminal(charset="utf-8")) == f"as of {at}, reading …"
    assert _note(another_day, Terminal(charset="ascii")) == "as of 2024-02-29 07:05, reading ..."


class _Tty:
    """The terminal of a splash that is made in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[bytes] = []
        self.restored: list[object] = []
        monkeypatch.setattr(splash, "_send", self.sent.append)
        settings = SimpleNamespace(set_raw=lambda _: ["before"], restore=lambda _, before: self.restored.append(before))
        monkeypatch.setattr(splash, "tty_mode", settings)


def test_a_splash_gives_the_terminal_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tty = _Tty(monkeypatch)
    shown = splash.Splash(ROWS, TERMINAL)
    shown.dismiss()
    shown.dismiss()
    assert tty.restored == [["before"]]
    assert len(tty.sent) == 2


def test_a_splash_that_was_adopted_leaves_the_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    tty = _Tty(monkeypatch)
    shown = splash.Splash(ROWS, TERMINAL)
    assert shown.adopt() == ["before"]
    shown.dismiss()
    assert tty.restored == []
    assert len(tty.sent) == 1


def test_what_lies_beside_a_snapshot_is_not_written_to(tmp_path: Path) -> None:
    path, target = tmp_path / "snapshot", tmp_path / "target"
    target.write_text("precious")
    Path(f"{path}.{os.getpid()}").symlink_to(target)
    save_snapshot(path, ROWS, TERMINAL)
    assert target.read_text() == "precious"
    assert not path.exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("callsettings-frame 1", "callsettings-frame 2"),
        ("6 3 1", "80 3 1"),
        ("6 3 1", "6 3 9"),
        ("6 3 1", "x"),
        ("xterm-256color", "linux"),
        ("ab", "a\x1b"),
        ("\x1fb", "\x1fbb"),
        ("1 31", "1 31m\x1b]0;x\x07"),
        ("\nend\n", "\n"),
        ("\nend\n", "\nend"),
        ("電", "\u202e"),
    ],
)
def test_a_damaged_or_foreign_file_shows_nothing(before: str, after: str, tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    save_snapshot(
        path, [[("a", ""), ("b", ""), *ROWS[0][2:]], [("c", "1 31"), ("b", ""), *ROWS[1][2:]], ROWS[2]], TERMINAL, 1
    )
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    assert splash.show_snapshot(path, TERMINAL) is None


def test_a_link_to_a_snapshot_is_not_followed(tmp_path: Path) -> None:
    save_snapshot(tmp_path / "snapshot", ROWS, TERMINAL, note_row=1)
    (tmp_path / "link").symlink_to(tmp_path / "snapshot")
    assert splash.show_snapshot(tmp_path / "link", TERMINAL) is None


def test_a_file_that_cannot_be_read_or_written_is_no_trouble(tmp_path: Path) -> None:
    save_snapshot(tmp_path / "no" / "folder", ROWS, TERMINAL)
    assert splash.show_snapshot(tmp_path / "none", TERMINAL) is None
    (tmp_path / "link").symlink_to("/dev/zero")
    assert splash.show_snapshot(tmp_path / "link", TERMINAL) is None
    (tmp_path / "bytes").write_bytes(b"\xff" * 100)
    assert splash.show_snapshot(tmp_path / "bytes", TERMINAL) is None


def test_the_last_screen_is_there_first_and_keys_typed_at_it_are_delivered(tmp_path: Path) -> None:
    path, go_on = tmp_path / "snapshot", tmp_path / "go-on"
    shown_then_quit(path)
    with demo(environment={"DEMO_SPLASH": str(path), "DEMO_HOLD": str(go_on)}) as terminal:
        terminal.wait_for("> Do not disturb       (x) ON")
        assert terminal.lines[0].startswith("as of ")
        assert terminal.lines[0].endswith(", reading …")
        terminal.wait_quiet()
        frame_bytes = terminal.take_bytes()
        terminal.feed("\t\t56")
        go_on.touch()
        terminal.wait_for("number '56'")
        terminal.wait_quiet()
        assert "as of" not in terminal.text
        assert terminal.lines[4] == "56"
        takeover = terminal.take_bytes()
        assert len(takeover) < len(frame_bytes)
        assert b"\x1b[J" not in takeover
        assert b"\x1b[?1049h" not in takeover
        terminal.feed(QUIT)
        assert terminal.wait_exit() == 0


def test_the_first_frame_stays_and_keys_wait_until_the_application_takes_over(tmp_path: Path) -> None:
    waiting = tmp_path / "waiting"
    with demo(environment={"DEMO_SPLASH": str(tmp_path / "snapshot"), "DEMO_WAIT": str(waiting)}) as terminal:
        terminal.wait_for("Demo\nreading")
        terminal.feed("\t\t56")
        terminal.wait_until(waiting.exists, "the application to have drawn its screen")
        terminal.wait_quiet()
        assert terminal.lines[:2] == ["Demo", "reading"]
        waiting.unlink()
        terminal.wait_for("number '56'")
        assert "reading" not in terminal.text
        terminal.feed(QUIT)
        assert terminal.wait_exit() == 0


def test_in_another_size_the_plain_lines_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    shown_then_quit(path)
    go_on = tmp_path / "go-on"
    with demo(environment={"DEMO_SPLASH": str(path), "DEMO_HOLD": str(go_on)}, columns=70) as terminal:
        terminal.wait_for("Demo\nreading")
        go_on.touch()
        wait_ready(terminal)
        assert terminal.lines[6] == "─" * 70


def test_ended_before_the_framework_the_terminal_is_as_it_was(tmp_path: Path) -> None:
    with demo(environment={"DEMO_SPLASH": str(tmp_path / "f"), "DEMO_HOLD": str(tmp_path / "never")}) as terminal:
        before = terminal.modes()
        terminal.wait_for("reading")
        terminal.wait_quiet()
        terminal.send_signal(15)
        assert terminal.wait_exit() == 143
        assert terminal.modes() == before
        assert terminal.text.strip() == ""


def test_a_failure_before_the_framework_gives_the_terminal_back() -> None:
    program = (
        "import os,sys;from tui_callsettings.terminal import detect,splash;"
        "splash.show_text(['reading'],detect.detect_terminal(os.environ)).dismiss();print('sorry');sys.exit(4)"
    )
    with PtyTerminal([sys.executable, "-c", program], directory=str(ROOT)) as terminal:
        before = terminal.modes()
        assert terminal.wait_exit() == 4
        assert terminal.modes() == before
        assert terminal.text.strip() == "sorry"


def test_the_frame_is_shown_with_next_to_nothing_loaded() -> None:
    program = (
        "import sys\nbefore = set(sys.modules)\n"
        "from tui_callsettings.terminal import detect, splash\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", program],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"textual", "rich", "typing", "re", "enum", "json", "contextlib", "collections", "inspect", "dataclasses"}
    assert not heavy & set(run.stdout.split())
