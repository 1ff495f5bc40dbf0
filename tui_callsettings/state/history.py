"""What was saved, when and from where: one SQLite file, so that an earlier state can be had back."""

import asyncio
import json
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tui_callsettings import paths
from tui_callsettings.errors import NotFoundError, StorageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting, Value

from .changes import Change
from .lock import terminal_name
from .save import SaveResult, SaveStatus

_SCHEMA = """
CREATE TABLE IF NOT EXISTS save (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    at TEXT NOT NULL,
    host TEXT NOT NULL,
    terminal TEXT NOT NULL,
    feature TEXT NOT NULL,
    result TEXT NOT NULL,
    changes TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT
) STRICT
"""
_WAIT_SECONDS = 2.0
_ALWAYS_ON: FieldPath = ("call_forwarding", "always", "enabled")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One save of one feature.

    Attributes:
        number: by which it is named in commands.
        at: when, in UTC.
        host: on which machine.
        terminal: from which terminal there; "" if none.
        feature: what was saved.
        result: how it ended.
        changes: what was sent, field by field.
        before: the whole setting before, as the provider had it.
        after: the whole setting as read after; None if it could not be read.
    """

    number: int
    at: datetime
    host: str
    terminal: str
    feature: Feature
    status: SaveStatus
    changes: tuple[Change, ...]
    old: dict[str, Any]
    new: dict[str, Any] | None

    def old_values(self) -> dict[FieldPath, Value]:
        """What to edit to have back what this save replaced."""
        return {change.path: change.old for change in self.changes}

    def document(self) -> dict[str, Any]:
        """The entry as JSON data."""
        return {
            "number": self.number,
            "at": self.at.isoformat(timespec="seconds"),
            "host": self.host,
            "terminal": self.terminal,
            "feature": self.feature.wire_name,
            "result": self.status.name.lower(),
            "changes": [_change_document(change) for change in self.changes],
            "before": self.old,
            "after": self.new,
        }


class History:
    """The saves of one account.

    Args:
        account: the account's name.
        folder: where the file lies; None for the data folder.
        most: how many saves are kept.
        days: for how many days a save is kept.
        told: is given a sentence when a save cannot be recorded; the save itself is not touched by that.
    """

    def __init__(
        self,
        account: str,
        folder: Path | None = None,
        *,
        most: int = 500,
        days: int = 365,
        on_warning: Callable[[str], None] | None = None,
    ) -> None:
        self._account = account
        self._path = (folder or paths.data_folder()) / "history.sqlite3"
        self._most = most
        self._days = days
        self._on_warning = on_warning

    def record(self, result: SaveResult) -> None:
        """Keep what a save did. A save that sent nothing is none; one that was unknown is replaced once it is known."""
        if not result.written or result.old is None:
            return
        try:
            row = self._row(result)
            with self._open() as connection:
                if not self._replace_unknown(connection, row) and result.status is not SaveStatus.REJECTED:
                    connection.execute("INSERT INTO save VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
                self._prune(connection)
        except (StorageError, ValueError, TypeError) as error:
            if self._on_warning is not None:
                why = error.message if isinstance(error, StorageError) else "It cannot be written down."
                self._on_warning(f"The save is done but not in the history. {why}")

    async def record_in_thread(self, result: SaveResult) -> None:
        """Record on a thread, so that a locked file holds up no event loop."""
        await asyncio.to_thread(self.record, result)

    def _row(self, result: SaveResult) -> tuple[str | None, ...]:
        def text(setting: Setting | None) -> str | None:
            return None if setting is None else json.dumps(setting.to_document())

        return (
            self._account,
            result.at.astimezone(UTC).isoformat(),
            socket.gethostname(),
            terminal_name(),
            result.feature.value,
            result.status.name,
            json.dumps([_change_document(change) for change in result.written]),
            text(result.old),
            text(result.new),
        )

    def _replace_unknown(self, connection: sqlite3.Connection, row: tuple[str | None, ...]) -> bool:
        """Whether `row` tells how a save ended that was written down as unknown; then that is put right."""
        account, at, _, _, feature, status, changes, _, new = row
        last = "SELECT id FROM save WHERE account = ? AND feature = ? ORDER BY id DESC LIMIT 1"
        return (
            connection.execute(
                f"UPDATE save SET at = ?, result = ?, after = ? WHERE id = ({last}) AND result = ? AND changes = ?",  # noqa: S608 - constant
                (at, status, new, account, feature, SaveStatus.UNKNOWN.name, changes),
            ).rowcount
            > 0
        )

    def entries(self, most: int = 50) -> tuple[HistoryEntry, ...]:
        """The newest saves, newest first.

        Raises:
            StorageError: the file is damaged or cannot be read.
        """
        if not self._path.exists():
            return ()
        query = "SELECT * FROM save WHERE account = ? ORDER BY id DESC LIMIT ?"
        with self._open() as connection:
            return tuple(_entry(row) for row in connection.execute(query, (self._account, most)))

    def entry(self, number: int) -> HistoryEntry:
        """One save.

        Raises:
            NotFoundError: there is none of that number.
            StorageError: the file is damaged or cannot be read.
        """
        if self._path.exists():
            with self._open() as connection:
                query = "SELECT * FROM save WHERE account = ? AND id = ?"
                for row in connection.execute(query, (self._account, number)):
                    return _entry(row)
        raise NotFoundError(f"There is no save number {number}. List them with: callsettings history")

    def forwarding_since(self) -> datetime | None:
        """Since when all calls are forwarded, if we switched it on ourselves; None where we do not know.

        Raises:
            StorageError: the file is damaged or cannot be read.
        """
        for entry in self.entries(self._most):
            for change in entry.changes:
                if entry.feature is Feature.CALL_FORWARDING and change.path == _ALWAYS_ON:
                    return entry.at if change.new is True and entry.status is SaveStatus.SAVED else None
        return None

    def remove(self) -> None:
        """Forget all saves of the account.

        Raises:
            StorageError: the file is damaged or cannot be written.
        """
        if self._path.exists():
            with self._open() as connection:
                connection.execute("DELETE FROM save WHERE account = ?", (self._account,))

    def _prune(self, connection: sqlite3.Connection) -> None:
        oldest = (datetime.now(UTC) - timedelta(days=self._days)).isoformat()
        newest = "SELECT id FROM save WHERE account = :account ORDER BY id DESC LIMIT :most"
        connection.execute(
            f"DELETE FROM save WHERE account = :account AND (at < :oldest OR id NOT IN ({newest}))",  # noqa: S608 - constant
            {"account": self._account, "oldest": oldest, "most": self._most},
        )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        paths.make_folder(self._path.parent)
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(self._path, timeout=_WAIT_SECONDS)
            # Another process may be at the same step; the mode is kept in the file, so one of them is enough.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_SCHEMA)
            self._path.chmod(0o600)
            with connection:
                yield connection
        except sqlite3.OperationalError as error:
            raise StorageError(f"The history in {self._path} cannot be used: {error}.") from None
        except (sqlite3.DatabaseError, OSError, ValueError, KeyError, TypeError) as error:
            raise StorageError(
                f"The history is damaged ({error}). To start a new one and keep the old file, "
                f"run: mv '{self._path}' '{self._path}.damaged'"
            ) from None
        finally:
            if connection is not None:
                connection.close()


def _change_document(change: Change) -> dict[str, Any]:
    return {"key": change.feature.key(change.path), "before": change.old, "after": change.new}


def _entry(row: tuple[Any, ...]) -> HistoryEntry:
    number, _, at, host, terminal, feature, status, changes, old, new = row
    return HistoryEntry(
        number,
        datetime.fromisoformat(at),
        host,
        terminal,
        Feature(feature),
        SaveStatus[status],
        tuple(_change(entry) for entry in json.loads(changes)),
        json.loads(old),
        None if new is None else json.loads(new),
    )


def _change(entry: dict[str, Any]) -> Change:
    feature, field = Feature.find(entry["key"])
    return Change(feature, field.path, entry["before"], entry["after"])
