"""The tty's settings: nothing between the keys, the program and the screen, and afterwards what there was."""

import os
import termios
from collections.abc import Iterator

import pytest

from tui_callsettings.terminal import tty_mode

INPUT = ("BRKINT", "ICRNL", "IGNCR", "INLCR", "ISTRIP", "IXON", "IXOFF", "PARMRK")
LOCAL = ("ECHO", "ECHONL", "ICANON", "IEXTEN", "ISIG")


@pytest.fixture
def tty() -> Iterator[int]:
    master, slave = os.openpty()
    yield slave
    os.close(slave)
    os.close(master)


def flags(tty: int, group: int, names: tuple[str, ...]) -> set[str]:
    """Return those of the flags that are set."""
    return {name for name in names if termios.tcgetattr(tty)[group] & getattr(termios, name)}


def test_every_flag_that_changes_keys_or_bytes_is_off_and_then_as_it_was(tty: int) -> None:
    before = termios.tcgetattr(tty)
    for group, names in ((0, INPUT), (1, ("OPOST",)), (3, LOCAL)):
        for name in names:
            before[group] |= getattr(termios, name)
    before[6][termios.VMIN], before[6][termios.VTIME] = 5, 7
    termios.tcsetattr(tty, termios.TCSANOW, before)
    before = termios.tcgetattr(tty)
    assert (flags(tty, 0, INPUT), flags(tty, 3, LOCAL)) == (set(INPUT), set(LOCAL))
    kept = tty_mode.set_raw(tty)
    assert (flags(tty, 0, INPUT), flags(tty, 1, ("OPOST",)), flags(tty, 3, LOCAL)) == (set(), set(), set())
    characters = termios.tcgetattr(tty)[6]
    # A lone key is a read of its own, whenever it comes.
    assert (characters[termios.VMIN], characters[termios.VTIME]) in ((1, 0), (b"\x01", b"\x00"))
    tty_mode.restore(tty, kept)
    assert termios.tcgetattr(tty) == before == kept


def test_without_a_terminal_there_is_nothing_to_change_or_to_restore(tty: int) -> None:
    read, write = os.pipe()
    try:
        assert tty_mode.set_raw(read) is None
        tty_mode.restore(read, None)
        tty_mode.restore(read, termios.tcgetattr(tty))
    finally:
        os.close(read)
        os.close(write)
