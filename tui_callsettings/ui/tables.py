"""Changes and sentences as rows of text of a given width."""

from collections.abc import Iterable

from textual.content import Content

from tui_callsettings.state.changes import Change

from . import look
from .wrapping import wrap

_ARROW = "→"
_LEFT = 24


def change_rows(changes: Iterable[Change], width: int) -> list[Content]:
    """`Call forwarding, busy, to   321321  →  4022`; in two rows where one is too narrow."""
    changes = list(changes)
    if not changes:
        return []
    title_width = max(len(change.title) for change in changes)
    rows = []
    for change in changes:
        before, after = change.texts
        values = (f"{before}  {_ARROW}  ", look.MUTED), (after, look.TITLE)
        if 3 + title_width + 3 + len(before) + 5 + len(after) <= width:
            rows.append(Content.assemble(f"   {change.title:<{title_width}}   ", *values))
        else:
            rows += [Content(f"   {change.title}"), Content.assemble("      ", *values)]
    return rows


def sentence_rows(sentence: str, width: int, style: str = look.PLAIN) -> list[Content]:
    """A sentence in as many rows as it takes."""
    return [Content.styled(f" {row}", style) for row in wrap(sentence, max(20, width - 3), subsequent_indent="  ")]


def row_of_two(left: str, right: str, width: int) -> list[Content]:
    """A short text in a column of its own, and a longer one beside it."""
    parts = wrap(right, max(20, width - _LEFT - 4)) or [""]
    column = f"{left:<{_LEFT}}" if len(left) < _LEFT else f"{left} "
    first = Content.assemble((f"   {column}", look.KEY), parts[0])
    return [first, *(Content(" " * (_LEFT + 3) + part) for part in parts[1:])]
