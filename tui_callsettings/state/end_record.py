"""A setting that ends by itself, as it is written down: its fields, its time, and where it stands."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, StrictBool, StrictInt, StrictStr

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting, SettingField, Value
from tui_callsettings.models.validation import is_same_value

from .changes import Change
from .scheduler import Job, SchedulerKind

_DECIDING = ("call_forwarding.always.enabled", "voicemail.send_all_calls.enabled", "do_not_disturb.enabled")
"""The switches that take every call, the first that is on before the others."""

CONFIG = ConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")


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
        status: where this field stands; one that is over is never touched again.
        reason: why it failed, or waits for another attempt; "" otherwise.
    """

    model_config = CONFIG

    key: str
    value: StrictBool | StrictInt | StrictStr | None
    back: StrictBool | StrictInt | StrictStr | None
    status: EndStatus = EndStatus.PENDING
    reason: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether it is still to go back."""
        return self.status is EndStatus.PENDING

    @property
    def place(self) -> tuple[Feature, SettingField]:
        """The feature and the field.

        Raises:
            KeyError: this version has no such field.
        """
        return Feature.find(self.key)

    def conclude(self, status: EndStatus, reason: str = "") -> "EndingField":
        """Return the field after an attempt."""
        return self.model_copy(update={"status": status, "reason": reason})

    @property
    def title(self) -> str:
        """The field for people; its key where this version does not know it."""
        try:
            feature, field = self.place
        except KeyError:
            return self.key
        return feature.field_title(field.path)

    def texts(self, region: str = "") -> tuple[str, str]:
        """Return for people of `region`: the value that was saved, and the one to go back to."""
        try:
            feature, field = self.place
        except KeyError:
            return str(self.value), str(self.back)
        return Change(feature, field.path, self.value, self.back).texts(region)


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
        tried_at: when the first of them was; None before it.
        retry_at: when the next attempt is due, after one that failed; None before the first.
        message: how it ended, or why it has not yet; "" before the first attempt.
        is_seen: whether the person has seen how it ended.
    """

    model_config = CONFIG

    number: int
    fields: tuple[EndingField, ...]
    at: AwareDatetime
    created_at: AwareDatetime
    scheduler: SchedulerKind = SchedulerKind.NONE
    job: str = ""
    status: EndStatus = EndStatus.PENDING
    attempts: int = 0
    tried_at: AwareDatetime | None = None
    retry_at: AwareDatetime | None = None
    message: str = ""
    is_seen: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether it is still to happen."""
        return self.status is EndStatus.PENDING

    def is_due(self, now: datetime) -> bool:
        """Whether it is to happen now."""
        return self.is_pending and now >= self.next_attempt_at

    @property
    def next_attempt_at(self) -> datetime:
        """When it is to happen, or to be tried again."""
        return self.retry_at or self.at

    @property
    def pending_fields(self) -> tuple[EndingField, ...]:
        """The fields that are still to go back."""
        return tuple(field for field in self.fields if field.is_pending) if self.is_pending else ()

    @property
    def scheduler_job(self) -> Job:
        """The job in the machine's scheduler."""
        return Job(self.scheduler, self.job)

    def replace(self, **values: object) -> "ScheduledEnd":
        """Return a copy with other values."""
        return self.model_copy(update=values)


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
