"""Starts the demo form on a pseudo-terminal."""

import sys
from pathlib import Path
from typing import Any

from .pty_terminal import PtyTerminal, small_environment

ROOT = Path(__file__).parents[2]
TITLE = "Demo form"
QUIT = "\x1b[21~"
FAIL = "\x1b[15~"
OTHER_SCREEN = "\x1b[17~"
STALL = "\x1b[18~"
FLOOD = "\x1b[19~"


def demo(*, environment: dict[str, str] | None = None, term: str | None = "xterm-256color", **how: Any) -> PtyTerminal:
    """Start the demo; the caller closes it, best by `with`."""
    variables = small_environment() | (environment or {})
    return PtyTerminal(
        [sys.executable, "-m", "tests.terminal.demo"], environment=variables, term=term, directory=str(ROOT), **how
    )


def wait_ready(terminal: PtyTerminal) -> PtyTerminal:
    """Wait until the demo shows its form and is quiet."""
    terminal.wait_for("status")
    terminal.wait_for("> Do not disturb")
    terminal.wait_quiet()
    terminal.take_bytes()
    return terminal


def at_number(terminal: PtyTerminal) -> PtyTerminal:
    """Wait until the demo is ready, and go to its field."""
    wait_ready(terminal).feed("\t\t")
    terminal.wait_until(lambda: terminal.cursor == (0, 4), "the field to have the cursor")
    terminal.wait_quiet()
    terminal.take_bytes()
    return terminal
