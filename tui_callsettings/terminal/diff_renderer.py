"""The cells the terminal shows, and the fewest bytes that turn them into others.

Only movements and erasures every terminal since the VT100 has are used. Erasing is done in the default style
only: there, terminals that fill with the background color agree with those that don't.
"""

from __future__ import annotations

from .sgr import DEFAULT, blank_style, sgr_transition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = tuple[str, str]
"""What one column holds: its character with any marks on it, and its style; "" in the second column of a wide one."""

BLANK: Cell = (" ", DEFAULT)

_CLEAR = "\x1b[m\x0f\x1b[?7l\x1b[H\x1b[J"
_HIDE, _SHOW = "\x1b[?25l", "\x1b[?25h"
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
_LARGE = 512
"""Bytes from which an update may be seen half done, so that marking its begin and end is worth 16 more."""
_FEW = 3
"""Cells that are cheaper to overwrite than to erase."""
_LARGEST_GAP = 8
"""Unchanged cells at most that are considered for being sent again instead of stepped over."""


class DiffRenderer:
    """Keeps a copy of the screen and renders the difference.

    Args:
        columns: Width in cells.
        rows: Height in cells.
        can_switch_off: Whether the terminal can end one attribute alone.
        can_mark: Whether large updates may be marked so that the terminal shows them at once (mode 2026).
    """

    def __init__(
        self,
        columns: int,
        rows: int,
        *,
        supports_partial_sgr_reset: bool = True,
        supports_synchronized_output: bool = True,
    ) -> None:
        self.columns, self.rows = columns, rows
        self.shown: list[list[Cell]] = []
        """The rows as the terminal shows them; empty as long as that isn't known."""
        self._supports_partial_sgr_reset = supports_partial_sgr_reset
        self._supports_synchronized_output = supports_synchronized_output
        self._style = DEFAULT
        self._x: int | None = None
        self._y: int | None = None
        self._is_cursor_shown: bool | None = None
        self._out: list[str] = []

    def resize(self, columns: int, rows: int) -> None:
        """Take another size; what the terminal shows then is unknown."""
        self.columns, self.rows = columns, rows
        self.invalidate()

    def invalidate(self) -> None:
        """Assume nothing about the terminal: the next update clears it and sends all."""
        self.shown = []
        self._x = self._y = None
        self._is_cursor_shown = None

    def render(self, target: Sequence[Sequence[Cell]], dirty: Iterable[int], cursor: tuple[int, int] | None) -> str:
        """Return what to send so that the terminal shows the target rows.

        Args:
            target: All rows, each as wide as the screen; spaces carry `style.blank` of their style only.
            dirty: Numbers of the rows that may differ from what is shown.
            cursor: Column and row where the cursor belongs, or `None` to hide it.

        Returns:
            Text to send as it is; empty if the terminal shows it all already.
        """
        self._out = []
        if not self.shown:
            self._clear()
            dirty = range(self.rows)
        numbers = sorted(dirty)
        end = self._first_of_empty_end(target, numbers)
        for y in numbers:
            if y < end:
                self._paint_row(y, self.shown[y], target[y])
        if end < self.rows:
            self._go(0, end, *BLANK)
            self._out.append("\x1b[J")
            self.shown[end:] = [[BLANK] * self.columns for _ in range(end, self.rows)]
        self._place_cursor(cursor)
        text = "".join(self._out)
        return f"{_BEGIN}{text}{_END}" if self._supports_synchronized_output and len(text) > _LARGE else text

    def _clear(self) -> None:
        self._out.append(_CLEAR)
        self._style = DEFAULT
        self._x = self._y = 0
        self.shown = [[BLANK] * self.columns for _ in range(self.rows)]

    def _first_of_empty_end(self, target: Sequence[Sequence[Cell]], numbers: Sequence[int]) -> int:
        """Return the row from which one erasure clears the rest, or the number of rows if that doesn't pay."""
        empty = [BLANK] * self.columns
        first, ends = self.rows, 0
        for y in reversed(numbers):
            if y != first - 1 or list(target[y]) != empty:
                break
            first = y
            ends += self.shown[y] != empty
        while first < self.rows and self.shown[first] == empty:
            first += 1
        return first if ends > 1 else self.rows

    def _paint_row(self, y: int, old: list[Cell], new: Sequence[Cell]) -> None:
        if old == new:
            return
        changed = _changed(old, new)
        tail = len(new)
        while tail and new[tail - 1] == BLANK:
            tail -= 1
        behind = [x for x in changed if x >= tail]
        erases = len(behind) > _FEW
        if erases:
            changed = [x for x in changed if x < tail]
        for x in changed:
            text, style = new[x]
            if text:
                self._go(x, y, text, style)
                self._put(text, 2 if x + 1 < len(new) and not new[x + 1][0] else 1)
            old[x] = new[x]
        if erases:
            self._go(behind[0], y, *BLANK)
            self._out.append("\x1b[K")
            old[behind[0] :] = [BLANK] * (len(old) - behind[0])

    def _go(self, x: int, y: int, text: str, style: str) -> None:
        """Move to a cell and take the style its text needs, whichever way is shortest."""
        sgr, reached = self._styled(self._style, text, style)
        if (self._x, self._y) != (x, y):
            move = self._move(x, y)
            again = self._sent_again(x, y)
            if again is not None:
                then, then_reached = self._styled(again[1], text, style)
                if len(again[0]) + len(then) <= len(move) + len(sgr):
                    move, sgr, reached = again[0], then, then_reached
            self._out.append(move)
            self._x, self._y = x, y
        self._out.append(sgr)
        self._style = reached

    def _styled(self, current: str, text: str, style: str) -> tuple[str, str]:
        """The way from one style to what a text needs, and the style then in force: on a space little of it shows."""
        if text == " " and blank_style(current) == style:
            return "", current
        return sgr_transition(current, style, self._supports_partial_sgr_reset), style

    def _sent_again(self, x: int, y: int) -> tuple[str, str] | None:
        """Return the cells between the cursor and a place on its right, sent again, and the style then in force."""
        if self._y != y or self._x is None or not 0 < x - self._x <= _LARGEST_GAP:
            return None
        parts: list[str] = []
        current = self._style
        for text, style in self.shown[y][self._x : x]:
            if len(text) != 1 or not text.isascii():
                return None
            sgr, current = self._styled(current, text, style)
            parts += (sgr, text)
        return "".join(parts), current

    def _move(self, x: int, y: int) -> str:
        """Return the shortest sequence of movements to a cell."""
        column = f";{x + 1}" if x else ""
        absolute = f"\x1b[{y + 1 if y else ''}{column}H"
        if self._y is None:
            return absolute
        down = _vertical(y - self._y)
        ways = [absolute, "\r" + down + _step(x, "C")]
        if self._x is not None:
            ways.append(down + _horizontal(x - self._x))
        return min(ways, key=len)

    def _put(self, text: str, width: int) -> None:
        self._out.append(text)
        # At the right edge terminals disagree about where the cursor is, and about the width of joined characters.
        is_certain = self._x is not None and self._x + width < self.columns and len(text) == 1
        self._x = self._x + width if is_certain and self._x is not None else None

    def _place_cursor(self, cursor: tuple[int, int] | None) -> None:
        if cursor is not None and (self._x, self._y) != cursor:
            self._out.append(self._move(*cursor))
            self._x, self._y = cursor
        is_shown = cursor is not None
        if is_shown is not self._is_cursor_shown:
            self._out.append(_SHOW if is_shown else _HIDE)
            self._is_cursor_shown = is_shown


def _changed(old: Sequence[Cell], new: Sequence[Cell]) -> list[int]:
    """Return the columns to send; a wide character is sent whole, and overwriting half of one spoils the other half."""
    changed = {x for x, (before, after) in enumerate(zip(old, new, strict=True)) if before != after}
    if any(not text for text, _ in old) or any(not text for text, _ in new):
        pending = list(changed)
        while pending:
            x = pending.pop()
            for head, tail in ((x - 1, x), (x, x + 1)):
                if head >= 0 and tail < len(new) and not (old[tail][0] and new[tail][0]):
                    pending += {head, tail} - changed
                    changed |= {head, tail}
    return sorted(changed)


def _step(count: int, direction: str) -> str:
    return f"\x1b[{count if count > 1 else ''}{direction}" if count else ""


def _horizontal(columns: int) -> str:
    if columns >= 0:
        return _step(columns, "C")
    return min("\b" * -columns, _step(-columns, "D"), key=len)


def _vertical(rows: int) -> str:
    if rows >= 0:
        return min("\n" * rows, _step(rows, "B"), key=len)
    return _step(-rows, "A")
