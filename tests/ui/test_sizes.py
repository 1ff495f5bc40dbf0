"""Every screen in every size: what matters is in sight, and nothing typed is lost on the way from one to another."""

import pytest

from tui_callsettings.models.feature import Feature
from tui_callsettings.ui.fields.field_row import FieldRow
from tui_callsettings.ui.form import Form
from tui_callsettings.ui.groups import visible_fields

from .editor import Editor, editor

SIZES = [(60, 16), (80, 24), (300, 100)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_field_of_every_group_is_in_sight_without_scrolling(size: tuple[int, int]) -> None:
    async with editor(size=size) as person:
        capabilities = person.app.store.state.capabilities
        for number, feature in enumerate(Feature, 1):
            await person.press(str(number))
            seen = set()
            for group in person.app.screen.query_one(Form).groups:
                shown = [row.field for row in person.app.screen.query(FieldRow) if row.region]
                text = person.text
                assert [field.title for field in shown if field.title[:20] not in text] == []
                paths = {field.path for field in shown}
                assert group.paths <= paths
                seen |= paths
                await person.press("pagedown")
            assert seen == {field.path for field in visible_fields(feature, capabilities)}
            await person.press("escape")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_overview_shows_every_feature_and_the_way_out(size: tuple[int, int]) -> None:
    async with editor(size=size) as person:
        assert "Calls now ring your phone" in person.prose
        for feature in Feature:
            assert feature.title in person.text
        assert "F1 Help" in person.text
        assert "F10 Quit" in person.text


async def test_any_resize_keeps_what_was_typed_and_where() -> None:
    async with editor() as person:
        await person.press("2", "pagedown", "down", "end")
        await person.type("99")
        for size in ((60, 16), (200, 60), (61, 17), (80, 24), (20, 5), (80, 24)):
            await person.pilot.resize_terminal(*size)
            await person.settle()
            await person.type("1")
        assert "32132199111111" in person.row(">* Forward to")


async def test_that_it_is_too_small_is_told_until_it_grows_and_gives_way_to_the_fields() -> None:
    async with editor() as person:
        await person.press("2", "pagedown", "down", "end")
        await person.type("99")
        for size, told in {
            (59, 24): "Too small: 59 x 24. Make the terminal 60 x 16 or larger.",
            (60, 16): "",
            (40, 10): "Too small: 40 x 10. Make the terminal 60 x 16 or larger.",
            (40, 9): "",
            (80, 24): "",
        }.items():
            await person.pilot.resize_terminal(*size)
            await person.settle()
            assert told in person.prose
            assert ("Too small" in person.prose) is bool(told)
            assert "32132199" in person.row(">* Forward to")


async def test_the_size_is_told_on_every_screen_but_not_instead_of_what_happened() -> None:
    async with editor(size=(50, 20)) as person:
        assert "Too small: 50 x 20." in person.prose
        await person.press("space", "f10")
        assert "Quit with unsaved" in person.prose
        assert "Too small: 50 x 20." in person.prose
        await person.press("c", "f6")
        assert "Undone: Do not disturb" in person.prose
        assert "Too small" not in person.prose


async def test_no_row_is_wider_than_the_screen() -> None:
    async with editor(size=(60, 16)) as person:
        for keys in (("f1",), ("escape", "f9"), ("escape", "2", "space"), ("f2",), ("escape", "f10")):
            await person.press(*keys)
            assert _widest(person) <= 60


def _widest(person: Editor) -> int:
    return max(len(row) for row in person.text.splitlines())
