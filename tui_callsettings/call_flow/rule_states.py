"""The rules about incoming calls as the stored settings have them."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.destination import extract_digits, is_same_destination, is_sip_address
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting, Value
from tui_callsettings.text import clean_text

from .flow import CallEnd, EndType
from .precedence import PROVIDERS_WITH_HIDDEN_RULES
from .rule import FORWARD_RULES, VOICEMAIL_RULES, VOICEMAIL_SWITCH, FieldRef, Rule, Stage

NumberFormatter = Callable[[str], str]
"""Writes a number as people read it."""

LONGEST_EXTENSION = 6
"""Digits up to which a number is taken for an internal one; there is no sure sign."""

_ALL_DEVICES = FieldRef(Feature.DO_NOT_DISTURB, ("applies_to_all_devices",))
_DND_OPTION = FieldRef(Feature.DO_NOT_DISTURB, ("incoming_call_option",))
_ALL_LINES = FieldRef(Feature.CALL_FORWARDING, ("call_forwarding", "always", "applies_to_all_lines"))
_LIMITS = {Rule.DO_NOT_DISTURB: _ALL_DEVICES, Rule.FORWARD_ALWAYS: _ALL_LINES}


class RuleStatus(Enum):
    """What is known about a rule."""

    ON = "is on"
    OFF = "is off"
    INCOMPLETE = "is on, but no number is set"
    ABSENT = "is not offered here"
    HIDDEN = "is not shown"
    NOT_READ = "has not been read"
    NOT_REPORTED = "was not reported"
    UNREADABLE = "is not readable"


UNKNOWN = (RuleStatus.NOT_REPORTED, RuleStatus.UNREADABLE)
"""What the provider did not report in a readable form."""


class RuleState(NamedTuple):
    """One rule as stored.

    Attributes:
        rule: which one.
        status: only ON has an effect.
        source: the field responsible for that status.
        end: where the rule sends calls, if it sends them anywhere.
        rings: how many times the phone rings first; None if not reported.
        is_partial: whether it was reported for one device or line only.
        is_ringer_off: whether it presents calls without ringing, instead of handling the line as busy.
        is_call_reject: whether it is known to make callers hear a busy signal.
    """

    rule: Rule
    status: RuleStatus
    source: FieldRef
    end: CallEnd | None = None
    rings: int | None = None
    is_partial: bool = False
    is_ringer_off: bool = False
    is_call_reject: bool = False

    @property
    def has_effect(self) -> bool:
        """Whether it does something when a call meets it."""
        return self.status is RuleStatus.ON

    @property
    def is_read(self) -> bool:
        """Whether its feature has been read."""
        return self.status is not RuleStatus.NOT_READ

    @property
    def is_unknown(self) -> bool:
        """Whether the provider did not report it, or not in a readable form."""
        return self.status in UNKNOWN

    @property
    def message(self) -> str:
        """The status as a sentence."""
        title = "Voicemail" if self.source == VOICEMAIL_SWITCH else self.rule.title
        return f"{title} {self.status.value}."

    def turned_off(self) -> "RuleState":
        """Return the same rule, turned off."""
        return self._replace(status=RuleStatus.OFF)


RuleStates = Mapping[Rule, RuleState]
Settings = Mapping[Feature, Setting]


def read_rule_states(settings: Settings, capabilities: Capabilities, formatter: NumberFormatter) -> RuleStates:
    """Return every rule as `settings` and the account's capabilities have it."""
    return {rule: _read_rule(rule, settings, capabilities, formatter) for rule in Rule}


def stored_value(settings: Settings, source: FieldRef) -> Value:
    """Return the stored value of a field, None where it or its feature is missing."""
    setting = settings.get(source.feature)
    return None if setting is None else setting.value(source.path)


def sibling_field(source: FieldRef, name: str) -> FieldRef:
    """Return the field `name` of the same group."""
    return FieldRef(source.feature, (*source.path[:-1], name))


def stored_destination(settings: Settings, rule: Rule) -> str:
    """Return the number stored with a forwarding rule, "" if none."""
    return _text(stored_value(settings, sibling_field(rule.field, "destination")))


def is_internal(number: str) -> bool:
    """Return whether `number` looks like an extension."""
    return number.isascii() and number.isdigit() and len(number) <= LONGEST_EXTENSION


def is_external(number: str) -> bool:
    """Return whether `number` surely is no extension: international, long, or a SIP address."""
    return is_sip_address(number) or number.startswith("+") or len(extract_digits(number)) > LONGEST_EXTENSION


def _read_rule(rule: Rule, settings: Settings, capabilities: Capabilities, formatter: NumberFormatter) -> RuleState:
    source = rule.field
    if not capabilities.support(*source).is_offered:
        is_hidden = capabilities.provider_key in PROVIDERS_WITH_HIDDEN_RULES
        return RuleState(rule, RuleStatus.HIDDEN if is_hidden else RuleStatus.ABSENT, source)
    if source.feature not in settings:
        return RuleState(rule, RuleStatus.NOT_READ, source)
    end = _end(rule, settings, capabilities, formatter)
    status, source = _status(rule, settings, has_end=end is not None)
    option = stored_value(settings, _DND_OPTION) if rule is Rule.DO_NOT_DISTURB else None
    limit = _LIMITS.get(rule)
    return RuleState(
        rule,
        status,
        source,
        end,
        _rings(rule, settings),
        is_partial=limit is not None and stored_value(settings, limit) is False,
        is_ringer_off=option == "RINGER_OFF",
        is_call_reject=option == "CALL_REJECT",
    )


def _status(rule: Rule, settings: Settings, *, has_end: bool) -> tuple[RuleStatus, FieldRef]:
    source = rule.field
    own = _switch_status(settings, source)
    if rule in VOICEMAIL_RULES:
        whole = _switch_status(settings, VOICEMAIL_SWITCH)
        if whole is RuleStatus.OFF or (whole in UNKNOWN and own is not RuleStatus.OFF):
            return whole, VOICEMAIL_SWITCH
    if own is RuleStatus.ON and rule in FORWARD_RULES and not has_end:
        destination = sibling_field(source, "destination")
        is_unreadable = destination.path in settings[source.feature].unreadable
        return RuleStatus.UNREADABLE if is_unreadable else RuleStatus.INCOMPLETE, source
    return own, source


def _switch_status(settings: Settings, source: FieldRef) -> RuleStatus:
    value = stored_value(settings, source)
    if value is not None:
        return RuleStatus.ON if value is True else RuleStatus.OFF
    is_unreadable = source.path in settings[source.feature].unreadable
    return RuleStatus.UNREADABLE if is_unreadable else RuleStatus.NOT_REPORTED


def _end(rule: Rule, settings: Settings, capabilities: Capabilities, formatter: NumberFormatter) -> CallEnd | None:
    if rule in VOICEMAIL_RULES:
        return CallEnd(EndType.VOICEMAIL)
    if rule not in FORWARD_RULES:
        return None
    number = stored_destination(settings, rule)
    to_voicemail = stored_value(settings, sibling_field(rule.field, "destination_voicemail_enabled")) is True
    own = capabilities.value_limits.voicemail_word
    if own and (to_voicemail or is_same_destination(number, own)):
        return CallEnd(EndType.VOICEMAIL)
    if not number:
        return None
    type_ = EndType.THEIR_VOICEMAIL if to_voicemail and is_internal(number) else EndType.NUMBER
    return CallEnd(type_, number, clean_text(formatter(number)).replace("\u00a0", " "))


def _text(value: Value) -> str:
    return clean_text(value) if isinstance(value, str) else ""


def _rings(rule: Rule, settings: Settings) -> int | None:
    if rule.stage is not Stage.NO_ANSWER:
        return None
    value = stored_value(settings, sibling_field(rule.field, "number_of_rings"))
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value
