"""The lines of the drawn path."""

from tui_callsettings.models.precedence import Step

from .path import Branch, Place, Ringing, Row, Situation
from .reading import Part, State, Switch, Switches
from .wording import branch_words, end_words, ring_words

_SITUATIONS = (Situation.NOT_REACHABLE, Situation.ON_A_CALL, Situation.BUSY, Situation.NO_ANSWER)

_ACTING = {
    Situation.NOT_REACHABLE: (Part.CONTINUITY,),
    Situation.BUSY: (Part.FORWARD_BUSY, Part.VOICEMAIL_BUSY),
    Situation.NO_ANSWER: (Part.FORWARD_NO_ANSWER, Part.VOICEMAIL_NO_ANSWER),
}
"""The switches of which at least one must be on for a situation to be worth a line although it never comes to it."""

_GATES = (Part.FORWARD_ALWAYS, Part.ALL_TO_VOICEMAIL, Part.DO_NOT_DISTURB)

_WORTH_JOINING = 2

_STATES = {
    State.ON: "on",
    State.OFF: "off",
    State.INCOMPLETE: "on, but has no number",
    State.NOT_READ: "not known",
}


def rows(stored: Switches, branches: tuple[Branch, ...], bare: tuple[Branch, ...]) -> tuple[Row, ...]:
    """The lines to draw: what comes before all situations, then the situations.

    Args:
        stored: the switches.
        branches: what happens.
        bare: what would happen if nothing took the calls before they reach the line.
    """
    by_situation = {branch.situation: branch for branch in branches}
    free = by_situation[Situation.FREE]
    order = [part for part in _GATES if stored[part].state is not State.ABSENT]
    found = [gate for part in order if (gate := _gate(stored[part], free)) is not None]
    if free.taken_at is Step.FORWARD_ALWAYS and not free.end.is_known:
        return tuple(found)
    is_caught = free.taken_at in {part.step for part in _GATES}
    if is_caught:
        return (*found, *_never_reached(stored, free, {branch.situation: branch for branch in bare}))
    waiting_rings = by_situation[Situation.ON_A_CALL].ringing is not Ringing.NONE
    listed = [s for s in _SITUATIONS if s is not Situation.BUSY or waiting_rings]
    return (*found, *_listed([by_situation[situation] for situation in listed]))


def _gate(switch: Switch, free: Branch) -> Row | None:
    label = "all calls" if switch.part is Part.ALL_TO_VOICEMAIL else switch.part.value
    if free.taken_at is switch.part.step:
        words = branch_words(free) if switch.part is not Part.DO_NOT_DISTURB else f"on: {branch_words(free)}"
        return Row(label, words, switch.source, is_assumed=free.is_assumed)
    is_hidden = switch.acts and free.end.is_known
    if switch.part is Part.ALL_TO_VOICEMAIL and not switch.acts:
        return None
    words = end_words(switch.end) if is_hidden and switch.end else _STATES[switch.state]
    return Row(label, words, switch.source, is_hidden=is_hidden)


def _never_reached(stored: Switches, free: Branch, bare: dict[Situation, Branch]) -> list[Row]:
    return [
        row(bare[situation], is_hidden=True)
        for situation, parts in _ACTING.items()
        if any(stored[part].acts for part in parts)
        and not (situation is Situation.BUSY and free.taken_at is Step.DO_NOT_DISTURB)
    ]


def row(branch: Branch, *, is_hidden: bool = False) -> Row:
    """The line of one situation."""
    label = branch.situation.value
    if branch.situation is Situation.NO_ANSWER and branch.rings:
        label = f"{label}, {ring_words(branch.rings)}"
    is_assumed = branch.is_assumed
    if branch.ringing is Ringing.SECOND_CALL:
        is_assumed = any(step.is_assumed for step in branch.steps if step.step is Step.ON_A_CALL)
    return Row(label, branch_words(branch), branch.source, branch.situation, is_hidden, is_assumed and not is_hidden)


def _listed(branches: list[Branch]) -> list[Row]:
    """A line for each situation, and one together for those of which the provider shows nothing."""
    untold = [branch for branch in branches if branch.end.place is Place.NOT_SHOWN]
    told = [row(branch) for branch in branches if branch not in untold]
    if len(untold) < _WORTH_JOINING:
        return [row(branch) for branch in branches]
    if untold[-1].ringing is Ringing.PHONE:
        told.append(Row(Situation.FREE.value, "rings your phone", None, Situation.FREE))
    return [*told, Row("otherwise", end_words(untold[-1].end), None, untold[-1].situation)]
