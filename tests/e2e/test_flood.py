"""More than anyone types, into a text field of the editor: bounded, and with a word about what was dropped."""

from tui_callsettings.models.feature import Feature

from .editor import Editor

DIGITS = 300_000
SECONDS = 20.0
"""Processor time it may cost. 0.05 s on an idle machine, 2 s where a load tears its reads apart; a key at a time would
take minutes."""


def test_a_flood_of_digits_edits_nothing_costs_little_and_is_reported() -> None:
    with Editor() as editor:
        editor.wait_ready().find(*Feature.find("call_forwarding.busy.destination")).press("erase")
        editor.wait_row(" Forward to ", " - ").wait_quiet()
        before = editor.processor_seconds()
        editor.feed("4" * DIGITS)
        editor.wait_until(lambda: _has_word(editor.text), "what was dropped")
        editor.wait_quiet(0.5)
        assert editor.processor_seconds() - before < SECONDS
        # The flood made no edit of its own: the last one is still the erasing.
        editor.press("undo").wait_row(" Forward to ", "321321")


def test_keys_beyond_what_a_field_takes_are_reported() -> None:
    with Editor() as editor:
        editor.wait_ready().find(*Feature.find("call_forwarding.no_answer.number_of_rings")).press("4444")
        editor.wait_for("This field takes at most 3 characters.")
        editor.wait_row(" Number of rings ", "444")


def _has_word(text: str) -> bool:
    return "Too much text at once" in text or "the text is too long" in text
