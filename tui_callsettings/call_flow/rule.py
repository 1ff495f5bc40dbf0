"""The rules that decide about an incoming call, and the stages at which a provider looks at them."""

from enum import Enum
from typing import NamedTuple

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
    """A setting that decides about incoming calls. Its value is its name in the middle of a sentence."""

    FORWARD_ALWAYS = "forward always"
    ALL_TO_VOICEMAIL = "voicemail for all calls"
    DO_NOT_DISTURB = "do not disturb"
    CONTINUITY = "business continuity"
    CALL_WAITING = "call waiting"
    FORWARD_BUSY = "forward when busy"
    VOICEMAIL_BUSY = "voicemail when busy"
    FORWARD_NO_ANSWER = "forward when unanswered"
    VOICEMAIL_NO_ANSWER = "voicemail when unanswered"

    @property
    def title(self) -> str:
        """Its name at the start of a sentence."""
        return self.value.capitalize()

    @property
    def stage(self) -> Stage:
        """When a provider looks at it."""
        return _STAGES[self]

    @property
    def field(self) -> FieldRef:
        """The field that turns it on."""
        return _FIELDS[self]


GATES = (Rule.FORWARD_ALWAYS, Rule.ALL_TO_VOICEMAIL, Rule.DO_NOT_DISTURB)
"""The rules that a call meets in every situation."""

FORWARD_RULES = (Rule.FORWARD_ALWAYS, Rule.FORWARD_BUSY, Rule.FORWARD_NO_ANSWER, Rule.CONTINUITY)
VOICEMAIL_RULES = (Rule.ALL_TO_VOICEMAIL, Rule.VOICEMAIL_BUSY, Rule.VOICEMAIL_NO_ANSWER)
VOICEMAIL_SWITCH = FieldRef(Feature.VOICEMAIL, ("enabled",))

_STAGES = {
    Rule.FORWARD_ALWAYS: Stage.FORWARD_ALWAYS,
    Rule.ALL_TO_VOICEMAIL: Stage.SEND_ALL_TO_VOICEMAIL,
    Rule.DO_NOT_DISTURB: Stage.DO_NOT_DISTURB,
    Rule.CONTINUITY: Stage.NOT_REACHABLE,
    Rule.CALL_WAITING: Stage.ON_A_CALL,
    Rule.FORWARD_BUSY: Stage.BUSY,
    Rule.VOICEMAIL_BUSY: Stage.BUSY,
    Rule.FORWARD_NO_ANSWER: Stage.NO_ANSWER,
    Rule.VOICEMAIL_NO_ANSWER: Stage.NO_ANSWER,
}

_FIELDS = {
    Rule.FORWARD_ALWAYS: FieldRef(Feature.CALL_FORWARDING, ("call_forwarding", "always", "enabled")),
    Rule.ALL_TO_VOICEMAIL: FieldRef(Feature.VOICEMAIL, ("send_all_calls", "enabled")),
    Rule.DO_NOT_DISTURB: FieldRef(Feature.DO_NOT_DISTURB, ("enabled",)),
    Rule.CONTINUITY: FieldRef(Feature.CALL_FORWARDING, ("business_continuity", "enabled")),
    Rule.CALL_WAITING: FieldRef(Feature.CALL_WAITING, ("enabled",)),
    Rule.FORWARD_BUSY: FieldRef(Feature.CALL_FORWARDING, ("call_forwarding", "busy", "enabled")),
    Rule.VOICEMAIL_BUSY: FieldRef(Feature.VOICEMAIL, ("send_busy_calls", "enabled")),
    Rule.FORWARD_NO_ANSWER: FieldRef(Feature.CALL_FORWARDING, ("call_forwarding", "no_answer", "enabled")),
    Rule.VOICEMAIL_NO_ANSWER: FieldRef(Feature.VOICEMAIL, ("send_unanswered_calls", "enabled")),
}
