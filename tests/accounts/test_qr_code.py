import pytest

from tui_callsettings.accounts.qr_code import qr_text

ADDRESS = "https://login.webex.com/verify?userCode=123456"


def squares(lines: tuple[str, ...], ink: str) -> list[list[bool]]:
    """What half blocks draw, as rows of squares."""
    rows = []
    for line in lines:
        rows.append([character in (ink, "█") for character in line])
        rows.append([character in ("▄", "█") for character in line])
    return rows


def test_half_blocks_and_ascii_draw_the_same() -> None:
    blocks = squares(qr_text(ADDRESS), "▀")
    ascii_rows = [[pair == "#" for pair in line[::2]] for line in qr_text(ADDRESS, ascii_only=True)]
    frame = (len(blocks[0]) - len(ascii_rows[0])) // 2
    inner = [row[frame : len(row) - frame] if frame else row for row in blocks[frame : frame + len(ascii_rows)]]
    assert inner == ascii_rows


def test_the_other_background_draws_the_other_squares() -> None:
    dark = qr_text(ADDRESS, ascii_only=True)
    light = qr_text(ADDRESS, ascii_only=True, is_background_dark=False)
    assert [line.replace("#", "x").replace(" ", "#").replace("x", " ") for line in dark] == list(light)


@pytest.mark.parametrize("length", [46, 120, 154])
def test_it_fits_a_terminal(length: int) -> None:
    lines = qr_text(ADDRESS.ljust(length, "x"))
    assert len(lines) <= 24
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) <= 80


def test_ascii_is_ascii() -> None:
    assert all(set(line) <= {"#", " "} for line in qr_text(ADDRESS, ascii_only=True))
    # The corner: a finder pattern of seven dark squares, light ones drawn around it.
    first = qr_text(ADDRESS, ascii_only=True)
    assert set(first[0]) == {"#"}


def test_too_long() -> None:
    with pytest.raises(ValueError, match=r"(?i)data"):
        qr_text("x" * 5000)
