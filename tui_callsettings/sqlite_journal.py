"""The journal of our SQLite files: a write-ahead log where the file system can have one."""

import logging
import sqlite3
from contextlib import suppress
from pathlib import Path

from .network_filesystem import network_filesystem

_log = logging.getLogger(__name__)


def choose_journal(path: Path, connection: sqlite3.Connection) -> None:
    """Use a write-ahead log, but not on a network file system: it needs memory that all its users share."""
    filesystem = network_filesystem(path.parent)
    mode = "delete" if filesystem else "wal"
    # Another process may be at the same step; the mode is kept in the file, so one of them is enough.
    with suppress(sqlite3.OperationalError):
        (current,) = connection.execute("PRAGMA journal_mode").fetchone()
        if current != mode:
            connection.execute(f"PRAGMA journal_mode = {mode}")
            if filesystem:
                _log.warning("%s is on %s: it is kept without a write-ahead log", path, filesystem)
