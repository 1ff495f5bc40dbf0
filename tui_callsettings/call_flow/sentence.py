"""What happens to a call, in one sentence; and what a change alters."""

from dataclasses import dataclass

from tui_callsettings.models.precedence import Stage

from .flow import CallEnd, EndType, Path, Ringing, Scenario, Situation
from .phrases import end_text, missing_text, rings_text, scenario_text

_UNANSWERED = "what happens if you don't answer"
_SILENT = "your phone does not ring"


def sentence(path: Path) -> str:
    """What happens to a call that comes in now: "A call to you now rings your phone; after 3 rings it …"."""
    return _capital(_clause(path, f"{_CALL} now"))


def header_warning(path: Path) -> str:
    """What every screen says at the top while all calls go elsewhere; "" while they reach the phone.

    "ALL CALLS GO TO +1 907-555-1333", "ALL CALLS GO TO VOICEMAIL".
    """
    if path.catch_all is None:
        return ""
    end = path.branch(Situation.FREE).end
    places = {
        EndType.VOICEMAIL: "VOICEMAIL",
        EndType.THEIR_VOICEMAIL: f"THE VOICEMAIL OF {end.shown}",
        EndType.NUMBER: end.shown,
    }
    return f"ALL CALLS GO TO {places[end.place]}"


@dataclass(frozen=True, slots=True)
class FlowChange:
    """A situation, or several alike, in which a call ends differently after a change."""

    situations: tuple[Situation, ...]
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The change in words: "On another call: rings as a second call (until now: to voicemail)."."""
        names = ", ".join(situation.value for situation in self.situations)
        return f"{_capital(names)}: {self.after} (until now: {self.before})."


def flow_changes(before: Path, after: Path) -> tuple[FlowChange, ...]:
    """The situations in which a caller would notice the difference, besides finding you free."""
    found: dict[tuple[str, str], list[Situation]] = {}
    for situation in Situation:
        words = scenario_text(before.branch(situation)), scenario_text(after.branch(situation))
        if situation is not Situation.FREE and words[0] != words[1]:
            found.setdefault(words, []).append(situation)
    return tuple(FlowChange(tuple(situations), *words) for words, situations in found.items())


def compare_flows(before: Path, after: Path) -> tuple[str, ...]:
    """Sentences for the review: what happens until now, what will, and what else changes."""
    old, new = _clause(before, _CALL), _clause(after, _CALL)
    different = flow_changes(before, after)
    if old == new and not different:
        return ("A call to you goes where it went before.",)
    if old == new:
        first: tuple[str, ...] = ("A call that finds you free goes where it went before.",)
    else:
        first = (f"Until now, {old}", f"After this, {new}")
    if _is_caught(before) or _is_caught(after):
        return first
    # The sentences already tell of a call that is not answered.
    others = [change for change in different if old == new or change.situations != (Situation.NO_ANSWER,)]
    return (*first, *(change.sentence for change in others))


_CALL = "a call to you"


def _is_caught(path: Path) -> bool:
    """Whether one setting decides about all calls, so that the sentence says everything."""
    taken_at = path.branch(Situation.FREE).taken_at
    return taken_at in (Stage.FORWARD_ALWAYS, Stage.SEND_ALL_TO_VOICEMAIL, Stage.DO_NOT_DISTURB)


def _clause(path: Path, call: str) -> str:
    free = path.branch(Situation.FREE)
    clause = _known_clause(path, free, call) if free.end.is_known else _unknown_clause(path, free, call)
    mark = " (assumed)" if free.is_assumed else ""
    others = [feature for feature in free.unread if feature is not free.end.missing]
    if not others:
        return f"{clause}{mark}."
    names = " and ".join(feature.title.lower() for feature in others)
    verb = "has" if len(others) == 1 else "have"
    return f"as far as known, {clause}{mark}. {names.capitalize()} {verb} not been read."


def _known_clause(path: Path, free: Scenario, call: str) -> str:
    if free.taken_at in (Stage.FORWARD_ALWAYS, Stage.SEND_ALL_TO_VOICEMAIL):
        return f"all calls go {end_text(free.end)}; {_SILENT}"
    if free.taken_at is Stage.DO_NOT_DISTURB:
        is_tone = free.end.place is EndType.BUSY_TONE
        what = "callers hear a busy tone" if is_tone else f"calls go {end_text(free.end)}"
        return f"do not disturb is on: {what}; {_silence(path)}"
    if free.ringing is Ringing.NONE:
        return f"{call} goes {end_text(free.end)} at once; {_SILENT}"
    if free.end.place is EndType.RINGS_ON:
        return f"{call} rings your phone until the caller hangs up"
    when = "if you don't answer," if free.rings is None else f"after {rings_text(free.rings)}"
    return f"{call} rings your phone; {when} it goes {end_text(free.end)}"


def _unknown_clause(path: Path, free: Scenario, call: str) -> str:
    if free.taken_at is Stage.DO_NOT_DISTURB:
        return f"do not disturb is on: {_silence(path)}; {_untold(free.end, 'what callers get')}"
    if free.ringing is Ringing.NONE:
        return _untold(free.end, f"what happens to {call.removesuffix(' now')}")
    return f"{call} rings your phone; {_untold(free.end, _UNANSWERED)}"


def _untold(end: CallEnd, what: str) -> str:
    if end.place is EndType.NOT_SHOWN:
        return f"{end.provider} does not show {what}"
    return f"{what} is not known, because {missing_text(end)} has not been read"


def _silence(path: Path) -> str:
    return "only your mobile phone with Webex Go rings" if path.webex_go_rings else _SILENT


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
