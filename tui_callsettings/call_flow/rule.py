"""The rules that decide about an incoming call, and the stages at which a provider looks at them."""

from enum import Enum
from typing import NamedTuple, Self

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath


class FieldRef(NamedTuple):
    """One field of one feature."""

    feature: Feature
    path: FieldPath


class Stage(Enum):
    """A point in the handling of a call at which a provider looks at some rules; in the order of time."""

    FORWARD_ALWAYS = "forward always"
    SEND_ALL_TO_VOICEMAIL = "voicemail for all calls"
    DO_NOT_DISTURB = "do not disturb"
    NOT_REACHABLE = "phone unreachable"
    ON_A_CALL = "on another call"
    BUSY = "busy"
    NO_ANSWER = "unanswered"


class Rule(Enum):
    """A setting that decides about incoming calls.

    Attributes:
        value: its name in the middle of a sentence.
        title: its name at the start of a sentence.
        stage: when a provider looks at it.
        field: the field that turns it on.
    """

    FORWARD_ALWAYS = (
        "forward always", Stage.FORWARD_ALWAYS, Feature.CALL_FORWARDING, "call_forwarding", "always",
    )  # fmt: skip
    ALL_TO_VOICEMAIL = "voicemail for all calls", Stage.SEND_ALL_TO_VOICEMAIL, Feature.VOICEMAIL, "send_all_calls"
    DO_NOT_DISTURB = "do not disturb", Stage.DO_NOT_DISTURB, Feature.DO_NOT_DISTURB
    CONTINUITY = "business continuity", Stage.NOT_REACHABLE, Feature.CALL_FORWARDING, "business_continuity"
    CALL_WAITING = "call waiting", Stage.ON_A_CALL, Feature.CALL_WAITING
    FORWARD_BUSY = "forward when busy", Stage.BUSY, Feature.CALL_FORWARDING, "call_forwarding", "busy"
    VOICEMAIL_BUSY = "voicemail when busy", Stage.BUSY, Feature.VOICEMAIL, "send_busy_calls"
    FORWARD_NO_ANSWER = (
        "forward when unanswered", Stage.NO_ANSWER, Feature.CALL_FORWARDING, "call_forwarding", "no_answer",
    )  # fmt: skip
    VOICEMAIL_NO_ANSWER = "voicemail when unanswered", Stage.NO_ANSWER, Feature.VOICEMAIL, "send_unanswered_calls"

    title: str
    stage: Stage
    field: FieldRef

    def __new__(cls, name: str, stage: Stage, feature: Feature, *groups: str) -> Self:
        """Make one rule; its switch is the field `enabled` of these groups of the feature."""
        rule = object.__new__(cls)
        rule._value_ = name
        rule.title, rule.stage, rule.field = name.capitalize(), stage, FieldRef(feature, (*groups, "enabled"))
        return rule


GATES = (Rule.FORWARD_ALWAYS, Rule.ALL_TO_VOICEMAIL, Rule.DO_NOT_DISTURB)
"""The rules that a call meets in every situation."""

FORWARD_RULES = (Rule.FORWARD_ALWAYS, Rule.FORWARD_BUSY, Rule.FORWARD_NO_ANSWER, Rule.CONTINUITY)
VOICEMAIL_RULES = (Rule.ALL_TO_VOICEMAIL, Rule.VOICEMAIL_BUSY, Rule.VOICEMAIL_NO_ANSWER)
VOICEMAIL_SWITCH = FieldRef(Feature.VOICEMAIL, ("enabled",))
