"""What goes to the terminal: few bytes, in the colours and characters it has, and all of it again when it's needed."""

import re

import pytest

from .demo_terminal import FAIL, OTHER_SCREEN, at_number, demo, wait_ready

COLOR = re.compile(rb"\x1b\[[0-9;]*?(?<![0-9])(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m")
STYLE = re.compile(rb"\x1b\[[0-9;:]*m")
PALETTE = re.compile(rb"[34]8;[25]")


def test_byte_budgets() -> None:
    with demo(environment={"DEMO_FULL": "1"}) as terminal:
        terminal.wait_for("switch number 17")
        terminal.wait_quiet()
        start = len(terminal.take_bytes())
        spent = {}
        keys = {
            "move": "\t",
            "throw": " ",
            "field": "\x1b[Z",
            "letter": "5",
            "next letter": "6",
            "screen": OTHER_SCREEN,
        }
        for what, key in keys.items():
            terminal.feed(key)
            terminal.wait_quiet()
            spent[what] = len(terminal.take_bytes())
        terminal.feed(OTHER_SCREEN)
        terminal.wait_for("switch number 17")
        terminal.wait_quiet()
        back = len(terminal.take_bytes())
        print(start, spent, back)
        assert start <= 5 * 1024
        assert spent["move"] <= 200
        assert spent["throw"] <= 120
        assert spent["letter"] <= 64
        assert spent["next letter"] <= 64
        assert spent["screen"] <= 2560
        assert back <= 2560
        terminal.wait_quiet(1)
        assert terminal.take_bytes() == b""


def test_the_cursor_is_in_the_focused_field() -> None:
    with demo() as terminal:
        wait_ready(terminal)
        assert terminal.is_cursor_shown
        assert terminal.cursor == (0, 2)
        terminal.feed("\t\t12\x1b[D")
        terminal.wait_until(lambda: terminal.cursor == (1, 4), "the cursor behind the 1")
        terminal.feed(OTHER_SCREEN)
        terminal.wait_until(lambda: not terminal.is_cursor_shown, "the cursor to be hidden where nothing has the focus")


def test_no_colour_is_no_colour() -> None:
    with demo(environment={"NO_COLOR": "1"}) as terminal:
        at_number(terminal).feed("12\x1b[D")
        terminal.wait_for("number '12'")
        terminal.wait_quiet()
        assert not COLOR.search(bytes(terminal.received))
        assert b"\x1b[1m" in bytes(terminal.received)


@pytest.mark.parametrize("term", ["linux", "screen", "xterm", "vt100", "tmux-256color"])
def test_every_terminal_shows_the_form_in_its_colours(term: str) -> None:
    with demo(term=term) as terminal:
        at_number(terminal).feed("12\x1b[D")
        terminal.wait_for("number '12'")
        terminal.wait_quiet()
        sent = bytes(terminal.received)
        # What a vt100 does not have, such as switching bold off alone, is no part of it.
        colors = set() if term == "vt100" else {b"\x1b[30m", b"\x1b[47m"}
        assert set(STYLE.findall(sent)) == {b"\x1b[m", b"\x1b[1m", *colors}


@pytest.mark.parametrize(
    ("locale", "charset"),
    [("C", "ascii"), ("de_DE.ISO-8859-15", "iso8859-15"), ("ja_JP.eucJP", "euc_jp"), ("de_DE", "ascii")],
)
def test_without_utf_8_everything_is_ascii(locale: str, charset: str) -> None:
    with demo(environment={"LANG": locale}, charset=charset) as terminal:
        wait_ready(terminal)
        assert bytes(terminal.received).isascii()
        assert terminal.lines[1] == "Buro Zoe - ? ?  | -"
        assert terminal.lines[6] == "-" * 80


def test_a_resize_paints_all_in_the_new_size() -> None:
    with demo() as terminal:
        at_number(terminal).feed("12")
        terminal.wait_for("number '12'")
        terminal.wait_quiet()
        for columns, rows in [(60, 16), (300, 100), (80, 24)]:
            terminal.resize(columns, rows)
            terminal.screen.reset()

            def is_wide_as(width: int = columns) -> bool:
                return bool(terminal.lines[6] == "─" * width)

            terminal.wait_until(is_wide_as, "the line in the new width")
            terminal.wait_quiet()
            assert terminal.lines[4:6] == ["12", "number '12'"]
            assert terminal.cursor == (2, 4)


def test_a_resize_there_and_back_paints_all() -> None:
    with demo() as terminal:
        wait_ready(terminal)
        terminal.resize(70, 20)
        terminal.resize(80, 24)
        terminal.screen.reset()
        terminal.wait_until(lambda: terminal.lines[6] == "─" * 80, "the line in its place")


def test_what_others_wrote_goes_with_ctrl_l() -> None:
    with demo() as terminal:
        wait_ready(terminal)
        shown = terminal.text
        terminal._stream.feed("\x1b[5;5HBroadcast message from root\x1b[44m\x0e")
        assert "Broadcast" in terminal.text
        terminal.feed("\x0c")
        terminal.wait_gone("Broadcast")
        terminal.wait_quiet()
        assert terminal.text == shown


def test_a_crash_tells_where_and_nothing_else() -> None:
    with demo() as terminal:
        before = terminal.modes()
        at_number(terminal).feed("4711")
        terminal.wait_for("number '4711'")
        terminal.take_bytes()
        terminal.feed(FAIL)
        assert terminal.wait_exit() == 70
        sent = terminal.take_bytes()
        assert terminal.modes() == before
        assert b"action_fail" in sent
        assert b"RuntimeError" in sent
        assert b"kept as a draft" in sent
        for secret in (b"canary", b"4711", b"locals"):
            assert secret not in sent
