"""Terminals that know no colour, few colours, other characters: a whole sitting on each."""

import re

import pytest

from tui_callsettings.models.feature import Feature

from .editor import Editor

STYLE = re.compile(rb"\x1b\[([0-9;:]*)m")
COLOR = re.compile(r"[349][0-9]|10[0-7]")


def run_session(editor: Editor) -> bytes:
    """See every kind of screen, change something, save, leave; all that was sent."""
    editor.wait_ready().find(*Feature.find("call_forwarding.busy.destination")).press("x", "down", "up")
    editor.wait_for("is not a phone number")
    editor.press("backspace").back()
    editor.press("space").wait_for(" >* 1  Do not disturb")
    editor.feed("\x1bOP")
    editor.wait_for("Help")
    editor.press("back").save()
    assert editor.quit() == 0
    return bytes(editor.received)


def colors(sent: bytes) -> set[str]:
    """The parameters of style sequences that are colours."""
    parameters = {part for found in STYLE.findall(sent) for part in re.split("[;:]", found.decode())}
    return {part for part in parameters if COLOR.fullmatch(part)}


def test_without_colour_none_is_sent() -> None:
    with Editor(variables={"NO_COLOR": "1"}) as editor:
        assert colors(run_session(editor)) == set()


@pytest.mark.parametrize("term", ["xterm", "linux", "vt100", "screen", "tmux-256color"])
def test_a_terminal_is_usable(term: str) -> None:
    with Editor(term=term) as editor:
        found = colors(run_session(editor))
        assert bool(found) == (term != "vt100")
        assert term == "tmux-256color" or "38" not in found


@pytest.mark.parametrize("locale", ["en_US.ISO-8859-1", "ja_JP.EUC-JP", "C"])
def test_without_utf_8_every_byte_is_ascii(locale: str) -> None:
    with Editor(variables={"LANG": locale, "LC_ALL": locale}) as editor:
        assert run_session(editor).isascii()
