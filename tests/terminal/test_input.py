"""What arrives from the terminal at a running form: keys are keys, text is text, and noise is nothing."""

import random

import pytest

from .demo_terminal import OTHER_SCREEN, QUIT, at_number, demo, wait_ready
from .pty_terminal import PtyTerminal, small_environment


def number(terminal: PtyTerminal) -> str:
    """What is in the field, once keys sent before have been worked off: the key after them is seen to act."""
    terminal.feed("7")
    terminal.wait_until(lambda: terminal.lines[4].endswith("7"), "the key to act")
    return terminal.lines[4].removesuffix("7").strip()


@pytest.mark.parametrize(
    "noise",
    [
        b"\xe9\xff\x80",
        b"\x1b[?62;22c",
        b"\x1b[12;40R\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?2026;2$y\x1b[?0u",
        b"\x1b[M\x20\x31\x32\x1b[<0;10;5M\x1b[<0;10;5m",
        b"\x1b[I\x1b[O",
    ],
)
def test_noise_leaves_the_field_empty(noise: bytes) -> None:
    with demo() as terminal:
        at_number(terminal).feed(noise)
        assert number(terminal) == ""


def test_a_split_arrow_moves_and_types_nothing() -> None:
    with demo() as terminal:
        at_number(terminal).feed("12")
        terminal.wait_for("number '12'")
        terminal.feed("\x1b")
        terminal.wait_quiet(0.2)
        terminal.feed("[D3")
        terminal.wait_for("number '132'")
        assert "noted" not in terminal.text


def test_escape_acts_alone_and_the_key_after_it_is_not_lost() -> None:
    with demo() as terminal:
        at_number(terminal).feed("\x1b")
        terminal.wait_for("noted escape")
        terminal.feed("1")
        terminal.wait_for("number '1'")
        terminal.feed("\x1bs")
        terminal.wait_for("number '1s'")
        assert number(terminal) == "1s"


def test_the_escape_delay_can_be_longer() -> None:
    with demo(environment={"ESCDELAY": "1500"}) as terminal:
        at_number(terminal).feed("12\x1b")
        terminal.wait_quiet(1.0)
        terminal.feed("[D3")
        terminal.wait_for("number '132'")


def test_a_paste_is_data_and_fires_no_key() -> None:
    with demo() as terminal:
        at_number(terminal).feed(f"\x1b[200~12\r\x11{QUIT}\x1b\x1b[201~")
        terminal.wait_for(r"pasted '12\r\x11\x1b[21~\x1b'")
        assert number(terminal) == ""


def test_an_unfinished_paste_is_given_up() -> None:
    with demo() as terminal:
        at_number(terminal).feed("\x1b[200~123")
        terminal.wait_for("paste lost")
        assert number(terminal) == ""


def test_a_latin_1_terminal_types_and_shows_its_letters() -> None:
    latin = small_environment(LANG="de_DE.ISO-8859-1")
    with demo(environment=latin, charset="iso8859-1") as terminal:
        at_number(terminal).feed(b"\xe9")
        terminal.wait_for("number 'e'")


def test_the_environment_types_no_keys_and_loads_no_driver() -> None:
    hostile = {"TEXTUAL_PRESS": "tab,tab,5,5", "TEXTUAL_DRIVER": "nowhere:Driver", "COLUMNS": "30", "LINES": "9"}
    with demo(environment=hostile) as terminal:
        at_number(terminal)
        assert number(terminal) == ""
        assert len(terminal.lines[6]) == 80


@pytest.mark.parametrize("seed", [1, 2])
def test_a_hundred_thousand_random_bytes(seed: int) -> None:
    noise = bytearray(random.Random(seed).randbytes(50_000))
    with demo() as terminal:
        before = terminal.modes()
        wait_ready(terminal).feed(bytes(noise))
        terminal.wait_quiet(1.5, timeout=40)
        assert terminal.process.poll() is None
        terminal.feed("\x0c\t\t\t\x1b[Z\x1b[Z\x1b[Z")
        terminal.wait_quiet(0.5)
        terminal.feed(QUIT)
        assert terminal.wait_exit() == 0
        assert terminal.modes() == before


def test_keys_in_one_packet_each_act_where_the_one_before_led() -> None:
    with demo() as terminal:
        wait_ready(terminal).feed(" \t \t56")
        terminal.wait_for("number '56'")
        terminal.feed("\x1b[Z\x1b[Z \t\t7")
        terminal.wait_for("number '7'")  # what was in the field is selected on coming back, and replaced
        assert terminal.lines[2:4] == ["  Do not disturb       ( ) OFF", "  Call waiting         (x) ON"]


def test_a_flood_of_digits_is_not_taken_a_key_at_a_time_and_ctrl_q_overtakes_it() -> None:
    with demo() as terminal:
        at_number(terminal)
        before = terminal.processor_seconds()
        terminal.feed("1" * 300_000)
        terminal.feed("\x11")
        terminal.wait_for("noted ctrl+q")
        assert terminal.processor_seconds() - before < 20.0  # a key at a time would take minutes


def test_a_flood_of_keys_is_bounded_reported_and_overtaken() -> None:
    with demo() as terminal:
        wait_ready(terminal).feed("\t\x1b[Z" * 20_000)
        terminal.feed("\x03")
        terminal.wait_for("noted ctrl+c")
        terminal.wait_for("dropped")
        terminal.feed(OTHER_SCREEN)
        terminal.wait_for("another screen")
