"""Nothing is confirmed that nobody saw: keys typed before a question was on the terminal do not answer it."""

import signal
from pathlib import Path

import pytest

from tests.backends.webex.recordings import wav
from tui_callsettings.models.feature import Feature

from .accounts import practice_documents, serve_provider
from .editor import READING_TIME, Editor

FORWARDING = "call_forwarding.always.enabled"


def with_forwarding(editor: Editor) -> Editor:
    """Switch forwarding on and save it, so that 0 on the overview has something to switch off."""
    editor.wait_ready().find(*Feature.find("call_forwarding.always.destination")).press("erase", "4711", "up", "space")
    editor.save().back()
    return editor


def is_forwarding_on() -> bool:
    return bool(practice_documents()[Feature.CALL_FORWARDING]["callForwarding"]["always"]["enabled"])


@pytest.mark.parametrize("packet", ["0\r", "0 ", "0s", "0y", "0\rs", "0\x1b[D\r", "0\x1bOQ\r\r"])
def test_a_key_in_the_packet_that_opens_the_review_does_not_confirm_it(packet: str) -> None:
    with Editor() as editor:
        with_forwarding(editor).feed(packet)
        editor.wait_for("Typed ahead: press ")
        assert editor.lines[0].startswith(" Save 1 change?")
        assert is_forwarding_on()
        editor.confirm("s").wait_for("Saved and verified")
        assert not is_forwarding_on()


def test_a_key_typed_as_soon_as_the_review_is_seen_does_not_confirm_it() -> None:
    with Editor() as editor:
        with_forwarding(editor).press("0").wait_until(lambda: editor.lines[0].startswith(" Save"), "the review")
        editor.press("enter").wait_for("Typed ahead: press Enter again to save.")
        assert is_forwarding_on()


def test_a_key_typed_while_the_process_was_stopped_does_not_confirm_the_review() -> None:
    with Editor() as editor:
        with_forwarding(editor).press("0").wait_until(lambda: editor.lines[0].startswith(" Save"), "the review")
        editor.send_signal(signal.SIGSTOP)
        editor.wait_until_passed(READING_TIME)
        editor.press("s")
        editor.send_signal(signal.SIGCONT)
        editor.wait_for("Typed ahead: press S again to save.")
        assert is_forwarding_on()


@pytest.mark.parametrize("text", ["0800 0800\r", "Dial 0 first\r", "dddddddddd\r"])
def test_a_run_of_characters_is_a_paste_and_refused_where_no_text_is_typed(text: str) -> None:
    with Editor() as editor:
        with_forwarding(editor).feed(text)
        editor.wait_for("Nothing was pasted: move to a text field first.")
        assert is_forwarding_on()
        assert "* " not in editor.text


def test_a_run_of_characters_goes_into_a_text_field() -> None:
    with Editor() as editor:
        editor.wait_ready().find(*Feature.find("call_forwarding.busy.destination")).press("erase")
        editor.feed("+1 205-555-0155")
        editor.wait_until(lambda: "+1 205-555-0155" in editor.focused_row, "the number")


def test_navigation_and_text_typed_ahead_keep_working() -> None:
    with Editor() as editor:
        editor.wait_ready().feed("2\x1b[6~\x1b[6~ \x1b[B321321\x1b[B4\x18\x1b[B\x1b[B\x1b[B ")
        editor.wait_row(">* 4  Call waiting", "[ ] OFF").open(Feature.CALL_FORWARDING)
        editor.press("next group", "next group").wait_row(" Forward to ", "321321").wait_row(
            " Number of rings ", "4 ", "about 24 s"
        )


def test_leaving_with_changes_is_not_decided_by_a_key_typed_ahead() -> None:
    with Editor() as editor:
        editor.wait_ready().feed(" \x11d")
        editor.wait_for("Typed ahead: press D again to discard.")
        assert editor.process.poll() is None
        editor.confirm("d")
        assert editor.wait_exit() == 0


def test_edits_from_last_time_are_not_dropped_by_a_key_typed_ahead() -> None:
    with Editor() as editor:
        editor.wait_ready().press("space").wait_for(" >* 1  Do not disturb")
        editor.press("quit").wait_for("Quit with unsaved changes?")
        editor.confirm("k")
        assert editor.wait_exit() == 0
    with Editor() as editor:
        editor.feed("d")
        editor.wait_for("Typed ahead: press D again to discard the draft.")
        editor.confirm("r").wait_for(" >* 1  Do not disturb")


def test_a_profile_is_not_removed_by_a_key_typed_ahead() -> None:
    with Editor() as editor:
        editor.wait_ready().feed("pnDesk\r")
        editor.wait_for("Desk")
        editor.feed("dy")
        editor.wait_for("Typed ahead: press Y again.")


def test_a_review_that_changed_must_be_read_again() -> None:
    with Editor() as editor:
        with_forwarding(editor).press("space").review()
        editor.wait_until_passed(READING_TIME)
        editor.feed("\x1bOSs")  # F4 switches forwarding off: the review now has another change
        editor.wait_for("Typed ahead: press S again to save.")
        assert is_forwarding_on()


def test_a_pin_is_not_changed_by_a_line_end_typed_ahead_of_its_prompt() -> None:
    with serve_provider("webex") as simulator, Editor() as editor:
        editor.wait_ready().feed("\x10PIN\r246810\r246810\r")
        editor.wait_for("Typed ahead: press Enter again.")
        assert {request.method for request in simulator.log} == {"GET"}
        editor.wait_until_passed(READING_TIME)
        editor.confirm("enter").wait_for("The voicemail PIN is changed.")


def test_a_greeting_is_not_uploaded_by_a_line_end_typed_ahead_of_its_prompt(tmp_path: Path) -> None:
    recording = tmp_path / "hello.wav"
    recording.write_bytes(wav())
    with serve_provider("webex") as simulator, Editor() as editor:
        editor.wait_ready().feed(f"\x10busy greeting\r{recording}\r")
        editor.wait_for("Typed ahead: press Enter again.")
        assert {request.method for request in simulator.log} == {"GET"}
