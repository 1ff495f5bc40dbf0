"""What happens to an incoming call: situations, the steps taken in each, where the call ends, and phrases for that."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from tui_callsettings.models.feature import Feature

from .rule import FieldRef, Rule, Stage

SECONDS_PER_RING = 6


class Situation(Enum):
    """What the line is doing when a call comes in."""

    FREE = "free"
    ON_A_CALL = "on another call"
    BUSY = "busy"
    NO_ANSWER = "unanswered"
    NOT_REACHABLE = "phone unreachable"
    DO_NOT_DISTURB = "do not disturb"


class EndType(Enum):
    """Where a call ends."""

    NUMBER = "number"
    THEIR_VOICEMAIL = "voicemail of the number"
    VOICEMAIL = "voicemail"
    BUSY_SIGNAL = "busy signal"
    RINGS_ON = "rings on"
    NOT_READ = "not read"
    NOT_REPORTED = "not reported"
    NOT_SHOWN = "not shown"


class Ringing(Enum):
    """How a call announces itself before it ends somewhere."""

    NONE = "does not ring"
    PHONE = "rings"
    SILENT = "is shown without ringing"
    SECOND_CALL = "rings as a second call"


class CallEnd(NamedTuple):
    """Where a call ends.

    Attributes:
        type: what kind of place.
        number: as stored; "" unless the call goes to a number or its voicemail.
        display_number: the number as people read it.
        unread: the feature that would have to be read to know more.
        unreported: the rule that would have to be reported to know more.
        is_unreadable: whether that rule was reported, though not in a readable form.
        provider: who does not report or show what happens.
    """

    type: EndType
    number: str = ""
    display_number: str = ""
    unread: Feature | None = None
    unreported: Rule | None = None
    is_unreadable: bool = False
    provider: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it is known where the call ends."""
        return self.type not in (EndType.NOT_READ, EndType.NOT_REPORTED, EndType.NOT_SHOWN)


class FlowStep(NamedTuple):
    """One rule that a call meets on its way.

    Attributes:
        stage: when the provider looks at it.
        message: what the rule does, as a sentence.
        source: the field responsible; None where no field of the account is.
        end: where the call ends here; None if it goes on.
        shadows: the names of other rules that are on and have no effect because of this one.
        is_assumed: whether the provider's documentation leaves open that this rule wins.
    """

    stage: Stage
    message: str
    source: FieldRef | None = None
    end: CallEnd | None = None
    shadows: tuple[str, ...] = ()
    is_assumed: bool = False


class Scenario(NamedTuple):
    """What happens to a call in one situation.

    Attributes:
        situation: what the line is doing.
        steps: the rules that the call meets, first to last; the last one has where it ends.
        decided_at: the stage that took the call off its way; None if the provider shows none.
        ringing: how it rings first.
        rings: how many times; None where it rings until the caller hangs up, or where that is not known.
        end: where the call ends if nobody answers.
        unread: features that could change this and have not been read.
        unreported: rules that could change this and were not reported.
        unreadable: rules that could change this and are not readable.
        unshown: rules that could change this and are never shown by the provider.
    """

    situation: Situation
    steps: tuple[FlowStep, ...]
    decided_at: Stage | None
    ringing: Ringing
    rings: int | None
    end: CallEnd
    unread: tuple[Feature, ...] = ()
    unreported: tuple[Rule, ...] = ()
    unreadable: tuple[Rule, ...] = ()
    unshown: tuple[Rule, ...] = ()

    @property
    def is_assumed(self) -> bool:
        """Whether any step rests on an order that is not documented."""
        return self.end.is_known and any(step.is_assumed for step in self.steps)

    @property
    def seconds(self) -> int | None:
        """About how long it rings."""
        return None if self.rings is None else self.rings * SECONDS_PER_RING

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
        """What the caller notices, and the rule responsible for it."""
        return self.outcome, self.decided_at, self.source


class FlowRow(NamedTuple):
    """One line of the drawn flow.

    Attributes:
        label: the rule or the situation: "unanswered after 3 rings".
        outcome: what happens: "to voicemail".
        source: the field to jump to.
        situation: the situation that the line is about; None for a rule that comes before all situations.
        overridden_by: the name of the rule that takes the call first; "" where none does.
        is_assumed: whether this rests on an order that is not documented.
        skips_voicemail: whether a number takes a call that voicemail would take otherwise.
    """

    label: str
    outcome: str
    source: FieldRef | None
    situation: Situation | None = None
    overridden_by: str = ""
    is_assumed: bool = False
    skips_voicemail: bool = False

    @property
    def is_shadowed(self) -> bool:
        """Whether the rule is on and has no effect, because another one takes the call first."""
        return bool(self.overridden_by)

    @property
    def marked_text(self) -> str:
        """The outcome with its marks: "to voicemail (overridden by forward always; assumed)"."""
        marks = [
            mark
            for mark, holds in (
                ("voicemail is skipped", self.skips_voicemail),
                (f"overridden by {self.overridden_by}", self.is_shadowed),
                ("assumed", self.is_assumed),
            )
            if holds
        ]
        return f"{self.outcome} ({'; '.join(marks)})" if marks else self.outcome

    @property
    def text(self) -> str:
        """The whole line without its frame."""
        return f"{self.label}: {self.marked_text}"


class Shadowed(NamedTuple):
    """A rule that is on and has no effect: turning it off leaves every situation as it is."""

    name: str
    source: FieldRef


class CallFlow(NamedTuple):
    """What happens to a call in every situation, and how that is drawn.

    Attributes:
        provider: the provider's name for people.
        scenarios: one for each situation, in the order of `Situation`.
        rows: the lines of the drawing.
        shadowed: what is on and has no effect.
        webex_go_rings: whether Webex Go rings even while do not disturb is on.
        notes: sentences about what else may happen to a call: other rules, other devices.
    """

    provider: str
    scenarios: tuple[Scenario, ...]
    rows: tuple[FlowRow, ...]
    shadowed: tuple[Shadowed, ...] = ()
    webex_go_rings: bool = False
    notes: tuple[str, ...] = ()

    def scenario(self, situation: Situation) -> Scenario:
        """Return what happens in `situation`."""
        return next(scenario for scenario in self.scenarios if scenario.situation is situation)

    @property
    def catch_all(self) -> FieldRef | None:
        """The switch that sends every call away at once; None if calls are let through to the phone."""
        free = self.scenario(Situation.FREE)
        takes_all = free.decided_at in (Stage.FORWARD_ALWAYS, Stage.SEND_ALL_TO_VOICEMAIL)
        return free.source if takes_all and free.end.is_known else None


_PLACES = {
    EndType.VOICEMAIL: "to voicemail",
    EndType.BUSY_SIGNAL: "caller hears a busy signal",
    EndType.RINGS_ON: "rings until the caller hangs up",
}


def end_text(end: CallEnd) -> str:
    """Return where a call goes: "to voicemail", "caller hears a busy signal"."""
    if end.type is EndType.NUMBER:
        return f"to {end.display_number}"
    if end.type is EndType.THEIR_VOICEMAIL:
        return f"to the voicemail of {end.display_number}"
    if end.type is EndType.NOT_READ:
        return f"unknown: {unread_text(end)} has not been read"
    if end.type is EndType.NOT_REPORTED:
        why = "is not readable" if end.is_unreadable else f"{end.provider} did not report"
        return f"depends on {unreported_text(end)}, which {why}"
    if end.type is EndType.NOT_SHOWN:
        return f"not shown by {end.provider}"
    return _PLACES[end.type]


def unread_text(end: CallEnd) -> str:
    """Return the feature that would have to be read to know where the call goes."""
    return end.unread.title.lower() if end.unread else "the account"


def unreported_text(end: CallEnd) -> str:
    """Return the rule that would have to be reported to know where the call goes."""
    return end.unreported.value if end.unreported else "the account"


def scenario_text(scenario: Scenario, *, with_seconds: bool = False) -> str:
    """Return what happens to the call: "forwarded to 4022", "forwarded to 4022 after 18 s"."""
    if scenario.ringing is Ringing.SECOND_CALL:
        return "rings as a second call"
    text = end_text(scenario.end)
    if scenario.end.type is EndType.NUMBER:
        text = f"forwarded {text}"
    if with_seconds and scenario.ringing in (Ringing.PHONE, Ringing.SILENT) and scenario.seconds:
        text += f" after {scenario.seconds} s"
    elif scenario.rings == 0:
        text += " at once, without a ring"
    return text


def skips_voicemail(scenario: Scenario) -> bool:
    """Return whether a number takes a busy or unanswered call that voicemail would take otherwise."""
    last = scenario.steps[-1]
    is_late = last.stage in (Stage.BUSY, Stage.NO_ANSWER)
    is_second_call = scenario.ringing is Ringing.SECOND_CALL
    return is_late and bool(last.shadows) and not is_second_call and scenario.end.type is not EndType.VOICEMAIL


def rings_text(rings: int) -> str:
    """Return a number of rings: "1 ring", "3 rings"."""
    return f"{rings} {'ring' if rings == 1 else 'rings'}"


def ringing_text(rings: int | None, *, is_silent: bool = False) -> str:
    """Return how long the phone rings, or shows the call, as a sentence."""
    if rings == 0:
        return "Your phone does not ring: it is set to 0 rings."
    what = "Your phone shows the call without ringing" if is_silent else "Your phone rings"
    if rings is None:
        return f"{what}."
    return f"{what} for {rings_text(rings)}, about {rings * SECONDS_PER_RING} seconds."


def join_words(words: Sequence[str]) -> str:
    """Return the words in a row: "one, two and three"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
