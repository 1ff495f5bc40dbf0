"""On a machine that is far too slow the same keys do the same: nothing is decided by time that has passed."""

from tui_callsettings.models.feature import Feature

from .accounts import practice_documents
from .editor import Editor
from .stopped_process import mostly_stopped


def test_a_prompt_that_is_not_there_yet_does_not_end_the_program() -> None:
    with Editor() as editor:
        editor.wait_ready()
        with mostly_stopped(editor.process.pid):
            editor.feed("pn\r")
            editor.wait_for("Profile name")
            editor.press("back", "back", "back").wait_for("1  Do not disturb")
        assert editor.quit() == 0


def test_keys_in_one_packet_act_where_the_ones_before_led() -> None:
    with Editor() as editor:
        editor.wait_ready()
        with mostly_stopped(editor.process.pid):
            editor.feed("2\x1b[6~\x1b[6~ \x1b[B321321\x1b[B4\x18\x1b[B\x1b[B\x1b[B ")
            editor.wait_row(">* 4  Call waiting", "[ ] OFF").open(Feature.CALL_FORWARDING)
            editor.press("next group", "next group").wait_words("321321", "about 24 s")


def test_a_whole_session() -> None:
    with Editor() as editor:
        editor.wait_ready()
        with mostly_stopped(editor.process.pid):
            editor.open(Feature.DO_NOT_DISTURB).press("space").back()
            editor.find(*Feature.find("call_forwarding.busy.destination")).press("erase", "20555501")
            editor.wait_until(lambda: "20555501" in editor.focused_row, "the number")
        # A stopped process cannot tell when a key came, and rightly asks for it again: the answer comes at full speed.
        editor.save()
        assert editor.quit() == 0
    documents = practice_documents()
    assert documents[Feature.DO_NOT_DISTURB]["enabled"] is True
    assert documents[Feature.CALL_FORWARDING]["callForwarding"]["busy"]["destination"] == "20555501"


def test_a_line_end_typed_ahead_confirms_nothing() -> None:
    with Editor() as editor:
        editor.wait_ready()
        with mostly_stopped(editor.process.pid):
            editor.feed(" \x1bOQ\r")
            editor.wait_for("Typed ahead: press Enter again to save.")
        assert practice_documents()[Feature.DO_NOT_DISTURB]["enabled"] is False
