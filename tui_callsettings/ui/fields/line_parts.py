"""A line while it is typed: as much of it as has room, with the selection and the cursor in it."""

from tui_callsettings.ui import look
from tui_callsettings.ui.parts import Part

from .line import Line


def first_shown(line: Line, room: int) -> int:
    """The first character that is shown in `room` columns: the cursor is always to be seen."""
    return max(0, line.cursor - room + 1)


def line_parts(line: Line, room: int, *, shows_cursor: bool, is_secret: bool = False) -> list[Part]:
    """What stands in `room` columns; `shows_cursor` tells that the terminal draws the cursor itself."""
    text = f"{'*' * len(line.text) if is_secret else line.text} "
    styles = dict.fromkeys(range(*line.selection), look.SELECTED)
    styles.setdefault(line.cursor, look.PLAIN if shows_cursor else look.CURSOR)
    parts: list[Part] = []
    for place in range(first_shown(line, room), min(len(text), first_shown(line, room) + room)):
        style = styles.get(place, "underline")
        if parts and parts[-1][1] == style:
            parts[-1] = (parts[-1][0] + text[place], style)
        else:
            parts.append((text[place], style))
    return parts
