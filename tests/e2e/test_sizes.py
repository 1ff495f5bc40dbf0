"""Small, usual and large terminals; every state in words; nothing typed is lost by a resize."""

import random

import pytest

from tui_callsettings.models.feature import Feature

from .accounts import serve_provider
from .editor import Editor

SIZES = [(60, 16), (80, 24), (300, 100)]


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_every_state_is_said_in_words(columns: int, rows: int) -> None:
    with serve_provider("webex") as simulator, Editor(columns=columns, rows=rows) as editor:
        editor.wait_ready().wait_row(" >  1  Do not disturb", "[ ] OFF").wait_row("4  Call waiting", "[x] ON")
        editor.press("space").wait_row(" >* 1  Do not disturb", "[x] ON")
        always = Feature.find("call_forwarding.always.enabled")
        editor.find(*always).press("space", "review").wait_for("! Forward to (always)")
        editor.confirm("k").wait_for(" >! Forward to")
        editor.press("4711").wait_for(" >* Forward to")
        forwarding = simulator.set_fault("400", path="*/callForwarding", method="PUT", message="ask Pat")
        held = simulator.set_fault("hold", path="*/doNotDisturb", method="PUT")
        editor.review().wait_for("→")
        editor.confirm("s").wait_for("saving...")
        assert held.seen.wait(10)
        held.release()
        editor.wait_words("Do not disturb: saved and verified", "Call forwarding: not saved", "ask Pat")
        assert forwarding.hits == 1
        simulator.clear_faults()
        editor.save()
        assert editor.quit() == 0


def test_a_resize_at_any_moment_keeps_what_was_typed() -> None:
    chance = random.Random(5)
    typed = "20555501234567890"
    with Editor() as editor:
        editor.wait_ready().find(*Feature.find("call_forwarding.busy.destination")).press("erase")
        for character in typed:
            editor.feed(character)
            editor.resize(*chance.choice([*SIZES, (20, 5), (61, 17), (132, 43), (1, 1)]))
        editor.resize(60, 16)
        editor.wait_until(lambda: typed in editor.focused_row, "all that was typed")
        editor.resize(80, 24)
        editor.save()
        assert editor.quit() == 0
    with Editor() as editor:
        editor.wait_ready().find(*Feature.find("call_forwarding.busy.destination"))
        editor.wait_until(lambda: typed in editor.focused_row, "all that was typed")


def test_too_small_a_terminal_is_told_at_the_start_and_still_usable() -> None:
    with Editor(columns=40, rows=10) as editor:
        editor.wait_ready()
        assert b"this terminal has 40 columns and 10 rows" in editor.received
        editor.press("space").wait_for(" >* 1  Do not disturb")
        for size in ((24, 4), (12, 3), (1, 1)):
            editor.resize(*size)
            editor.wait_quiet()
        editor.press("quit").resize(80, 24)
        editor.wait_for("Quit with unsaved changes?")
        editor.confirm("d")
        assert editor.wait_exit() == 0
