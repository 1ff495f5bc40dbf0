"""One writer for each account and machine."""

import contextlib
import json
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tui_callsettings import paths
from tui_callsettings.accounts.file_lock import acquire_lock, open_lock_file


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who is editing.

    Attributes:
        pid: the process; 0 if it did not say.
        terminal: where, such as "/dev/pts/3"; "" if it has none.
        since: since when; None if it did not say.
    """

    pid: int = 0
    terminal: str = ""
    since: datetime | None = None

    @property
    def message(self) -> str:
        """Who it is, for the person."""
        who = f"process {self.pid}" if self.pid else "another process"
        where = f" on {self.terminal}" if self.terminal else ""
        since = f" since {self.since.astimezone():%H:%M}" if self.since else ""
        return f"These settings are being edited by {who}{where}{since}; here you can only read."


class SessionLock:
    """The lock of one account on this machine.

    The system itself gives it back when its process ends, however it ends, so that no stale lock can remain; the
    file only says who holds it.

    Args:
        account: the account's name.
        folder: where the file lies; None for the state folder.
    """

    def __init__(self, account: str, folder: Path | None = None) -> None:
        name = f"{quote(account, safe='')}.{quote(socket.gethostname(), safe='')}.lock"
        self.path = (folder or paths.state_folder()) / name
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether it is ours."""
        return self._descriptor is not None

    def acquire(self) -> LockHolder | None:
        """Take it; None if it is ours now, else who has it.

        Raises:
            StorageError: the file cannot be made, or its file system has no locks.
        """
        if self._descriptor is not None:
            return None
        descriptor = open_lock_file(self.path)
        with contextlib.ExitStack() as unless_ours:
            unless_ours.callback(os.close, descriptor)
            if not acquire_lock(self.path, descriptor):
                return _holder(descriptor)
            unless_ours.pop_all()
        self._descriptor = descriptor
        _write(descriptor, json.dumps(_ourselves()).encode())
        return None

    def release(self) -> None:
        """Give it back."""
        if self._descriptor is not None:
            # The file stays: removing it could take it from under somebody who has just opened it.
            _write(self._descriptor, b"")
            os.close(self._descriptor)
            self._descriptor = None


def _write(descriptor: int, content: bytes) -> None:
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, content, 0)
    except OSError:
        # A full disk: the lock holds all the same, it only does not say for whom.
        return


def terminal_name() -> str:
    """The terminal that this process is on, such as "/dev/pts/3"; "" if it has none."""
    for stream in (0, 1, 2):
        with contextlib.suppress(OSError):
            return os.ttyname(stream)
    return ""


def _ourselves() -> dict[str, Any]:
    return {"pid": os.getpid(), "terminal": terminal_name(), "since": datetime.now(UTC).isoformat()}


def _holder(descriptor: int) -> LockHolder:
    try:
        document = json.loads(os.pread(descriptor, 4096, 0))
        since = datetime.fromisoformat(document["since"])
        return LockHolder(int(document["pid"]), str(document["terminal"]), since)
    except (ValueError, KeyError, TypeError, OSError):
        return LockHolder()
