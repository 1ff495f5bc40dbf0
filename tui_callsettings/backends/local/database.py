"""The SQLite file of the embedded account: one JSON document for each feature."""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tui_callsettings.errors import StorageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.paths import data_folder, make_folder

from .seed import DOCUMENTS

_SCHEMA = "CREATE TABLE IF NOT EXISTS document (feature TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID"
_WAIT_SECONDS = 5.0
_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL)
_MEMORY = "file:embedded-{}?mode=memory&cache=shared"


class Documents:
    """The documents of one embedded account.

    The file is made, and filled, when it is first needed. Where that is not possible (a read-only home), the account
    lives in memory for this run and `is_kept` says so.

    Args:
        name: the account's name, which names the file.
        folder: where the file lies; None for the data folder.
    """

    def __init__(self, name: str, folder: Path | None = None) -> None:
        self._name = name
        self._folder = folder
        self._keeper: sqlite3.Connection | None = None
        self._opening = threading.Lock()

    def close(self) -> None:
        """Give back what a run in memory holds."""
        if self._keeper is not None:
            self._keeper.close()

    @property
    def is_kept(self) -> bool:
        """Whether what is saved is still there at the next start."""
        return self._keeper is None

    def read(self, feature: Feature) -> Any:
        """The document of `feature`.

        Raises:
            StorageError: the file is damaged or cannot be read.
        """
        with self._opened() as connection:
            row = connection.execute("SELECT body FROM document WHERE feature = ?", (feature.value,)).fetchone()
        return json.loads(row[0]) if row else DOCUMENTS[feature]

    def change(self, feature: Feature, altered: Callable[[Any], dict[str, Any]]) -> None:
        """Replace the document of `feature` by what `altered` makes of it, in one transaction.

        Raises:
            StorageError: the file is damaged or cannot be written.
        """
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            row = connection.execute("SELECT body FROM document WHERE feature = ?", (feature.value,)).fetchone()
            body = json.dumps(altered(json.loads(row[0]) if row else DOCUMENTS[feature]))
            connection.execute("INSERT OR REPLACE INTO document VALUES (?, ?)", (feature.value, body))
            connection.execute("COMMIT")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        connection: sqlite3.Connection | None = None
        try:
            connection = self._connected()
            yield connection
        except (sqlite3.OperationalError, OSError) as error:
            raise StorageError(
                f"The embedded account in {self._path} cannot be used now: {error}. Try again."
            ) from None
        except (sqlite3.DatabaseError, json.JSONDecodeError) as error:
            raise self._damaged(error) from None
        finally:
            if connection is not None:
                connection.close()

    def _connected(self) -> sqlite3.Connection:
        with self._opening:
            if self._keeper is None:
                connection = self._file() if self._has_folder() else None
                if connection is not None:
                    return connection
                self._keeper = self._in_memory()
        return sqlite3.connect(_MEMORY.format(id(self)), uri=True, isolation_level=None)

    def _has_folder(self) -> bool:
        try:
            return bool(self._path)
        except StorageError:
            return False

    def _file(self) -> sqlite3.Connection | None:
        """The file, opened; None where it cannot be written."""
        is_new = not self._path.exists()
        if not os.access(self._path.parent if is_new else self._path, os.W_OK):
            return None
        connection = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            # Another process may be at the same step; the mode is kept in the file, so one of them is enough.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(_SCHEMA)
            if is_new:
                self._path.chmod(0o600)
        except (sqlite3.DatabaseError, OSError) as error:
            connection.close()
            if is_new and getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE:
                return None
            raise
        return connection

    def _in_memory(self) -> sqlite3.Connection:
        keeper = sqlite3.connect(_MEMORY.format(id(self)), uri=True, isolation_level=None, check_same_thread=False)
        keeper.execute(_SCHEMA)
        for feature, body in self._rows_to_copy():
            keeper.execute("INSERT INTO document VALUES (?, ?)", (feature, body))
        return keeper

    def _rows_to_copy(self) -> list[tuple[str, str]]:
        """What a file that can be read but not written holds."""
        if not self._has_folder():
            return []
        try:
            with closing(sqlite3.connect(f"{self._path.as_uri()}?immutable=1", uri=True)) as connection:
                return connection.execute("SELECT feature, body FROM document").fetchall()
        except sqlite3.Error:
            return []

    @cached_property
    def _path(self) -> Path:
        folder = make_folder(self._folder if self._folder is not None else data_folder())
        return folder / f"{quote(self._name, safe='')}.sqlite3"

    def _damaged(self, error: Exception) -> StorageError:
        return StorageError(
            f"The embedded account's file is damaged ({error}). To start afresh and keep the old file, "
            f"run: mv '{self._path}' '{self._path}.damaged'"
        )
