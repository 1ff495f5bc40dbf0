"""Which characters are sent to a terminal: those it can show, and no others."""
# ruff: noqa: RUF001 - the table maps characters to similar ones

import unicodedata

from rich.cells import cell_len, split_graphemes

_MAX_CACHE = 4096
_SUBSTITUTE = "?"
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"
"""Zero-width joiner, variation selectors for text and picture, keycap."""
_FIRST_FLAG_SYMBOL, _FLAG_SYMBOLS = 0x1F1E6, 26
_LOOKALIKES = {
    **dict.fromkeys("─━┄┅┈┉╌╍═╴╶╸╺╼╾—–‐‑‒−▔⎯", "-"),
    **dict.fromkeys("│┃┆┇┊┋╎╏║╵╷╹╻╽╿▏▎▍▕❘", "|"),
    **dict.fromkeys("▁▂_", "_"),
    **dict.fromkeys("▀▄█▌▐░▒▓▃▅▆▇▉▊▋■▪◼▮", "#"),
    **dict.fromkeys("□▫◻▯", "o"),
    **dict.fromkeys("•∙·", "-"),  # not "*", which marks what has changed
    **dict.fromkeys("●◉⬤★✱", "*"),
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

    def split_columns(self, text: str) -> tuple[str, ...]:
        """Return one entry a column: a character with its marks, or "" in the second column of a wide one.

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
        """Return what is sent for a grapheme, padded to the columns that the layout gave it."""
        if _is_flag(grapheme):
            letters = [chr(ord(symbol) - _FIRST_FLAG_SYMBOL + ord("A")) for symbol in grapheme]
            return [*letters, *" " * (width - len(letters))][:width]
        shown = "".join(character for character in _undisputed(grapheme) if _is_shown(character))
        if self._is_ascii:
            return [_as_ascii(shown), *" " * (width - 1)]
        columns = cell_len(shown)
        if not shown or not 0 < columns <= width:
            return [_SUBSTITUTE, *" " * (width - 1)]
        return [shown, *[""] * (columns - 1), *" " * (width - columns)]


def _undisputed(grapheme: str) -> str:
    """Return a grapheme's base character with its marks, if terminals dispute how wide the whole is.

    That is so for what a joiner, a skin tone, a keycap or the choice between text and picture makes of it. A terminal
    that draws the parts beside one another would hide the neighbors.
    """
    for place, character in enumerate(grapheme[1:], 1):
        if character in _JOINERS or "\U0001f3fb" <= character <= "\U0001f3ff" or character >= "\U000e0020":
            return grapheme[:place]
    return grapheme


def _is_flag(grapheme: str) -> bool:
    """Return whether a grapheme is made of the letters of a flag: one terminal draws them, another the flag."""
    return all(0 <= ord(symbol) - _FIRST_FLAG_SYMBOL < _FLAG_SYMBOLS for symbol in grapheme)


def _is_shown(character: str) -> bool:
    """Return whether a character may be sent: no control, no turn of direction, no joiner, nothing unassigned."""
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


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
