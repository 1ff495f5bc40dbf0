"""The tty's settings: raw while the editor runs, and as they were afterwards."""

from __future__ import annotations

import termios

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    TtySettings = list[Any]

_INPUT = (
    termios.BRKINT
    | termios.ICRNL
    | termios.IGNCR
    | termios.INLCR
    | termios.ISTRIP
    | termios.IXON
    | termios.IXOFF
    | termios.PARMRK
)
_LOCAL = termios.ECHO | termios.ECHONL | termios.ICANON | termios.IEXTEN | termios.ISIG


def set_raw(file: int) -> TtySettings | None:
    """Deliver each key as it is typed and send each byte as it is written; input typed before is kept.

    Args:
        file: Descriptor of the terminal.

    Returns:
        The settings before (flags, speeds and control characters, as termios has them), for `restore`; `None` if this
        is no terminal, or it is disconnected.
    """
    try:
        before = termios.tcgetattr(file)
        raw = termios.tcgetattr(file)
        raw[0] &= ~_INPUT
        # A line feed then moves straight down, on which the renderer relies.
        raw[1] &= ~termios.OPOST
        raw[3] &= ~_LOCAL
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        termios.tcsetattr(file, termios.TCSANOW, raw)
    except termios.error:
        return None
    return before


def restore(file: int, before: TtySettings | None) -> None:
    """Put the tty's settings back, if there is still a terminal."""
    if before is not None:
        try:
            termios.tcsetattr(file, termios.TCSANOW, before)
        except termios.error:
            return
