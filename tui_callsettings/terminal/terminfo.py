"""What the terminfo database knows of a terminal: whether it understands ANSI sequences, and how many colors it has."""

from __future__ import annotations

_ESCAPE = b"\x1b["
_END_OF_UNDERLINE = b"24"


class TerminfoEntry:
    """The capabilities that matter here. It is never changed.

    Args:
        is_ansi: Whether the cursor is placed, and the screen erased, by the sequences of ANSI X3.64.
        colors: How many it has; 0 for none.
        has_partial_reset: Whether underlining can be ended without ending all attributes.
    """

    __slots__ = ("colors", "has_partial_reset", "is_ansi")

    def __init__(self, *, is_ansi: bool, colors: int, has_partial_reset: bool) -> None:
        self.is_ansi = is_ansi
        self.colors = colors
        self.has_partial_reset = has_partial_reset


_read_name = ""
_read_entry: TerminfoEntry | None = None


def read_terminfo(name: str) -> TerminfoEntry | None:
    """Look a terminal up in the database.

    The library reads one entry in the life of a process: of a second name, nothing is known.

    Args:
        name: The value of TERM.

    Returns:
        Its entry; `None` if the database has none, or Python was built without the library.
    """
    global _read_name, _read_entry
    if not name or "/" in name:
        return None
    if not _read_name:
        _read_name, _read_entry = name, _query(name)
    return _read_entry if name == _read_name else None


def _query(name: str) -> TerminfoEntry | None:
    try:
        import _curses as curses  # what `curses` wraps; without its constants it loads in a tenth of the time
    except ImportError:
        return None
    try:
        curses.setupterm(name, 1)
    except curses.error:
        return None
    needed = [curses.tigetstr(capability) or b"" for capability in ("cup", "el", "ed")]
    return TerminfoEntry(
        is_ansi=all(sequence.startswith(_ESCAPE) for sequence in needed) and curses.tigetflag("hc") <= 0,
        colors=max(0, curses.tigetnum("colors")),
        has_partial_reset=_END_OF_UNDERLINE in (curses.tigetstr("rmul") or b""),
    )
