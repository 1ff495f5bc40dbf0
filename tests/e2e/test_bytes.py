"""How many bytes the editor sends at 80 columns and 24 rows: what a slow link has to carry."""

import time
from collections.abc import Iterator

import pytest

from tui_callsettings.models.feature import Feature

from .editor import Editor

START, LETTER, MOVE, SWITCH, SCREEN = 5000, 64, 200, 120, 2500
"""Bytes at most."""

IDLE_SECONDS = 3.0


@pytest.fixture
def editor() -> Iterator[Editor]:
    """The editor on the practice account, everything read, nothing on its way."""
    with Editor() as editor:
        editor.wait_ready().wait_quiet()
        yield editor


def cost(editor: Editor, *keys: str) -> int:
    """The bytes that come back for keys."""
    editor.take_bytes()
    editor.press(*keys)
    editor.wait_until(lambda: len(editor.received) > editor._taken, f"an answer to {keys}")
    editor.wait_quiet()
    return len(editor.take_bytes())


def test_the_start(editor: Editor) -> None:
    assert len(editor.take_bytes()) <= START


def test_the_start_after_an_earlier_one() -> None:
    for _ in range(2):
        with Editor() as editor:
            editor.wait_ready().wait_quiet()
            assert len(editor.take_bytes()) <= START
            assert editor.quit() == 0


def test_letters(editor: Editor) -> None:
    editor.open(Feature.CALL_FORWARDING).press("down").wait_quiet()
    # The first of them brings the count of changes and two marks with it.
    assert [letter for letter in "2055550155" if cost(editor, letter) > LETTER] == []
    assert cost(editor, "backspace") <= LETTER


@pytest.mark.parametrize("feature", list(Feature))
def test_focus_moves_and_switches_of_a_form(feature: Feature, editor: Editor) -> None:
    editor.open(feature).wait_quiet()
    moves = [0]
    for turn in range(min(12, sum(not field.meta.is_read_only for field in feature.fields))):
        if turn:
            moves.append(cost(editor, "down"))
        if "[ ] OFF" in editor.lines[editor.cursor[1]]:
            for _ in range(2):
                throw_a_switch(editor)
    assert [move for move in moves if move > MOVE] == []


def throw_a_switch(editor: Editor) -> None:
    """Throw the switch in focus; a sentence that it brings up, and rows that make way for it, come on top.

    A switch that brings none up takes 50 to 112 bytes with what it does to a call. One that brings up advice takes 266,
    or 713 where the advice moves the table: most of that are the words, which no drawing makes shorter.
    """
    before = editor.lines
    count = cost(editor, "space")
    changed = [new for old, new in zip(before, editor.lines, strict=True) if new != old]
    has_sentence = any("! " in row or "Advice" in row for row in (*before, *editor.lines))
    sentences = sum(len(row) for row in changed) if has_sentence else 0
    # What the switch does to a call is shown below the form: those words come on top, too.
    table = next((y for y, row in enumerate(before) if row.startswith(" A call to you")), len(before))
    effects = [new for y, (old, new) in enumerate(zip(before, editor.lines, strict=True)) if y > table and new != old]
    sentences = max(sentences, sum(len(row.rpartition("  ")[2]) + 12 for row in effects))
    assert count <= SWITCH + sentences, (count, sentences, editor.text)


def test_focus_moves_on_the_overview(editor: Editor) -> None:
    assert [key for key in ("down", "down", "down", "up", "up", "up") if cost(editor, key) > MOVE] == []


def test_changes_of_screen(editor: Editor) -> None:
    costs = {}
    for feature in Feature:
        editor.take_bytes()
        editor.open(feature).wait_quiet()
        costs[feature.value] = len(editor.take_bytes())
        costs[f"back from {feature.value}"] = cost(editor, "back")
    for key in ("help", "find"):
        costs[key] = cost(editor, key)
        costs[f"back from {key}"] = cost(editor, "back")
    assert {name: count for name, count in costs.items() if count > SCREEN} == {}


def test_nothing_is_sent_and_little_is_done_while_nothing_happens(editor: Editor) -> None:
    editor.take_bytes()
    seconds, wake_ups, until = editor.processor_seconds(), editor.wake_ups(), time.monotonic() + IDLE_SECONDS
    while (left := until - time.monotonic()) > 0:
        editor.pump(left)
    assert editor.take_bytes() == b""
    assert editor.wake_ups() - wake_ups <= 4 * IDLE_SECONDS
    assert editor.processor_seconds() - seconds <= 0.2 * IDLE_SECONDS  # a loop that spins takes nearly all of it
