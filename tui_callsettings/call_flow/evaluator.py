"""The way a call takes through the switches of an account, by the order its provider declares.

Where the order comes from: what the providers' interfaces and clients show of it, gathered with each backend's
`Precedence`. An order that is not documented makes a step "assumed" where two settings compete for the same call.
"""

from collections.abc import Callable

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.precedence import Precedence, Stage

from .flow import CallEnd, EndType, FieldRef, FlowStep, Ringing, Scenario, Situation
from .phrases import end_text, ringing_text
from .rule_states import VOICEMAIL_PARTS, Rule, RuleStates, RuleStatus, Switch

_GATES = frozenset({Stage.FORWARD_ALWAYS, Stage.SEND_ALL_TO_VOICEMAIL, Stage.DO_NOT_DISTURB})
"""Decisions that a call meets whatever the line is doing."""

_LATER = {
    Situation.FREE: frozenset({Stage.NO_ANSWER}),
    Situation.NO_ANSWER: frozenset({Stage.NO_ANSWER}),
    Situation.ON_A_CALL: frozenset({Stage.ON_A_CALL, Stage.BUSY}),
    Situation.BUSY: frozenset({Stage.BUSY}),
    Situation.NOT_REACHABLE: frozenset({Stage.NOT_REACHABLE, Stage.BUSY}),
    Situation.DO_NOT_DISTURB: frozenset({Stage.BUSY}),
}
"""Decisions that matter in one situation only."""

_RINGS = (Situation.FREE, Situation.NO_ANSWER)


class Evaluator:
    """The way of one call, in one situation."""

    def __init__(self, switches: RuleStates, precedence: Precedence, provider: str, situation: Situation) -> None:
        self._switches = switches
        self._precedence = precedence
        self._provider = provider
        self._situation = situation
        self._steps: list[FlowStep] = []
        self._unread: list[Feature] = []
        self._taken_at: Stage | None = None

    def branch(self) -> Scenario:
        """What happens to the call."""
        decisions: dict[Stage, Callable[[], Scenario | None]] = {
            Stage.FORWARD_ALWAYS: self._forward_always,
            Stage.SEND_ALL_TO_VOICEMAIL: self._all_to_voicemail,
            Stage.DO_NOT_DISTURB: self._do_not_disturb,
            Stage.NOT_REACHABLE: self._not_reachable,
            Stage.ON_A_CALL: self._on_a_call,
            Stage.BUSY: self._line_busy,
            Stage.NO_ANSWER: self._rings_at_last,
        }
        for step in self._precedence.order:
            branch = decisions[step]()
            if branch is not None:
                return branch
        ringing = Ringing.PHONE if self._situation in _RINGS else Ringing.NONE
        return self._not_shown(Stage.NO_ANSWER if self._situation in _RINGS else Stage.BUSY, ringing)

    def _forward_always(self) -> Scenario | None:
        switch = self._switches[Rule.FORWARD_ALWAYS]
        if not switch.is_known:
            self._taken_at = Stage.FORWARD_ALWAYS
            return self._ends_unread(switch)
        return self._caught_by(switch)

    def _all_to_voicemail(self) -> Scenario | None:
        switch = self._switches[Rule.ALL_TO_VOICEMAIL]
        self._note_unread(switch)
        return self._caught_by(switch)

    def _do_not_disturb(self) -> Scenario | None:
        switch = self._switches[Rule.DO_NOT_DISTURB]
        is_supposed = self._situation is Situation.DO_NOT_DISTURB
        if not is_supposed:
            self._note_unread(switch)
        if not (switch.acts or is_supposed):
            self._goes_on(switch)
            return None
        self._taken_at = Stage.DO_NOT_DISTURB
        words = switch.words if switch.acts else "Suppose do not disturb is on."
        rivals = [rival for rival in self._rivals(switch) if rival.part.step is not Stage.BUSY]
        self._add(switch, f"{words} The call is treated as if you were busy.", rivals)
        return self._busy()

    def _not_reachable(self) -> Scenario | None:
        if self._situation is not Situation.NOT_REACHABLE:
            return None
        switch = self._switches[Rule.CONTINUITY]
        self._taken_at = Stage.NOT_REACHABLE
        if not switch.is_known:
            return self._ends_unread(switch)
        if switch.acts:
            return self._caught_by(switch)
        is_assumed = Stage.NOT_REACHABLE not in self._precedence.documented
        words = f"{switch.words} The call is treated as if you were busy."
        self._steps.append(FlowStep(Stage.NOT_REACHABLE, words, switch.source, is_assumed=is_assumed))
        return self._busy()

    def _on_a_call(self) -> Scenario | None:
        if self._situation is not Situation.ON_A_CALL:
            return None
        switch = self._switches[Rule.CALL_WAITING]
        self._taken_at = Stage.ON_A_CALL
        if not switch.is_known:
            return self._ends_unread(switch)
        if not switch.acts:
            self._goes_on(switch)
            return self._busy()
        self._add(switch, f"{switch.words} A second call rings.", self._rivals(switch))
        return self._unanswered(Ringing.SECOND_CALL)

    def _line_busy(self) -> Scenario | None:
        if self._situation is not Situation.BUSY:
            return None
        self._taken_at = Stage.BUSY
        return self._busy()

    def _rings_at_last(self) -> Scenario | None:
        if self._situation not in _RINGS:
            return None
        self._taken_at = Stage.NO_ANSWER
        return self._unanswered(Ringing.PHONE)

    def _busy(self) -> Scenario:
        if Stage.BUSY not in self._precedence.order:
            return self._not_shown(Stage.BUSY, Ringing.NONE)
        forward, voicemail = self._switches[Rule.FORWARD_BUSY], self._switches[Rule.VOICEMAIL_BUSY]
        for switch in (forward, voicemail):
            if not switch.is_known:
                return self._ends_unread(switch)
            if switch.acts and switch.end is not None:
                self._add(switch, switch.words, self._rivals(switch), end=switch.end)
                return self._ends(switch.end)
            self._goes_on(switch)
        return self._ends_by_default(Stage.BUSY, Rule.FORWARD_BUSY.source, CallEnd(EndType.BUSY_TONE))

    def _unanswered(self, ringing: Ringing) -> Scenario:
        if Stage.NO_ANSWER not in self._precedence.order:
            return self._not_shown(Stage.NO_ANSWER, ringing)
        forward, voicemail = self._switches[Rule.FORWARD_NO_ANSWER], self._switches[Rule.VOICEMAIL_NO_ANSWER]
        rings = _fewest_rings([switch for switch in (forward, voicemail) if switch.acts])
        if not forward.is_known:
            return self._ends_unread(forward, ringing)
        if forward.acts or voicemail.acts:
            counting = min((s for s in (forward, voicemail) if s.acts), key=lambda s: s.rings or 0)
            source = FieldRef(counting.source.feature, (*counting.source.path[:-1], "number_of_rings"))
            words = ringing_text(rings) if rings != 0 else "Your phone does not ring: it is set to 0 rings."
            self._steps.append(FlowStep(Stage.NO_ANSWER, words, source))
        ringing = Ringing.NONE if rings == 0 else ringing
        for switch in (forward, voicemail):
            if not switch.is_known:
                return self._ends_unread(switch, ringing)
            if switch.acts and switch.end is not None:
                self._add(switch, switch.words, self._rivals(switch), end=switch.end)
                return self._ends(switch.end, ringing, rings)
            self._goes_on(switch)
        return self._ends_by_default(Stage.NO_ANSWER, Rule.FORWARD_NO_ANSWER.source, CallEnd(EndType.RINGS_ON), ringing)

    def _caught_by(self, switch: Switch) -> Scenario | None:
        if not switch.acts or switch.end is None:
            self._goes_on(switch)
            return None
        self._taken_at = switch.part.step
        self._add(switch, switch.words, self._rivals(switch), end=switch.end)
        return self._ends(switch.end)

    def _rivals(self, winner: Switch) -> list[Switch]:
        """What is on and would have its turn in this situation if `winner` were off."""
        order = self._precedence.order
        place = order.index(winner.part.step)
        is_last = winner.part.step in (Stage.BUSY, Stage.NO_ANSWER)
        relevant = {winner.part.step} if is_last else _GATES | _LATER[self._situation]
        later = [step for step in order[place:] if step in relevant]
        return [
            switch
            for part, switch in self._switches.items()
            if switch.acts and part is not winner.part and part.step in later and not _is_before(part, winner.part)
        ]

    def _add(self, switch: Switch, words: str, rivals: list[Switch], *, end: CallEnd | None = None) -> None:
        contested = {rival.part.step for rival in rivals if _competes(rival.part, switch.part)}
        is_assumed = bool(contested) and not self._is_documented(switch.part.step, contested)
        shadows = tuple(rival.part.value for rival in rivals)
        sentence = f"{words} The call goes {end_text(end)}." if end else words
        self._steps.append(FlowStep(switch.part.step, sentence, switch.source, end, shadows, is_assumed))

    def _is_documented(self, winner: Stage, losers: set[Stage]) -> bool:
        """Whether the provider says that `winner` goes before `losers`.

        Forward always is said to act whatever else is set, and the other two of the documented ones are told of against
        the busy treatment. What do not disturb does while no phone can be reached is told nowhere.
        """
        known = self._precedence.documented
        is_told_of_all = winner is Stage.FORWARD_ALWAYS or Stage.NOT_REACHABLE not in losers - known
        return winner in known and is_told_of_all

    def _goes_on(self, switch: Switch) -> None:
        self._steps.append(FlowStep(switch.part.step, switch.words, switch.source))

    def _note_unread(self, switch: Switch) -> None:
        if not switch.is_known:
            self._unread.append(switch.part.source.feature)

    def _ends_unread(self, switch: Switch, ringing: Ringing = Ringing.NONE) -> Scenario:
        end = CallEnd(EndType.NOT_READ, missing=switch.source.feature)
        words = f"What happens is not known: {switch.source.feature.title.lower()} has not been read."
        self._steps.append(FlowStep(switch.part.step, words, switch.source, end))
        return self._ends(end, ringing)

    def _ends_by_default(
        self, step: Stage, source: FieldRef, end: CallEnd, ringing: Ringing = Ringing.NONE
    ) -> Scenario:
        words = _DEFAULTS[end.place]
        # With voicemail switched off as a whole, that switch is the one to look at first.
        last = self._steps[-1].source if self._switches_voicemail_off() else source
        self._steps.append(FlowStep(step, words, last or source, end))
        return self._ends(end, ringing)

    def _switches_voicemail_off(self) -> bool:
        voicemail = self._switches[Rule.VOICEMAIL_BUSY]
        return voicemail.state is RuleStatus.OFF and voicemail.source != Rule.VOICEMAIL_BUSY.source

    def _not_shown(self, step: Stage, ringing: Ringing) -> Scenario:
        end = CallEnd(EndType.NOT_SHOWN, provider=self._provider)
        self._steps.append(FlowStep(step, f"{self._provider} does not show what happens next.", None, end))
        return self._ends(end, ringing)

    def _ends(self, end: CallEnd, ringing: Ringing = Ringing.NONE, rings: int | None = None) -> Scenario:
        unread = tuple(dict.fromkeys(self._unread))
        return Scenario(self._situation, tuple(self._steps), self._taken_at, ringing, rings, end, unread)


_DEFAULTS = {
    EndType.BUSY_TONE: "Nothing takes the call: the caller hears a busy tone.",
    EndType.RINGS_ON: "Nothing takes the call: your phone rings until the caller hangs up.",
}


def _competes(rival: Rule, winner: Rule) -> bool:
    """Whether it takes a provider's word to know that `winner` goes before `rival`.

    It does not where the words of the settings say it already: a phone that does not ring is not left unanswered, has
    no second call that rings, and voicemail for all calls includes the others.
    """
    if winner.step not in _GATES:
        return True
    if winner is Rule.ALL_TO_VOICEMAIL and rival in VOICEMAIL_PARTS:
        return False
    if rival is Rule.CALL_WAITING:
        return winner is Rule.DO_NOT_DISTURB
    return rival.step is not Stage.NO_ANSWER


def _fewest_rings(acting: list[Switch]) -> int | None:
    """The lowest count of the switches that act; None if one of them is not known, or none acts."""
    counts = [switch.rings for switch in acting]
    known = [count for count in counts if count is not None]
    return min(known) if known and len(known) == len(counts) else None


def _is_before(part: Rule, other: Rule) -> bool:
    """Whether `part` has its turn earlier than `other` within the same decision: forwarding before voicemail."""
    return part.step is other.step and list(Rule).index(part) < list(Rule).index(other)
