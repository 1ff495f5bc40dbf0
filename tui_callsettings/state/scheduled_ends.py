"""Settings that end by themselves: what is to go back, when, and how each ended.

One JSON file for each account below the state folder. It is changed under a lock and replaced as a whole, so that two
processes never lose an end of one another, and a crash leaves the old file or the new one.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from tui_callsettings import paths
from tui_callsettings.accounts.file_lock import file_lock
from tui_callsettings.errors import StorageError, UsageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import SettingField
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.models.validation import is_same_value

from .changes import Change
from .ends_file import ends_path
from .scheduler import Job, SchedulerKind

_DECIDING = ("call_forwarding.always.enabled", "voicemail.send_all_calls.enabled", "do_not_disturb.enabled")
"""The switches that take every call, the first that is on before the others."""

_MAX_FINISHED = 50
"""How many ends that are over are kept, for `callsettings until`."""

_CONFIG = ConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")


class EndStatus(StrEnum):
    """Where an end stands."""

    PENDING = "pending"
    ENDED = "ended"
    CHANGED = "changed elsewhere"
    FAILED = "failed"
    CANCELED = "canceled"


class EndingField(BaseModel):
    """One field that goes back.

    Attributes:
        key: the field's key, such as "do_not_disturb.enabled".
        value: the value that was saved; the field goes back only while it still has it.
        back: the value to go back to.
    """

    model_config = _CONFIG

    key: str
    value: StrictBool | StrictInt | StrictStr | None
    back: StrictBool | StrictInt | StrictStr | None

    @property
    def place(self) -> tuple[Feature, SettingField]:
        """The feature and the field.

        Raises:
            KeyError: this version has no such field.
        """
        return Feature.find(self.key)


class ScheduledEnd(BaseModel):
    """Some fields that go back at a time.

    Attributes:
        number: the number that names it in commands.
        fields: the fields, in the order in which they were saved.
        at: when.
        created_at: when it was set.
        scheduler: which scheduler runs the command for it.
        job: the scheduler's name for that.
        status: where it stands.
        attempts: how many attempts could not reach the provider.
        retry_at: when the next attempt is due, after one that failed; None before the first.
        message: how it ended, or why it has not yet; "" before the first attempt.
        is_seen: whether the person has seen how it ended.
    """

    model_config = _CONFIG

    number: int
    fields: tuple[EndingField, ...]
    at: AwareDatetime
    created_at: AwareDatetime
    scheduler: SchedulerKind = SchedulerKind.NONE
    job: str = ""
    status: EndStatus = EndStatus.PENDING
    attempts: int = 0
    retry_at: AwareDatetime | None = None
    message: str = ""
    is_seen: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether it is still to happen."""
        return self.status is EndStatus.PENDING

    def is_due(self, now: datetime) -> bool:
        """Whether it is to happen now."""
        return self.is_pending and now >= (self.retry_at or self.at)

    @property
    def scheduler_job(self) -> Job:
        """The job in the machine's scheduler."""
        return Job(self.scheduler, self.job)

    def replace(self, **values: object) -> "ScheduledEnd":
        """Return a copy with other values."""
        return self.model_copy(update=values)


class _Document(BaseModel):
    """The file."""

    model_config = _CONFIG

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
        return {field.key: end.at for end in self.pending() for field in end.fields}

    def affecting(self, places: Collection[tuple[Feature, FieldPath]]) -> tuple[ScheduledEnd, ...]:
        """Return the pending ends of any of `places`.

        Raises:
            StorageError: as `load`.
        """
        keys = {feature.key(path) for feature, path in places}
        return tuple(end for end in self.pending() if any(field.key in keys for field in end.fields))

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
            earlier = {
                field.key: field for end in document.ends if end.is_pending for field in end.fields if field.key in keys
            }
            fields = tuple(_ending_field(each, earlier.get(each.key)) for each in changes)
            end = ScheduledEnd(
                number=document.next_number, fields=fields, at=at.astimezone(UTC), created_at=now.astimezone(UTC)
            )
            created.append(end)
            others = tuple(_without(each, keys) for each in document.ends)
            return document.model_copy(update={"next_number": end.number + 1, "ends": (*others, end)})

        self._change(change)
        return created[0]

    def update(self, end: ScheduledEnd) -> None:
        """Write an end down as it is now.

        Raises:
            StorageError: the file cannot be read or written.
        """
        self._change(
            lambda document: document.model_copy(
                update={"ends": tuple(end if each.number == end.number else each for each in document.ends)}
            )
        )

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
    """Return the field of a change; one that had an end goes back to where that would have brought it."""
    back = change.old if earlier is None else earlier.back
    return EndingField(key=change.key, value=change.new, back=back)


def _without(end: ScheduledEnd, keys: Collection[str]) -> ScheduledEnd:
    """Return a pending end without the fields of `keys`; canceled where none is left."""
    if not end.is_pending:
        return end
    fields = tuple(field for field in end.fields if field.key not in keys)
    if fields == end.fields:
        return end
    if fields:
        return end.replace(fields=fields)
    return end.replace(status=EndStatus.CANCELED, message="Canceled, or replaced by another end.", is_seen=True)


def _is_news(end: ScheduledEnd) -> bool:
    return not end.is_pending and not end.is_seen


def calls_end_at(settings: Mapping[Feature, Setting], times: Mapping[str, datetime]) -> datetime | None:
    """Return when the setting that decides where all calls go ends by itself; None where it does not.

    Args:
        settings: the settings as stored.
        times: from `ScheduledEnds.times`.
    """
    for key in _DECIDING:
        feature, field = Feature.find(key)
        if feature in settings and settings[feature].value(field.path) is True:
            return times.get(key)
    return None


def has_value(field: EndingField, current: Value) -> bool:
    """Tell whether a field still has the value that was saved, so that it may go back.

    Raises:
        KeyError: this version has no such field.
    """
    return is_same_value(field.place[1], current, field.value)


def is_back(field: EndingField, current: Value) -> bool:
    """Tell whether a field has the value to go back to already.

    Raises:
        KeyError: this version has no such field.
    """
    return is_same_value(field.place[1], current, field.back)
