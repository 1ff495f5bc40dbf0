"""Checks before anything heavy is loaded: whether there is a terminal, and what it can do."""

import os
import sys
from typing import TYPE_CHECKING

from tui_callsettings.errors import ConfigurationError
from tui_callsettings.terminal import detect

if TYPE_CHECKING:
    from tui_callsettings.terminal.detect import Terminal

_NO_TERMINAL = (
    "There is no terminal. Over SSH, ask for one: ssh -t HOST callsettings. "
    "In a script, use the commands, for example callsettings show, or callsettings --plain."
)


def check_terminal(*, is_ascii: bool = False, is_plain: bool = False) -> "tuple[Terminal, bool]":
    """Return the terminal, and whether to use plain mode on it.

    Variables that would change how Textual behaves are removed from the environment.

    Args:
        is_ascii: whether the person asked for ASCII.
        is_plain: whether the person asked for plain mode; so does ACCESSIBLE=1, and so does a terminal that cannot
            move its cursor.

    Raises:
        ConfigurationError: there is no terminal; the message explains how to get one. Plain mode that was asked for
            needs none.
    """
    detect.prepare_environment(os.environ)
    terminal = detect.detect_terminal(os.environ, is_ascii=is_ascii)
    if is_plain or os.environ.get("ACCESSIBLE", "") not in ("", "0"):
        return terminal, True
    if not (terminal.is_input and terminal.is_output):
        raise ConfigurationError(_NO_TERMINAL)
    if terminal.is_dumb:
        return terminal, True
    if not terminal.is_large_enough:
        size, enough = (terminal.columns, terminal.rows), detect.MIN_SIZE
        print(
            f"callsettings: this terminal has {size[0]} columns and {size[1]} rows; the editor needs {enough[0]} and "
            f"{enough[1]}. Make it larger, or leave with Ctrl+C and use callsettings --plain.",
            file=sys.stderr,
        )
    return terminal, False
