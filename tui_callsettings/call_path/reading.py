"""What the stored settings say about incoming calls, each as one switch that acts, does not, or is not known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.destination import digits, is_same_destination, is_sip_address, plain_text
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.precedence import Step
from tui_callsettings.models.setting import Setting, Value

from .path import End, Place, Source

Show = Callable[[str], str]
"""Writes a number as people read it."""

LONGEST_EXTENSION = 6
"""Digits up to which a number is taken for an internal one; there is no sure sign."""


class Part(Enum):
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
    def step(self) -> Step:
        """The provider's decision in which it takes part."""
        return _STEPS[self]

    @property
    def source(self) -> Source:
        """The field that holds the switch."""
        return _SOURCES[self]


_STEPS = {
    Part.FORWARD_ALWAYS: Step.FORWARD_ALWAYS,
    Part.ALL_TO_VOICEMAIL: Step.SEND_ALL_TO_VOICEMAIL,
    Part.DO_NOT_DISTURB: Step.DO_NOT_DISTURB,
    Part.CONTINUITY: Step.NOT_REACHABLE,
    Part.CALL_WAITING: Step.ON_A_CALL,
    Part.FORWARD_BUSY: Step.BUSY,
    Part.VOICEMAIL_BUSY: Step.BUSY,
    Part.FORWARD_NO_ANSWER: Step.NO_ANSWER,
    Part.VOICEMAIL_NO_ANSWER: Step.NO_ANSWER,
}

_SOURCES = {
    Part.FORWARD_ALWAYS: Source(Feature.CALL_FORWARDING, ("call_forwarding", "always", "enabled")),
    Part.ALL_TO_VOICEMAIL: Source(Feature.VOICEMAIL, ("send_all_calls", "enabled")),
    Part.DO_NOT_DISTURB: Source(Feature.DO_NOT_DISTURB, ("enabled",)),
    Part.CONTINUITY: Source(Feature.CALL_FORWARDING, ("business_continuity", "enabled")),
    Part.CALL_WAITING: Source(Feature.CALL_WAITING, ("enabled",)),
    Part.FORWARD_BUSY: Source(Feature.CALL_FORWARDING, ("call_forwarding", "busy", "enabled")),
    Part.VOICEMAIL_BUSY: Source(Feature.VOICEMAIL, ("send_busy_calls", "enabled")),
    Part.FORWARD_NO_ANSWER: Source(Feature.CALL_FORWARDING, ("call_forwarding", "no_answer", "enabled")),
    Part.VOICEMAIL_NO_ANSWER: Source(Feature.VOICEMAIL, ("send_unanswered_calls", "enabled")),
}

VOICEMAIL_SWITCH = Source(Feature.VOICEMAIL, ("enabled",))
VOICEMAIL_PARTS = (Part.ALL_TO_VOICEMAIL, Part.VOICEMAIL_BUSY, Part.VOICEMAIL_NO_ANSWER)
FORWARD_PARTS = (Part.FORWARD_ALWAYS, Part.FORWARD_BUSY, Part.FORWARD_NO_ANSWER, Part.CONTINUITY)


class State(Enum):
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

    part: Part
    state: State
    source: Source
    end: End | None = None
    rings: int | None = None

    @property
    def acts(self) -> bool:
        """Whether it does something when a call meets it."""
        return self.state is State.ON

    @property
    def is_known(self) -> bool:
        """Whether its feature has been read."""
        return self.state is not State.NOT_READ

    @property
    def words(self) -> str:
        """How it stands, as a sentence."""
        title = "Voicemail" if self.source == VOICEMAIL_SWITCH else self.part.title
        return f"{title} {self.state.value}."

    def off(self) -> "Switch":
        """The same, switched off."""
        return replace(self, state=State.OFF)


Switches = Mapping[Part, Switch]
Settings = Mapping[Feature, Setting]


def switches(settings: Settings, capabilities: Capabilities, show: Show) -> Switches:
    """Every switch as `settings` and the account's limits say; a value that was not given counts as off."""
    return {part: _switch(part, settings, capabilities, show) for part in Part}


def value_at(settings: Settings, source: Source) -> Value:
    """The stored value of a field, None where it or its feature is missing."""
    setting = settings.get(source.feature)
    return None if setting is None else setting.value(source.path)


def sibling(source: Source, name: str) -> Source:
    """The field `name` in the same group."""
    return Source(source.feature, (*source.path[:-1], name))


def destination_of(settings: Settings, part: Part) -> str:
    """The number that is stored with a forwarding switch, "" if none."""
    return _text(value_at(settings, sibling(part.source, "destination")))


def is_internal(number: str) -> bool:
    """Whether `number` looks like an extension."""
    return number.isascii() and number.isdigit() and len(number) <= LONGEST_EXTENSION


def is_external(number: str) -> bool:
    """Whether `number` surely is no extension: international, long, or a SIP address."""
    return is_sip_address(number) or number.startswith("+") or len(digits(number)) > LONGEST_EXTENSION


def _switch(part: Part, settings: Settings, capabilities: Capabilities, show: Show) -> Switch:
    source = part.source
    if not capabilities.support(*source).is_offered:
        return Switch(part, State.ABSENT, source)
    if source.feature not in settings:
        return Switch(part, State.NOT_READ, source)
    if part in VOICEMAIL_PARTS and value_at(settings, VOICEMAIL_SWITCH) is not True:
        return Switch(part, State.OFF, VOICEMAIL_SWITCH)
    end = _end(part, settings, capabilities, show)
    rings = _rings(value_at(settings, sibling(source, "number_of_rings"))) if part.step is Step.NO_ANSWER else None
    if value_at(settings, source) is not True:
        return Switch(part, State.OFF, source, end, rings)
    is_complete = end is not None or part not in FORWARD_PARTS
    return Switch(part, State.ON if is_complete else State.INCOMPLETE, source, end, rings)


def _end(part: Part, settings: Settings, capabilities: Capabilities, show: Show) -> End | None:
    if part in VOICEMAIL_PARTS:
        return End(Place.VOICEMAIL)
    if part not in FORWARD_PARTS:
        return None
    number = destination_of(settings, part)
    to_voicemail = value_at(settings, sibling(part.source, "destination_voicemail_enabled")) is True
    own = capabilities.rules.voicemail_word
    if own and (to_voicemail or is_same_destination(number, own)):
        return End(Place.VOICEMAIL)
    if not number:
        return None
    place = Place.THEIR_VOICEMAIL if to_voicemail and is_internal(number) else Place.NUMBER
    return End(place, number, plain_text(show(number)).replace("\u00a0", " "))


def _text(value: Value) -> str:
    return plain_text(value) if isinstance(value, str) else ""


def _rings(value: Value) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value
