"""History, what-if, advice and profiles: each leads to a field or to the review, and sends nothing itself."""

from tests.fakes.backend import FakeBackend
from tui_callsettings.accounts.config import load_config
from tui_callsettings.models.feature import Feature

from .editor import editor


async def test_what_a_save_replaced_is_brought_back_by_an_ordinary_review() -> None:
    async with editor() as person:
        await person.press("space", "f2", "s")
        await person.wait_for("Saved and verified")
        await person.press("h")
        assert "OFF → ON" in person.text
        assert "saved and verified" in person.row("saved and")
        await person.press("enter")
        assert "ON → OFF" in person.text
        assert person.backend.value("do_not_disturb.enabled") is True
        await person.press("s")
        assert person.backend.value("do_not_disturb.enabled") is False


async def test_the_history_of_an_account_without_saves_says_so() -> None:
    async with editor() as person:
        await person.press("h")
        assert "Nothing has been saved from here yet." in person.text
        await person.press("enter", "escape")
        assert "1  Do not disturb" in person.text


async def test_what_if_shows_the_steps_of_a_situation_and_leads_to_the_setting() -> None:
    async with editor() as person:
        await person.press("w", "end")
        assert "Step by step: do not disturb" in person.text
        await person.press("up", "up")
        assert "Step by step: unanswered" in person.text
        await person.press("enter")
        assert "[Calls ●]" in person.text
        assert ">  " in person.row("Send unanswered calls")


async def test_a_step_leads_to_its_own_setting() -> None:
    async with editor() as person:
        await person.press("ctrl+p", *"what", "space", *"happens", "enter", "tab", "home", "enter")
        assert "Call forwarding" in person.row("read ")
        assert ">  Forward all calls" in person.text


async def test_advice_leads_to_its_field_and_can_be_silenced_for_good() -> None:
    backend = FakeBackend()
    backend.set("call_forwarding.busy.enabled", True)
    async with editor(backend) as person:
        assert "shows 1 piece of advice." in person.text
        first = person.app.advice(is_draft=False)[0]
        await person.press("v", "s")
        assert "(silenced)" in person.text
        assert first.id in load_config().silenced_advisories
        assert first not in person.app.advice(is_draft=False)
        await person.press("end", "s")
        assert load_config().silenced_advisories == ()
        await person.press("home", "enter")
        assert "Advice:" in person.text


async def test_a_profile_is_kept_applied_through_the_review_and_removed() -> None:
    async with editor() as person:
        await person.press("p")
        assert "No profiles yet." in person.text
        await person.press("n", *"Desk", "enter")
        assert "Saved to" in person.text
        assert "same as your current settings" in person.text
        await person.press("escape", "space", "p")
        assert "ON → OFF" in person.text
        await person.press("enter")
        assert not person.app.store.is_dirty
        person.backend.set("call_waiting.enabled", False)
        await person.press("f5", "p", "enter")
        assert "Save 1 change?" in person.text
        await person.press("s")
        assert person.backend.value("call_waiting.enabled") is True
        await person.press("p", "d")
        assert 'Remove "Desk"?' in person.text
        await person.press("y")
        assert "No profiles yet." in person.text


async def test_a_profile_needs_a_possible_name() -> None:
    async with editor() as person:
        await person.press("p", "n", "slash", "enter")
        assert "cannot be the name of a profile" in person.text
        await person.press("backspace", "a", "enter")
        assert "Saved to" in person.text


async def test_advice_on_a_field_stands_with_its_help_and_in_the_review() -> None:
    async with editor() as person:
        await person.press("2", "pagedown", "space", "f2")
        assert "Advice:" in person.text
        assert person.app.store.feature_state(Feature.CALL_FORWARDING).is_dirty
