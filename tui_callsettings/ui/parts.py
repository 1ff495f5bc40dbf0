"""Pieces of a row: text with its style, cut to the width there is."""

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from . import look

Part = tuple[str, str]
"""Some text and its style."""


def cut(parts: list[Part], width: int) -> Content:
    """The parts as one line that fits: a long one loses its end."""
    fitting = []
    for text, style in parts:
        shown = text if cell_len(text) <= width else set_cell_size(text, width)
        width -= cell_len(shown)
        if shown:
            fitting.append((shown, style))
    return Content.assemble(*fitting)


def switch_parts(value: object) -> list[Part]:
    """A switch in a sign and a word; "-" where the account gave no value."""
    if value is None:
        return [("[ ] -", look.MUTED)]
    return [("[x] ON", look.ON)] if value is True else [("[ ] OFF", look.PLAIN)]
