"""The call flow drawn as a tree of lines for a terminal."""

from collections.abc import Sequence

from tui_callsettings.text import clean_text

from .flow import CallFlow, FlowRow

ROOT = "incoming call"
NARROW = 60
"""Columns up to which labels and outcomes are not set in two columns."""

_FEWEST_COLUMNS = 24
_FRAME = ("├─ ", "└─ ", "│  ", "   ")
_ASCII_FRAME = ("|- ", "`- ", "|  ", "   ")


def draw_flow(flow: CallFlow, width: int, *, ascii: bool = False) -> list[str]:  # noqa: A002 - it is the flag's name
    """Return the tree as lines of at most `width` columns (24 at least); nothing is cut off, long words are broken.

    Args:
        flow: what to draw.
        width: columns to draw in; up to 60 the outcome follows its label instead of standing in a column.
        ascii: whether only ASCII characters may be used; others become "?".
    """
    width = max(width, _FEWEST_COLUMNS)
    lines = [ROOT]
    for row, frames in zip(flow.rows, _frames(flow.rows, ascii=ascii), strict=True):
        label_width = 0 if width <= NARROW else max(len(each.label) for each in flow.rows)
        lines += _row_lines(row, frames, label_width, width)
    return [_ascii(line) for line in lines] if ascii else lines


def _frames(rows: Sequence[FlowRow], *, ascii: bool) -> list[tuple[str, str]]:  # noqa: A002 - as above
    """Return for each row the frame of its first line and of its further lines."""
    middle, last, beside, below = _ASCII_FRAME if ascii else _FRAME
    return [(last, below) if row is rows[-1] else (middle, beside) for row in rows]


def _row_lines(row: FlowRow, frames: tuple[str, str], label_width: int, width: int) -> list[str]:
    first, further = frames
    if label_width:
        first += f"{row.label:<{label_width}}  "
        further += " " * (label_width + 2)
        text = row.marked_text
    else:
        further += "  "
        text = row.text
    parts = wrap_text(text, width - text_columns(first), width - text_columns(further))
    return [f"{first if index == 0 else further}{part}".rstrip() for index, part in enumerate(parts)]


def wrap_text(text: str, first: int, further: int) -> list[str]:
    """Return `text` in lines of at most `first` columns and then `further`; a word that is too long is broken."""
    lines, line, room = [], "", first
    for word in clean_text(text).split(" "):
        rest = word
        if line and text_columns(line) + 1 + text_columns(rest) > room:
            lines.append(line)
            line, room = "", further
        while text_columns(rest) > room:
            piece = _fitting(rest, room)
            lines.append(piece)
            rest, room = rest[len(piece) :], further
        line = f"{line} {rest}" if line else rest
    return [*lines, line]


def text_columns(text: str) -> int:
    """Return how many columns `text` takes on a terminal."""
    return len(text) if text.isascii() else sum(_column(character) for character in text)


def _column(character: str) -> int:
    if character < "\u0300" or "\u2500" <= character <= "\u257f":
        return 1  # Latin letters and frames, for which the library need not be loaded
    from wcwidth import wcwidth

    return max(0, wcwidth(character))


def _fitting(text: str, room: int) -> str:
    taken = 0
    for place, character in enumerate(text):
        taken += _column(character)
        if taken > room:
            return text[: max(place, 1)]
    return text


def _ascii(line: str) -> str:
    return line.encode("ascii", "replace").decode("ascii")
