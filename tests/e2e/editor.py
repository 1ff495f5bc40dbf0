"""Somebody at a terminal, in the real editor: presses keys, looks at the screen."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import pytest

from tests.terminal.pty_terminal import DEADLINE, PtyTerminal, small_environment
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import SettingField
from tui_callsettings.terminal import question_guard

ROOT = Path(__file__).parents[2]
EDITOR = (sys.executable, "-m", "tui_callsettings")

KEYS = {
    "back": "\x18",
    "backspace": "\x7f",
    "down": "\x1b[B",
    "enter": "\r",
    "erase": "\x15",
    "find": "\x10",
    "help": "\x1bOP",
    "left": "\x1b[D",
    "next group": "\x1b[6~",
    "quit": "\x1b[21~",
    "redraw": "\x0c",
    "reload": "\x12",
    "review": "\x1bOQ",
    "right": "\x1b[C",
    "space": " ",
    "undo": "\x14",
    "up": "\x1b[A",
}
"""By what they are for; "erase" empties a text."""

READING_TIME = question_guard.READING_TIME + 0.1
"""Seconds after which a question takes an answer, and some more for the way to here."""

NUMBER = {feature: str(place) for place, feature in enumerate(Feature, 1)}
"""The key that opens a feature from the overview."""


class Editor(PtyTerminal):
    """The editor on a pseudo-terminal, in the home of the test.

    Args:
        variables: more of the environment.
        command: what is started.
        how: as for `PtyTerminal`.
    """

    def __init__(self, *, variables: dict[str, str] | None = None, command: Any = EDITOR, **how: Any) -> None:
        environment = home_environment() | (variables or {})
        super().__init__(command, environment=environment, directory=str(ROOT), **how)

    def wait_ready(self) -> Self:
        """Wait until everything is read and shown; what an earlier run showed last does not count."""
        self.wait_until(lambda: self.is_ready, "the overview")
        return self

    @property
    def is_ready(self) -> bool:
        """Whether the overview is there, with everything read."""
        return bool(self.focused_row) and "1  Do not disturb" in self.text and "reading" not in self.text

    def press(self, *keys: str) -> Self:
        """Press keys by their names in `KEYS`; what is none of those is typed."""
        self.feed("".join(KEYS.get(key, key) for key in keys))
        return self

    def open(self, feature: Feature) -> Self:
        """Go from the overview to a feature."""
        self.wait_for("1  Do not disturb")
        self.press(NUMBER[feature])
        self.wait_until(lambda: self.lines[0].startswith(f" {feature.title}"), f"the form of {feature.title}")
        return self

    def find(self, feature: Feature, field: SettingField) -> Self:
        """Go to a field by its name, from wherever one is."""
        self.press("find", feature.field_title(field.path), "enter")
        start = f" {field.title} "
        self.wait_until(lambda: self.lines[0].startswith(f" {feature.title}") and start in self.focused_row, start)
        return self

    @property
    def focused_row(self) -> str:
        """The row with the mark of the focus; "" if there is none."""
        panes = [line.split("│") for line in self.lines]
        depth = max(len(parts) for parts in panes)
        rows = [parts[-place] for place in range(1, depth + 1) for parts in panes if len(parts) >= place]
        return next((row for row in rows if row.startswith(" >")), "")

    def back(self) -> Self:
        """Go back to the overview."""
        self.press("back").wait_for("1  Do not disturb")
        return self

    def review(self) -> Self:
        """Ask for the review."""
        self.press("review").wait_until(lambda: self.lines[0].startswith(" Save"), "the review")
        return self

    def save(self) -> Self:
        """Review and save, and wait for the proof."""
        self.review().confirm("s").wait_for("Saved and verified")
        return self

    def confirm(self, key: str) -> Self:
        """Answer the question on the screen once it can be read; again if the editor reports that it came too early."""
        self.wait_until_passed(READING_TIME)
        while True:
            shown = self.text
            self.press(key)
            with suppress(AssertionError):
                self.wait_until(lambda: self.is_closed or self.text != shown, "an answer", timeout=3.0)  # noqa: B023
            self.wait_quiet(0.05)
            if self.is_closed or "Typed ahead" not in self.text or self.lines[0] != shown.partition("\n")[0]:
                return self
            self.wait_until_passed(READING_TIME)

    def quit(self) -> int:
        """Leave, and return the exit status."""
        self.press("quit")
        return self.wait_exit()

    def wait_row(self, words: str, *expected: str) -> Self:
        """Wait until the row that has `words` has all of these too."""
        self.wait_until(lambda: self._is_in_row(words, expected), f"{words!r} with {expected}")
        return self

    def _is_in_row(self, words: str, expected: tuple[str, ...]) -> bool:
        return any(all(part in line for part in (words, *expected)) for line in self.lines)

    def wait_words(self, *expected: str) -> Self:
        """Wait until all of these are on the screen, wherever lines are broken and however wide gaps are."""
        normalized = [" ".join(words.split()) for words in expected]
        self.wait_until(lambda: all(words in " ".join(self.text.split()) for words in normalized), repr(expected))
        return self

    def processor_share(self, seconds: float) -> float:
        """Which part of a processor the program uses over that time."""
        before = self.processor_seconds()
        self.wait_until_passed(seconds)
        return (self.processor_seconds() - before) / seconds

    def wait_until_passed(self, seconds: float) -> None:
        """Let time pass, reading what comes; for what is measured over a time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self.pump(left):
                time.sleep(min(left, 0.02))


def home_environment() -> dict[str, str]:
    """What every process of a test starts with: the test's home, and nothing of the machine's own settings."""
    folders = {name: value for name, value in os.environ.items() if name.startswith("XDG_")}
    return small_environment(**folders)


def callsettings(*arguments: str) -> str:
    """What a command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "tui_callsettings", *arguments],
        capture_output=True,
        text=True,
        env=home_environment(),
        cwd=ROOT,
        timeout=DEADLINE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def temporary_home() -> Iterator[Path]:
    """An empty home while the block runs, for what is not run by pytest."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", folder)
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(Path(folder) / name.lower()))
        yield Path(folder)
