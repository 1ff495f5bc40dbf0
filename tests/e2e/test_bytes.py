"""How many bytes the editor sends at 80 columns and 24 rows: what a slow link has to carry."""

import time
from collections.abc import Iterator

import pytest

from tui_callsettings.models.feature import Feature

from .person import Person

START, LETTER, MOVE, SWITCH, SCREEN = 5000, 64, 200, 120, 2500
"""Bytes at most."""

IDLE_SECONDS = 3.0


@pytest.fixture
def person() -> Iterator[Person]:
    """The editor on the practice account, everything read, nothing on its way."""
    with Person() as person:
        person.ready().wait_quiet()
        yield person


def cost(person: Person, *keys: str) -> int:
    """The bytes that come back for keys."""
    person.take_bytes()
    person.press(*keys)
    person.wait_until(lambda: len(person.received) > person._taken, f"an answer to {keys}")
    person.wait_quiet()
    return len(person.take_bytes())


def test_the_start(person: Person) -> None:
    assert len(person.take_bytes()) <= START


def test_the_start_after_an_earlier_one() -> None:
    for _ in range(2):
        with Person() as person:
            person.ready().wait_quiet()
            assert len(person.take_bytes()) <= START
            assert person.quit() == 0


def test_letters(person: Person) -> None:
    person.open(Feature.CALL_FORWARDING).press("down").wait_quiet()
    # The first of them brings the count of changes and two marks with it.
    assert [letter for letter in "2055550155" if cost(person, letter) > LETTER] == []
    assert cost(person, "backspace") <= LETTER


@pytest.mark.parametrize("feature", list(Feature))
def test_focus_moves_and_switches_of_a_form(feature: Feature, person: Person) -> None:
    person.open(feature).wait_quiet()
    moves = [0]
    for turn in range(min(12, sum(not field.form.is_read_only for field in feature.fields))):
        if turn:
            moves.append(cost(person, "down"))
        if "[ ] OFF" in person.lines[person.cursor[1]]:
            for _ in range(2):
                throw_a_switch(person)
    assert [move for move in moves if move > MOVE] == []


def throw_a_switch(person: Person) -> None:
    """Throw the switch in focus; a sentence that it brings up, and rows that make way for it, come on top."""
    before = person.lines
    count = cost(person, "space")
    changed = [new for old, new in zip(before, person.lines, strict=True) if new != old]
    has_sentence = any("! " in row or "Advice" in row for row in (*before, *person.lines))
    sentences = sum(len(row) for row in changed) if has_sentence else 0
    assert count <= SWITCH + sentences, (count, sentences, person.text)


def test_focus_moves_on_the_overview(person: Person) -> None:
    assert [key for key in ("down", "down", "down", "up", "up", "up") if cost(person, key) > MOVE] == []


def test_changes_of_screen(person: Person) -> None:
    costs = {}
    for feature in Feature:
        person.take_bytes()
        person.open(feature).wait_quiet()
        costs[feature.value] = len(person.take_bytes())
        costs[f"back from {feature.value}"] = cost(person, "back")
    for key in ("help", "find"):
        costs[key] = cost(person, key)
        costs[f"back from {key}"] = cost(person, "back")
    assert {name: count for name, count in costs.items() if count > SCREEN} == {}


def test_nothing_is_sent_and_little_is_done_while_nothing_happens(person: Person) -> None:
    person.take_bytes()
    before, until = person.processor_seconds(), time.monotonic() + IDLE_SECONDS
    while (left := until - time.monotonic()) > 0:
        person.pump(left)
    assert person.take_bytes() == b""
    assert person.processor_seconds() - before <= 0.02 * IDLE_SECONDS
