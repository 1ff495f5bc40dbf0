"""Small, usual and large terminals; every state in words; nothing typed is lost by a resize."""

import random

import pytest

from tui_callsettings.models.feature import Feature

from .accounts import served
from .person import Person

SIZES = [(60, 16), (80, 24), (300, 100)]


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_every_state_is_said_in_words(columns: int, rows: int) -> None:
    with served("webex") as simulator, Person(columns=columns, rows=rows) as person:
        person.ready().wait_row(" >  1  Do not disturb", "[ ] OFF").wait_row("4  Call waiting", "[x] ON")
        person.press("space").wait_row(" >* 1  Do not disturb", "[x] ON")
        always = Feature.find("call_forwarding.always.enabled")
        person.find(*always).press("space", "review").wait_for("! Call forwarding")
        person.press("k").wait_for(" >! To")
        person.press("4711").wait_for(" >* To")
        forwarding = simulator.set_fault("400", path="*/callForwarding", method="PUT", message="ask Pat")
        held = simulator.set_fault("hold", path="*/doNotDisturb", method="PUT")
        person.review().wait_for("→")
        person.press("s").wait_for("saving...")
        assert held.seen.wait(10)
        held.release()
        person.wait_words("Do not disturb: saved and checked", "Call forwarding: not saved", "ask Pat")
        assert forwarding.hits == 1
        simulator.clear_faults()
        person.save()
        assert person.quit() == 0


def test_a_resize_at_any_moment_keeps_what_was_typed() -> None:
    chance = random.Random(5)
    typed = "20555501234567890"
    with Person() as person:
        person.ready().find(*Feature.find("call_forwarding.busy.destination")).press("erase")
        for character in typed:
            person.feed(character)
            person.resize(*chance.choice([*SIZES, (20, 5), (61, 17), (132, 43), (1, 1)]))
        person.resize(60, 16)
        person.wait_until(lambda: typed in person.focused_row, "all that was typed")
        person.resize(80, 24)
        person.save()
        assert person.quit() == 0
    with Person() as person:
        person.ready().find(*Feature.find("call_forwarding.busy.destination"))
        person.wait_until(lambda: typed in person.focused_row, "all that was typed")


def test_too_small_a_terminal_is_told_at_the_start_and_still_usable() -> None:
    with Person(columns=40, rows=10) as person:
        person.ready()
        assert b"this terminal has 40 columns and 10 rows" in person.received
        person.press("space").wait_for(" >* 1  Do not disturb")
        for size in ((24, 4), (12, 3), (1, 1)):
            person.resize(*size)
            person.wait_quiet()
        person.press("quit").resize(80, 24)
        person.wait_for("Leave with changes")
        person.press("d")
        assert person.wait_exit() == 0
