"""What happens to a call in one sentence, and what a change alters."""

from typing import NamedTuple

from .flow import (
    CallFlow,
    EndType,
    Ringing,
    Scenario,
    Situation,
    end_text,
    join_words,
    rings_text,
    scenario_text,
    skips_voicemail,
    unread_text,
)
from .rule import Rule, Stage

_SILENT = "your phone does not ring"


def summarize_flow(flow: CallFlow) -> str:
    """Return what happens to a call that comes in now: "Calls now ring your phone, then go to voicemail …"."""
    return " ".join((_capital(_clause(flow, "calls now")), *flow.notes))


def header_warning(flow: CallFlow) -> str:
    """Return what every screen shows at the top while calls go elsewhere; "" while they reach the phone.

    "CALLS GO TO +1 907-555-1333", "CALLS GO TO VOICEMAIL"; or that this was not reported.
    """
    free = flow.scenario(Situation.FREE)
    if flow.catch_all is None:
        unknown = (*free.unreported, *free.unreadable)
        if Rule.FORWARD_ALWAYS in unknown:
            return "CALLS MAY BE FORWARDED (NOT REPORTED)"
        return "CALLS MAY GO TO VOICEMAIL (NOT REPORTED)" if Rule.ALL_TO_VOICEMAIL in unknown else ""
    number = free.end.display_number
    places = {
        EndType.VOICEMAIL: "VOICEMAIL",
        EndType.THEIR_VOICEMAIL: f"THE VOICEMAIL OF {number}",
        EndType.NUMBER: number,
    }
    return f"CALLS GO TO {places[free.end.type]}"


class FlowChange(NamedTuple):
    """A situation, or several alike, in which a call ends differently after a change."""

    situations: tuple[Situation, ...]
    old: str
    new: str

    @property
    def message(self) -> str:
        """The change as a sentence: "On another call: rings as a second call → voicemail."."""
        names = ", ".join(situation.value for situation in self.situations)
        return f"{_capital(names)}: {self.old.removeprefix('to ')} → {self.new.removeprefix('to ')}."


def flow_changes(old: CallFlow, new: CallFlow) -> tuple[FlowChange, ...]:
    """Return the situations in which a caller would notice the difference, besides finding you free."""
    found: dict[tuple[str, str], list[Situation]] = {}
    for situation in Situation:
        texts = _outcome(old.scenario(situation)), _outcome(new.scenario(situation))
        if situation is not Situation.FREE and texts[0] != texts[1]:
            found.setdefault(texts, []).append(situation)
    return tuple(FlowChange(tuple(situations), *texts) for texts, situations in found.items())


def compare_flows(old: CallFlow, new: CallFlow) -> tuple[str, ...]:
    """Return sentences for the review: what happens now, what will after saving, and what else changes."""
    old_clause, new_clause = _clause(old, "calls"), _clause(new, "calls")
    changes = flow_changes(old, new)
    if old_clause == new_clause and not changes:
        return ("No change to where calls go.",)
    if old_clause == new_clause:
        first: tuple[str, ...] = ("Calls when you are free: no change.",)
    else:
        first = (f"Now: {old_clause}", f"After saving: {new_clause}")
    if _is_caught(old) or _is_caught(new):
        return first
    # The sentences already cover a call that is not answered.
    others = [c for c in changes if old_clause == new_clause or c.situations != (Situation.NO_ANSWER,)]
    return (*first, *(change.message for change in others))


def _outcome(scenario: Scenario) -> str:
    text = scenario_text(scenario, with_seconds=True)
    return f"{text} (voicemail is skipped)" if skips_voicemail(scenario) else text


def _is_caught(flow: CallFlow) -> bool:
    """Return whether one rule decides about all calls, so that one sentence covers everything."""
    decided_at = flow.scenario(Situation.FREE).decided_at
    return decided_at in (Stage.FORWARD_ALWAYS, Stage.SEND_ALL_TO_VOICEMAIL, Stage.DO_NOT_DISTURB)


def _clause(flow: CallFlow, calls: str) -> str:
    """Return what happens to `calls` when you are free, from "calls now ring …" to the final period."""
    free = flow.scenario(Situation.FREE)
    clause = _known_clause(flow, free, calls) if free.end.is_known else _unknown_clause(flow, free, calls)
    clause += " (assumed)" if free.is_assumed else ""
    others = [feature for feature in free.unread if feature is not free.end.unread]
    is_partly_reported = free.unreported or free.unreadable
    prefix = "as far as reported, " if is_partly_reported else "as far as known, " if others else ""
    sentences = [f"{prefix}{clause}."]
    if free.unreported:
        names = join_words([rule.value for rule in free.unreported])
        sentences.append(f"Where calls go depends on {names}, which {flow.provider} did not report.")
    if free.unreadable:
        names = join_words([rule.value for rule in free.unreadable])
        verb = "is" if len(free.unreadable) == 1 else "are"
        sentences.append(f"Where calls go depends on {names}, which {verb} not readable.")
    if others:
        names = join_words([feature.title.lower() for feature in others])
        sentences.append(f"{names.capitalize()} {'has' if len(others) == 1 else 'have'} not been read.")
    return " ".join(sentences)


def _known_clause(flow: CallFlow, free: Scenario, calls: str) -> str:
    if free.decided_at in (Stage.FORWARD_ALWAYS, Stage.SEND_ALL_TO_VOICEMAIL):
        return f"{calls} go {end_text(free.end)}; {_SILENT}"
    if free.decided_at is Stage.DO_NOT_DISTURB:
        return f"do not disturb is on; {_busy_outcome(free)} and {_silence(flow)}"
    if free.ringing is Ringing.NONE:
        return f"{calls} go {end_text(free.end)} at once; {_SILENT}"
    start = _start(free, calls)
    if free.end.type is EndType.RINGS_ON:
        return f"{start} until the caller hangs up"
    when = "if you do not answer" if free.rings is None else f"after {rings_text(free.rings)}"
    return f"{start}, then go {end_text(free.end)} {when}"


def _busy_outcome(free: Scenario) -> str:
    if free.end.type is EndType.BUSY_SIGNAL:
        return "callers hear a busy signal"
    return f"calls go {end_text(free.end)}"


def _start(free: Scenario, calls: str) -> str:
    if free.ringing is Ringing.SILENT:
        return f"do not disturb is on; {calls} appear on your phone without ringing"
    start = f"{calls} ring your phone"
    unshown = join_words([rule.value for rule in free.unshown]) if free.unshown else ""
    return f"{start} unless {unshown} is on" if unshown else start


def _unknown_clause(flow: CallFlow, free: Scenario, calls: str) -> str:
    if free.decided_at is Stage.DO_NOT_DISTURB:
        return f"do not disturb is on and {_silence(flow)}{_unknown(free, 'what callers get')}"
    if free.ringing is Ringing.NONE:
        what = f"where {calls.removesuffix(' now')} go"
        return _unknown(free, what).removeprefix("; ") or f"{what} is unknown"
    return f"{_start(free, calls)}{_unknown(free, 'what happens if you do not answer')}"


def _unknown(free: Scenario, what: str) -> str:
    if free.end.type is EndType.NOT_SHOWN:
        return f"; {free.end.provider} does not show {what}"
    if free.end.type is EndType.NOT_READ:
        return f"; {what} is unknown, because {unread_text(free.end)} has not been read"
    return ""


def _silence(flow: CallFlow) -> str:
    return "only Webex Go rings on your mobile phone" if flow.webex_go_rings else _SILENT


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
