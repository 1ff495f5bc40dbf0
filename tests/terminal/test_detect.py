"""What is known of the terminal before it is used."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tui_callsettings.terminal import detect
from tui_callsettings.terminal.detect import charset, detect_terminal, prepare_environment, size

from .demo_terminal import ROOT

PRINT_TERMINAL = """
import json, os
from tui_callsettings.terminal.detect import detect_terminal
found = detect_terminal(os.environ)
print(json.dumps([found.colors, found.is_dumb, found.supports_partial_sgr_reset, found.charset]))
"""
ENTRIES = """
adm3a|a terminal without ANSI, cols#80, lines#24, am, cup=\\E=%p1%{32}%+%c%p2%{32}%+%c, clear=^Z,
3270|a terminal that sends screens, cols#80, lines#24, am,
linux-m|a console in one color, cols#80, lines#24, am, cup=\\E[%i%p1%d;%p2%dH, el=\\E[K, ed=\\E[J, rmul=\\E[24m,
linux-1|a console that counts its one color, colors#1, use=linux-m,
linux-2|a console in two colors, colors#2, use=linux-m,
"""


def detect_elsewhere(variables: dict[str, str]) -> list[object]:
    """Detect in a process of its own, as the library reads one entry in the life of a process."""
    program = [sys.executable, "-c", PRINT_TERMINAL]
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    found = subprocess.run(program, env=kept | variables, cwd=ROOT, capture_output=True, text=True, check=True)
    return list(json.loads(found.stdout))


@pytest.mark.parametrize(
    ("variables", "colors"),
    [
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 1 << 24),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, 0),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, 256),
        ({"TERM": "xterm-kitty"}, 1 << 24),
        ({"TERM": "tmux-256color"}, 256),
        ({"TERM": "screen.xterm-256color"}, 256),
        ({"TERM": "xterm"}, 16),
        ({"TERM": "xterm-mono"}, 0),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, 16),
        ({"TERM": "screen"}, 16),
        ({"TERM": "vt100"}, 0),
        ({"TERM": "dumb"}, 0),
        ({}, 0),
    ],
)
def test_colors(variables: dict[str, str], colors: int) -> None:
    assert detect_elsewhere(variables)[0] == colors


@pytest.mark.skipif(shutil.which("tic") is None, reason="tic, which compiles terminfo, is not installed")
@pytest.mark.parametrize(
    ("term", "is_dumb", "colors"),
    [("adm3a", True, 0), ("3270", True, 0), ("linux-m", False, 0), ("linux-1", False, 0), ("linux-2", False, 16)],
)
def test_the_database_says_what_a_terminal_can_do(term: str, is_dumb: bool, colors: int, tmp_path: Path) -> None:
    source = tmp_path / "entries"
    source.write_text(ENTRIES)
    subprocess.run(["tic", "-x", "-o", str(tmp_path), str(source)], check=True, capture_output=True)
    assert detect_elsewhere({"TERM": term, "TERMINFO": str(tmp_path)})[:2] == [colors, is_dumb]


@pytest.mark.parametrize(
    ("term", "is_dumb"),
    [
        ("", True),
        ("dumb", True),
        ("dumb-emacs-ansi", True),
        ("unknown", True),
        ("vt52", True),
        ("adm3a", True),
        ("ibm3270", True),
        ("nobody-knows", True),
        ("vt100", False),
        ("xterm-ghostty", False),
    ],
)
def test_which_terminals_can_only_take_lines(term: str, is_dumb: bool) -> None:
    assert detect_elsewhere({"TERM": term})[1] is is_dumb


@pytest.mark.parametrize(("term", "is_partial"), [("vt100", False), ("xterm", True), ("linux", True)])
def test_which_terminals_end_one_attribute_alone(term: str, is_partial: bool) -> None:
    assert detect_elsewhere({"TERM": term})[2] is is_partial


def test_the_locale_that_python_sets_for_itself_is_not_the_terminals() -> None:
    # With "C" Python sets LC_CTYPE to C.UTF-8 in its own environment (PEP 538).
    assert detect_elsewhere({"TERM": "xterm", "LC_CTYPE": "C", "LANG": "en_US.UTF-8"})[3] == "ascii"
    assert detect_elsewhere({"TERM": "xterm", "LC_CTYPE": "C.UTF-8"})[3] == "utf-8"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "de_DE.UTF-8"}, "utf-8"),
        ({"LANG": "de_DE.utf8"}, "utf-8"),
        ({"LANG": "C.UTF-8", "LC_ALL": "C"}, "ascii"),
        ({"LANG": "C", "LC_CTYPE": "en_GB.UTF-8"}, "utf-8"),
        ({"LC_ALL": "", "LANG": "de_DE.ISO-8859-15@euro"}, "iso8859-15"),
        ({"LC_CTYPE": "C", "LANG": "en_US.UTF-8"}, "ascii"),
        ({"LANG": "x.base64"}, "ascii"),
        ({"LANG": "x.utf-16"}, "ascii"),
        ({"LANG": "x.utf-7"}, "ascii"),
        ({"LANG": "x.cp037"}, "ascii"),
        ({"LANG": "ja_JP.eucJP"}, "euc_jp"),
        ({"LANG": "xx_XX.nonsense"}, "ascii"),
        ({"LANG": "de_DE"}, "ascii"),
        ({}, "ascii"),
    ],
)
def test_the_charset_is_the_locales(variables: dict[str, str], expected: str) -> None:
    assert charset(variables) == expected
    assert detect_terminal(variables).is_ascii is (expected != "utf-8")


@pytest.mark.parametrize(
    ("value", "milliseconds"),
    [
        (None, 250),
        ("100", 250),
        ("400", 400),
        (" 400 ", 400),
        ("251", 251),
        ("4999", 4999),
        ("5001", 5000),
        ("9" * 8, 5000),
        ("9" * 9, 250),
        ("soon", 250),
        ("-5", 250),
        ("\u0664\u0660\u0660", 250),
        ("400\u00b2", 250),
    ],
)
def test_the_escape_delay_has_a_floor_and_a_ceiling(value: str | None, milliseconds: int) -> None:
    variables = {} if value is None else {"ESCDELAY": value}
    assert detect_terminal(variables).escape_delay == milliseconds / 1000
    prepare_environment(variables)
    assert variables == {"ESCDELAY": str(milliseconds)}


@pytest.mark.parametrize(
    ("found", "expected"), [((100, 30), (100, 30)), ((0, 0), (80, 24)), ((0, 30), (80, 30)), ((100, 0), (100, 24))]
)
def test_a_size_that_the_terminal_does_not_have_is_the_usual_one(
    found: tuple[int, int], expected: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda file: {5: found}[file])
    assert size(5) == expected


def test_without_a_terminal_the_size_is_the_usual_one(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        assert size(file.fileno()) == (80, 24)


@pytest.mark.parametrize("terminals", [{0}, {1}, {0, 1}, set()])
def test_input_and_output_are_looked_at_each_on_its_own(terminals: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detect, "_is_terminal", lambda file: file in terminals)
    found = detect_terminal({"TERM": "xterm"})
    assert (found.is_input, found.is_output) == (0 in terminals, 1 in terminals)


def test_what_steers_the_framework_is_taken_out() -> None:
    variables = {"TEXTUAL_PRESS": "q", "TEXTUAL_LOG": "/tmp/x", "TEXTUAL": "debug", "COLUMNS": "9", "TERM": "xterm"}
    prepare_environment(variables)
    assert variables == {"TERM": "xterm", "ESCDELAY": "250"}


def test_asking_for_ascii_gives_ascii() -> None:
    assert detect_terminal({"LANG": "C.UTF-8"}, is_ascii=True).is_ascii
