"""What the person typed and has not saved, kept on disk so that no crash and no hang-up can lose it."""

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tui_callsettings import paths
from tui_callsettings.errors import StorageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting, Value
from tui_callsettings.models.validation import is_same_value

from .changes import Change
from .event_loop_thread import EventLoopThread
from .store import SettingsStore
from .store_state import StoreState

_FORMAT = 1
_LEFT_BEHIND_SECONDS = 3600


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

    def is_already_applied(self, store: SettingsStore) -> bool:
        """Whether the settings are as the edits want them already, as after a save that outlived its editor."""
        return all(_is_applied(change, store.feature_state(change.feature).saved) for change in self.changes)

    def resume(self, store: SettingsStore) -> None:
        """Put the edits into the store: merged with what the provider has now; clashes become conflicts."""
        store.resume(self.changes)


def _is_applied(change: Change, saved: Setting | None) -> bool:
    return saved is not None and is_same_value(change.field, saved.value(change.path), change.new)


class DraftFile:
    """The draft file of one account.

    Args:
        account: the account's name.
        folder: where the file lies; None for the state folder.
        told: is given a sentence, on the service's thread, when a draft cannot be kept; once until it works again.
    """

    def __init__(
        self, account: str, folder: Path | None = None, on_warning: Callable[[str], None] | None = None
    ) -> None:
        self.path = (folder or paths.state_folder()) / f"{quote(account, safe='')}.draft.json"
        self._on_warning = on_warning
        self._has_warned = False
        self._guard = threading.Lock()
        self._is_asked = False
        self._wanted: tuple[Change, ...] = ()
        self._kept: tuple[Change, ...] | None = None

    def read(self) -> tuple[Draft | None, str]:
        """The draft of an earlier run, if there is one, and a sentence if the file was damaged and set aside.

        Only for whoever holds the account's lock: what a killed run left half written is removed.
        """
        self._sweep()
        try:
            content = paths.read_bytes(self.path)
            if content is None:
                return None, ""
            draft = _draft(json.loads(content))
        except (StorageError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None, self._set_aside()
        self._kept = draft.changes
        return draft, ""

    def _sweep(self) -> None:
        """Remove what killed runs left half written: of the draft all, of others' files what cannot be in use now."""
        with contextlib.suppress(OSError):
            for leftover in self.path.parent.glob(f".*.{'?' * 12}.tmp"):
                is_ours = leftover.name[: -len(".0123456789ab.tmp")] == f".{self.path.name}"
                if is_ours or time.time() - leftover.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                    leftover.unlink()

    def write(self, changes: tuple[Change, ...]) -> None:
        """Keep `changes`; without any, remove the file.

        Raises:
            StorageError: it cannot be kept; an older draft is as it was.
        """
        if not changes:
            paths.remove(self.path)
            return
        paths.write_atomically(self.path, json.dumps(_document(changes)).encode())

    def attach(
        self, store: SettingsStore, service: EventLoopThread, earlier: Callable[[], tuple[Change, ...]] = tuple
    ) -> Callable[[], None]:
        """Keep each edit from now on, written on the service's thread; the answer ends that.

        Args:
            store: what is edited.
            service: whose thread writes.
            earlier: tells edits of an earlier run that are not in the store and must not be lost either.
        """

        def keep(state: StoreState) -> None:
            del state
            self.keep(store, service, earlier())

        return store.subscribe(keep)

    def keep(self, store: SettingsStore, service: EventLoopThread, earlier: tuple[Change, ...] = ()) -> None:
        """Have all that is not saved written soon, on the service's thread; newer edits win over `earlier` ones."""
        unsaved = store.unsaved()
        edited = {(change.feature, change.path) for change in unsaved}
        with self._guard:
            self._wanted = (*(c for c in earlier if (c.feature, c.path) not in edited), *unsaved)
            is_asked, self._is_asked = self._is_asked, True
        if not is_asked:
            service.call_soon(self.flush)

    def flush(self) -> None:
        """Write what is not on disk yet, or could not be written before. Only on the service's thread."""
        with self._guard:
            is_asked, self._is_asked = self._is_asked, False
            wanted = self._wanted
        if not is_asked or wanted == self._kept:
            return
        try:
            self.write(wanted)
        except StorageError as error:
            self._warn_once(wanted, error)
        else:
            self._kept, self._has_warned = wanted, False

    def _warn_once(self, wanted: tuple[Change, ...], error: StorageError) -> None:
        if self._on_warning is not None and not self._has_warned:
            lost = "What you type is not kept if the connection breaks."
            again = "Edits that are saved or discarded will be offered again at the next start."
            self._on_warning(f"{lost if wanted else again} {error.message}")
        self._has_warned = True

    def _set_aside(self) -> str:
        mark = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"
        aside = self.path.with_name(f"{self.path.name}.damaged-{mark}")
        try:
            self.path.rename(aside)
        except OSError as error:
            return f"The unsaved edits in {self.path} cannot be read, nor set aside: {error.strerror}."
        return f"The unsaved edits of the last run cannot be read: the file is damaged. It is kept as {aside}."


def _document(changes: tuple[Change, ...]) -> dict[str, Any]:
    fields = [{"key": c.feature.key(c.path), "base": c.old, "mine": c.new} for c in changes]
    return {"format": _FORMAT, "at": datetime.now(UTC).isoformat(), "fields": fields}


def _draft(document: Any) -> Draft:
    if document["format"] != _FORMAT:
        raise ValueError("another format")
    return Draft(datetime.fromisoformat(document["at"]), tuple(_change(field) for field in document["fields"]))


def _change(entry: dict[str, Any]) -> Change:
    feature, field = Feature.find(entry["key"])
    return Change(feature, field.path, _value(entry["base"]), _value(entry["mine"]))


def _value(value: Any) -> Value:
    if value is None or isinstance(value, bool | int | str):
        return value
    raise ValueError("not a value")
