"""How a cell looks, as the numbers that select it on a terminal (ECMA-48's SGR), and the way from one look to another.

A style is a text: its parts, one space between them, "" for the default look. `"1 31"` is bold and red,
`"48;5;20"` a background from the palette of 256. Texts compare quickly, need no import and can lie in a file.
"""

DEFAULT = ""
"""The look of a cell nobody has styled."""

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
    """The shortest sequence that changes the terminal's look.

    Args:
        before: The style in force.
        after: The style wanted.
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
    """The part of a style that shows on a space: background, underline, strike-through and reversal."""
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
    """What a part occupies, named by the number that switches it off."""
    number = part.partition(";")[0]
    if number in _OFF:
        return _OFF[number]
    return _BACKGROUND if number[0] == "4" or number.startswith("10") else _FOREGROUND


def _shortest(before: str, after: str, supports_partial_sgr_reset: bool) -> str:
    if not after:
        return "\x1b[m"
    wanted = after.split(" ")
    if not before:
        return f"\x1b[{';'.join(wanted)}m"
    whole = f"\x1b[0;{';'.join(wanted)}m"
    removed = [part for part in before.split(" ") if part not in wanted]
    if removed and not supports_partial_sgr_reset:
        return whole
    kept = [part for part in wanted if part in before.split(" ")]
    filled = {_slot(part) for part in wanted}
    off = []
    for part in removed:
        feature_state = _slot(part)
        replaced = feature_state in (_FOREGROUND, _BACKGROUND) and feature_state in filled
        if not replaced and feature_state not in off:
            off.append(feature_state)
    # What shares a slot with something switched off (bold and dim) has to be said again.
    again = [part for part in wanted if part not in kept or _slot(part) in off]
    stepwise = f"\x1b[{';'.join(off + again)}m"
    return min(stepwise, whole, key=len)
