"""What an account can do: which features and fields it reads and writes, and by which rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from .feature import Feature
from .precedence import Precedence
from .setting import FieldPath
from .validation import ValueLimits


class Access(Enum):
    """What can be done with a feature or a field."""

    READ_WRITE = "read and write"
    READ_ONLY = "read-only"
    NOT_OFFERED = "not offered"


@dataclass(frozen=True, slots=True)
class Support:
    """What can be done, and why not more: a reason in words, such as "not offered by UCM"."""

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
        limits: what is less than read and write, by feature and path; () means the whole feature, and a group's path
            means all its fields.
        rules: the limits of values.
        precedence: which setting wins when a call comes in.
        uploads_greetings: whether a recording can be sent as a voicemail greeting.
        changes_pin: whether the voicemail PIN can be changed.
        names_lines: whether forward always is read for a directory number that the caller names.
        notice: a sentence that the person should see at the start; "" for none.
    """

    provider: str
    limits: Mapping[tuple[Feature, FieldPath], Support] = field(default_factory=dict)
    value_limits: ValueLimits = field(default_factory=ValueLimits)
    precedence: Precedence = field(default_factory=Precedence)
    can_upload_greetings: bool = False
    can_change_pin: bool = False
    needs_directory_number: bool = False
    notice: str = ""

    def support(self, feature: Feature, path: FieldPath = ()) -> Support:
        """What can be done with the feature, or with one of its fields; the narrowest limit that covers it."""
        worst = FULL
        for length in range(len(path) + 1):
            limit = self.limits.get((feature, path[:length]))
            if limit is not None and _RANK[limit.access] >= _RANK[worst.access]:
                worst = limit
        if path and worst.is_writable and feature.field(path).meta.is_read_only:
            return Support(Access.READ_ONLY, "told by the provider")
        return worst

    def with_access_limit(self, feature: Feature, path: FieldPath, support: Support) -> "Capabilities":
        """The same, with one more limit (learned from a provider's answer)."""
        return replace(self, limits={**self.limits, (feature, path): support})


_RANK = {Access.READ_WRITE: 0, Access.READ_ONLY: 1, Access.NOT_OFFERED: 2}
