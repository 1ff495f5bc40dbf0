"""What an account can do: which features and fields it reads and writes, and by which rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import NamedTuple

from .feature import Feature
from .setting import FieldPath, SettingField
from .value_types import ValueLimits


class Access(Enum):
    """What can be done with a feature or a field."""

    READ_WRITE = "read and write"
    READ_ONLY = "read-only"
    NOT_OFFERED = "not offered"


class Support(NamedTuple):
    """What can be done, and why not more.

    What the provider does not have is `NOT_OFFERED`; what it has and this program cannot change is `READ_ONLY`, with
    that as the reason: "this program cannot change it".
    """

    access: Access = Access.READ_WRITE
    reason: str = ""

    @property
    def is_writable(self) -> bool:
        """Whether it can be changed."""
        return self.access is Access.READ_WRITE

    @property
    def is_offered(self) -> bool:
        """Whether the account has it at all."""
        return self.access is not Access.NOT_OFFERED


FULL = Support()


@dataclass(frozen=True)
class Capabilities:
    """What one account can do.

    Attributes:
        provider: the provider's name for people: "Webex Calling".
        provider_key: the provider in the table of precedence: "webex", "broadworks", "ucm" or "local".
        limits: what is less than read and write, by feature and path; () means the whole feature, and a group's path
            means all its fields.
        specific_fields: the provider-specific fields that this account has.
        value_limits: the limits of values.
        can_upload_greetings: whether a recording can be sent as a voicemail greeting.
        can_change_pin: whether the voicemail PIN can be changed.
        needs_directory_number: whether forward always is read for a directory number that the caller names.
        reads_other_rules: whether rules that this program does not edit are read too.
        notice: a sentence that the person should see at the start; "" for none.
    """

    provider: str
    limits: Mapping[tuple[Feature, FieldPath], Support] = field(default_factory=dict)
    provider_key: str = ""
    specific_fields: Collection[tuple[Feature, FieldPath]] = frozenset()
    value_limits: ValueLimits = field(default_factory=ValueLimits)
    can_upload_greetings: bool = False
    can_change_pin: bool = False
    needs_directory_number: bool = False
    reads_other_rules: bool = True
    notice: str = ""

    def support(self, feature: Feature, path: FieldPath = ()) -> Support:
        """Return what can be done with the feature, or with one of its fields; the narrowest limit that covers it."""
        worst = FULL
        for length in range(len(path) + 1):
            limit = self.limits.get((feature, path[:length]))
            if limit is not None and _RANK[limit.access] >= _RANK[worst.access]:
                worst = limit
        if not (path and worst.is_offered):
            return worst
        meta = feature.field(path).meta
        if meta.is_provider_specific and (feature, path) not in self.specific_fields:
            return Support(Access.NOT_OFFERED, f"not offered by {self.provider}")
        if worst.is_writable and meta.is_read_only:
            return Support(Access.READ_ONLY, "set by your provider")
        return worst

    def fields(self, feature: Feature) -> tuple[SettingField, ...]:
        """Return the fields of `feature` to show: all but the provider-specific ones that this account lacks."""
        return tuple(
            field
            for field in feature.fields
            if not field.meta.is_provider_specific or (feature, field.path) in self.specific_fields
        )

    def with_access_limit(self, feature: Feature, path: FieldPath, support: Support) -> "Capabilities":
        """Return the same with one more limit, learned from a provider's answer."""
        return replace(self, limits={**self.limits, (feature, path): support})


_RANK = {Access.READ_WRITE: 0, Access.READ_ONLY: 1, Access.NOT_OFFERED: 2}
