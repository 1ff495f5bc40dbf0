"""The one home of looks: the roles text can play, as styles made of attributes and the theme's variables.

Color never carries meaning alone: each role that matters has a sign or a word beside it. `app.tcss` has the layout and
what depends on the focus; a text in the focused row takes its colors from there.
"""

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.dom import DOMNode

PLAIN = ""
MUTED = "dim"
TITLE = "bold"
CHANGED = "bold $text-warning"
ON = "bold $text-success"
ERROR = "bold $text-error"
WARNING = "$text-warning"
GOOD = "$text-success"
KEY = "bold"
ALARM = "bold reverse"
BAR = "bold $block-cursor-foreground on $block-cursor-background"
"""The focused row. It covers mark and title: across the whole row, moving the focus would cost twice the bytes."""
COLORLESS_BAR = "bold reverse"

THEMES = {"auto": "ansi-dark", "ansi": "ansi-dark", "dark": "textual-dark", "light": "textual-light"}
"""The editor's themes by their names in the configuration. The terminal's own colors are the default: they fit what the
person chose, light or dark."""

Span = tuple[str, str]
"""Some text and its style."""


def bar(node: DOMNode) -> str:
    """Return the look of the focused row on the terminal of a widget."""
    return COLORLESS_BAR if node.app.has_class("-colorless") else BAR


def truncate(text: str, width: int) -> str:
    """Return `text` in at most `width` columns; where something is cut off, it ends in "…"."""
    if cell_len(text) <= width:
        return text
    return f"{set_cell_size(text, width - 1).rstrip()}…" if width > 1 else "…"[: max(0, width)]


def fit_spans(spans: list[Span], width: int) -> Content:
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


def switch_text(value: object, state_labels: tuple[str, str] = ("OFF", "ON")) -> Span:
    """Return a switch as sign and word: `[x] ON`, `[ ] OFF`, or `[-] not reported` for what the provider left out."""
    if value is None:
        return "[-] not reported", MUTED
    return (f"[x] {state_labels[1]}", ON) if value is True else (f"[ ] {state_labels[0]}", PLAIN)
