"""From Textual's styles to SGR parameters, in the colors the terminal has."""

from rich.color import Color, ColorSystem, ColorType
from rich.style import Style

from .sgr import DEFAULT

_SYSTEMS = {16: ColorSystem.STANDARD, 256: ColorSystem.EIGHT_BIT, 1 << 24: ColorSystem.TRUECOLOR}
_MAX_CACHE = 4096


class ColorEncoder:
    """Encodes styles.

    Args:
        colours: How many the terminal has: 0 (write no color at all), 16, 256 or 2**24.
        has_italics: Whether it knows more than bold, underline and reversal; a VT100 doesn't.
    """

    def __init__(self, colors: int, *, has_italics: bool = True) -> None:
        self._system = _SYSTEMS.get(colors)
        self._has_italics = has_italics
        self._known: dict[Style, str] = {}

    def encode(self, style: Style | None) -> str:
        """Return the style in the form of `sgr`; blinking is left out."""
        if style is None:
            return DEFAULT
        known = self._known.get(style)
        if known is None:
            if len(self._known) > _MAX_CACHE:
                self._known.clear()
            known = self._known[style] = self._translate(style)
        return known

    def _translate(self, style: Style) -> str:
        parts = []
        if style.bold:
            parts.append("1")
        if style.dim and self._has_italics:
            parts.append("2")
        if style.italic and self._has_italics:
            parts.append("3")
        if style.underline or style.underline2:
            parts.append("4")
        if style.reverse:
            parts.append("7")
        if style.conceal and self._has_italics:
            parts.append("8")
        if style.strike and self._has_italics:
            parts.append("9")
        parts += self._color(style.color, True) + self._color(style.bgcolor, False)
        return " ".join(parts)

    def _color(self, color: Color | None, is_foreground: bool) -> list[str]:
        if color is None or color.type is ColorType.DEFAULT or self._system is None:
            return []
        return [";".join(color.downgrade(self._system).get_ansi_codes(is_foreground))]
