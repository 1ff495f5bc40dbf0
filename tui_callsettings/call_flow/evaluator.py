"""The way of a call through the rules of an account, stage by stage.

All providers look at the stages in the order of `Stage`. Where two rules compete for a call, `precedence` has which one
wins and whether that is documented; a step that rests on an undocumented order is assumed.
"""

from collections.abc import Callable

from tui_callsettings.models.feature import Feature

from .flow import CallEnd, EndType, FlowStep, Ringing, Scenario, Situation, end_text, ringing_text
from .precedence import PROVIDERS_WITH_HIDDEN_RULES, Behavior, is_documented, is_documented_behavior
from .rule import GATES, VOICEMAIL_RULES, FieldRef, Rule, Stage
from .rule_states import RuleState, RuleStates, RuleStatus, sibling_field

_GATE_STAGES = frozenset(rule.stage for rule in GATES)

_LATER = {
    Situation.FREE: frozenset({Stage.NO_ANSWER}),
    Situation.NO_ANSWER: frozenset({Stage.NO_ANSWER}),
    Situation.ON_A_CALL: frozenset({Stage.ON_A_CALL, Stage.BUSY}),
    Situation.BUSY: frozenset({Stage.BUSY}),
    Situation.NOT_REACHABLE: frozenset({Stage.NOT_REACHABLE, Stage.BUSY}),
    Situation.DO_NOT_DISTURB: frozenset({Stage.BUSY}),
}
"""Stages that matter in one situation only."""

_DEFAULTS = {
    EndType.BUSY_SIGNAL: "No setting applies: the caller hears a busy signal.",
    EndType.RINGS_ON: "No setting applies: your phone rings until the caller hangs up.",
}


class Evaluator:
    """Follows one call in one situation.

    Args:
        states: the rules as stored.
        provider_key: the provider's key in the table of precedence.
        provider: the provider's name for people.
        situation: what the line is doing.
    """

    def __init__(self, states: RuleStates, provider_key: str, provider: str, situation: Situation) -> None:
        self._states = states
        self._provider_key = provider_key
        self._provider = provider
        self._situation = situation
        self._has_hidden_rules = provider_key in PROVIDERS_WITH_HIDDEN_RULES
        self._steps: list[FlowStep] = []
        self._unread: list[Feature] = []
        self._unreported: list[Rule] = []
        self._unreadable: list[Rule] = []
        self._unshown: list[Rule] = []
        self._decided_at: Stage | None = None
        self._ringing = Ringing.PHONE

    def scenario(self) -> Scenario:
        """Return what happens to the call."""
        stages: tuple[Callable[[], Scenario | None], ...] = (
            self._forward_always,
            self._all_to_voicemail,
            self._do_not_disturb,
            self._not_reachable,
            self._on_a_call,
            self._line_busy,
        )
        for stage in stages:
            scenario = stage()
            if scenario is not None:
                return scenario
        self._decided_at = Stage.NO_ANSWER
        return self._unanswered(self._ringing)

    def _forward_always(self) -> Scenario | None:
        state = self._states[Rule.FORWARD_ALWAYS]
        if not state.is_read:
            self._decided_at = Stage.FORWARD_ALWAYS
            return self._end_unread(state)
        self._note_unknown(state)
        return self._catch(state)

    def _all_to_voicemail(self) -> Scenario | None:
        state = self._states[Rule.ALL_TO_VOICEMAIL]
        if state.status is RuleStatus.HIDDEN:
            return None
        self._note_unknown(state)
        return self._catch(state)

    def _do_not_disturb(self) -> Scenario | None:
        state = self._states[Rule.DO_NOT_DISTURB]
        is_supposed = self._situation is Situation.DO_NOT_DISTURB
        if not is_supposed:
            self._note_unknown(state)
        if state.status is RuleStatus.HIDDEN and not is_supposed:
            self._unshown.append(state.rule)
        if not (state.has_effect or is_supposed):
            self._pass(state)
            return None
        message = state.message if state.has_effect else "Suppose do not disturb is on."
        if state.is_partial and not is_supposed:
            self._add(state, f"{message} It applies to one of your devices; the others may ring.", [])
            return None
        if state.is_ringer_off:
            self._ringing = Ringing.SILENT
            self._add(state, f"{message} Your phone shows the call without ringing.", [])
            return None
        self._decided_at = Stage.DO_NOT_DISTURB
        if self._has_hidden_rules and state.has_effect and not state.is_call_reject:
            self._add(state, f"{message} Your phone does not ring.", [])
            return self._end_unshown(Stage.BUSY, Ringing.NONE)
        rivals = [rival for rival in self._rivals(state) if rival.rule.stage is not Stage.BUSY]
        self._add(state, f"{message} The call is handled as if your line were busy.", rivals)
        return self._busy(is_rejected=state.is_call_reject)

    def _not_reachable(self) -> Scenario | None:
        if self._situation is not Situation.NOT_REACHABLE:
            return None
        state = self._states[Rule.CONTINUITY]
        self._decided_at = Stage.NOT_REACHABLE
        if (unknown := self._end_unknown(state)) is not None:
            return unknown
        if state.has_effect:
            is_limited = is_documented_behavior(self._provider_key, Behavior.CONTINUITY_FOR_DESK_PHONES)
            limit = " It covers desk phones, not the mobile or desktop app." if is_limited else ""
            return self._catch(state, f"{state.message}{limit}")
        is_assumed = not is_documented_behavior(self._provider_key, Behavior.UNREACHABLE_AS_BUSY)
        message = f"{state.message} The call is handled as if your line were busy."
        self._steps.append(FlowStep(Stage.NOT_REACHABLE, message, state.source, is_assumed=is_assumed))
        return self._busy()

    def _on_a_call(self) -> Scenario | None:
        if self._situation is not Situation.ON_A_CALL:
            return None
        state = self._states[Rule.CALL_WAITING]
        self._decided_at = Stage.ON_A_CALL
        if (unknown := self._end_unknown(state)) is not None:
            return unknown
        if not state.has_effect:
            self._pass(state)
            return self._busy()
        self._add(state, f"{state.message} A second call rings.", self._rivals(state))
        return self._unanswered(Ringing.SECOND_CALL)

    def _line_busy(self) -> Scenario | None:
        if self._situation is not Situation.BUSY:
            return None
        self._decided_at = Stage.BUSY
        return self._busy()

    def _busy(self, *, is_rejected: bool = False) -> Scenario:
        forward, voicemail = self._states[Rule.FORWARD_BUSY], self._states[Rule.VOICEMAIL_BUSY]
        scenario = self._first_taker([forward, voicemail], Ringing.NONE, None)
        if scenario is None and self._has_hidden_rules and not is_rejected:
            return self._end_unshown(Stage.BUSY, Ringing.NONE)
        return scenario or self._end_by_default(
            Stage.BUSY, Rule.FORWARD_BUSY.field, CallEnd(EndType.BUSY_SIGNAL), Ringing.NONE
        )

    def _unanswered(self, ringing: Ringing) -> Scenario:
        forward, voicemail = self._states[Rule.FORWARD_NO_ANSWER], self._states[Rule.VOICEMAIL_NO_ANSWER]
        if not forward.is_read:
            return self._end_unread(forward, ringing)
        takers = [state for state in (forward, voicemail) if state.has_effect]
        rings = _fewest_rings(takers)
        if takers and not forward.is_unknown:
            self._add_ringing(takers, rings, ringing)
        ringing = Ringing.NONE if rings == 0 else ringing
        scenario = self._first_taker([forward, voicemail], ringing, rings)
        if scenario is None and self._has_hidden_rules:
            return self._end_unshown(Stage.NO_ANSWER, ringing)
        return scenario or self._end_by_default(
            Stage.NO_ANSWER, Rule.FORWARD_NO_ANSWER.field, CallEnd(EndType.RINGS_ON), ringing
        )

    def _add_ringing(self, takers: list[RuleState], rings: int | None, ringing: Ringing) -> None:
        counting = min(takers, key=lambda state: state.rings or 0)
        differ = len({state.rings for state in takers}) > 1
        is_assumed = differ and not is_documented_behavior(self._provider_key, Behavior.LOWER_RING_COUNT_WINS)
        source = sibling_field(counting.rule.field, "number_of_rings")
        message = ringing_text(rings, is_silent=ringing is Ringing.SILENT)
        self._steps.append(FlowStep(Stage.NO_ANSWER, message, source, is_assumed=is_assumed))

    def _first_taker(self, states: list[RuleState], ringing: Ringing, rings: int | None) -> Scenario | None:
        """Let the first of `states` that has an effect take the call; None if none has."""
        for state in states:
            if not state.is_read:
                return self._end_unread(state, ringing)
            if state.is_unknown:
                return self._end_unreported(state, ringing)
            if state.has_effect and state.end is not None:
                self._add(state, state.message, self._rivals(state), end=state.end)
                return self._end(state.end, ringing, rings)
            self._pass(state)
        return None

    def _catch(self, state: RuleState, message: str = "") -> Scenario | None:
        if not state.has_effect or state.end is None:
            self._pass(state)
            return None
        self._decided_at = state.rule.stage
        self._add(state, message or state.message, self._rivals(state), end=state.end)
        return self._end(state.end)

    def _rivals(self, winner: RuleState) -> list[RuleState]:
        """Return what is on and would have its turn in this situation if `winner` were off."""
        is_last = winner.rule.stage in (Stage.BUSY, Stage.NO_ANSWER)
        relevant = {winner.rule.stage} if is_last else _GATE_STAGES | _LATER[self._situation]
        return [
            state
            for rule, state in self._states.items()
            if state.has_effect and state.rule.stage in relevant and _TURNS[rule] > _TURNS[winner.rule]
        ]

    def _add(self, state: RuleState, message: str, rivals: list[RuleState], *, end: CallEnd | None = None) -> None:
        is_assumed = any(
            _competes(rival.rule, state.rule) and not is_documented(self._provider_key, state.rule, rival.rule)
            for rival in rivals
        )
        shadows = tuple(rival.rule.value for rival in rivals)
        text = f"{message} The call goes {end_text(end)}." if end else message
        self._steps.append(FlowStep(state.rule.stage, text, state.source, end, shadows, is_assumed))

    def _pass(self, state: RuleState) -> None:
        if state.status is not RuleStatus.HIDDEN:
            self._steps.append(FlowStep(state.rule.stage, state.message, state.source))

    def _note_unknown(self, state: RuleState) -> None:
        if not state.is_read:
            self._unread.append(state.rule.field.feature)
        elif state.status is RuleStatus.NOT_REPORTED:
            self._unreported.append(state.rule)
        elif state.status is RuleStatus.UNREADABLE:
            self._unreadable.append(state.rule)

    def _end_unknown(self, state: RuleState) -> Scenario | None:
        """Return the end of a call at a rule of unknown state; None where the state is known."""
        if not state.is_read:
            return self._end_unread(state)
        if state.status is RuleStatus.HIDDEN:
            return self._end_unshown(Stage.BUSY, Ringing.NONE)
        return self._end_unreported(state) if state.is_unknown else None

    def _end_unread(self, state: RuleState, ringing: Ringing = Ringing.NONE) -> Scenario:
        feature = state.rule.field.feature
        end = CallEnd(EndType.NOT_READ, unread=feature)
        message = f"What happens is unknown: {feature.title.lower()} has not been read."
        self._steps.append(FlowStep(state.rule.stage, message, state.source, end))
        return self._end(end, ringing)

    def _end_unreported(self, state: RuleState, ringing: Ringing = Ringing.NONE) -> Scenario:
        is_unreadable = state.status is RuleStatus.UNREADABLE
        end = CallEnd(EndType.NOT_REPORTED, unreported=state.rule, is_unreadable=is_unreadable, provider=self._provider)
        self._note_unknown(state)
        message = f"{state.message} What happens depends on it."
        self._steps.append(FlowStep(state.rule.stage, message, state.source, end))
        return self._end(end, ringing)

    def _end_by_default(self, stage: Stage, source: FieldRef, end: CallEnd, ringing: Ringing) -> Scenario:
        # With voicemail turned off as a whole, that switch is the one to look at first.
        voicemail = self._states[Rule.VOICEMAIL_BUSY]
        is_voicemail_off = voicemail.status is RuleStatus.OFF and voicemail.source != Rule.VOICEMAIL_BUSY.field
        last = self._steps[-1].source if is_voicemail_off and self._steps else None
        message = _DEFAULTS[end.type]
        if ringing is Ringing.SILENT:
            message = "No setting applies: your phone shows the call, without ringing, until the caller hangs up."
        self._steps.append(FlowStep(stage, message, last or source, end))
        return self._end(end, ringing)

    def _end_unshown(self, stage: Stage, ringing: Ringing) -> Scenario:
        end = CallEnd(EndType.NOT_SHOWN, provider=self._provider)
        self._steps.append(FlowStep(stage, f"{self._provider} does not show what happens next.", None, end))
        return self._end(end, ringing)

    def _end(self, end: CallEnd, ringing: Ringing = Ringing.NONE, rings: int | None = None) -> Scenario:
        return Scenario(
            self._situation,
            tuple(self._steps),
            self._decided_at,
            ringing,
            rings,
            end,
            tuple(dict.fromkeys(self._unread)),
            tuple(dict.fromkeys(self._unreported)),
            tuple(dict.fromkeys(self._unreadable)),
            tuple(self._unshown),
        )


_TURNS = {rule: turn for turn, rule in enumerate(sorted(Rule, key=lambda rule: [*Stage].index(rule.stage)))}
"""When each rule has its turn: by its stage, and forwarding before voicemail within a stage."""


def _competes(rival: Rule, winner: Rule) -> bool:
    """Return whether it takes a provider's word to know that `winner` goes before `rival`.

    It does not where the meaning of the settings leaves no choice: a phone that does not ring is not left unanswered,
    has no second call that rings, and voicemail for all calls includes the others.
    """
    if winner not in GATES:
        return True
    if winner is Rule.ALL_TO_VOICEMAIL and rival in VOICEMAIL_RULES:
        return False
    if rival is Rule.CALL_WAITING:
        return winner is Rule.DO_NOT_DISTURB
    return rival.stage is not Stage.NO_ANSWER


def _fewest_rings(takers: list[RuleState]) -> int | None:
    """Return the lowest count; None if one of them is not known, or there is none."""
    counts = [state.rings for state in takers]
    known = [count for count in counts if count is not None]
    return min(known) if known and len(known) == len(counts) else None
