"""What can be known of the terminal before the framework is loaded: from the environment, the tty and terminfo."""

from __future__ import annotations

import codecs
import os

from .terminfo import TerminfoEntry, read_terminfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

MIN_SIZE = (60, 16)
"""Columns and rows the editor needs."""

_ESCAPE_DELAY, _LONGEST_ESCAPE_DELAY = 250, 5000
"""Milliseconds: what a split arrow key needs over a slow link, and what a person may still wait for Escape."""

_DIRECT_COLORS, _PALETTE_COLORS, _ANSI_COLORS = 1 << 24, 256, 16
_NOT_FORGIVING = ("vt", "linux", "screen", "ansi", "cygwin", "cons25", "pcansi")
_TRUE_COLOR = ("kitty", "ghostty", "foot", "alacritty", "wezterm", "contour")
_KNOWN_ANSI = (
    *("xterm", "screen", "tmux", "rxvt", "linux", "vt1", "vt2", "vt3", "vt4", "vt5", "ansi", "cygwin", "putty", "st-"),
    *("konsole", "gnome", "vte", "iterm", "eterm", "mlterm", "mintty", "ms-terminal", *_TRUE_COLOR),
)
"""How names begin that are taken for ANSI terminals where the database of this machine has no entry for them."""
_FRAMEWORK = "TEXTUAL"
_ALSO_CLEARED = ("COLUMNS", "LINES", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "UNICODE_VERSION")


class Terminal:
    """The terminal, as far as it is known before it is used. It is never changed.

    Args:
        name: TERM; "" if unset.
        is_input: Whether standard input is a terminal.
        is_output: Whether standard output is a terminal.
        columns: Width in cells.
        rows: Height in cells.
        charset: Python's name of the character set the locale names; "ascii" if it names none.
        colours: 0 if no colour may be written, else 16, 256 or 2**24.
        escape_delay: Seconds an Escape waits for what may follow it.
        is_ansi: Whether it understands ANSI sequences.
        supports_partial_sgr_reset: Whether it can end one attribute without ending all, and knows italics and dim; a
            VT100 doesn't.
    """

    __slots__ = (
        *("charset", "colors", "columns", "escape_delay", "is_ansi", "is_input", "is_output", "name", "rows"),
        "supports_partial_sgr_reset",
    )

    def __init__(
        self,
        *,
        name: str = "xterm-256color",
        is_input: bool = True,
        is_output: bool = True,
        columns: int = 80,
        rows: int = 24,
        charset: str = "utf-8",
        colors: int = 256,
        escape_delay: float = _ESCAPE_DELAY / 1000,
        is_ansi: bool = True,
        supports_partial_sgr_reset: bool = True,
    ) -> None:
        self.name = name
        self.is_input, self.is_output = is_input, is_output
        self.columns, self.rows = columns, rows
        self.charset = charset
        self.colors = colors
        self.escape_delay = escape_delay
        self.is_ansi = is_ansi
        self.supports_partial_sgr_reset = supports_partial_sgr_reset

    @property
    def is_dumb(self) -> bool:
        """Whether it can't move its cursor, or nothing is known of it."""
        return self.name in ("", "dumb", "unknown") or self.name.startswith("dumb-") or not self.is_ansi

    @property
    def is_ascii(self) -> bool:
        """Whether it should be sent ASCII only."""
        return self.charset != "utf-8"

    @property
    def is_large_enough(self) -> bool:
        """Whether the editor fits."""
        return self.columns >= MIN_SIZE[0] and self.rows >= MIN_SIZE[1]

    @property
    def is_forgiving(self) -> bool:
        """Whether it ignores sequences that it doesn't know."""
        return not self.name.startswith(_NOT_FORGIVING)

    @property
    def supports_synchronized_output(self) -> bool:
        """Whether the begin and the end of a large update may be marked (mode 2026), which most terminals ignore."""
        return self.is_forgiving

    @property
    def appearance(self) -> str:
        """What a saved screen depends on, beside its size."""
        return f"{self.name} {self.charset} {self.colors}"


def prepare_environment(environment: MutableMapping[str, str]) -> None:
    """Remove from the environment what would change Textual's behavior; call it before Textual is imported.

    `TEXTUAL_PRESS` types keys, `TEXTUAL_DRIVER` loads code, `TEXTUAL_LOG` writes a file; a stale COLUMNS outlives the
    next resize. ESCDELAY is set to what `detect_terminal` reads.
    """
    for name in [name for name in environment if name.startswith(_FRAMEWORK) or name in _ALSO_CLEARED]:
        del environment[name]
    environment["ESCDELAY"] = str(_escape_delay(environment))


def detect_terminal(environment: Mapping[str, str], *, is_ascii: bool = False) -> Terminal:
    """Detect what the terminal can do.

    Args:
        environment: The variables; NO_COLOR, TERM, COLORTERM, ESCDELAY and the locale's are read.
        is_ascii: Whether the person asked for ASCII.
    """
    is_input, is_output = _is_terminal(0), _is_terminal(1)
    columns, rows = size(1)
    name = environment.get("TERM", "").strip()
    entry = read_terminfo(name)
    name = name.lower()
    return Terminal(
        name=name,
        is_input=is_input,
        is_output=is_output,
        columns=columns,
        rows=rows,
        charset="ascii" if is_ascii else charset(environment),
        colors=_colors(name, entry, environment),
        escape_delay=_escape_delay(environment) / 1000,
        is_ansi=name.startswith(_KNOWN_ANSI) if entry is None else entry.is_ansi,
        supports_partial_sgr_reset=not name.startswith("vt") if entry is None else entry.has_partial_reset,
    )


def charset(environment: Mapping[str, str]) -> str:
    """Return the character set the locale names, as Python calls it; "ascii" if it names none that extends ASCII.

    Only the names are read: a locale that this machine doesn't have still names the charset of the remote terminal.
    """
    ctype = environment.get("LC_CTYPE", "")
    if ctype in ("C.UTF-8", "C.utf8", "UTF-8"):
        # Python sets it for itself where the locale is "C" (PEP 538); what the terminal is, it doesn't know either.
        ctype = _initial_value("LC_CTYPE", ctype)
    locale = environment.get("LC_ALL") or ctype or environment.get("LANG") or ""
    name = locale.partition("@")[0].partition(".")[2]
    return codecs.lookup(name).name if name and _extends_ascii(name) else "ascii"


def _extends_ascii(name: str) -> bool:
    """Return whether a name is that of a character set with ASCII in it: not base64, UTF-16 or EBCDIC."""
    ascii_bytes = bytes(range(128))
    try:
        return ascii_bytes.decode(name).encode(name) == ascii_bytes and ascii_bytes.decode(name) == ascii_bytes.decode()
    except (LookupError, ValueError):
        return False


def _initial_value(name: str, default: str) -> str:
    """Return a variable as this process was started with it, "" for none; `default` where that can't be known."""
    try:
        with open("/proc/self/environ", "rb") as initial:  # noqa: PTH123 - pathlib takes longer to load than this to run
            entries = (entry.partition(b"=") for entry in initial.read().split(b"\0"))
            return next((value.decode("latin-1") for key, _, value in entries if key == name.encode()), "")
    except OSError:
        return default


def _escape_delay(environment: Mapping[str, str]) -> int:
    value = environment.get("ESCDELAY", "").strip()
    asked = int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else 0
    return min(max(asked, _ESCAPE_DELAY), _LONGEST_ESCAPE_DELAY)


def _colors(name: str, entry: TerminfoEntry | None, environment: Mapping[str, str]) -> int:
    """Return how many colors may be used: what the database has, and more only if COLORTERM promises it."""
    if environment.get("NO_COLOR"):
        return 0
    if "direct" in name or any(known in name for known in _TRUE_COLOR):
        return _DIRECT_COLORS
    if entry is not None:
        colors = entry.colors
    elif name.startswith(_KNOWN_ANSI) and not name.startswith("vt"):
        colors = _PALETTE_COLORS if "256" in name else _ANSI_COLORS
    else:
        colors = 0
    if colors >= _PALETTE_COLORS:
        is_direct = environment.get("COLORTERM", "").lower() in ("truecolor", "24bit")
        return _DIRECT_COLORS if is_direct or colors > _PALETTE_COLORS else _PALETTE_COLORS
    return _ANSI_COLORS if colors > 1 else 0


def _is_terminal(file: int) -> bool:
    try:
        return os.isatty(file)
    except OSError:
        return False


def size(file: int) -> tuple[int, int]:
    """Return columns and rows of the terminal; 80 and 24 if they are unknown, as on a serial line."""
    try:
        columns, rows = os.get_terminal_size(file)
    except OSError:
        return 80, 24
    return columns or 80, rows or 24
