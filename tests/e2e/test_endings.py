"""The end of a sitting: by the person, by a signal, by a lost line; with edits, and in the middle of a save."""

import signal
import time

import pytest

from tui_callsettings.models.feature import Feature
from tui_callsettings.simulator.faults import Fault
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.state.drafts import DraftFile

from .accounts import practice_documents, serve_provider, subject
from .editor import Editor

NUMBER = "20555501"


def type_a_number(editor: Editor) -> None:
    editor.wait_ready().find(*Feature.find("call_forwarding.busy.destination")).press("erase", NUMBER)
    editor.wait_until(lambda: NUMBER in editor.focused_row, NUMBER)


def drafted() -> list[object]:
    draft, damage = DraftFile(subject()).read()
    assert not damage
    return [change.new for change in draft.changes] if draft else []


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_keeps_the_draft_and_restores_the_terminal(number: signal.Signals) -> None:
    with Editor() as editor:
        before = editor.modes()
        type_a_number(editor)
        editor.send_signal(number)
        assert editor.wait_exit(12) == 128 + number
        assert editor.modes() == before
        assert b"\x1b[?1049l" in editor.received
    assert drafted() == [NUMBER]
    with Editor() as editor:
        editor.wait_words("Unsaved draft", NUMBER)


def test_a_lost_line_keeps_the_draft() -> None:
    with Editor() as editor:
        type_a_number(editor)
        editor.hang_up()
        assert editor.process.wait(5) == 128 + signal.SIGHUP
    assert drafted() == [NUMBER]


def saving(simulator: Simulator, editor: Editor) -> Fault:
    """Have a save wait for its answer."""
    editor.wait_ready().open(Feature.DO_NOT_DISTURB).press("space").review()
    held = simulator.set_fault("hold", method="PUT")
    editor.confirm("s")
    assert held.seen.wait(10)
    editor.wait_for("saving...")
    return held


def is_do_not_disturb_on(simulator: Simulator) -> bool:
    documents = next(iter(simulator.state()["people"].values()))
    return bool(documents["doNotDisturb"]["enabled"])


def test_a_signal_lets_a_save_end() -> None:
    with serve_provider("webex") as simulator, Editor() as editor:
        held = saving(simulator, editor)
        editor.send_signal(signal.SIGTERM)
        spent = editor.processor_share(1.0)
        assert editor.process.poll() is None
        assert spent <= 0.3  # a loop that spins takes nearly all of it
        held.release()
        assert editor.wait_exit(12) == 128 + signal.SIGTERM
        assert is_do_not_disturb_on(simulator)
        assert drafted() == []


def test_a_lost_line_lets_a_save_end() -> None:
    with serve_provider("webex") as simulator, Editor() as editor:
        held = saving(simulator, editor)
        editor.hang_up()
        spent = editor.processor_share(1.0)
        assert editor.process.poll() is None
        assert spent <= 0.3  # a loop that spins takes nearly all of it
        held.release()
        assert editor.process.wait(5) == 128 + signal.SIGHUP
        assert is_do_not_disturb_on(simulator)
        assert drafted() == []


def test_leaving_waits_for_a_save() -> None:
    with serve_provider("webex") as simulator, Editor() as editor:
        held = saving(simulator, editor)
        editor.press("quit").wait_for("Quitting as soon as the save has ended")
        held.release()
        assert editor.wait_exit(12) == 0
        assert is_do_not_disturb_on(simulator)


def test_a_silent_provider_does_not_delay_leaving() -> None:
    with serve_provider("webex") as simulator, Editor() as editor:
        editor.wait_ready()
        held = simulator.set_fault("hold")
        editor.press("reload")
        assert held.seen.wait(10)
        started = time.monotonic()
        assert editor.quit() == 0
        # Two seconds on a quiet machine; the provider stays silent for far longer.
        assert time.monotonic() - started <= 8.0


def test_a_provider_that_is_silent_from_the_start_does_not_delay_leaving() -> None:
    with serve_provider("webex", faults=("hold",)), Editor() as editor:
        editor.wait_for("reading...")
        started = time.monotonic()
        assert editor.quit() == 0
        # Two seconds on a quiet machine; the provider stays silent for far longer.
        assert time.monotonic() - started <= 8.0


def test_discarding_on_the_way_out_drops_the_draft_and_writes_nothing() -> None:
    before = practice_documents()
    with Editor() as editor:
        type_a_number(editor)
        editor.press("quit").wait_for("Quit with unsaved changes?")
        editor.confirm("d")
        assert editor.wait_exit() == 0
    assert drafted() == []
    assert practice_documents() == before


def test_leaving_during_a_save_that_then_fails_in_part_prints_that_and_ends_with_its_status() -> None:
    with serve_provider("webex") as simulator, Editor() as editor:
        before = editor.modes()
        editor.wait_ready().open(Feature.CALL_WAITING).press("space").wait_for("unsaved")
        editor.back()
        simulator.set_fault("400", path="*[wW]aiting", method="PUT", message="No, thank you")
        held = saving(simulator, editor)
        editor.press("quit").wait_for("Quitting as soon as the save has ended")
        held.release()
        assert editor.wait_exit(12) != 0
        assert editor.modes() == before
        after = " ".join(editor.received.rpartition(b"\x1b[?1049l")[2].decode().split())
        assert "callsettings: Call waiting: not saved" in after
        assert "No, thank you" in after
        assert is_do_not_disturb_on(simulator)
    assert drafted() == [False]


def test_edits_made_during_the_save_are_asked_about_before_leaving() -> None:
    with serve_provider("webex") as simulator, Editor() as editor:
        held = saving(simulator, editor)
        editor.confirm("k").back().open(Feature.CALL_WAITING).press("space").wait_for("unsaved")
        editor.press("quit").wait_for("Quitting as soon as the save has ended")
        held.release()
        editor.wait_for("Quit with unsaved changes?")
        editor.confirm("k")
        assert editor.wait_exit(12) == 0
        assert is_do_not_disturb_on(simulator)
    assert drafted() == [False]
