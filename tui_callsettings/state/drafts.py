"""What the person typed and has not saved, kept on disk so that no crash and no hang-up can lose it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tui_callsettings import paths
from tui_callsettings.errors import StorageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value

from .merge import Change
from .service import Service
from .slot import Slot
from .store import SettingsStore

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved edits of an earlier run.

    Attributes:
        at: when they were last kept, in UTC.
        changes: for each field what the provider had and what the person wants.
    """

    at: datetime
    changes: tuple[Change, ...]

    @property
    def features(self) -> tuple[Feature, ...]:
        """The features that were edited."""
        return tuple(feature for feature in Feature if any(change.feature is feature for change in self.changes))

    def resume(self, store: SettingsStore) -> None:
        """Put the edits into the store: merged with what the provider has now; clashes become conflicts."""
        for feature in self.features:
            now = store.slot(feature).saved
            if now is None:
                continue
            mine = [change for change in self.changes if change.feature is feature]
            base = now.with_values({change.path: change.before for change in mine})
            store.resume(feature, base, {change.path: change.after for change in mine})


class Drafts:
    """The draft file of one account.

    Args:
        account: the account's name.
        folder: where the file lies; None for the state folder.
        told: is given a sentence, on the service's thread, when a draft cannot be kept; once until it works again.
    """

    def __init__(self, account: str, folder: Path | None = None, told: Callable[[str], None] | None = None) -> None:
        self.path = (folder or paths.state_folder()) / f"{quote(account, safe='')}.draft.json"
        self._told = told
        self._has_told = False
        self._waiting: tuple[Change, ...] | None = None
        self._kept: tuple[Change, ...] | None = None

    def read(self) -> tuple[Draft | None, str]:
        """The draft of an earlier run, if there is one, and a sentence if the file was damaged and set aside."""
        try:
            content = paths.read_bytes(self.path)
        except StorageError as error:
            return None, error.sentence
        if content is None:
            return None, ""
        try:
            return _draft(json.loads(content)), ""
        except (ValueError, KeyError, TypeError, AttributeError):
            return None, self._set_aside()

    def write(self, changes: tuple[Change, ...]) -> None:
        """Keep `changes`; without any, remove the file.

        Raises:
            StorageError: it cannot be kept; an older draft is as it was.
        """
        if not changes:
            paths.remove(self.path)
            return
        paths.write_atomically(self.path, json.dumps(_document(changes), ensure_ascii=False).encode())

    def follow(self, store: SettingsStore, service: Service) -> Callable[[], None]:
        """Keep each edit from now on, written on the service's thread; the answer ends that."""

        def keep(slot: Slot) -> None:
            del slot
            is_idle = self._waiting is None
            self._waiting = store.changes()
            if is_idle:
                service.call(self._write_waiting)

        return store.subscribe(keep)

    def flush(self) -> None:
        """Write what still waits to be written; for the moment before the end."""
        self._write_waiting()

    def _write_waiting(self) -> None:
        changes, self._waiting = self._waiting, None
        if changes is None or changes == self._kept:
            return
        try:
            self.write(changes)
        except StorageError as error:
            if self._told is not None and not self._has_told:
                self._told(f"What you type is not kept if the connection breaks. {error.sentence}")
            self._has_told = True
        else:
            self._kept, self._has_told = changes, False

    def _set_aside(self) -> str:
        aside = self.path.with_name(f"{self.path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
        try:
            self.path.rename(aside)
        except OSError:
            return f"The unsaved edits in {self.path} cannot be read: the file is damaged. Nothing of it was used."
        return f"The unsaved edits of the last run cannot be read: the file is damaged. It is kept as {aside}."


def _document(changes: tuple[Change, ...]) -> dict[str, Any]:
    fields = [{"key": c.feature.key(c.path), "base": c.before, "mine": c.after} for c in changes]
    return {"format": _FORMAT, "at": datetime.now(UTC).isoformat(), "fields": fields}


def _draft(document: Any) -> Draft:
    if document["format"] != _FORMAT:
        raise ValueError("another format")
    return Draft(datetime.fromisoformat(document["at"]), tuple(_change(field) for field in document["fields"]))


def _change(entry: dict[str, Any]) -> Change:
    feature, field = Feature.find(entry["key"])
    path: FieldPath = field.path
    return Change(feature, path, _value(entry["base"]), _value(entry["mine"]))


def _value(value: Any) -> Value:
    if value is None or isinstance(value, bool | int | str):
        return value
    raise ValueError("not a value")
