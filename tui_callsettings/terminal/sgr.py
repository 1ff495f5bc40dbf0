"""Styles of cells as SGR parameters (ECMA-48), and the shortest change from one style to another.

A style is a text: its parts, one space between them, "" for the default style. `"1 31"` is bold and red,
`"48;5;20"` a background from the palette of 256. Texts compare quickly, need no import and can lie in a file.
"""

DEFAULT = ""
"""The style of a cell that has none."""

_OFF = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "7": "27",
    "8": "28",
    "9": "29",
}
_FOREGROUND, _BACKGROUND = "39", "49"
_SEEN_ON_BLANK = frozenset("479")
_MAX_CACHE = 4096
_transitions: dict[tuple[str, str, bool], str] = {}
_blanks: dict[str, str] = {}


def sgr_transition(before: str, after: str, supports_partial_sgr_reset: bool = True) -> str:
    """Return the shortest sequence that changes the terminal's style.

    Args:
        before: The style in force.
        after: The style to change to.
        supports_partial_sgr_reset: Whether the terminal can end one attribute alone; a VT100 can only reset all.

    Returns:
        An escape sequence, empty if nothing changes.
    """
    if before == after:
        return ""
    key = (before, after, supports_partial_sgr_reset)
    known = _transitions.get(key)
    if known is None:
        if len(_transitions) > _MAX_CACHE:
            _transitions.clear()
        known = _transitions[key] = _shortest(before, after, supports_partial_sgr_reset)
    return known


def blank_style(style: str) -> str:
    """Return the part of a style that shows on a space: background, underline, strike-through and reversal."""
    if not style:
        return style
    known = _blanks.get(style)
    if known is None:
        if len(_blanks) > _MAX_CACHE:
            _blanks.clear()
        parts = style.split(" ")
        shown = [part for part in parts if part in _SEEN_ON_BLANK or _slot(part) == _BACKGROUND]
        # Reversed, a space is a block in the text's colour.
        known = _blanks[style] = style if "7" in parts else " ".join(shown)
    return known


def _slot(part: str) -> str:
    """Return the attribute a part sets, named by the number that resets it."""
    number = part.partition(";")[0]
    if number in _OFF:
        return _OFF[number]
    return _BACKGROUND if number[0] == "4" or number.startswith("10") else _FOREGROUND


def _shortest(before: str, after: str, supports_partial_sgr_reset: bool) -> str:
    if not after:
        return "\x1b[m"
    parts = after.split(" ")
    if not before:
        return f"\x1b[{';'.join(parts)}m"
    whole = f"\x1b[0;{';'.join(parts)}m"
    removed = [part for part in before.split(" ") if part not in parts]
    if removed and not supports_partial_sgr_reset:
        return whole
    kept = [part for part in parts if part in before.split(" ")]
    filled = {_slot(part) for part in parts}
    off = []
    for part in removed:
        feature_state = _slot(part)
        replaced = feature_state in (_FOREGROUND, _BACKGROUND) and feature_state in filled
        if not replaced and feature_state not in off:
            off.append(feature_state)
    # What shares a slot with something switched off (bold and dim) has to be set again.
    again = [part for part in parts if part not in kept or _slot(part) in off]
    stepwise = f"\x1b[{';'.join(off + again)}m"
    return min(stepwise, whole, key=len)
