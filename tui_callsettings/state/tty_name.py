"""The name of the terminal that this process is on."""

import contextlib
import os


def terminal_name() -> str:
    """Return this process's terminal, such as "/dev/pts/3"; "" if it has none."""
    for stream in (0, 1, 2):
        with contextlib.suppress(OSError):
            return os.ttyname(stream)
    return ""
