"""Values, sentences, changes and tables as text of a given width; nothing here decides what is shown where."""

import re
import textwrap
from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.dom import DOMNode

from tui_callsettings.state.changes import Change

from . import styles

_WITHIN_NUMBER = re.compile(r"(?<=\d) (?=\d)")
_NO_BREAK = "\u00a0"
_ARROW = "→"
_NARROWEST = 20
_LEFT_COLUMN = 24


def wrap(text: str, width: int, initial_indent: str = "", subsequent_indent: str = "") -> list[str]:
    """Return `text` in rows of at most `width` columns; no row ends within a number."""
    rows = textwrap.wrap(
        _WITHIN_NUMBER.sub(_NO_BREAK, text),
        max(width, len(subsequent_indent) + 8),
        initial_indent=initial_indent,
        subsequent_indent=subsequent_indent,
        break_on_hyphens=False,
    )
    return [row.replace(_NO_BREAK, " ") for row in rows]


def bar_style(node: DOMNode) -> str:
    """Return the look of the focused row on the terminal of a widget."""
    return styles.COLORLESS_BAR if node.app.has_class("-colorless") else styles.BAR


def truncate(text: str, width: int) -> str:
    """Return `text` in at most `width` columns; where something is cut off, it ends in "…"."""
    if cell_len(text) <= width:
        return text
    return f"{set_cell_size(text, width - 1).rstrip()}…" if width > 1 else "…"[: max(0, width)]


def fit_spans(spans: list[styles.Span], width: int) -> Content:
    """Return the spans as one line of at most `width` columns; the end of a long one is cut off with "…"."""
    fitting = []
    for text, style in spans:
        shown = truncate(text, width)
        width -= cell_len(shown)
        if shown:
            fitting.append((shown, style))
        if width <= 0:
            break
    return Content.assemble(*fitting)


def pad(text: str, width: int) -> str:
    """Return `text` in exactly `width` columns."""
    shown = truncate(text, width)
    return shown + " " * (width - cell_len(shown))


def switch_text(value: object, state_labels: tuple[str, str] = ("OFF", "ON")) -> styles.Span:
    """Return a switch as sign and word: `[x] ON`, `[ ] OFF`, or `[-] not reported` for what the provider left out."""
    if value is None:
        return "[-] not reported", styles.MUTED
    return (f"[x] {state_labels[1]}", styles.ON) if value is True else (f"[ ] {state_labels[0]}", styles.PLAIN)


def count_text(number: int, noun: str) -> str:
    """Return `1 change`, `2 changes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def sentence_rows(sentence: str, width: int, style: str = styles.PLAIN) -> list[Content]:
    """Return a sentence in as many rows as it takes, indented by one column."""
    rows = wrap(sentence, max(_NARROWEST, width - 3), subsequent_indent="  ")
    return [Content.styled(f" {row}", style) for row in rows]


def change_rows(changes: Iterable[Change], width: int, region: str) -> list[Content]:
    """Return each change as a row, old → new as people of `region` read them; in more rows where one is too narrow."""
    changes = list(changes)
    if not changes:
        return []
    title_width = max(cell_len(change.title) for change in changes)
    rows = []
    for change in changes:
        old, new = change.texts(region)
        values = (f"{old} {_ARROW} ", styles.MUTED), (new, styles.TITLE)
        length = cell_len(f"{old} {_ARROW} {new}")
        if title_width + length + 7 <= width:
            rows.append(Content.assemble(f"   {pad(change.title, title_width)}   ", *values))
        elif length + 7 <= width:
            rows += [Content(f"   {change.title}"), Content.assemble("      ", *values)]
        else:
            rows += [Content(f"   {change.title}"), Content.styled(f"      {old}", styles.MUTED)]
            rows += [Content.styled(row, styles.TITLE) for row in wrap(f"{_ARROW} {new}", width - 1, " " * 6, " " * 8)]
    return rows


def definition_rows(term: str, text: str, width: int) -> list[Content]:
    """Return a short text in a column of its own, and a longer one beside it."""
    parts = wrap(text, max(_NARROWEST, width - _LEFT_COLUMN - 4)) or [""]
    column = f"{term:<{_LEFT_COLUMN}}" if len(term) < _LEFT_COLUMN else f"{term} "
    first = Content.assemble((f"   {column}", styles.KEY), parts[0])
    return [first, *(Content(" " * (_LEFT_COLUMN + 3) + part) for part in parts[1:])]


def key_rows(items: Iterable[tuple[str, str]], width: int) -> list[Content]:
    """Return keys and what they do, side by side in rows; no row ends within an item."""
    rows: list[Content] = []
    for key, label in items:
        item = Content.assemble((key, styles.KEY), (f" {label}", styles.MUTED))
        if rows and len(rows[-1]) + len(item) + 2 <= width:
            rows[-1] = Content.assemble(rows[-1], "  ", item)
        else:
            rows.append(item)
    return rows


def join_rows(rows: Iterable[Content]) -> Content:
    """Return rows as one text."""
    return Content("\n").join(rows)
