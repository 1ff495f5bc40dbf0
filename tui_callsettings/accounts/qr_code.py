"""An address as a QR code made of text, for a camera in front of a terminal."""

from collections.abc import Sequence

ROWS = 24
"""Lines of a terminal: the frame around the code is made narrower to stay within them."""

_WIDE_FRAME, _NARROW_FRAME = 2, 1
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def qr_text(address: str, *, ascii_only: bool = False, is_background_dark: bool = True) -> tuple[str, ...]:
    """Return the lines of the code, all equally long.

    Half blocks take one column a square and half a line; with ASCII a square takes two columns and a line. A camera
    wants dark squares on light ground, so on a dark background the light ones are drawn.

    Args:
        address: what the camera is to find.
        ascii_only: draw with "#" and spaces.
        is_background_dark: whether the terminal's background is dark.

    Raises:
        ValueError: the address is too long for a QR code.
    """
    import segno

    # Little redundancy keeps it small; a screen has no stains.
    code = segno.make_qr(address, error="l", boost_error=False)
    lines_of = _ascii_lines if ascii_only else _half_block_lines
    lines: tuple[str, ...] = ()
    for frame in (_WIDE_FRAME, _NARROW_FRAME):
        drawn = [[bool(dark) != is_background_dark for dark in row] for row in code.matrix_iter(border=frame)]
        lines = lines_of(drawn)
        if len(lines) <= ROWS:
            break
    return lines


def _ascii_lines(drawn: Sequence[Sequence[bool]]) -> tuple[str, ...]:
    return tuple("".join("##" if square else "  " for square in row) for row in drawn)


def _half_block_lines(drawn: Sequence[Sequence[bool]]) -> tuple[str, ...]:
    blank = [False] * len(drawn[0])
    rows = [*drawn, blank] if len(drawn) % 2 else list(drawn)
    return tuple(
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
