"""What the review says of the changes before they are saved."""

from .editor import editor


async def test_the_review_says_how_many_of_the_changes_can_be_saved() -> None:
    async with editor() as person:
        await person.press("space", "down", "space")
        await person.press("f2")
        assert "Save 1 of 2 changes?" in person.text


async def test_space_on_the_overview_switches_and_the_review_shows_the_effect() -> None:
    async with editor() as person:
        await person.press("space")
        assert "*" in person.row("Do not disturb")
        await person.press("f2")
        assert "After saving: do not disturb is on" in person.text


async def test_the_review_says_what_is_unusual_before_it_is_sent() -> None:
    async with editor() as person:
        await person.press("2", "space", "down", "2", "f2")
        assert "? Forward to (always):" in person.text
        assert '"2" is unusually short' in person.text
        assert "[S]ave" in person.text
