"""Sentences in rows of a given width, with telephone numbers kept whole."""

import re
import textwrap

_WITHIN_NUMBER = re.compile(r"(?<=\d) (?=\d)")
_KEPT = "\u00a0"


def wrap(text: str, width: int, initial_indent: str = "", subsequent_indent: str = "") -> list[str]:
    """`text` in rows of at most `width` columns; no row ends within a number."""
    rows = textwrap.wrap(
        _WITHIN_NUMBER.sub(_KEPT, text),
        width,
        initial_indent=initial_indent,
        subsequent_indent=subsequent_indent,
        break_on_hyphens=False,
    )
    return [row.replace(_KEPT, " ") for row in rows]
