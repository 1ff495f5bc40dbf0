"""What the stored settings say about incoming calls, each as one switch that acts, does not, or is not known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.destination import extract_digits, is_same_destination, is_sip_address
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.precedence import Stage
from tui_callsettings.models.setting import Setting, Value
from tui_callsettings.text import clean_text

from .flow import CallEnd, EndType, FieldRef

NumberFormatter = Callable[[str], str]
"""Writes a number as people read it."""

LONGEST_EXTENSION = 6
"""Digits up to which a number is taken for an internal one; there is no sure sign."""


class Rule(Enum):
    """A switch that decides about incoming calls. Its value is its name in the middle of a sentence."""

    FORWARD_ALWAYS = "forward always"
    ALL_TO_VOICEMAIL = "voicemail for all calls"
    DO_NOT_DISTURB = "do not disturb"
    CONTINUITY = "business continuity"
    CALL_WAITING = "call waiting"
    FORWARD_BUSY = "forward when busy"
    VOICEMAIL_BUSY = "voicemail when busy"
    FORWARD_NO_ANSWER = "forward when not answered"
    VOICEMAIL_NO_ANSWER = "voicemail when not answered"

    @property
    def title(self) -> str:
        """Its name at the start of a sentence."""
        return self.value.capitalize()

    @property
    def step(self) -> Stage:
        """The provider's decision in which it takes part."""
        return _STEPS[self]

    @property
    def source(self) -> FieldRef:
        """The field that holds the switch."""
        return _SOURCES[self]


_STEPS = {
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

_SOURCES = {
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

VOICEMAIL_SWITCH = FieldRef(Feature.VOICEMAIL, ("enabled",))
VOICEMAIL_PARTS = (Rule.ALL_TO_VOICEMAIL, Rule.VOICEMAIL_BUSY, Rule.VOICEMAIL_NO_ANSWER)
FORWARD_PARTS = (Rule.FORWARD_ALWAYS, Rule.FORWARD_BUSY, Rule.FORWARD_NO_ANSWER, Rule.CONTINUITY)


class RuleStatus(Enum):
    """How a switch stands."""

    ON = "is on"
    OFF = "is off"
    INCOMPLETE = "is on, but has no number"
    ABSENT = "is not offered here"
    NOT_READ = "has not been read"


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch as stored.

    Attributes:
        part: which one.
        state: how it stands; only ON acts.
        source: the field responsible for that state.
        end: where it sends calls, if it sends them anywhere.
        rings: how often the phone rings first; None if not given.
    """

    part: Rule
    state: RuleStatus
    source: FieldRef
    end: CallEnd | None = None
    rings: int | None = None

    @property
    def acts(self) -> bool:
        """Whether it does something when a call meets it."""
        return self.state is RuleStatus.ON

    @property
    def is_known(self) -> bool:
        """Whether its feature has been read."""
        return self.state is not RuleStatus.NOT_READ

    @property
    def words(self) -> str:
        """How it stands, as a sentence."""
        title = "Voicemail" if self.source == VOICEMAIL_SWITCH else self.part.title
        return f"{title} {self.state.value}."

    def off(self) -> "Switch":
        """The same, switched off."""
        return replace(self, state=RuleStatus.OFF)


RuleStates = Mapping[Rule, Switch]
Settings = Mapping[Feature, Setting]


def read_rule_states(settings: Settings, capabilities: Capabilities, show: NumberFormatter) -> RuleStates:
    """Every switch as `settings` and the account's limits say; a value that was not given counts as off."""
    return {part: _switch(part, settings, capabilities, show) for part in Rule}


def stored_value(settings: Settings, source: FieldRef) -> Value:
    """The stored value of a field, None where it or its feature is missing."""
    setting = settings.get(source.feature)
    return None if setting is None else setting.value(source.path)


def sibling_field(source: FieldRef, name: str) -> FieldRef:
    """The field `name` in the same group."""
    return FieldRef(source.feature, (*source.path[:-1], name))


def stored_destination(settings: Settings, part: Rule) -> str:
    """The number that is stored with a forwarding switch, "" if none."""
    return _text(stored_value(settings, sibling_field(part.source, "destination")))


def is_internal(number: str) -> bool:
    """Whether `number` looks like an extension."""
    return number.isascii() and number.isdigit() and len(number) <= LONGEST_EXTENSION


def is_external(number: str) -> bool:
    """Whether `number` surely is no extension: international, long, or a SIP address."""
    return is_sip_address(number) or number.startswith("+") or len(extract_digits(number)) > LONGEST_EXTENSION


def _switch(part: Rule, settings: Settings, capabilities: Capabilities, show: NumberFormatter) -> Switch:
    source = part.source
    if not capabilities.support(*source).is_offered:
        return Switch(part, RuleStatus.ABSENT, source)
    if source.feature not in settings:
        return Switch(part, RuleStatus.NOT_READ, source)
    if part in VOICEMAIL_PARTS and stored_value(settings, VOICEMAIL_SWITCH) is not True:
        return Switch(part, RuleStatus.OFF, VOICEMAIL_SWITCH)
    end = _end(part, settings, capabilities, show)
    rings = (
        _rings(stored_value(settings, sibling_field(source, "number_of_rings")))
        if part.step is Stage.NO_ANSWER
        else None
    )
    if stored_value(settings, source) is not True:
        return Switch(part, RuleStatus.OFF, source, end, rings)
    is_complete = end is not None or part not in FORWARD_PARTS
    return Switch(part, RuleStatus.ON if is_complete else RuleStatus.INCOMPLETE, source, end, rings)


def _end(part: Rule, settings: Settings, capabilities: Capabilities, show: NumberFormatter) -> CallEnd | None:
    if part in VOICEMAIL_PARTS:
        return CallEnd(EndType.VOICEMAIL)
    if part not in FORWARD_PARTS:
        return None
    number = stored_destination(settings, part)
    to_voicemail = stored_value(settings, sibling_field(part.source, "destination_voicemail_enabled")) is True
    own = capabilities.value_limits.voicemail_word
    if own and (to_voicemail or is_same_destination(number, own)):
        return CallEnd(EndType.VOICEMAIL)
    if not number:
        return None
    place = EndType.THEIR_VOICEMAIL if to_voicemail and is_internal(number) else EndType.NUMBER
    return CallEnd(place, number, clean_text(show(number)).replace("\u00a0", " "))


def _text(value: Value) -> str:
    return clean_text(value) if isinstance(value, str) else ""


def _rings(value: Value) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value
