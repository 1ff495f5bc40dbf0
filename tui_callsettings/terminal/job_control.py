"""Stopping as a shell's job does on Ctrl+Z: only where a shell can bring it back, and with the whole process group."""

import os


def can_suspend() -> bool:
    """Return whether a shell outside this process group, in the same session, would see it stop.

    A program that sshd, tmux or a terminal's window runs by itself would stop for ever. A wrapper script is in the
    same group: the shell is behind it.
    """
    try:
        group, session, parent = os.getpgrp(), os.getsid(0), os.getppid()
        while parent > 1 and os.getpgid(parent) == group:
            parent = _parent_of(parent)
        return parent > 1 and os.getsid(parent) == session
    except (OSError, ValueError):
        return False


def stop_process_group() -> None:
    """Stop this process and all others of its group, such as a wrapper script; return when they are continued."""
    import signal  # takes longer to load than the splash may take

    os.killpg(os.getpgrp(), signal.SIGSTOP)


def _parent_of(process: int) -> int:
    """Return the parent's id.

    Raises:
        OSError: There is no such process, or the system has no /proc.
        ValueError: /proc has another form.
    """
    with open(f"/proc/{process}/stat", encoding="latin-1") as stat:  # noqa: PTH123 - pathlib takes longer to load
        return int(stat.read().rpartition(")")[2].split()[1])
