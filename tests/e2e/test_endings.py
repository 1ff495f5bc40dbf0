"""The end of a sitting: by the person, by a signal, by a lost line; with edits, and in the middle of a save."""

import signal
import time

import pytest

from tui_callsettings.models.feature import Feature
from tui_callsettings.simulator.faults import Fault
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.state.drafts import Drafts

from .accounts import practice_documents, served, subject
from .person import Person

NUMBER = "20555501"


def type_a_number(person: Person) -> None:
    person.ready().find(*Feature.find("call_forwarding.busy.destination")).press("erase", NUMBER)
    person.wait_until(lambda: NUMBER in person.focused_row, NUMBER)


def drafted() -> list[object]:
    draft, damage = Drafts(subject()).read()
    assert not damage
    return [change.after for change in draft.changes] if draft else []


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_keeps_the_draft_and_restores_the_terminal(number: signal.Signals) -> None:
    with Person() as person:
        before = person.modes()
        type_a_number(person)
        person.send_signal(number)
        assert person.wait_exit(12) == 128 + number
        assert person.modes() == before
        assert b"\x1b[?1049l" in person.received
    assert drafted() == [NUMBER]
    with Person() as person:
        person.wait_words("Edits from last time", NUMBER)


def test_a_lost_line_keeps_the_draft() -> None:
    with Person() as person:
        type_a_number(person)
        person.hang_up()
        assert person.process.wait(5) == 128 + signal.SIGHUP
    assert drafted() == [NUMBER]


def saving(simulator: Simulator, person: Person) -> Fault:
    """Have a save wait for its answer."""
    person.ready().open(Feature.DO_NOT_DISTURB).press("space").review()
    held = simulator.set_fault("hold", method="PUT")
    person.press("s")
    assert held.seen.wait(10)
    person.wait_for("saving...")
    return held


def is_do_not_disturb_on(simulator: Simulator) -> bool:
    documents = next(iter(simulator.state()["people"].values()))
    return bool(documents["doNotDisturb"]["enabled"])


def test_a_signal_lets_a_save_end() -> None:
    with served("webex") as simulator, Person() as person:
        held = saving(simulator, person)
        person.send_signal(signal.SIGTERM)
        spent = person.processor_share(1.0)
        assert person.process.poll() is None
        assert spent <= 0.05
        held.release()
        assert person.wait_exit(12) == 128 + signal.SIGTERM
        assert is_do_not_disturb_on(simulator)
        assert drafted() == []


def test_a_lost_line_lets_a_save_end() -> None:
    with served("webex") as simulator, Person() as person:
        held = saving(simulator, person)
        person.hang_up()
        spent = person.processor_share(1.0)
        assert person.process.poll() is None
        assert spent <= 0.05
        held.release()
        assert person.process.wait(5) == 128 + signal.SIGHUP
        assert is_do_not_disturb_on(simulator)
        assert drafted() == []


def test_leaving_waits_for_a_save() -> None:
    with served("webex") as simulator, Person() as person:
        held = saving(simulator, person)
        person.press("quit").wait_for("Leaving as soon as the save has ended")
        held.release()
        assert person.wait_exit(12) == 0
        assert is_do_not_disturb_on(simulator)


def test_a_silent_provider_does_not_delay_leaving() -> None:
    with served("webex") as simulator, Person() as person:
        person.ready()
        held = simulator.set_fault("hold")
        person.press("reload")
        assert held.seen.wait(10)
        started = time.monotonic()
        assert person.quit() == 0
        # Two seconds on a quiet machine; the provider stays silent for far longer.
        assert time.monotonic() - started <= 8.0


def test_a_provider_that_is_silent_from_the_start_does_not_delay_leaving() -> None:
    with served("webex", faults=("hold",)), Person() as person:
        person.wait_for("reading...")
        started = time.monotonic()
        assert person.quit() == 0
        # Two seconds on a quiet machine; the provider stays silent for far longer.
        assert time.monotonic() - started <= 8.0


def test_discarding_on_the_way_out_drops_the_draft_and_writes_nothing() -> None:
    before = practice_documents()
    with Person() as person:
        type_a_number(person)
        person.press("quit").wait_for("Leave with changes")
        person.press("d")
        assert person.wait_exit() == 0
    assert drafted() == []
    assert practice_documents() == before
