"""The SQLite file of the history: its schema, its migrations, and the journal its file system can have."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tui_callsettings import paths
from tui_callsettings.errors import StorageError

SCHEMA_VERSION = 2
"""SQLite's `user_version` of a file of this layout; files from before it was written have 0."""

_CREATE = """
CREATE TABLE save (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    at TEXT NOT NULL,
    host TEXT NOT NULL,
    terminal TEXT NOT NULL,
    feature TEXT NOT NULL,
    result TEXT NOT NULL,
    changes TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT,
    action TEXT NOT NULL DEFAULT ''
) STRICT
"""
_ADD_ACTION = "ALTER TABLE save ADD COLUMN action TEXT NOT NULL DEFAULT ''"

_TIMEOUT_SECONDS = 2.0
_NETWORK_TYPES = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "lustre", "gpfs", "beegfs", "fuse.", "vboxsf", "virtiofs")
"""How the names of file systems begin that other hosts may write to; there, no memory is shared with them."""

_log = logging.getLogger(__name__)


def network_filesystem(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """Return the type of the network file system that `path` is on, such as "nfs4"; "" if it is on none."""
    try:
        lines = mounts.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    place = os.path.realpath(path)
    best = ("", "")
    for line in lines:
        fields, _, rest = line.partition(" - ")
        mount_point = fields.split(" ")[4].encode().decode("unicode_escape") if fields.count(" ") >= 4 else ""
        is_above = mount_point == "/" or place == mount_point or place.startswith(f"{mount_point}/")
        if mount_point and is_above and len(mount_point) >= len(best[0]):
            best = (mount_point, rest.split(" ")[0])
    return best[1] if best[1].startswith(_NETWORK_TYPES) else ""


@contextmanager
def open_history_file(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file, created or migrated where needed, for one transaction.

    Raises:
        StorageError: it is damaged, was written by a newer version, or cannot be used.
    """
    paths.make_folder(path.parent)
    try:
        with closing(sqlite3.connect(path, timeout=_TIMEOUT_SECONDS)) as connection:
            _check_version(path, connection)
            _choose_journal(path, connection)
            _migrate(connection)
            # A file system without modes keeps the file as private as it can.
            with suppress(OSError):
                path.chmod(0o600)
            with connection:
                yield connection
    except sqlite3.OperationalError as error:
        raise StorageError(f"The history in {path} cannot be used: {error}.") from None
    except (sqlite3.DatabaseError, ValueError) as error:
        raise StorageError(
            f"The history is damaged ({error}). To start a new one and keep the old file, "
            f"run: mv '{path}' '{path}.damaged'"
        ) from None
    except OSError as error:
        raise StorageError(f"The history in {path} cannot be used: {os.strerror(error.errno or 0)}.") from None


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _check_version(path: Path, connection: sqlite3.Connection) -> None:
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise StorageError(
            f"The history in {path} was written by a newer version of callsettings (format {version}; this version "
            f"knows {SCHEMA_VERSION}). It is kept as it is: use that version to see it."
        )


def _choose_journal(path: Path, connection: sqlite3.Connection) -> None:
    """Use a write-ahead log, but not on a network file system: it needs memory that all its users share."""
    filesystem = network_filesystem(path.parent)
    wanted = "delete" if filesystem else "wal"
    # Another process may be at the same step; the mode is kept in the file, so one of them is enough.
    with suppress(sqlite3.OperationalError):
        (current,) = connection.execute("PRAGMA journal_mode").fetchone()
        if current != wanted:
            connection.execute(f"PRAGMA journal_mode = {wanted}")
            if filesystem:
                _log.warning("the history in %s is on %s: it is kept without a write-ahead log", path, filesystem)


def _migrate(connection: sqlite3.Connection) -> None:
    if _version(connection) == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        if _version(connection) == SCHEMA_VERSION:
            return
        columns = {row[1] for row in connection.execute("PRAGMA table_info(save)")}
        if not columns:
            connection.execute(_CREATE)
        elif "action" not in columns:
            connection.execute(_ADD_ACTION)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
