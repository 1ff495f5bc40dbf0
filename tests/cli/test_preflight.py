import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal.pty_terminal import PtyTerminal, small_environment

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tui_callsettings"]
BOXES = set("─│┌┐└┘├┤┬┴┼━┃█▀▄")


def opened(
    *arguments: str,
    term: str | None = "xterm-256color",
    size: tuple[int, int] = (80, 24),
    variables: Mapping[str, str] | None = None,
) -> PtyTerminal:
    folders = {name: value for name, value in os.environ.items() if name.startswith("XDG_")}
    return PtyTerminal(
        [*COMMAND, *arguments],
        directory=str(ROOT),
        environment=small_environment(**folders, **(variables or {})),
        term=term,
        columns=size[0],
        rows=size[1],
    )


@pytest.mark.parametrize("streams", ["input", "output", "both"])
def test_without_a_terminal_one_sentence_prints_how_to_get_one(streams: str, home: Path) -> None:
    # A pseudo-terminal takes the place of the stream that is not redirected.
    master, slave = os.openpty()
    try:
        done = subprocess.run(
            COMMAND,
            cwd=ROOT,
            env={**small_environment(), "TERM": "xterm"},
            stdin=subprocess.DEVNULL if streams != "output" else slave,
            stdout=subprocess.PIPE if streams != "input" else slave,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        os.close(master)
        os.close(slave)
    assert done.returncode == 2
    assert "ssh -t" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not done.stdout


def test_the_sentence_comes_without_loading_anything_heavy(home: Path) -> None:
    code = (
        "import sys; from tui_callsettings.cli.main import main; status = main([]);"
        "heavy = [n for n in ('textual', 'rich', 'pydantic', 'asyncio') if n in sys.modules];"
        "print(status, heavy)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.stdout == "2 []\n"


@pytest.mark.parametrize(
    ("term", "variables", "arguments"),
    [
        ("dumb", {}, []),
        (None, {}, []),
        ("xterm-256color", {"ACCESSIBLE": "1"}, []),
        ("xterm-256color", {}, ["--plain"]),
    ],
)
def test_plain_mode_is_chosen(term: str | None, variables: dict[str, str], arguments: list[str], home: Path) -> None:
    with opened("--account", "practice", *arguments, term=term, variables=variables) as terminal:
        terminal.wait_for("or a command (Enter lists them):")
        terminal.feed("quit\n")
        assert terminal.wait_exit() == 0
        sent = terminal.take_bytes()
    text = sent.decode()
    assert "plain mode" in text
    assert b"\x1b" not in sent
    assert "\r" not in text.replace("\r\n", "")
    assert not BOXES & set(text)


@pytest.mark.parametrize("accessible", ["", "0"])
def test_the_editor_opens_where_nothing_speaks_against_it(accessible: str, home: Path) -> None:
    with opened("--account", "practice", variables={"ACCESSIBLE": accessible}) as terminal:
        terminal.wait_for("Do not disturb")
        assert b"\x1b[?1049h" in terminal.take_bytes()
        terminal.wait_quiet()
        terminal.feed("\x11")
        assert terminal.wait_exit() == 0


def test_a_small_terminal_is_reported_and_opened(home: Path) -> None:
    with opened("--account", "practice", size=(50, 12)) as terminal:
        terminal.wait_until(lambda: b"\x1b[?1049h" in terminal.received, "the editor")
        assert b"this terminal has 50 columns and 12 rows" in terminal.received
        terminal.wait_quiet()
        terminal.feed("\x11")
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize(("variables", "arguments"), [({"LC_ALL": "C"}, []), ({}, ["--ascii"])])
def test_ascii_frames(variables: dict[str, str], arguments: list[str], home: Path) -> None:
    with opened("--account", "practice", *arguments, variables=variables) as terminal:
        terminal.wait_for("Do not disturb")
        terminal.wait_quiet()
        assert bytes(terminal.received).isascii()
        terminal.feed("\x11")
        assert terminal.wait_exit() == 0


def test_variables_that_would_type_keys_or_load_code_are_gone(home: Path) -> None:
    forcing = {"TEXTUAL_PRESS": "4,space", "TEXTUAL_DRIVER": "no.such:Driver"}
    with opened("--account", "practice", variables=forcing) as terminal:
        terminal.wait_for("Do not disturb")
        terminal.wait_quiet(0.5)
        assert "not saved" not in terminal.text
        terminal.feed("\x11")
        assert terminal.wait_exit() == 0
