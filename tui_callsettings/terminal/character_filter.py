"""Which characters a terminal is sent: those it can show, and no others."""
# ruff: noqa: RUF001 - characters that look like others are what the table is about

import unicodedata

from rich.cells import cell_len, split_graphemes

_MAX_CACHE = 4096
_SUBSTITUTE = "?"
_LOOKALIKES = {
    **dict.fromkeys("─━┄┅┈┉╌╍═╴╶╸╺╼╾—–‐‑‒−▔⎯", "-"),
    **dict.fromkeys("│┃┆┇┊┋╎╏║╵╷╹╻╽╿▏▎▍▕❘", "|"),
    **dict.fromkeys("▁▂_", "_"),
    **dict.fromkeys("▀▄█▌▐░▒▓▃▅▆▇▉▊▋■▪◼▮", "#"),
    **dict.fromkeys("□▫◻▯", "o"),
    **dict.fromkeys("•●◉⬤∙·★✱", "*"),
    **dict.fromkeys("○◦◌☆", "o"),
    **dict.fromkeys("←◀◂‹«⯇❮", "<"),
    **dict.fromkeys("→▶▸›»⯈❯➤⏵", ">"),
    **dict.fromkeys("↑▲▴⏶", "^"),
    **dict.fromkeys("↓▼▾⏷", "v"),
    **dict.fromkeys("✓✔☑", "+"),
    **dict.fromkeys("✗✘☒×✕✖", "x"),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    "…": ".",
    "⭘": "o",
    "\u00a0": " ",
    "ß": "s",
}


class CharacterFilter:
    """Divides text into the columns of a screen.

    Args:
        is_ascii: Replace what isn't ASCII by what looks like it: frames by `+ - |`, arrows by `< >`, é by e.
    """

    def __init__(self, *, is_ascii: bool = False) -> None:
        self._is_ascii = is_ascii
        self._known: dict[str, tuple[str, ...]] = {}

    def columns(self, text: str) -> tuple[str, ...]:
        """One entry a column: a character with its marks, or "" in the second column of a wide one.

        What no column shows is left out, and so never reaches the terminal: control characters, which would be
        commands, and marks that turn the direction of writing.
        """
        if text.isascii() and text.isprintable():
            return tuple(text)
        known = self._known.get(text)
        if known is None:
            if len(self._known) > _MAX_CACHE:
                self._known.clear()
            known = self._known[text] = self._divide(text)
        return known

    def _divide(self, text: str) -> tuple[str, ...]:
        columns: list[str] = []
        for start, end, width in split_graphemes(text)[0]:
            if width:
                columns += self._shown(text[start:end], width)
        return tuple(columns)

    def _shown(self, grapheme: str, width: int) -> list[str]:
        shown = "".join(character for character in grapheme if _is_shown(character))
        if self._is_ascii:
            return [_as_ascii(shown), *" " * (width - 1)]
        if not shown or cell_len(shown) != width:
            return [_SUBSTITUTE, *" " * (width - 1)]
        return [shown, *[""] * (width - 1)]


def _is_shown(character: str) -> bool:
    """Whether a character may be sent: no control, no turn of direction, nothing unassigned; joiners may."""
    category = unicodedata.category(character)
    return category not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or character == "\u200d"


def _as_ascii(grapheme: str) -> str:
    first = grapheme[:1]
    if first.isascii():
        return first or _SUBSTITUTE
    if first in _LOOKALIKES:
        return _LOOKALIKES[first]
    if "\u2500" <= first <= "\u257f":
        return "+"
    plain = unicodedata.normalize("NFKD", first)[:1]
    return plain if plain.isascii() and plain.isprintable() else _SUBSTITUTE
