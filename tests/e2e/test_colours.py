"""Terminals that know no colour, few colours, other characters: a whole sitting on each."""

import re

import pytest

from tui_callsettings.models.feature import Feature

from .person import Person

STYLE = re.compile(rb"\x1b\[([0-9;:]*)m")
COLOUR = re.compile(r"[349][0-9]|10[0-7]")


def sitting(person: Person) -> bytes:
    """See every kind of screen, change something, save, leave; all that was sent."""
    person.ready().find(*Feature.find("call_forwarding.busy.destination")).press("x", "down", "up")
    person.wait_for("is not a number")
    person.press("backspace").back()
    person.press("space").wait_for(" >* 1  Do not disturb")
    person.feed("\x1bOP")
    person.wait_for("Help")
    person.press("back").save()
    assert person.quit() == 0
    return bytes(person.received)


def colours(sent: bytes) -> set[str]:
    """The parameters of style sequences that are colours."""
    parameters = {part for found in STYLE.findall(sent) for part in re.split("[;:]", found.decode())}
    return {part for part in parameters if COLOUR.fullmatch(part)}


def test_without_colour_none_is_sent() -> None:
    with Person(variables={"NO_COLOR": "1"}) as person:
        assert colours(sitting(person)) == set()


@pytest.mark.parametrize("term", ["xterm", "linux", "vt100", "screen", "tmux-256color"])
def test_a_terminal_is_usable(term: str) -> None:
    with Person(term=term) as person:
        found = colours(sitting(person))
        assert bool(found) == (term != "vt100")
        assert term == "tmux-256color" or "38" not in found


@pytest.mark.parametrize("locale", ["en_US.ISO-8859-1", "ja_JP.EUC-JP", "C"])
def test_without_utf_8_every_byte_is_ascii(locale: str) -> None:
    with Person(variables={"LANG": locale, "LC_ALL": locale}) as person:
        assert sitting(person).isascii()
