"""What is known of the terminal before it is used."""

import pytest

from tui_callsettings.terminal.detect import charset, detect_terminal, prepare_environment


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
        ({"TERM": "linux", "COLORTERM": "truecolor"}, 16),
        ({"TERM": "screen"}, 16),
        ({"TERM": "vt100"}, 0),
        ({"TERM": "dumb"}, 0),
        ({}, 0),
    ],
)
def test_colours(variables: dict[str, str], colors: int) -> None:
    assert detect_terminal(variables).colors == colors


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "de_DE.UTF-8"}, "utf-8"),
        ({"LANG": "de_DE.utf8"}, "utf-8"),
        ({"LANG": "C.UTF-8", "LC_ALL": "C"}, "ascii"),
        ({"LANG": "C", "LC_CTYPE": "en_GB.UTF-8"}, "utf-8"),
        ({"LC_ALL": "", "LANG": "de_DE.ISO-8859-15@euro"}, "iso8859-15"),
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
    [(None, 250), ("100", 250), ("400", 400), ("999999", 5000), ("soon", 250), ("-5", 250), ("9" * 50, 250)],
)
def test_the_escape_delay_has_a_floor_and_a_ceiling(value: str | None, milliseconds: int) -> None:
    variables = {} if value is None else {"ESCDELAY": value}
    assert detect_terminal(variables).escape_delay == milliseconds / 1000
    prepare_environment(variables)
    assert variables == {"ESCDELAY": str(milliseconds)}


def test_what_steers_the_framework_is_taken_out() -> None:
    variables = {"TEXTUAL_PRESS": "q", "TEXTUAL_LOG": "/tmp/x", "TEXTUAL": "debug", "COLUMNS": "9", "TERM": "xterm"}
    prepare_environment(variables)
    assert variables == {"TERM": "xterm", "ESCDELAY": "250"}


def test_asking_for_ascii_gives_ascii() -> None:
    assert detect_terminal({"LANG": "C.UTF-8"}, is_ascii=True).is_ascii


@pytest.mark.parametrize(("term", "is_dumb"), [("", True), ("dumb", True), ("unknown", True), ("vt100", False)])
def test_which_terminals_can_only_take_lines(term: str, is_dumb: bool) -> None:
    assert detect_terminal({"TERM": term}).is_dumb is is_dumb
