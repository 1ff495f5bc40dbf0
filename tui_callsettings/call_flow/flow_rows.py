"""The lines of the drawn path."""

from tui_callsettings.models.precedence import Stage

from .flow import EndType, FlowRow, Ringing, Scenario, Situation
from .phrases import end_text, rings_text, scenario_text
from .rule_states import Rule, RuleStates, RuleStatus, Switch

_SITUATIONS = (Situation.NOT_REACHABLE, Situation.ON_A_CALL, Situation.BUSY, Situation.NO_ANSWER)

_ACTING = {
    Situation.NOT_REACHABLE: (Rule.CONTINUITY,),
    Situation.BUSY: (Rule.FORWARD_BUSY, Rule.VOICEMAIL_BUSY),
    Situation.NO_ANSWER: (Rule.FORWARD_NO_ANSWER, Rule.VOICEMAIL_NO_ANSWER),
}
"""The switches of which at least one must be on for a situation to be worth a line although it never comes to it."""

_GATES = (Rule.FORWARD_ALWAYS, Rule.ALL_TO_VOICEMAIL, Rule.DO_NOT_DISTURB)

_WORTH_JOINING = 2

_STATES = {
    RuleStatus.ON: "on",
    RuleStatus.OFF: "off",
    RuleStatus.INCOMPLETE: "on, but has no number",
    RuleStatus.NOT_READ: "not known",
}


def rows(stored: RuleStates, branches: tuple[Scenario, ...], bare: tuple[Scenario, ...]) -> tuple[FlowRow, ...]:
    """The lines to draw: what comes before all situations, then the situations.

    Args:
        stored: the switches.
        branches: what happens.
        bare: what would happen if nothing took the calls before they reach the line.
    """
    by_situation = {branch.situation: branch for branch in branches}
    free = by_situation[Situation.FREE]
    order = [part for part in _GATES if stored[part].state is not RuleStatus.ABSENT]
    found = [gate for part in order if (gate := _gate(stored[part], free)) is not None]
    if free.taken_at is Stage.FORWARD_ALWAYS and not free.end.is_known:
        return tuple(found)
    is_caught = free.taken_at in {part.step for part in _GATES}
    if is_caught:
        return (*found, *_never_reached(stored, free, {branch.situation: branch for branch in bare}))
    waiting_rings = by_situation[Situation.ON_A_CALL].ringing is not Ringing.NONE
    listed = [s for s in _SITUATIONS if s is not Situation.BUSY or waiting_rings]
    return (*found, *_listed([by_situation[situation] for situation in listed]))


def _gate(switch: Switch, free: Scenario) -> FlowRow | None:
    label = "all calls" if switch.part is Rule.ALL_TO_VOICEMAIL else switch.part.value
    if free.taken_at is switch.part.step:
        words = scenario_text(free) if switch.part is not Rule.DO_NOT_DISTURB else f"on: {scenario_text(free)}"
        return FlowRow(label, words, switch.source, is_assumed=free.is_assumed)
    is_shadowed = switch.acts and free.end.is_known
    if switch.part is Rule.ALL_TO_VOICEMAIL and not switch.acts:
        return None
    words = end_text(switch.end) if is_shadowed and switch.end else _STATES[switch.state]
    return FlowRow(label, words, switch.source, is_shadowed=is_shadowed)


def _never_reached(stored: RuleStates, free: Scenario, bare: dict[Situation, Scenario]) -> list[FlowRow]:
    return [
        flow_row(bare[situation], is_shadowed=True)
        for situation, parts in _ACTING.items()
        if any(stored[part].acts for part in parts)
        and not (situation is Situation.BUSY and free.taken_at is Stage.DO_NOT_DISTURB)
    ]


def flow_row(branch: Scenario, *, is_shadowed: bool = False) -> FlowRow:
    """The line of one situation."""
    label = branch.situation.value
    if branch.situation is Situation.NO_ANSWER and branch.rings:
        label = f"{label}, {rings_text(branch.rings)}"
    is_assumed = branch.is_assumed
    if branch.ringing is Ringing.SECOND_CALL:
        is_assumed = any(step.is_assumed for step in branch.steps if step.step is Stage.ON_A_CALL)
    return FlowRow(
        label, scenario_text(branch), branch.source, branch.situation, is_shadowed, is_assumed and not is_shadowed
    )


def _listed(branches: list[Scenario]) -> list[FlowRow]:
    """A line for each situation, and one together for those of which the provider shows nothing."""
    untold = [branch for branch in branches if branch.end.place is EndType.NOT_SHOWN]
    told = [flow_row(branch) for branch in branches if branch not in untold]
    if len(untold) < _WORTH_JOINING:
        return [flow_row(branch) for branch in branches]
    if untold[-1].ringing is Ringing.PHONE:
        told.append(FlowRow(Situation.FREE.value, "rings your phone", None, Situation.FREE))
    return [*told, FlowRow("otherwise", end_text(untold[-1].end), None, untold[-1].situation)]
