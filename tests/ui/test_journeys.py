"""What a person does, key by key, and what comes of it in the store and at the provider."""

from time import monotonic

import pytest
from textual.events import Key, Paste

from tests.fakes.backend import FakeBackend
from tui_callsettings.errors import OutcomeUnknownError, RejectedError, UnreachableError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting
from tui_callsettings.state.feature_state import Status
from tui_callsettings.ui.fields.field_row import FieldRow
from tui_callsettings.ui.refresher import Refresher
from tui_callsettings.ui.screens.editor_screen import EditorScreen
from tui_callsettings.ui.widgets.sidebar import FeatureList

from .editor import editor


async def test_the_overview_says_what_happens_to_a_call_and_each_state_in_words() -> None:
    async with editor() as person:
        assert "Calls now ring your phone, then go to voicemail after 3 rings." in person.text
        assert person.row("Do not disturb").split("  ")[-1].strip() == "[ ] OFF"
        assert "[x] ON" in person.row("Call waiting")
        assert "work · Pat · 4021" in person.row("Call settings")


async def test_do_not_disturb_is_switched_on_reviewed_and_saved_with_keys_alone() -> None:
    async with editor() as person:
        await person.press("1", "space")
        assert ">* Do not disturb" in person.row(">*")
        assert person.backend.writes == []
        await person.press("f2")
        assert "OFF → ON" in person.text
        await person.press("s")
        assert person.backend.writes == [(Feature.DO_NOT_DISTURB, (("enabled",),))]
        assert "Saved and verified" in person.text
        assert person.backend.value("do_not_disturb.ring_splash_enabled") is True


async def test_unanswered_calls_are_forwarded_after_four_rings() -> None:
    async with editor() as person:
        await person.press("2", "pagedown", "pagedown", "space", "down")
        await person.type("321 321")
        await person.press("down", "4", "ctrl+o", "enter")
        for key, value in (("enabled", True), ("destination", "321321"), ("number_of_rings", 4)):
            assert person.backend.value(f"call_forwarding.no_answer.{key}") == value


async def test_keys_typed_ahead_reach_the_field_they_were_meant_for() -> None:
    async with editor() as person:
        await person.pilot.press("2", "down", *"123", "tab", "tab", "pagedown", "down", "end", *"45", "f2")
        await person.settle()
        feature_state = person.app.store.feature_state(Feature.CALL_FORWARDING)
        assert feature_state.value(("call_forwarding", "always", "destination")) == "123"
        assert feature_state.value(("call_forwarding", "busy", "destination")) == "32132145"
        assert "Save 2 changes?" in person.text


async def test_forwarding_without_a_number_asks_for_one() -> None:
    async with editor() as person:
        await person.press("down", "space")
        assert ">! Forward to" in person.row(" Forward to ")
        assert "a number is required" in person.text


async def test_all_forwarding_goes_off_by_one_key_after_a_review_and_keeps_the_numbers() -> None:
    backend = FakeBackend()
    backend.set("call_forwarding.always.enabled", True)
    backend.set("call_forwarding.always.destination", "+19075551333")
    async with editor(backend) as person:
        assert "CALLS GO TO +1 907-555-1333" in person.text
        await person.press("0")
        assert backend.writes == []
        await person.press("s")
        assert backend.value("call_forwarding.always.enabled") is False
        assert backend.value("call_forwarding.always.destination") == "+19075551333"
        assert "CALLS GO TO" not in person.text


async def test_a_problem_shows_on_leaving_the_field_goes_with_the_next_key_and_stops_the_save() -> None:
    async with editor() as person:
        await person.press("2", "space", "down")
        await person.type("12x")
        assert "is not a phone number" not in person.text
        await person.press("down")
        assert "!" in person.row(" Forward to ")
        assert '"12x" is not a phone number' in person.text
        await person.press("f2")
        assert "Nothing can be saved yet" in person.text
        assert "S]ave" not in person.text
        await person.press("k")
        assert ">! Forward to" in person.row(" Forward to ")
        await person.press("end", "backspace")
        assert "is not a phone number" not in person.text
        await person.press("f2", "s")
        assert person.backend.value("call_forwarding.always.destination") == "12"


async def test_switched_on_without_a_number_leads_to_the_number() -> None:
    async with editor() as person:
        await person.press("2", "space", "f2", "enter")
        assert "a number is required" in person.text
        assert ">! Forward to" in person.row(" Forward to ")


async def test_a_pasted_number_loses_what_cannot_be_dialled_and_several_lines_are_refused() -> None:
    async with editor() as person:
        await person.press("2", "down")
        person.app.post_message(Paste("\u202a+1 (907) 555\u20111333\u202c\n"))
        await person.settle()
        assert "+19075551333" in person.row(" Forward to ")
        person.app.post_message(Paste("1\n2\n"))
        await person.settle()
        assert "Nothing was pasted: the text has 2 lines" in person.text
        assert "+19075551333" in person.row(" Forward to ")


async def test_undo_and_redo() -> None:
    async with editor() as person:
        await person.press("1", "space", "ctrl+t")
        assert "[ ] OFF" in person.row(">  Do not disturb")
        assert not person.app.store.is_dirty
        await person.press("ctrl+y")
        assert person.app.store.is_dirty


async def test_undo_in_a_text_brings_back_what_it_was() -> None:
    async with editor() as person:
        await person.press("2", "pagedown", "down", "ctrl+w", *"77", "ctrl+t")
        assert "321321" in person.row(" Forward to ")
        await person.press("ctrl+y")
        assert "77" in person.row(" Forward to ")


async def test_escape_loses_nothing() -> None:
    async with editor() as person:
        await person.press("1", "space", "escape", "escape", "f2", "escape")
        assert person.app.store.is_dirty


async def test_leaving_with_changes_asks_and_discard_is_not_what_enter_means() -> None:
    async with editor() as person:
        await person.press("1", "space", "ctrl+q")
        assert "Quit with unsaved changes?" in person.text
        assert ">[S]ave" in person.text
        await person.press("enter", "s")
        assert person.backend.value("do_not_disturb.enabled") is True
        assert person.app.return_code == 0


async def test_leaving_without_changes_is_quick() -> None:
    async with editor() as person:
        await person.press("ctrl+c")
        assert person.app.return_code == 0


async def test_a_kept_draft_is_offered_at_the_next_start() -> None:
    async with editor() as person:
        await person.press("1", "space", "f10", "k")
        assert person.app.return_code == 0
    async with editor() as person:
        assert "Unsaved draft" in person.text
        await person.press("enter")
        assert person.app.store.is_dirty
        await person.press("f2", "s")
    async with editor() as person:
        assert "Unsaved draft" not in person.text


async def test_what_was_not_read_says_so_and_is_read_again() -> None:
    backend = FakeBackend()
    backend.read_error[Feature.VOICEMAIL] = UnreachableError("No answer came.")
    async with editor(backend) as person:
        assert "could not be read" in person.row("3  Voicemail")
        assert "No answer came." in person.text
        backend.read_error.clear()
        await person.press("f5")
        assert "[x] ON" in person.row("3  Voicemail")


async def test_reading_is_said_in_words() -> None:
    backend = FakeBackend()
    backend.gate.clear()
    async with editor(backend, is_settled=False) as person:
        await person.pilot.pause()
        assert "reading..." in person.row("Call settings")
        assert "reading..." in person.row("2  Call forwarding")
        person.open_gate()
        await person.settle()
        assert "reading..." not in person.text


async def test_a_refusal_shows_the_providers_words_and_keeps_the_edit() -> None:
    async with editor() as person:
        person.backend.write_error[Feature.CALL_WAITING] = RejectedError(
            "Not taken.", provider_message="ask Pat", tracking_id="T-9"
        )
        await person.press("4", "space", "f2", "s")
        assert "ask Pat" in person.text
        assert "T-9" in person.text
        assert person.app.store.is_dirty


async def test_one_feature_is_saved_while_another_is_refused() -> None:
    async with editor() as person:
        person.backend.write_error[Feature.CALL_WAITING] = RejectedError("Not taken.")
        await person.press("space", "down", "down", "down", "space", "f2", "s")
        assert person.backend.value("do_not_disturb.enabled") is True
        assert [
            feature_state.feature for feature_state in person.app.store.feature_states if feature_state.is_dirty
        ] == [Feature.CALL_WAITING]
        assert "saved and verified" in person.text


async def test_an_unknown_outcome_is_told_and_checked_with_the_reload_key() -> None:
    async with editor() as person:
        person.backend.write_error[Feature.CALL_WAITING] = OutcomeUnknownError("Cut off.")
        person.backend.applies_failed_write = True
        person.backend.read_error.clear()
        await person.press("4", "space", "f2")
        person.backend.transform_write = lambda feature, setting: _failing_reads(person.backend, feature, setting)
        await person.press("s")
        assert person.app.store.feature_state(Feature.CALL_WAITING).status is Status.UNKNOWN
        assert "not confirmed" in person.text
        person.backend.read_error.clear()
        await person.press("escape", "f5")
        assert "Saved and verified" in person.text


def _failing_reads(backend: FakeBackend, feature: Feature, setting: Setting) -> Setting:
    backend.read_error[feature] = UnreachableError("No answer came.")
    return setting


async def test_a_field_that_two_changed_asks_whose_value_stands() -> None:
    async with editor() as person:
        await person.press("1", "space")
        person.backend.set("do_not_disturb.enabled", True)
        person.backend.set("do_not_disturb.ring_splash_enabled", False)
        await person.press("down", "f5")
        assert "#" in person.row("Ring reminder")
        await person.press("up", "space")
        assert not person.app.store.feature_state(Feature.DO_NOT_DISTURB).conflicts


@pytest.mark.parametrize(("answer", "kept"), [("m", "5555"), ("t", "4444")])
async def test_mine_or_theirs(answer: str, kept: str) -> None:
    async with editor() as person:
        await person.press("2", "down")
        await person.type("5555")
        person.backend.set("call_forwarding.always.destination", "4444")
        await person.press("f2", "s")
        assert "Conflict: also changed elsewhere" in person.text
        await person.press(answer, "enter")
        await person.press("s")
        assert person.backend.value("call_forwarding.always.destination") == kept


async def test_typing_goes_on_during_a_save() -> None:
    async with editor() as person:
        await person.press("4", "space", "f2")
        person.close_gate()
        await person.pilot.press("s", "k")
        await person.pilot.pause()
        assert "saving..." in person.text
        await person.pilot.press("space")
        person.open_gate()
        await person.settle()
        assert person.backend.value("call_waiting.enabled") is False
        assert person.app.store.feature_state(Feature.CALL_WAITING).value(("enabled",)) is True


async def test_a_field_is_found_by_its_name() -> None:
    async with editor() as person:
        await person.press("ctrl+p")
        await person.type("fax ext")
        await person.press("enter")
        assert "[Fax ○]" in person.text
        assert ">  Fax extension" in person.text


async def test_the_hint_comes_with_the_focus_and_not_a_frame_later() -> None:
    async with editor() as person:
        screen = person.app.screen
        assert isinstance(screen, EditorScreen)
        screen.query_one(FeatureList).highlighted = 1
        await person.settle()
        assert screen.hint == Feature.find("call_forwarding.always.enabled")[1].description
        await person.press("3")
        form = person.app.screen
        assert isinstance(form, EditorScreen)
        row = form.query(FieldRow)[2]
        form.set_focus(row.control)
        assert form.hint == row.field.description


async def test_help_shows_the_keys_in_force() -> None:
    async with editor() as person:
        await person.press("f1")
        assert "Turn the selected feature on or off" in person.text
        await person.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert "F2, Ctrl+O, Ctrl+S" in person.text
        await person.press("escape")
        assert "1  Do not disturb" in person.text


async def test_what_somebody_else_changed_is_read_and_marked_after_an_idle_time() -> None:
    async with editor() as person:
        refresher = Refresher(person.app, 5)
        await person.press("1", "down")
        person.backend.set("do_not_disturb.enabled", True)
        refresher.refresh_if_due()
        await person.settle()
        assert "[ ] OFF" in person.row("Do not disturb    ")
        person.app.last_key_at = monotonic() - 301
        refresher.auto_refresh.notify_read(monotonic() - 301)
        refresher.refresh_if_due()
        await person.settle()
        assert "# Do not disturb" in person.row("[x] ON")


async def test_only_one_edits_and_the_other_takes_over() -> None:
    async with editor() as first, editor() as second:
        assert "is editing these settings" in second.prose
        await second.press("1", "space")
        assert not second.app.store.is_dirty
        first.app.session._lock.release()
        refresher = Refresher(second.app, 0)
        refresher.start()
        refresher.take_over()
        await second.settle()
        await second.press("space")
        assert second.app.store.is_dirty


async def test_undo_stops_at_the_last_save_and_goes_on_when_it_is_pressed_again() -> None:
    async with editor() as person:
        await person.press("4", "space", "f2", "s")
        assert person.backend.value("call_waiting.enabled") is False
        await person.press("ctrl+t")
        assert "Press F6 again to undo saved changes as new edits." in person.prose
        assert not person.app.store.is_dirty
        await person.press("f6")
        assert person.app.store.is_dirty
        assert person.app.store.feature_state(Feature.CALL_WAITING).value(("enabled",)) is True


async def test_advice_is_acted_on_by_one_key_as_unsaved_edits_that_can_be_undone() -> None:
    backend = FakeBackend()
    backend.set("call_forwarding.busy.enabled", True)
    async with editor(backend) as person:
        await person.press("2", "f3")
        assert person.app.store.is_dirty
        assert "Applied:" in person.text
        assert backend.writes == []
        await person.press("f6")
        assert not person.app.store.is_dirty


async def test_help_and_find_pressed_again_and_again_do_not_pile_up() -> None:
    async with editor() as person:
        for _ in range(10):
            await person.press("f1", "escape", "f9", "escape", "f1", "f1")
        assert len(person.app.screen_stack) == 2


async def test_what_the_provider_did_not_report_is_shown_as_such_and_can_be_set() -> None:
    async with editor() as person:
        await person.press("2", "pagedown", "down", "down")
        assert "[-] not reported" in person.row("Allow forwarded")
        await person.press("space")
        assert "[x] ON" in person.row("Allow forwarded")


async def test_keys_that_come_quickly_behind_one_another_lose_nothing_in_a_text() -> None:
    async with editor() as person:
        await person.press("2", "down")
        for character in "20555501234567890":
            person.app.post_message(Key(character, character))
        await person.settle()
        assert "20555501234567890" in person.row("Forward to")
        state = person.app.store.feature_state(Feature.CALL_FORWARDING)
        assert state.value(("call_forwarding", "always", "destination")) == "20555501234567890"
