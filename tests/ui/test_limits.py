"""What an account cannot do is seen, with the reason; nobody finds out by a failed save."""

from tests.fakes.backend import FakeBackend
from tui_callsettings.errors import UnsupportedError
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature

from .editor import editor


def limited(*limits: tuple[Feature, tuple[str, ...], Support]) -> FakeBackend:
    return FakeBackend(Capabilities("Fake", {(feature, path): support for feature, path, support in limits}))


async def test_a_feature_that_is_not_offered_says_why_and_does_not_open() -> None:
    backend = limited((Feature.VOICEMAIL, (), Support(Access.NOT_OFFERED, "not offered by UCM")))
    async with editor(backend) as person:
        assert person.row("Voicemail").endswith("not offered by UCM")
        await person.press("3")
        assert "1  Do not disturb" in person.text
        assert "not offered by UCM" in person.prose


async def test_a_field_that_cannot_be_changed_takes_the_focus_and_its_whole_reason_is_in_the_hint() -> None:
    backend = limited(
        (Feature.DO_NOT_DISTURB, ("ring_splash_enabled",), Support(Access.READ_ONLY, "set by your administrator")),
        (Feature.DO_NOT_DISTURB, ("webex_go_override_enabled",), Support(Access.NOT_OFFERED, "needs Webex Go")),
    )
    async with editor(backend) as person:
        await person.press("1", "down", "down")
        assert "read-only: set by your administrator" in person.row("Ring reminder")
        assert person.row("Webex Go").endswith("- needs Webex Go")
        assert ">" in person.row("Webex Go")
        assert "Needs Webex Go." in person.text
        await person.press("up", "space")
        assert "Read-only: set by your administrator." in person.text
        assert not person.app.store.is_dirty


async def test_a_limit_learned_while_reading_counts() -> None:
    backend = FakeBackend()
    backend.read_error[Feature.CALL_WAITING] = UnsupportedError("Call waiting: not enabled by your administrator.")
    async with editor(backend) as person:
        assert "not offered" in person.row("Call waiting")
        await person.press("4")
        assert "not enabled by your administrator" in person.prose


async def test_a_group_that_cannot_be_changed_at_all_can_still_be_looked_at() -> None:
    path = ("business_continuity",)
    backend = limited((Feature.CALL_FORWARDING, path, Support(Access.READ_ONLY, "not writable here")))
    async with editor(backend) as person:
        await person.press("2", "pageup")
        assert "[Business continuity ○]" in person.text
        assert "read-only" in person.row("Forward to")
        assert "Read-only: not writable here." in person.prose
        await person.press("pagedown", "space")
        assert person.app.store.is_dirty


async def test_the_overview_shows_that_an_edit_cannot_be_saved() -> None:
    async with editor() as person:
        await person.press("2", "space", "down", *"word", "escape")
        assert "! 2  Call forwarding" in person.text
        assert 'Not ready to save: Forward to (always): "word" is not' in person.text
        await person.press("f6")
        await person.press(*["f6"] * 4)
        assert "Not ready to save" not in person.text


async def test_the_review_shows_the_effect_of_what_can_be_saved_alone() -> None:
    async with editor() as person:
        await person.press("space", "2", "space", "down", *"word", "escape", "f2")
        assert 'Forward to (always): "word" is not' in person.text
        changes, waiting = person.text.split("Not part of this save:")
        assert "Do not disturb" in changes
        assert "Forward to (always)" in waiting
        assert "calls go to word" not in person.text
        assert "After saving: do not disturb is on" in person.text


async def test_the_review_claims_no_effect_where_nothing_can_be_saved() -> None:
    async with editor() as person:
        await person.press("2", "space", "down", *"word", "escape", "f2")
        assert "Forward to (always)" in person.text
        assert "After saving" not in person.text
        assert "No change to where calls go" not in person.text
