"""What can happen to an incoming call: situations, the steps taken in each, and where the call ends."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.precedence import Stage
from tui_callsettings.models.setting import FieldPath

SECONDS_A_RING = 6


class Situation(Enum):
    """What the line is doing when a call comes in."""

    FREE = "free"
    ON_A_CALL = "on another call"
    BUSY = "busy"
    NO_ANSWER = "no answer"
    NOT_REACHABLE = "phone not reachable"
    DO_NOT_DISTURB = "do not disturb"


class EndType(Enum):
    """Where a call ends."""

    NUMBER = "number"
    THEIR_VOICEMAIL = "voicemail of the number"
    VOICEMAIL = "voicemail"
    BUSY_TONE = "busy tone"
    RINGS_ON = "rings on"
    NOT_READ = "not read"
    NOT_SHOWN = "not shown"


class Ringing(Enum):
    """How a call makes itself heard before it ends somewhere."""

    NONE = "does not ring"
    PHONE = "rings"
    SECOND_CALL = "rings as a second call"


class FieldRef(NamedTuple):
    """The field that is responsible, so that one key leads to it."""

    feature: Feature
    path: FieldPath


@dataclass(frozen=True, slots=True)
class CallEnd:
    """Where a call ends.

    Attributes:
        place: the sort of place.
        number: as stored; "" unless the call goes to a number or its voicemail.
        shown: the number as people read it.
        missing: the feature that would have to be read to know more.
        provider: who does not show what happens.
    """

    place: EndType
    number: str = ""
    shown: str = ""
    missing: Feature | None = None
    provider: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it is known where the call ends."""
        return self.place not in (EndType.NOT_READ, EndType.NOT_SHOWN)


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One setting a call meets on its way.

    Attributes:
        step: the provider's decision to which it belongs.
        words: what the setting does, as a sentence.
        source: the field responsible; None where no field of the account is.
        end: where the call ends here; None if it goes on.
        hides: the words for other settings that are on and do not act because of this one.
        is_assumed: whether the provider's documentation leaves open that this one wins.
    """

    step: Stage
    words: str
    source: FieldRef | None = None
    end: CallEnd | None = None
    shadows: tuple[str, ...] = ()
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens to a call in one situation.

    Attributes:
        situation: what the line is doing.
        steps: the settings the call meets, first to last; the last one says where it ends.
        taken_at: the decision that took the call off its way; None if the provider shows none.
        ringing: how it rings first.
        rings: how often; None where it rings until the caller hangs up, or where that is not known.
        end: where the call ends if nobody answers.
        unread: features that could change this and have not been read.
    """

    situation: Situation
    steps: tuple[FlowStep, ...]
    taken_at: Stage | None
    ringing: Ringing
    rings: int | None
    end: CallEnd
    unread: tuple[Feature, ...] = ()

    @property
    def is_assumed(self) -> bool:
        """Whether any step rests on an order that is not documented."""
        return self.end.is_known and any(step.is_assumed for step in self.steps)

    @property
    def seconds(self) -> int | None:
        """About how long it rings."""
        return None if self.rings is None else self.rings * SECONDS_A_RING

    @property
    def outcome(self) -> tuple[Ringing, int | None, CallEnd]:
        """All that the caller notices."""
        return self.ringing, self.rings, self.end

    @property
    def source(self) -> FieldRef | None:
        """The field responsible for where the call ends."""
        return self.steps[-1].source

    @property
    def decision(self) -> tuple[object, ...]:
        """What the caller notices, and which setting it is owed to."""
        return self.outcome, self.taken_at, self.source


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One line of the drawn path.

    Attributes:
        label: the setting or the situation: "no answer, 3 rings".
        words: what happens: "to voicemail".
        source: the field to jump to.
        situation: the situation the line tells of; None for a setting that comes before all situations.
        is_hidden: whether the setting is on and never acts, because another one takes the call first.
        is_assumed: whether this rests on an order that is not documented.
    """

    label: str
    words: str
    source: FieldRef | None
    situation: Situation | None = None
    is_shadowed: bool = False
    is_assumed: bool = False

    @property
    def marked_text(self) -> str:
        """The words with "(hidden)" or "(assumed)" after them."""
        marks = [word for word, holds in (("hidden", self.is_shadowed), ("assumed", self.is_assumed)) if holds]
        return f"{self.words} ({', '.join(marks)})" if marks else self.words

    @property
    def text(self) -> str:
        """The whole line without its frame."""
        return f"{self.label}: {self.marked_text}"


@dataclass(frozen=True, slots=True)
class Shadowed:
    """A setting that is on and changes nothing: switching it off leaves every situation as it is."""

    words: str
    source: FieldRef


@dataclass(frozen=True, slots=True)
class Path:
    """What happens to a call in every situation, and how that is drawn.

    Attributes:
        provider: the provider's name for people.
        branches: one for each situation, in the order of `Situation`.
        rows: the lines of the drawing.
        hidden: what is on and never acts.
        webex_go_rings: whether Webex Go still rings while do not disturb is on.
    """

    provider: str
    branches: tuple[Scenario, ...]
    rows: tuple[FlowRow, ...]
    shadowed: tuple[Shadowed, ...] = ()
    webex_go_rings: bool = False

    def branch(self, situation: Situation) -> Scenario:
        """What happens in `situation`."""
        return next(branch for branch in self.branches if branch.situation is situation)

    @property
    def catch_all(self) -> FieldRef | None:
        """The switch that sends every call away at once; None if calls are let through to the phone."""
        free = self.branch(Situation.FREE)
        takes_all = free.taken_at in (Stage.FORWARD_ALWAYS, Stage.SEND_ALL_TO_VOICEMAIL)
        return free.source if takes_all and free.end.is_known else None
