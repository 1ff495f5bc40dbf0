"""Rules of the provider that this program shows and does not edit; they act before or beside the person's settings."""

from collections.abc import Mapping
from typing import Final, NamedTuple

OTHER_RULE_TITLES: Final[Mapping[str, str]] = {
    "selective_forwarding": "Selective forwarding",
    "selective_acceptance": "Selective acceptance",
    "selective_rejection": "Selective rejection",
    "anonymous_call_rejection": "Anonymous call rejection",
    "call_block": "Call block",
    "simultaneous_ring": "Simultaneous ring",
    "sequential_ring": "Sequential ring",
    "single_number_reach": "Single number reach",
    "remote_office": "Remote office",
    "personal_assistant": "Personal assistant",
    "executive": "Executive",
}
"""Every rule that a backend may report, and what people call it."""


class OtherRule(NamedTuple):
    """One such rule.

    Attributes:
        name: a key of `OTHER_RULE_TITLES`.
        title: what people call it.
        is_on: None where the provider did not report it.
    """

    name: str
    title: str
    is_on: bool | None

    @classmethod
    def named(cls, name: str, is_on: bool | None) -> "OtherRule":
        """Return the rule `name` with its usual title.

        Raises:
            KeyError: no rule has that name.
        """
        return cls(name, OTHER_RULE_TITLES[name], is_on)
