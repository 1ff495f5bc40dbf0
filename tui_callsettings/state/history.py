"""The history of saves, so that an earlier state can be restored."""

import asyncio
import json
import logging
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, TypeAdapter

from tui_callsettings import paths
from tui_callsettings.errors import StorageError, UsageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting, Value

from .changes import Change
from .save import SaveResult, SaveStatus
from .tty_name import terminal_name

if TYPE_CHECKING:
    import sqlite3

_ALWAYS_ON: FieldPath = ("call_forwarding", "always", "enabled")
_COLUMNS = "account, at, host, terminal, feature, result, changes, before, after, action"

_log = logging.getLogger(__name__)


class ChangeDocument(BaseModel):
    """One changed field as the history and JSON output have it."""

    model_config = ConfigDict(hide_input_in_errors=True, defer_build=True)

    key: str
    before: Any
    after: Any


_CHANGES = TypeAdapter(tuple[ChangeDocument, ...], config=ConfigDict(defer_build=True))


class HistoryEntry(NamedTuple):
    """One save of one feature, or one action beside the saves.

    Attributes:
        number: the number that names it in commands.
        at: when it was made, in UTC.
        host: the host it was made on.
        terminal: the terminal there; "" if none.
        feature: the feature that was saved.
        status: how it ended.
        changes: the changes that were stored, or may have been, field by field.
        old: the whole setting before, as the provider had it.
        new: the whole setting as read afterwards; None if it could not be read.
        action: what was done where it was no save of fields, such as "voicemail PIN changed"; "" for a save.
        unknown_keys: fields that were changed and that this version does not know.
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
    action: str = ""
    unknown_keys: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """What was done, where it was no save of fields, and how it ended."""
        return ", ".join(filter(None, (self.action, self.status.value)))

    def old_values(self) -> dict[FieldPath, Value]:
        """Return the values that this save replaced: editing them undoes it."""
        return {change.path: change.old for change in self.changes}

    def new_values(self) -> dict[FieldPath, Value]:
        """Return the values of all fields after this save, as far as they were reported: editing them restores it."""
        values = {change.path: change.new for change in self.changes}
        setting = self.new_setting
        for field in self.feature.fields if setting is not None else ():
            value = setting.value(field.path) if setting is not None else None
            if value is not None and not field.meta.is_read_only:
                values[field.path] = value
        return values

    @property
    def old_setting(self) -> Setting:
        """The setting before."""
        return self.feature.model.parse(self.old)

    @property
    def new_setting(self) -> Setting | None:
        """The setting afterwards, if it could be read."""
        return None if self.new is None else self.feature.model.parse(self.new)

    def document(self) -> dict[str, Any]:
        """Return the entry as JSON data."""
        return {
            "number": self.number,
            "at": self.at.isoformat(timespec="seconds"),
            "host": self.host,
            "terminal": self.terminal,
            "feature": self.feature.wire_name,
            "result": self.status.name.lower(),
            "action": self.action,
            "changes": [_change_document(change).model_dump() for change in self.changes],
            "before": self.old,
            "after": self.new,
        }


class History:
    """The saves of one account.

    Args:
        account: the account's storage key.
        folder: where the file is; None for the data folder.
        most: how many entries are kept.
        days: for how many days an entry is kept.
        on_warning: called with a message when a save cannot be recorded; the save itself is not touched by that.
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
        self.on_warning = on_warning
        self._account = account
        self._path = (folder or paths.data_folder()) / "history.sqlite3"
        self._most = most
        self._days = days

    def record(self, result: SaveResult, action: str = "") -> None:
        """Record what a save changed; one that sent nothing is left out.

        An entry with an unknown result is replaced once that is known.

        Args:
            result: how the save ended.
            action: what made it where that was not the person, such as "ended by itself".
        """
        if result.written and result.old is not None:
            self._record(lambda: self._row(result, action), is_new=result.status is not SaveStatus.REJECTED)

    async def record_in_thread(self, result: SaveResult, action: str = "") -> None:
        """Record on a thread, so that a locked file holds up no event loop."""
        await asyncio.to_thread(self.record, result, action)

    async def record_action(self, feature: Feature, action: str, status: SaveStatus, at: datetime) -> None:
        """Record, on a thread, something that was done beside the saves, such as an uploaded greeting."""

        def row() -> tuple[str | None, ...]:
            return (*self._place(at), feature.value, status.name, "[]", "{}", None, action)

        await asyncio.to_thread(self._record, row, is_new=True)

    def _record(self, row: Callable[[], tuple[str | None, ...]], *, is_new: bool) -> None:
        try:
            values = row()
            with self._open() as connection:
                if not self._replace_unknown(connection, values) and is_new:
                    marks = ", ".join("?" * len(values))
                    connection.execute(f"INSERT INTO save ({_COLUMNS}) VALUES ({marks})", values)  # noqa: S608 - constant
                self._prune(connection)
        except (StorageError, ValueError, TypeError) as error:
            if self.on_warning is not None:
                why = error.message if isinstance(error, StorageError) else "It cannot be written down."
                self.on_warning(f"The save is done but not in the history. {why}")

    def _place(self, at: datetime) -> tuple[str, ...]:
        return self._account, at.astimezone(UTC).isoformat(), socket.gethostname(), terminal_name()

    def _row(self, result: SaveResult, action: str) -> tuple[str | None, ...]:
        def text(setting: Setting | None) -> str | None:
            return None if setting is None else json.dumps(setting.to_document())

        changes = json.dumps([_change_document(change).model_dump() for change in result.written])
        feature, status = result.feature.value, result.status.name
        return (*self._place(result.at), feature, status, changes, text(result.old), text(result.new), action)

    def _replace_unknown(self, connection: "sqlite3.Connection", row: tuple[str | None, ...]) -> bool:
        """Replace the last entry where it is the same save, with its result unknown. Return whether it was."""
        account, at, _, _, feature, status, changes, _, new, action = row
        last = "SELECT id FROM save WHERE account = ? AND feature = ? ORDER BY id DESC LIMIT 1"
        return (
            connection.execute(
                f"UPDATE save SET at = ?, result = ?, after = ? WHERE id = ({last}) AND result = ? AND changes = ?"  # noqa: S608 - constant
                " AND action = ?",
                (at, status, new, account, feature, SaveStatus.UNKNOWN.name, changes, action),
            ).rowcount
            > 0
        )

    def entries(self, most: int = 50) -> tuple[HistoryEntry, ...]:
        """Return the newest entries, newest first; those of a feature that this version does not know are left out.

        Raises:
            StorageError: the file is damaged, newer than this version, or cannot be read.
        """
        rows = self._select("ORDER BY id DESC LIMIT ?", most)
        return tuple(entry for row in rows if (entry := _parse_entry(row)) is not None)

    def entry(self, number: int) -> HistoryEntry:
        """Return one entry.

        Raises:
            UsageError: there is none of that number.
            StorageError: the file is damaged, newer than this version, or cannot be read.
        """
        for row in self._select("AND id = ?", number):
            entry = _parse_entry(row)
            if entry is not None:
                return entry
            raise UsageError(
                f"Save number {number} was made by a newer version of callsettings: use that to restore it."
            )
        raise UsageError(f"There is no save number {number}. List them with: callsettings history")

    def _select(self, clause: str, parameter: int) -> list[tuple[Any, ...]]:
        if not self._path.exists():
            return []
        query = f"SELECT id, {_COLUMNS} FROM save WHERE account = ? {clause}"  # noqa: S608 - constants
        with self._open() as connection:
            return connection.execute(query, (self._account, parameter)).fetchall()

    def forwarding_since(self) -> datetime | None:
        """Return since when all calls are forwarded, if that was saved from here; None where it is not known.

        Raises:
            StorageError: the file is damaged, newer than this version, or cannot be read.
        """
        for entry in self.entries(self._most):
            for change in entry.changes:
                if entry.feature is Feature.CALL_FORWARDING and change.path == _ALWAYS_ON:
                    return entry.at if change.new is True and entry.status is SaveStatus.SAVED else None
        return None

    def remove(self) -> None:
        """Remove all entries of the account.

        Raises:
            StorageError: the file is damaged, newer than this version, or cannot be written.
        """
        if self._path.exists():
            with self._open() as connection:
                connection.execute("DELETE FROM save WHERE account = ?", (self._account,))

    def _open(self) -> "AbstractContextManager[sqlite3.Connection]":
        # The editor's first screen shows nothing of the history: SQLite is loaded when it is needed.
        from .history_file import open_history_file

        return open_history_file(self._path)

    def _prune(self, connection: "sqlite3.Connection") -> None:
        oldest = (datetime.now(UTC) - timedelta(days=self._days)).isoformat()
        newest = "SELECT id FROM save WHERE account = :account ORDER BY id DESC LIMIT :most"
        connection.execute(
            f"DELETE FROM save WHERE account = :account AND (at < :oldest OR id NOT IN ({newest}))",  # noqa: S608 - constant
            {"account": self._account, "oldest": oldest, "most": self._most},
        )


def _change_document(change: Change) -> ChangeDocument:
    return ChangeDocument(key=change.key, before=change.old, after=change.new)


def _parse_entry(row: tuple[Any, ...]) -> HistoryEntry | None:
    """Return the entry in a row; None, with a log record, where this version does not understand it."""
    number, _, at, host, terminal, feature_name, result, changes, old, new, action = row
    try:
        feature, status = Feature(feature_name), SaveStatus[result]
        documents = _CHANGES.validate_json(changes)
        settings = json.loads(old), None if new is None else json.loads(new)
        parsed = [(document, _parse_change(document)) for document in documents]
        known = tuple(change for _, change in parsed if change is not None)
        unknown = tuple(document.key for document, change in parsed if change is None)
        when = datetime.fromisoformat(at)
    except (ValueError, KeyError) as error:
        _log.warning("entry %d of the history is not understood: %s", number, type(error).__name__)
        return None
    return HistoryEntry(number, when, host, terminal, feature, status, known, *settings, action, unknown)


def _parse_change(document: ChangeDocument) -> Change | None:
    try:
        feature, field = Feature.find(document.key)
    except KeyError:
        return None
    return Change(feature, field.path, document.before, document.after)
