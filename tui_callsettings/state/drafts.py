"""Unsaved edits, kept on disk so that no crash and no hang-up can lose them."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import quote

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, ValidationError

from tui_callsettings import paths
from tui_callsettings.errors import StorageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.validation import is_same_value

from .changes import Change
from .event_loop_thread import EventLoopThread
from .store import SettingsStore
from .store_state import StoreState

FORMAT = 2
_LEFTOVER_SECONDS = 3600


class DraftDocument(BaseModel):
    """A draft file. Format 1 had no host.

    Attributes:
        format: the version of this layout.
        at: when the draft was written, in UTC.
        host: the host that it was written on.
        fields: the edits. Each is parsed on its own, so that one that is not understood hides no other.
    """

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True, defer_build=True)

    format: int
    at: AwareDatetime
    host: str = ""
    fields: tuple[Any, ...]


def _check_value(value: Any) -> Any:
    """Accept what a field can hold, lone surrogates in a text too, which pydantic's `str` rejects."""
    if value is None or isinstance(value, bool | int | str):
        return value
    raise ValueError("not the value of a field")


DraftValue = Annotated[Any, AfterValidator(_check_value)]


class DraftField(BaseModel):
    """One edit in a draft file.

    Attributes:
        key: the field.
        base: the value that the provider had.
        mine: the value that the person wants.
    """

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True, defer_build=True)

    key: str
    base: DraftValue
    mine: DraftValue


class Draft(NamedTuple):
    """Unsaved edits of an earlier run.

    Attributes:
        at: when they were written, in UTC.
        changes: for each field what the provider had and what the person wants.
        unknown: edits that this version does not understand, as they are in the file; they are kept there.
    """

    at: datetime
    changes: tuple[Change, ...]
    unknown: tuple[Any, ...] = ()

    @property
    def features(self) -> tuple[Feature, ...]:
        """The features that were edited."""
        return tuple(feature for feature in Feature if any(change.feature is feature for change in self.changes))

    def is_already_applied(self, state: StoreState) -> bool:
        """Whether the settings are as the edits want them, as after a save that outlived its editor."""
        return all(_is_applied(change, state) for change in self.changes)


def _is_applied(change: Change, state: StoreState) -> bool:
    saved = state.features[change.feature].saved
    return saved is not None and is_same_value(change.field, saved.value(change.path), change.new)


class DraftFile:
    """The draft file of one account on one host.

    Where several hosts share a home, each has a file of its own beside a lock of its own: the edits being
    made on one host are no draft from last time on another.

    Args:
        account: the account's storage key.
        folder: where the file is; None for the state folder.
    """

    def __init__(self, account: str, folder: Path | None = None) -> None:
        folder = folder or paths.state_folder()
        name, self.host = paths.quote_file_name(account), socket.gethostname()
        self.path = folder / f"{name}.{paths.quote_file_name(self.host)}.draft.json"
        self._old_path: Path | None = folder / f"{quote(account, safe='')}.draft.json"
        """Where format 1 kept it."""
        self._unknown: tuple[Any, ...] = ()

    def read(self) -> tuple[Draft | None, str]:
        """Return the draft of an earlier run, if there is one, and a message about what could not be read, or "".

        Only for the process that holds the account's lock: what a killed run left half written is removed.
        """
        self._remove_leftovers()
        for path in filter(None, (self.path, self._old_path)):
            try:
                content = paths.read_bytes(path)
                if content is None:
                    continue
                document = json.loads(content)
                if _format(document) > FORMAT:
                    return self._keep_newer(path)
                return self._parse(DraftDocument.model_validate(document))
            except (StorageError, ValueError, RecursionError):
                return None, _set_aside(path)
        return None, ""

    def write(self, changes: tuple[Change, ...]) -> None:
        """Write `changes`; without any, remove the file.

        Raises:
            StorageError: it cannot be written; an older draft is as it was.
        """
        fields: list[Any] = [{"key": c.key, "base": c.old, "mine": c.new} for c in changes]
        fields += self._unknown
        if fields:
            at = datetime.now(UTC).isoformat()
            document = {"format": FORMAT, "at": at, "host": self.host, "fields": fields}
            paths.write_atomically(self.path, json.dumps(document).encode())
        else:
            paths.remove(self.path)
        if self._old_path is not None:
            paths.remove(self._old_path)

    def _parse(self, document: DraftDocument) -> tuple[Draft | None, str]:
        changes, unknown = [], []
        for entry in document.fields:
            change = _parse_field(entry)
            if change is None:
                unknown.append(entry)
            else:
                changes.append(change)
        self._unknown = tuple(unknown)
        message = _unknown_message(unknown, self.path)
        if not changes:
            return None, message
        return Draft(document.at, tuple(changes), self._unknown), message

    def _keep_newer(self, path: Path) -> tuple[Draft | None, str]:
        """Leave a draft of a newer version where it is, and keep our own beside it."""
        message = (
            f"The draft in {path} was written by a newer version of callsettings. It is kept there: "
            "start that version to resume it."
        )
        beside = self.path.with_name(f"{self.path.name.removesuffix('.json')}.format{FORMAT}.json")
        if self.path == beside:
            return None, message
        self.path = beside
        self._old_path = None
        draft, other = self.read()
        return draft, " ".join(filter(None, (message, other)))

    def _remove_leftovers(self) -> None:
        """Remove what killed runs left half written: of this draft all, of other files what cannot be in use now."""
        with suppress(OSError):
            for leftover in self.path.parent.glob(f".*.{'?' * 12}.tmp"):
                is_ours = leftover.name[: -len(".0123456789ab.tmp")] == f".{self.path.name}"
                if is_ours or time.time() - leftover.stat().st_mtime > _LEFTOVER_SECONDS:
                    leftover.unlink()


class DraftKeeper:
    """Writes each edit of a store into a draft file, on a thread of its own.

    Args:
        file: the draft file.
        store: the settings that are edited.
        on_warning: called with a message, on that thread, when the draft cannot be kept; once until it works again.

    Attributes:
        earlier: edits of an earlier run, until they are resumed or discarded.
        thread: the thread that writes.
    """

    def __init__(
        self,
        file: DraftFile,
        store: SettingsStore,
        on_warning: Callable[[str], None] | None = None,
        thread: EventLoopThread | None = None,
    ) -> None:
        self.earlier: Draft | None = None
        self.thread = thread or EventLoopThread()
        self._file = file
        self._store = store
        self._on_warning = on_warning
        self._has_warned = False
        self._is_closed = False
        self._unsubscribe: Callable[[], None] | None = None
        self._changed = threading.Condition()
        self._latest: tuple[Change, ...] = ()
        self._kept: tuple[Change, ...] | None = None
        self._requested = 0
        self._done = 0
        self._is_scheduled = False

    def start(self) -> str:
        """Read the draft of an earlier run and keep every edit from now on. Return a message about the file, or ""."""
        self.earlier, message = self._file.read()
        self._kept = self.earlier.changes if self.earlier is not None else None
        self._unsubscribe = self._store.subscribe(self._on_change)
        self._on_change(self._store.state)
        return message

    def _on_change(self, state: StoreState) -> None:
        if self.earlier is not None and not self._is_closed and self.earlier.is_already_applied(state):
            self.earlier = None
        self.keep()

    def resume(self) -> None:
        """Merge the edits of the earlier run into the store; clashes become conflicts."""
        if self.earlier is not None:
            earlier, self.earlier = self.earlier, None
            self._store.resume(earlier.changes)
            self.keep()

    def discard(self) -> None:
        """Drop the edits of the earlier run."""
        if self.earlier is not None:
            self.earlier = None
            self.keep()

    def keep(self) -> None:
        """Have everything that is not saved written soon; newer edits win over those of the earlier run."""
        unsaved = self._store.unsaved()
        edited = {(change.feature, change.path) for change in unsaved}
        earlier: Iterable[Change] = self.earlier.changes if self.earlier is not None else ()
        latest = (*(c for c in earlier if (c.feature, c.path) not in edited), *unsaved)
        with self._changed:
            if latest == self._latest and self._requested and not self._has_warned:
                return
            self._latest = latest
            self._requested += 1
            is_scheduled, self._is_scheduled = self._is_scheduled, True
        if not is_scheduled:
            self.thread.call_soon(self.flush)

    def flush(self) -> None:
        """Write what is not on disk yet, or could not be written before. Only on the keeper's thread."""
        with self._changed:
            self._is_scheduled = False
            latest, requested = self._latest, self._requested
        try:
            if latest != self._kept:
                self._file.write(latest)
        except StorageError as error:
            self._warn_once(latest, error)
        else:
            self._kept, self._has_warned = latest, False
        finally:
            with self._changed:
                self._done = requested
                self._changed.notify_all()

    def barrier(self) -> Callable[[float], bool] | None:
        """Return a function that waits until every edit made before this call is on disk; None if all are.

        The function takes the seconds to wait at most, and returns whether there is nothing more to wait for: a draft
        that cannot be written, of which the person is warned, holds up nothing.
        """
        with self._changed:
            requested = self._requested
            if self._done >= requested:
                return None
        return lambda timeout: self._wait_done(requested, timeout)

    def _wait_done(self, requested: int, timeout: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._done >= requested, timeout)

    def close(self, seconds: float) -> None:
        """Write what is not saved, within `seconds`, and stop."""
        self._is_closed = True
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
            self.keep()
        self.thread.close(seconds)

    def _warn_once(self, latest: tuple[Change, ...], error: StorageError) -> None:
        if self._on_warning is not None and not self._has_warned:
            lost = "Your edits are not kept if the connection breaks."
            again = "Edits that are saved or discarded will be offered again at the next start."
            self._on_warning(f"{lost if latest else again} {error.message}")
        self._has_warned = True


def _format(document: Any) -> int:
    number = document.get("format") if isinstance(document, dict) else None
    return number if isinstance(number, int) else 0


def _parse_field(entry: Any) -> Change | None:
    try:
        field = DraftField.model_validate(entry)
        feature, setting_field = Feature.find(field.key)
    except (ValidationError, KeyError):
        return None
    return Change(feature, setting_field.path, field.base, field.mine)


def _unknown_message(unknown: list[Any], path: Path) -> str:
    if not unknown:
        return ""
    keys = [str(entry["key"]) for entry in unknown if isinstance(entry, dict) and "key" in entry]
    names = f" ({', '.join(keys[:3])})" if keys else ""
    return (
        f"The draft has edits{names} that this version of callsettings does not know: it was written by a newer "
        f"version. They are kept in {path}."
    )


def _set_aside(path: Path) -> str:
    mark = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"
    aside = path.with_name(f"{path.name}.damaged-{mark}")
    try:
        path.rename(aside)
    except OSError as error:
        return f"The unsaved draft in {path} cannot be read or set aside: {error.strerror}."
    return f"The unsaved draft of the last run cannot be read: the file is damaged. It is kept as {aside}."
