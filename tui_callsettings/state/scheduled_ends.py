"""Settings that end by themselves: what is to go back, when, and how each ended.

One JSON file for each account below the state folder. It is changed under a lock and replaced as a whole, so that two
processes never lose an end of one another, and a crash leaves the old file or the new one.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from tui_callsettings import paths
from tui_callsettings.accounts.file_lock import file_lock
from tui_callsettings.errors import StorageError, UsageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath

from .changes import Change
from .end_record import CONFIG, EndingField, EndStatus, ScheduledEnd
from .ends_file import ends_path

_MAX_FINISHED = 50
"""How many ends that are over are kept, for `callsettings until`."""


class _Document(BaseModel):
    """The file."""

    model_config = CONFIG

    format: Literal[1] = 1
    next_number: int = 1
    ends: tuple[ScheduledEnd, ...] = Field(default=())


class ScheduledEnds:
    """The ends of one account.

    Args:
        account: the account's storage key.
        folder: where the file is; None for the state folder.
    """

    def __init__(self, account: str, folder: Path | None = None) -> None:
        self.path = ends_path(account, folder)
        self._lock = self.path.with_suffix(".lock")

    def load(self) -> tuple[ScheduledEnd, ...]:
        """Return all ends, the earliest first.

        Raises:
            StorageError: the file is damaged, newer than this version, or cannot be read.
        """
        return tuple(sorted(self._read().ends, key=lambda end: (end.at, end.number)))

    def pending(self) -> tuple[ScheduledEnd, ...]:
        """Return the ends that are still to happen, the earliest first.

        Raises:
            StorageError: as `load`.
        """
        return tuple(end for end in self.load() if end.is_pending)

    def get(self, number: int) -> ScheduledEnd:
        """Return one end.

        Raises:
            UsageError: there is none of that number.
            StorageError: as `load`.
        """
        for end in self._read().ends:
            if end.number == number:
                return end
        raise UsageError(f"There is no end number {number}. List them with: callsettings until")

    def times(self) -> dict[str, datetime]:
        """Return when each field that is to go back does so, by its key.

        Raises:
            StorageError: as `load`.
        """
        return {field.key: end.at for end in self.pending() for field in end.pending_fields}

    def affecting(self, places: Collection[tuple[Feature, FieldPath]]) -> tuple[ScheduledEnd, ...]:
        """Return the pending ends of any of `places`.

        Raises:
            StorageError: as `load`.
        """
        keys = {feature.key(path) for feature, path in places}
        return tuple(end for end in self.pending() if any(field.key in keys for field in end.pending_fields))

    def add(self, changes: Sequence[Change], at: datetime, now: datetime) -> ScheduledEnd:
        """Write down that `changes`, which were saved and verified, go back at `at`.

        A field that has an end already keeps the value to go back to and gets the new time; an end that is left
        without fields is canceled.

        Raises:
            ValueError: there are no changes.
            StorageError: the file cannot be read or written.
        """
        if not changes:
            raise ValueError("an end without fields")
        created: list[ScheduledEnd] = []

        def change(document: _Document) -> _Document:
            keys = {each.key for each in changes}
            earlier = {field.key: field for end in document.ends for field in end.pending_fields if field.key in keys}
            fields = tuple(_ending_field(each, earlier.get(each.key)) for each in changes)
            end = ScheduledEnd(
                number=document.next_number, fields=fields, at=at.astimezone(UTC), created_at=now.astimezone(UTC)
            )
            created.append(end)
            others = tuple(_without(each, keys) for each in document.ends)
            return document.model_copy(update={"next_number": end.number + 1, "ends": (*others, end)})

        self._change(change)
        return created[0]

    def update(self, before: ScheduledEnd, after: ScheduledEnd) -> ScheduledEnd:
        """Write an end down as it is now, and return what stands: another process may have changed it meanwhile.

        What happened at the provider is always written down; a wish of the person (cancel, move) does not undo it, and
        is not undone by an attempt that came to nothing.

        Args:
            before: the end as it was read.
            after: the end as it is to be written.

        Raises:
            StorageError: the file cannot be read or written.
        """
        written: list[ScheduledEnd] = []

        def choose(current: ScheduledEnd) -> ScheduledEnd:
            if current.number != before.number:
                return current
            is_concluded = not current.is_pending and current.status is not EndStatus.CANCELED
            is_newer = current.replace(is_seen=before.is_seen) != before
            chosen = current if is_newer and (is_concluded or after.is_pending) else after
            written.append(chosen)
            return chosen

        self._change(lambda document: document.model_copy(update={"ends": tuple(choose(end) for end in document.ends)}))
        return written[0] if written else after

    def keep(self, changes: Iterable[Change]) -> None:
        """Have the pending ends of fields that were saved anew hold for the new values; the rest of them stays.

        Raises:
            StorageError: the file cannot be read or written.
        """
        values = {change.key: change.new for change in changes}

        def kept(end: ScheduledEnd) -> ScheduledEnd:
            keys = {field.key for field in end.pending_fields} & values.keys()
            fields = (
                field.model_copy(update={"value": values[field.key]}) if field.key in keys else field
                for field in end.fields
            )
            return end.replace(fields=tuple(fields)) if keys else end

        self._change(lambda document: document.model_copy(update={"ends": tuple(kept(end) for end in document.ends)}))

    def drop_fields(self, places: Iterable[tuple[Feature, FieldPath]]) -> tuple[ScheduledEnd, ...]:
        """Take fields out of every pending end. Return the ends that are canceled, as nothing is left of them.

        Raises:
            StorageError: the file cannot be read or written.
        """
        keys = {feature.key(path) for feature, path in places}
        canceled: list[ScheduledEnd] = []

        def change(document: _Document) -> _Document:
            ends = tuple(_without(each, keys) for each in document.ends)
            pairs = zip(document.ends, ends, strict=True)
            canceled.extend(new for old, new in pairs if old.is_pending and not new.is_pending)
            return document.model_copy(update={"ends": ends})

        self._change(change)
        return tuple(canceled)

    def take_unseen(self) -> tuple[ScheduledEnd, ...]:
        """Return the ends that are over and that the person has not seen, and write down that they are seen now.

        Raises:
            StorageError: the file cannot be read or written.
        """
        unseen = tuple(end for end in self.load() if _is_news(end))
        if unseen:
            numbers = {end.number for end in unseen}
            self._change(
                lambda document: document.model_copy(
                    update={
                        "ends": tuple(
                            end.replace(is_seen=True) if end.number in numbers else end for end in document.ends
                        )
                    }
                )
            )
        return unseen

    def unseen(self) -> tuple[ScheduledEnd, ...]:
        """Return the ends that are over and that the person has not seen.

        Raises:
            StorageError: as `load`.
        """
        return tuple(end for end in self.load() if _is_news(end))

    def remove(self) -> None:
        """Remove the file.

        Raises:
            StorageError: it cannot be removed.
        """
        with file_lock(self._lock):
            paths.remove(self.path)

    def _change(self, change: Callable[[_Document], _Document]) -> None:
        with file_lock(self._lock):
            document = change(self._read())
            finished = [end.number for end in document.ends if not end.is_pending]
            old = set(finished[:-_MAX_FINISHED])
            kept = tuple(end for end in document.ends if end.number not in old)
            content = document.model_copy(update={"ends": kept}).model_dump_json(indent=1)
            paths.write_atomically(self.path, content.encode())

    def _read(self) -> _Document:
        content = paths.read_bytes(self.path)
        if content is None:
            return _Document()
        try:
            return _Document.model_validate_json(content)
        except ValidationError as error:
            is_newer = any(each["loc"] == ("format",) or each["type"] == "extra_forbidden" for each in error.errors())
            reason = "was written by a newer version of callsettings" if is_newer else "is damaged"
            raise StorageError(
                f"The file of scheduled ends {reason}, so nothing ends by itself: {self.path}. "
                "Check where your calls go, and move the file away to start a new one."
            ) from None


def _ending_field(change: Change, earlier: EndingField | None) -> EndingField:
    """Return the field of a change; one that had an end goes back to where that would have brought it.

    One that was put back by hand just now goes back to what it was until then.
    """
    back = change.old if earlier is None or earlier.back == change.new else earlier.back
    return EndingField(key=change.key, value=change.new, back=back)


def _without(end: ScheduledEnd, keys: Collection[str]) -> ScheduledEnd:
    """Return a pending end without the fields of `keys`; canceled where none is left."""
    if not end.is_pending:
        return end
    fields = tuple(field for field in end.fields if field.key not in keys or not field.is_pending)
    if fields == end.fields:
        return end
    if any(field.is_pending for field in fields):
        return end.replace(fields=fields)
    return end.replace(status=EndStatus.CANCELED, message="Canceled, or replaced by another end.", is_seen=True)


def _is_news(end: ScheduledEnd) -> bool:
    return not end.is_pending and not end.is_seen
