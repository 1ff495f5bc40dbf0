"""The SQLite file of a practice account: one JSON document for each feature."""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from tui_callsettings.errors import StorageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.paths import data_folder, make_folder
from tui_callsettings.sqlite_journal import choose_journal

from .seed import DOCUMENTS

FORMAT: Final = 1
"""The format of the documents and SQLite's `user_version`. In files from before it was written, which have 0, a
document is the bare setting."""

_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS document (feature TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID"
)
_TIMEOUT_SECONDS: Final = 5.0
_UNWRITABLE: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL)
_MEMORY: Final = "file:practice-{}?mode=memory&cache=shared"


class _InvalidRowError(Exception):
    """A row is not a setting with the format that it is written in."""


class PracticeDatabase:
    """The documents of one practice account.

    The file is created and filled when it is first needed. Where that is not possible (a read-only home), the account
    lives in memory for this run and `is_persistent` is false.

    Args:
        name: the account's name, which names the file.
        folder: where the file is; None for the data folder.
    """

    def __init__(self, name: str, folder: Path | None = None) -> None:
        self._name = name
        self._folder = folder
        self._memory: sqlite3.Connection | None = None
        self._opening = threading.Lock()

    def close(self) -> None:
        """Release what a run in memory holds."""
        if self._memory is not None:
            self._memory.close()

    @property
    def is_persistent(self) -> bool:
        """Whether what is saved is still there at the next start."""
        return self._memory is None

    def read(self, feature: Feature) -> dict[str, Any]:
        """Return the document of `feature`.

        Raises:
            StorageError: the file is damaged, of a newer version, or cannot be read.
        """
        with self._open() as connection:
            return self._load(connection, feature)

    def update(self, feature: Feature, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Replace the document of `feature` by the result of `change`, in one transaction.

        Raises:
            StorageError: the file is damaged, of a newer version, or cannot be written.
        """
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            body = json.dumps({"format": FORMAT, "setting": change(self._load(connection, feature))})
            connection.execute("INSERT OR REPLACE INTO document VALUES (?, ?)", (feature.value, body))
            connection.execute("COMMIT")

    def _load(self, connection: sqlite3.Connection, feature: Feature) -> dict[str, Any]:
        row = connection.execute("SELECT body FROM document WHERE feature = ?", (feature.value,)).fetchone()
        if row is None:
            return DOCUMENTS[feature]
        version, setting = _parse_row(row[0])
        self._check_format(version)
        return setting

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection: sqlite3.Connection | None = None
        try:
            connection = self._connect()
            yield connection
        except (sqlite3.OperationalError, OSError) as error:
            raise StorageError(f"The practice account in {self._path} cannot be used: {error}. Try again.") from None
        except (sqlite3.DatabaseError, _InvalidRowError) as error:
            raise self._damaged(error) from None
        finally:
            if connection is not None:
                connection.close()

    def _connect(self) -> sqlite3.Connection:
        with self._opening:
            if self._memory is None:
                connection = self._open_file() if self._has_folder() else None
                if connection is not None:
                    return connection
                self._memory = self._open_memory()
        return sqlite3.connect(_MEMORY.format(id(self)), uri=True, isolation_level=None)

    def _has_folder(self) -> bool:
        try:
            return bool(self._path)
        except StorageError:
            return False

    def _open_file(self) -> sqlite3.Connection | None:
        """Return the file, opened; None where it cannot be written."""
        is_new = not self._path.exists()
        if not os.access(self._path.parent if is_new else self._path, os.W_OK):
            return None
        connection = sqlite3.connect(self._path, timeout=_TIMEOUT_SECONDS, isolation_level=None)
        try:
            self._check_format(_read_format(connection))
            choose_journal(self._path, connection)
            connection.execute("PRAGMA synchronous = FULL")
            _migrate(connection)
            if is_new:
                self._path.chmod(0o600)
        except (sqlite3.DatabaseError, OSError, StorageError) as error:
            connection.close()
            if is_new and getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE:
                return None
            raise
        return connection

    def _open_memory(self) -> sqlite3.Connection:
        memory = sqlite3.connect(_MEMORY.format(id(self)), uri=True, isolation_level=None, check_same_thread=False)
        memory.execute(_SCHEMA)
        rows, version = self._rows_to_copy()
        memory.executemany("INSERT INTO document VALUES (?, ?)", rows)
        memory.execute(f"PRAGMA user_version = {version}")
        _migrate(memory)
        return memory

    def _rows_to_copy(self) -> tuple[list[tuple[str, str]], int]:
        """Return the rows and the format of a file that can be read but not written."""
        if not self._has_folder():
            return [], FORMAT
        try:
            with closing(sqlite3.connect(f"{self._path.as_uri()}?immutable=1", uri=True)) as connection:
                version = _read_format(connection)
                self._check_format(version)
                return connection.execute("SELECT feature, body FROM document").fetchall(), version
        except sqlite3.Error:
            return [], FORMAT

    @cached_property
    def _path(self) -> Path:
        folder = make_folder(self._folder if self._folder is not None else data_folder())
        return folder / f"{quote(self._name, safe='')}.sqlite3"

    def _check_format(self, version: int) -> None:
        if version > FORMAT:
            raise StorageError(
                f"The practice account in {self._path} was written by a newer version of callsettings (format "
                f"{version}; this version knows {FORMAT}). It is kept as it is: use that version to open it."
            )

    def _damaged(self, error: Exception) -> StorageError:
        reason = "a document is not valid" if isinstance(error, _InvalidRowError) else str(error)
        return StorageError(
            f"The practice account's file is damaged ({reason}). To start a new one and keep the old file, "
            f"run: mv '{self._path}' '{self._path}.damaged'"
        )


def _parse_row(body: str) -> tuple[int, dict[str, Any]]:
    """Return the format of a row, and its setting as a provider sends it.

    Checked by hand: a pydantic model for two fields would be a tenth of the time that `callsettings show` takes.

    Raises:
        _InvalidRowError: the row is something else.
    """
    try:
        match json.loads(body):
            case {"format": int(version), "setting": dict(setting)}:
                return version, setting
    except (ValueError, RecursionError):
        pass
    raise _InvalidRowError


def _read_format(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _migrate(connection: sqlite3.Connection) -> None:
    """Create the table, or bring the rows of an older file to the format of this version, in one transaction."""
    if _read_format(connection) == FORMAT:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _read_format(connection) != FORMAT:
            connection.execute(_SCHEMA)
            for feature, body in connection.execute("SELECT feature, body FROM document").fetchall():
                wrapped = f'{{"format": {FORMAT}, "setting": {body}}}'
                connection.execute("UPDATE document SET body = ? WHERE feature = ?", (wrapped, feature))
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
