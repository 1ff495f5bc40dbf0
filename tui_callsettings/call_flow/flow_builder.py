"""From stored settings to the flow of a call and the lines of its drawing; put together here and nowhere else."""

from collections.abc import Iterable, Mapping
from functools import partial

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.number_format import format_number
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.owner import Owner

from .evaluator import Evaluator
from .flow import (
    CallFlow,
    EndType,
    FlowRow,
    FlowStep,
    Ringing,
    Scenario,
    Shadowed,
    Situation,
    end_text,
    rings_text,
    scenario_text,
    skips_voicemail,
)
from .precedence import Behavior, is_documented_behavior
from .rule import GATES, FieldRef, Rule, Stage
from .rule_states import (
    NumberFormatter,
    RuleState,
    RuleStates,
    RuleStatus,
    Settings,
    read_rule_states,
    stored_value,
)

_WEBEX_GO = FieldRef(Feature.DO_NOT_DISTURB, ("webex_go_override_enabled",))


def build_call_flow(
    settings: Settings,
    capabilities: Capabilities,
    owner: Owner,
    formatter: NumberFormatter | None = None,
    other_rules: Iterable[OtherRule] = (),
) -> CallFlow:
    """Return what happens to a call now, in every situation.

    Args:
        settings: what has been read (or drafted); a feature that is missing has not been read.
        capabilities: the account's limits, and its provider's key and name.
        owner: who is called; the region decides how numbers are shown.
        formatter: writes a number as people read it; by default as `owner.region` expects it.
        other_rules: the provider's rules that act before or beside these settings.
    """
    other_rules = tuple(other_rules)
    states = read_rule_states(settings, capabilities, formatter or partial(format_number, region=owner.region))
    scenarios = _scenarios(states, capabilities)
    ungated = _scenarios({rule: _open_gate(state) for rule, state in states.items()}, capabilities)
    has_webex_go = capabilities.support(*_WEBEX_GO).is_offered and stored_value(settings, _WEBEX_GO) is True
    key = capabilities.provider_key
    return CallFlow(
        provider=capabilities.provider,
        scenarios=scenarios,
        rows=(
            *other_rule_rows(other_rules, key),
            *rule_rows(states, scenarios, ungated, _gates_alone(states, capabilities)),
        ),
        shadowed=_find_shadowed(states, scenarios, capabilities),
        webex_go_rings=has_webex_go and states[Rule.DO_NOT_DISTURB].has_effect,
        notes=(
            *_notes(states),
            *(() if capabilities.reads_other_rules else (_UNREAD,)),
            *other_rule_notes(other_rules, key),
        ),
    )


def trace_call(
    settings: Settings, capabilities: Capabilities, owner: Owner, situation: Situation
) -> tuple[FlowStep, ...]:
    """Return the steps of a call in `situation`, first to last; the last one has where it ends."""
    return build_call_flow(settings, capabilities, owner).scenario(situation).steps


def _scenarios(states: RuleStates, capabilities: Capabilities) -> tuple[Scenario, ...]:
    return tuple(_evaluate(states, capabilities, situation) for situation in Situation)


def _evaluate(states: RuleStates, capabilities: Capabilities, situation: Situation) -> Scenario:
    return Evaluator(states, capabilities.provider_key, capabilities.provider, situation).scenario()


def _open_gate(state: RuleState) -> RuleState:
    return state.turned_off() if state.rule in GATES and state.status is not RuleStatus.HIDDEN else state


def _gates_alone(states: RuleStates, capabilities: Capabilities) -> dict[Rule, Scenario]:
    """Return what each gate that is on would do to a call without the gates before it."""
    alone = {}
    open_gates = dict(states)
    for rule in GATES:
        if states[rule].has_effect:
            alone[rule] = _evaluate(open_gates, capabilities, Situation.FREE)
        open_gates[rule] = _open_gate(states[rule])
    return alone


def _find_shadowed(
    states: RuleStates, scenarios: tuple[Scenario, ...], capabilities: Capabilities
) -> tuple[Shadowed, ...]:
    """Return what is on and could be turned off without a caller noticing, in whatever situation."""
    decisions = [scenario.decision for scenario in scenarios]
    found = []
    for rule, state in states.items():
        if state.has_effect and not state.is_ringer_off and not state.is_partial:
            without = _scenarios({**states, rule: state.turned_off()}, capabilities)
            if [scenario.decision for scenario in without] == decisions:
                found.append(Shadowed(rule.value, state.source))
    return tuple(found)


_UNREAD = "Other rules of this person, such as selective forwarding, are not read here; they may act first."


def _notes(states: RuleStates) -> list[str]:
    notes = []
    forward, do_not_disturb = states[Rule.FORWARD_ALWAYS], states[Rule.DO_NOT_DISTURB]
    if forward.is_partial:
        notes.append("Forward always is shown for one of your lines; the others may be set differently.")
    if do_not_disturb.is_partial:
        notes.append("Do not disturb is shown for one of your devices; the others may be set differently.")
    return notes


_SITUATIONS = (Situation.NOT_REACHABLE, Situation.ON_A_CALL, Situation.BUSY, Situation.NO_ANSWER)

_RULES = {
    Situation.NOT_REACHABLE: (Rule.CONTINUITY,),
    Situation.BUSY: (Rule.FORWARD_BUSY, Rule.VOICEMAIL_BUSY),
    Situation.NO_ANSWER: (Rule.FORWARD_NO_ANSWER, Rule.VOICEMAIL_NO_ANSWER),
}
"""The rules of which at least one must be on for a situation to be worth a line although it never comes to it."""

_FEWEST_TO_JOIN = 2

_STATUSES = {
    RuleStatus.ON: "on",
    RuleStatus.OFF: "off",
    RuleStatus.INCOMPLETE: "on, but no number is set",
    RuleStatus.NOT_READ: "unknown",
    RuleStatus.NOT_REPORTED: "not reported",
    RuleStatus.UNREADABLE: "not readable",
}

_SELECTIVE = ("selective_forwarding", "selective_acceptance", "selective_rejection")
_FIRST = (*_SELECTIVE, "anonymous_call_rejection", "call_block")
_BESIDE = {
    "simultaneous_ring": "other phones ring too",
    "sequential_ring": "other phones ring in turn",
    "single_number_reach": "your other numbers ring too",
}
_PORTAL = "edit it in your provider's portal"


def other_rule_rows(other_rules: Iterable[OtherRule], provider_key: str) -> tuple[FlowRow, ...]:
    """Return a read-only line for each rule of the provider's that is on, or not reported."""
    rows = []
    for rule in other_rules:
        if rule.is_on is None:
            rows.append(FlowRow(rule.title.lower(), "not reported", None))
        elif rule.is_on:
            outcome = f"ON, {_effect(rule)}; {_PORTAL}"
            rows.append(FlowRow(rule.title.lower(), outcome, None, is_assumed=_is_assumed(rule, provider_key)))
    return tuple(rows)


def other_rule_notes(other_rules: Iterable[OtherRule], provider_key: str) -> tuple[str, ...]:
    """Return a sentence for each rule of the provider's that is on."""
    return tuple(
        f"{rule.title} is on and {_effect(rule)}{' (assumed)' if _is_assumed(rule, provider_key) else ''}; {_PORTAL}."
        for rule in other_rules
        if rule.is_on
    )


def _effect(rule: OtherRule) -> str:
    return _BESIDE.get(rule.name, "acts first" if rule.name in _FIRST else "may act first")


def _is_assumed(rule: OtherRule, provider_key: str) -> bool:
    if rule.name in _BESIDE:
        return False
    return not (rule.name in _SELECTIVE and is_documented_behavior(provider_key, Behavior.SELECTIVE_RULES_FIRST))


def rule_rows(
    states: RuleStates, scenarios: Iterable[Scenario], ungated: Iterable[Scenario], alone: Mapping[Rule, Scenario]
) -> tuple[FlowRow, ...]:
    """Return the lines of the rules that come before all situations, then those of the situations.

    Args:
        states: the rules.
        scenarios: what happens.
        ungated: what would happen if no rule took the calls before they reach the line.
        alone: what would happen to a call that finds you free if a gate did not have others before it.
    """
    by_situation = {scenario.situation: scenario for scenario in scenarios}
    free = by_situation[Situation.FREE]
    taker = next((rule for rule in GATES if rule.stage is free.decided_at), None)
    rows = [row for rule in GATES if (row := _gate_row(states[rule], free, taker, alone.get(rule))) is not None]
    if free.decided_at is Stage.FORWARD_ALWAYS and not free.end.is_known:
        return tuple(rows)
    if taker is not None:
        return (*rows, *_shadowed_rows(states, taker, {scenario.situation: scenario for scenario in ungated}))
    waiting_rings = by_situation[Situation.ON_A_CALL].ringing is not Ringing.NONE
    listed = [s for s in _SITUATIONS if s is not Situation.BUSY or waiting_rings]
    return (*rows, *_situation_rows([by_situation[situation] for situation in listed]))


def _gate_row(state: RuleState, free: Scenario, taker: Rule | None, alone: Scenario | None) -> FlowRow | None:
    if state.status in (RuleStatus.ABSENT, RuleStatus.HIDDEN):
        return None
    rule = state.rule
    label = "all calls" if rule is Rule.ALL_TO_VOICEMAIL else rule.value
    if taker is rule:
        outcome = scenario_text(free) if rule is not Rule.DO_NOT_DISTURB else f"on: {scenario_text(free)}"
        is_assumed = free.is_assumed
        return FlowRow(label, outcome, state.source, is_assumed=is_assumed, skips_voicemail=skips_voicemail(free))
    if rule is Rule.ALL_TO_VOICEMAIL and state.status in (RuleStatus.OFF, RuleStatus.INCOMPLETE):
        return None
    if state.has_effect and taker is not None and free.end.is_known:
        outcome = end_text(state.end) if state.end else _status(state)
        is_assumed = alone is not None and alone.is_assumed
        return FlowRow(label, outcome, state.source, overridden_by=taker.value, is_assumed=is_assumed)
    return FlowRow(label, _status(state), state.source)


def _status(state: RuleState) -> str:
    text = _STATUSES[state.status]
    if state.is_ringer_off and state.has_effect:
        text += ": your phone shows calls without ringing"
    return f"{text} (one device only)" if state.is_partial and state.rule is Rule.DO_NOT_DISTURB else text


def _shadowed_rows(states: RuleStates, taker: Rule, ungated: Mapping[Situation, Scenario]) -> list[FlowRow]:
    return [
        situation_row(ungated[situation], overridden_by=taker.value)
        for situation, rules in _RULES.items()
        if any(states[rule].has_effect for rule in rules)
        and not (situation is Situation.BUSY and taker is Rule.DO_NOT_DISTURB)
    ]


def situation_row(scenario: Scenario, *, overridden_by: str = "") -> FlowRow:
    """Return the line of one situation."""
    label = scenario.situation.value
    if scenario.situation is Situation.NO_ANSWER and scenario.rings:
        label = f"{label} after {rings_text(scenario.rings)}"
    is_assumed = scenario.is_assumed
    if scenario.ringing is Ringing.SECOND_CALL:
        is_assumed = any(step.is_assumed for step in scenario.steps if step.stage is Stage.ON_A_CALL)
    return FlowRow(
        label,
        scenario_text(scenario),
        scenario.source,
        scenario.situation,
        overridden_by,
        is_assumed,
        skips_voicemail(scenario) and not overridden_by,
    )


def _situation_rows(scenarios: list[Scenario]) -> list[FlowRow]:
    """Return a line for each situation, and one together for those of which the provider shows nothing."""
    unshown = [scenario for scenario in scenarios if scenario.end.type is EndType.NOT_SHOWN]
    if len(unshown) < _FEWEST_TO_JOIN:
        return [situation_row(scenario) for scenario in scenarios]
    rows = [situation_row(scenario) for scenario in scenarios if scenario not in unshown]
    if unshown[-1].ringing in (Ringing.PHONE, Ringing.SILENT):
        how = "rings your phone" if unshown[-1].ringing is Ringing.PHONE else "is shown without ringing"
        rows.append(FlowRow(Situation.FREE.value, how, None, Situation.FREE))
    return [*rows, FlowRow("otherwise", end_text(unshown[-1].end), None, unshown[-1].situation)]
