"""The pictures in screenshots/ show the editor as it is."""

import pytest

from tests.make_screenshots import FOLDER, PICTURES, Picture, svg


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_the_picture_is_what_the_editor_shows(picture: Picture) -> None:
    file = FOLDER / f"{picture.name}.svg"
    assert file.read_text() == await svg(picture), "make them again: python -m tests.make_screenshots"


def test_there_is_no_picture_of_something_else() -> None:
    assert {file.stem for file in FOLDER.glob("*.svg")} == {picture.name for picture in PICTURES}
