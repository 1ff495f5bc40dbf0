"""Settings that end by themselves, in plain mode."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.errors import OutcomeUnknownError, UnreachableError
from tui_callsettings.models.account import PRACTICE
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting
from tui_callsettings.state.scheduled_ends import ScheduledEnds

from .conversation import Conversation

DND_ON = ["dnd on", "save"]


@pytest.fixture(autouse=True)
def _no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_callsettings.state.scheduler.shutil.which", lambda name: None)


@pytest.fixture
def plain(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Conversation:
    return Conversation(capfd, monkeypatch)


@pytest.fixture
def backend(plain: Conversation) -> FakeBackend:
    return plain.replace_backend(FakeBackend())


@pytest.fixture
def ends() -> ScheduledEnds:
    return ScheduledEnds(PRACTICE)


def test_an_end_is_set_at_the_question_whether_to_save(
    plain: Conversation, backend: FakeBackend, ends: ScheduledEnds
) -> None:
    output = plain.run(*DND_ON, "until soon", "until 2h", "yes", "until", "", "quit")
    assert '"soon" is not a time' in output
    assert "it ends when callsettings next runs" in output
    assert "(end 1)" in output
    assert output.count("Save? (yes or no)") == 3
    assert "1  ends" in output
    (end,) = ends.pending()
    assert end.fields[0].back is False


def test_an_end_is_canceled_and_moved(plain: Conversation, backend: FakeBackend, ends: ScheduledEnds) -> None:
    plain.run(*DND_ON, "until 2h", "yes", "quit")
    first = ends.pending()[0]
    assert "is not a time" in plain.run("until", "1", "move", "later", "tomorrow 9:00", "quit")
    assert ends.pending()[0].at != first.at
    assert "Canceled end 1." in plain.run("until", "1", "cancel", "quit")
    assert "Nothing ends by itself." in plain.run("until", "quit")


@pytest.mark.parametrize(("answer", "is_kept"), [("", True), ("1", True), ("drop", False)])
def test_an_edit_asks_what_becomes_of_the_end(
    answer: str, is_kept: bool, plain: Conversation, backend: FakeBackend, ends: ScheduledEnds
) -> None:
    plain.run("forward always to 4022", "save", "until 2h", "yes", "quit")
    plain.run("forward always to 4023", "save", answer, "yes", "quit")
    values = [field.value for end in ends.pending() for field in end.fields if "destination" in field.key]
    assert values == (["4023"] if is_kept else [])


def test_what_is_due_is_ended_between_two_answers(
    plain: Conversation, backend: FakeBackend, ends: ScheduledEnds
) -> None:
    def make_due() -> None:
        (end,) = ends.pending()
        ends.update(end, end.replace(at=datetime.now(UTC) - timedelta(seconds=1)))

    output = plain.run(*DND_ON, "until 2h", "yes", make_due, "advice", "list", "quit")
    assert "Ended by itself" in output
    assert output.rindex("1 Do not disturb: OFF") > output.index("Ended by itself")


def test_the_end_of_a_save_that_was_not_confirmed_is_set_once_it_is(plain: Conversation, ends: ScheduledEnds) -> None:
    backend = FakeBackend()
    backend.applies_failed_write = True
    backend.write_error[Feature.DO_NOT_DISTURB] = OutcomeUnknownError("No answer arrived.")

    def fail_reads(feature: Feature, setting: Setting) -> Setting:
        backend.read_error[feature] = UnreachableError("No route.")
        return setting

    backend.transform_write = fail_reads
    plain.replace_backend(backend)
    output = plain.run(*DND_ON, "until 2h", "yes", backend.read_error.clear, "yes", "quit")
    assert "Nothing ends by itself, because the change was not saved and verified." in output
    assert output.index("Nothing ends by itself") < output.index("(end 1)")
    assert len(ends.pending()) == 1


def test_an_edit_moves_the_end_to_another_time(plain: Conversation, backend: FakeBackend, ends: ScheduledEnds) -> None:
    plain.run("forward always to 4022", "save", "until 2h", "yes", "quit")
    (before,) = ends.pending()
    output = plain.run("forward always to 4023", "save", "move", "soon", "3h", "yes", "quit")
    assert '"soon" is not a time' in output
    (after,) = [end for end in ends.pending() if any("destination" in field.key for field in end.pending_fields)]
    assert after.at > before.at
    assert [(field.value, field.back) for field in after.fields if "destination" in field.key] == [("4023", "")]


def test_an_end_is_moved_by_a_duration(plain: Conversation, backend: FakeBackend, ends: ScheduledEnds) -> None:
    plain.run(*DND_ON, "until 2h", "yes", "quit")
    (before,) = ends.pending()
    plain.run("until", "1", "move", "5h", "quit")
    assert ends.pending()[0].at > before.at
