"""What can be known of the terminal before anything is loaded: from the environment and the line, in a millisecond."""

from __future__ import annotations

import codecs
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

MIN_SIZE = (60, 16)
"""Columns and rows the editor needs."""

_ESCAPE_DELAY, _LONGEST_ESCAPE_DELAY = 250, 5000
"""Milliseconds: what a split arrow key needs over a slow link, and what a person may still wait for Escape."""

_COLORLESS = ("vt", "dumb", "unknown", "lpr", "printer", "teletype")
_SIXTEEN_AT_MOST = ("linux", "screen", "ansi", "cygwin", "cons25", "pcansi", "xterm-16color", "xterm-color")
_UNMARKED = ("vt", "linux", "screen", "ansi", "cygwin", "cons25", "pcansi")
_TRUE_COLOR = ("kitty", "ghostty", "foot", "alacritty", "wezterm", "contour")
_FRAMEWORK = "TEXTUAL"
_ALSO_CLEARED = ("COLUMNS", "LINES", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "UNICODE_VERSION")


class Terminal:
    """The terminal, as far as it shows before it is used. It is never changed.

    Args:
        name: TERM; "" if unset.
        is_input: Whether standard input is a terminal.
        is_output: Whether standard output is a terminal.
        columns: Width in cells.
        rows: Height in cells.
        charset: Python's name of the character set the locale names; "ascii" if it names none.
        colours: 0 if no colour may be written, else 16, 256 or 2**24.
        escape_delay: Seconds an Escape waits for what may follow it.
    """

    __slots__ = ("charset", "colors", "columns", "escape_delay", "is_input", "is_output", "name", "rows")

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
    ) -> None:
        self.name = name
        self.is_input, self.is_output = is_input, is_output
        self.columns, self.rows = columns, rows
        self.charset = charset
        self.colors = colors
        self.escape_delay = escape_delay

    @property
    def is_dumb(self) -> bool:
        """Whether it can't move its cursor, or nobody knows what it can."""
        return self.name in ("", "dumb", "unknown")

    @property
    def is_ascii(self) -> bool:
        """Whether it should be sent ASCII only."""
        return self.charset != "utf-8"

    @property
    def is_large_enough(self) -> bool:
        """Whether the editor fits."""
        return self.columns >= MIN_SIZE[0] and self.rows >= MIN_SIZE[1]

    @property
    def supports_partial_sgr_reset(self) -> bool:
        """Whether it can end one attribute without ending all, and knows italics and dim; a VT100 doesn't."""
        return not self.name.startswith("vt")

    @property
    def supports_synchronized_output(self) -> bool:
        """Whether it may be told where a large update begins and ends (mode 2026; most ignore what they don't know)."""
        return not self.name.startswith(_UNMARKED)

    @property
    def look(self) -> str:
        """What a saved screen depends on, beside its size."""
        return f"{self.name} {self.charset} {self.colors}"


def prepare_environment(environment: MutableMapping[str, str]) -> None:
    """Take out of the environment what would change how the framework behaves; call it before Textual is imported.

    `TEXTUAL_PRESS` types keys, `TEXTUAL_DRIVER` loads code, `TEXTUAL_LOG` writes a file; a stale COLUMNS outlives the
    next resize. ESCDELAY is set to what `detect` reads.
    """
    for name in [name for name in environment if name.startswith(_FRAMEWORK) or name in _ALSO_CLEARED]:
        del environment[name]
    environment["ESCDELAY"] = str(_escape_delay(environment))


def detect_terminal(environment: Mapping[str, str], *, is_ascii: bool = False) -> Terminal:
    """Find out what the terminal is.

    Args:
        environment: The variables; NO_COLOR, TERM, COLORTERM, ESCDELAY and the locale's are read.
        is_ascii: Whether the person asked for ASCII.
    """
    is_input, is_output = _is_terminal(0), _is_terminal(1)
    columns, rows = size(1)
    name = environment.get("TERM", "").strip().lower()
    return Terminal(
        name=name,
        is_input=is_input,
        is_output=is_output,
        columns=columns,
        rows=rows,
        charset="ascii" if is_ascii else charset(environment),
        colors=_colors(name, environment),
        escape_delay=_escape_delay(environment) / 1000,
    )


def charset(environment: Mapping[str, str]) -> str:
    """The character set the locale names, as Python calls it; "ascii" if it names none that is known.

    Only the names are read: a locale that this machine doesn't have still says what the terminal at the other end is.
    """
    ctype = environment.get("LC_CTYPE", "")
    if ctype == "C.UTF-8" and not _was_given("LC_CTYPE"):
        ctype = ""  # Python sets it for itself where the locale is "C" (PEP 538); the terminal has no part in that
    locale = environment.get("LC_ALL") or ctype or environment.get("LANG") or ""
    name = locale.partition("@")[0].partition(".")[2]
    if not name:
        return "ascii"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "ascii"


def _was_given(name: str) -> bool:
    """Whether a variable was in the environment this process was started with, where Linux tells."""
    try:
        with open("/proc/self/environ", "rb") as initial:  # noqa: PTH123 - pathlib takes longer to load than this to run
            return any(entry.startswith(name.encode() + b"=") for entry in initial.read().split(b"\0"))
    except OSError:
        return True


def _escape_delay(environment: Mapping[str, str]) -> int:
    value = environment.get("ESCDELAY", "").strip()
    asked = int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else 0
    return min(max(asked, _ESCAPE_DELAY), _LONGEST_ESCAPE_DELAY)


def _colors(name: str, environment: Mapping[str, str]) -> int:
    if environment.get("NO_COLOR") or not name or name.startswith(_COLORLESS):
        return 0
    if "direct" in name or any(known in name for known in _TRUE_COLOR):
        return 1 << 24
    has_256 = "256" in name
    if name.startswith(_SIXTEEN_AT_MOST) and not has_256:
        return 16
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return 1 << 24
    return 256 if has_256 else 16


def _is_terminal(file: int) -> bool:
    try:
        return os.isatty(file)
    except OSError:
        return False


def size(file: int) -> tuple[int, int]:
    """Columns and rows of the terminal; 80 and 24 where it doesn't know, as on a serial line."""
    try:
        columns, rows = os.get_terminal_size(file)
    except OSError:
        return 80, 24
    return columns or 80, rows or 24
