"""The SQLite file of the history: its schema, its migrations, and the journal its file system can have."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tui_callsettings import paths
from tui_callsettings.errors import StorageError
from tui_callsettings.sqlite_journal import choose_journal

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
            choose_journal(path, connection)
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
