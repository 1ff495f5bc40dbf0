"""From stored settings to the flow of a call. This is the one place where it is put together."""

from collections.abc import Iterable
from functools import partial

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.number_format import format_number
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.owner import Owner

from .evaluator import Evaluator
from .flow import CallFlow, FlowStep, Scenario, Shadowed, Situation
from .flow_rows import other_rule_notes, other_rule_rows, rule_rows
from .rule import GATES, FieldRef, Rule
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
