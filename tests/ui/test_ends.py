"""Settings that end by themselves, in the editor."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.errors import OutcomeUnknownError, RejectedError, UnreachableError
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting
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


class Unreachable(FakeBackend):
    """A provider that does not answer any more once it was written to."""

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        self.read_error[feature] = UnreachableError("No route.")
        self.write_error[feature] = OutcomeUnknownError("No answer arrived.")
        await super().write(feature, wanted, changed)


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


async def test_an_end_waits_for_the_check_of_a_save_that_was_not_confirmed(ends: ScheduledEnds) -> None:
    backend = Unreachable()
    async with editor(backend) as person:
        await save_for_an_hour(person)
        await person.press("s")
        await person.wait_for("is set once the check confirms the save: Do not disturb.")
        assert ends.load() == ()
        backend.stored[DND] = backend.stored[DND].with_value(ON, True)
        backend.read_error.clear()
        await person.press("f5")
        await person.wait_for("Ends by itself:")
        (end,) = ends.pending()
        assert end.fields[0].back is False


async def test_an_end_is_given_up_where_the_check_finds_that_nothing_was_saved(ends: ScheduledEnds) -> None:
    backend = Unreachable()
    async with editor(backend) as person:
        await save_for_an_hour(person)
        await person.press("s")
        await person.wait_for("is set once the check confirms")
        backend.read_error.clear()
        await person.press("f5")
        await person.wait_for("No end is set (until")
        assert ends.load() == ()
        assert person.app.ends.request is None


async def test_a_rejected_save_names_the_end_that_stays_chosen_until_the_changes_are_discarded(
    ends: ScheduledEnds,
) -> None:
    backend = FakeBackend()
    async with editor(backend) as person:
        await save_for_an_hour(person)
        backend.write_error[DND] = RejectedError("Not now.")
        await person.press("s")
        await person.wait_for("No end is set; the next save ends by itself (until")
        assert ends.load() == ()
        await person.wait_for("Ends by itself:")
        await person.press("d")
        assert person.app.ends.request is None


async def test_after_a_partial_save_the_end_is_set_for_what_was_verified_only(ends: ScheduledEnds) -> None:
    backend = FakeBackend()
    backend.write_error[Feature.CALL_WAITING] = RejectedError("Not now.")
    async with editor(backend) as person:
        person.app.edit(Feature.CALL_WAITING, ON, False)
        await save_for_an_hour(person)
        await person.press("s")
        await person.wait_for("Does not end by itself, because it was not saved and verified: Call waiting.")
        (end,) = ends.pending()
        assert [field.key for field in end.fields] == ["do_not_disturb.enabled"]
        assert person.app.ends.request is None


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


async def test_the_open_editor_ends_it_on_time(ends: ScheduledEnds) -> None:
    backend = FakeBackend()
    async with editor(backend) as person:
        end = add_dnd(ends, backend, datetime.now(UTC) + timedelta(seconds=1))
        await person.app.ends.refresh()
        await person.wait_for("Ended by itself")
        assert datetime.now(UTC) - end.at < timedelta(seconds=2)
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
