"""Settings that end by themselves, in the editor."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.changes import Change
from tui_callsettings.state.end_record import ScheduledEnd
from tui_callsettings.state.scheduled_ends import ScheduledEnds
from tui_callsettings.ui.workflows.accounts import _cancel_ends, _lost_ends

from .editor import Editor, editor

DND, ON = Feature.DO_NOT_DISTURB, ("enabled",)
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_callsettings.state.scheduler.shutil.which", lambda name: None)


@pytest.fixture
def ends() -> ScheduledEnds:
    return ScheduledEnds("work")


def add_dnd(ends: ScheduledEnds, backend: FakeBackend, at: datetime) -> ScheduledEnd:
    backend.stored[DND] = backend.stored[DND].with_value(ON, True)
    ends.path.parent.mkdir(parents=True, exist_ok=True)
    return ends.add([Change(DND, ON, False, True)], at, NOW)


async def save_for_an_hour(person: Editor) -> None:
    await person.press("space", "f2", "u")
    await person.wait_for("For 1 hour")
    await person.press("enter")
    await person.wait_for("Ends by itself:")


async def test_the_review_sets_an_end_and_the_save_schedules_it(ends: ScheduledEnds) -> None:
    async with editor() as person:
        await save_for_an_hour(person)
        assert "it ends when callsettings next runs" in person.prose
        assert ends.load() == ()
        await person.press("s")
        await person.wait_for("Saved and verified")
        (end,) = ends.pending()
        assert (end.fields[0].key, end.fields[0].back) == ("do_not_disturb.enabled", False)
        assert "until" in person.row("1  Do not disturb")


async def test_ends_are_listed_and_canceled(ends: ScheduledEnds) -> None:
    backend = FakeBackend()
    add_dnd(ends, backend, NOW + timedelta(hours=2))
    async with editor(backend) as person:
        await person.wait_for("until")
        await person.press("e")
        await person.wait_for("cancels the end")
        assert "Do not disturb" in person.prose
        await person.press("d")
        await person.wait_for("Canceled. The settings stay as they are.")
        assert ends.pending() == ()
        assert "Nothing ends by itself" in person.prose


async def test_an_end_is_moved_to_a_typed_time(ends: ScheduledEnds) -> None:
    backend = FakeBackend()
    before = add_dnd(ends, backend, NOW + timedelta(hours=2))
    async with editor(backend) as person:
        await person.wait_for("until")
        await person.press("e")
        await person.wait_for("cancels the end")
        await person.press("enter")
        await person.wait_for("Another time")
        await person.press("end", "enter")
        await person.wait_for("When does this end")
        await person.type("soon")
        await person.press("enter")
        await person.wait_for('"soon" is not a time')
        await person.press("ctrl+u")
        await person.type("3h")
        await person.press("enter")
        await person.wait_for("it ends when callsettings next runs")
        assert ends.pending()[0].at > before.at


async def test_what_is_due_is_ended_at_the_start_and_shown(ends: ScheduledEnds) -> None:
    backend = FakeBackend()
    add_dnd(ends, backend, NOW - timedelta(minutes=1))
    async with editor(backend) as person:
        await person.wait_for("Ended by itself")
        await person.wait_for("Do not disturb [ ] OFF")
        assert backend.stored[DND].value(ON) is False
        assert ends.unseen() == ()


async def test_what_becomes_due_is_ended_while_the_editor_is_open(ends: ScheduledEnds) -> None:
    backend = FakeBackend()
    end = add_dnd(ends, backend, NOW + timedelta(hours=2))
    async with editor(backend) as person:
        await person.wait_for("until")
        ends.update(end, end.replace(at=NOW - timedelta(minutes=1)))
        person.app.refresher.end_due()
        await person.wait_for("Ended by itself")
        assert backend.stored[DND].value(ON) is False


@pytest.mark.parametrize("is_dropped", [False, True])
async def test_an_edit_asks_in_the_review_what_becomes_of_the_end(ends: ScheduledEnds, is_dropped: bool) -> None:
    backend = FakeBackend()
    path = ("call_forwarding", "always", "destination")
    backend.stored[Feature.CALL_FORWARDING] = backend.stored[Feature.CALL_FORWARDING].with_value(path, "4022")
    ends.path.parent.mkdir(parents=True, exist_ok=True)
    ends.add([Change(Feature.CALL_FORWARDING, path, "", "4022")], NOW + timedelta(hours=2), NOW)
    async with editor(backend) as person:
        await person.wait_for("until")
        person.app.edit(Feature.CALL_FORWARDING, path, "4023")
        await person.press("f2")
        await person.wait_for("That end is kept for the new value.")
        if is_dropped:
            await person.press("u")
            await person.wait_for("Drop the end")
            await person.press("down", "enter")
            await person.wait_for("That end is dropped.")
        await person.press("s")
        await person.wait_for("Saved and verified")
        assert [field.value for end in ends.pending() for field in end.fields] == ([] if is_dropped else ["4023"])


def test_signing_out_names_what_no_longer_ends(ends: ScheduledEnds) -> None:
    backend = FakeBackend()
    add_dnd(ends, backend, NOW + timedelta(hours=2))
    assert _lost_ends(Account("work", "webex")) == "Do not disturb"
    _cancel_ends(Account("work", "webex"))
    assert ends.pending() == ()
    assert _lost_ends(Account("work", "webex")) == ""
