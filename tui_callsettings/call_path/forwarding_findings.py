"""What to say about forwarding, do not disturb and call waiting."""

from collections.abc import Iterator

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.precedence import Step
from tui_callsettings.models.rules import Problem, problem_of

from .advice_case import Case, Finding, destination, listed
from .path import Place, Situation
from .reading import FORWARD_PARTS, Part, State, destination_of, is_internal


def own_number(case: Case) -> Iterator[Finding]:
    """Forwarding to one's own number."""
    for part in FORWARD_PARTS:
        problem = _loop(case, part)
        if case.switch(part).acts and problem is not None and problem.is_error:
            number = case.shown_destination(part)
            yield Finding(f"{part.title} goes to {number}, which is your own number.", destination(part))


def like_own_number(case: Case) -> Iterator[Finding]:
    """Forwarding to a number that ends like one's own."""
    for part in FORWARD_PARTS:
        problem = _loop(case, part)
        if case.switch(part).acts and problem is not None and not problem.is_error:
            number = case.shown_destination(part)
            yield Finding(f"{part.title} goes to {number}, which ends like your own number.", destination(part))


def _loop(case: Case, part: Part) -> Problem | None:
    """What the rules of values say against a destination because of whose account it is."""
    setting = case.setting(Feature.CALL_FORWARDING)
    if setting is None or not destination_of(case.settings, part):
        return None
    field = Feature.CALL_FORWARDING.field(destination(part).path)
    with_owner = problem_of(field, setting, case.capabilities.rules, case.owner)
    return with_owner if with_owner != problem_of(field, setting, case.capabilities.rules) else None


def circle_not_seen(case: Case) -> Iterator[Finding]:
    """All calls go to a colleague, who may forward them back."""
    end = case.switch(Part.FORWARD_ALWAYS).end
    if case.acts(Part.FORWARD_ALWAYS) and end and end.place is Place.NUMBER and is_internal(end.number):
        sentence = f"All your calls go to {end.shown}: check that calls to {end.shown} are not forwarded to you."
        yield Finding(sentence, destination(Part.FORWARD_ALWAYS))


def on_without_number(case: Case) -> Iterator[Finding]:
    """Forwarding that is on without a number."""
    for part in FORWARD_PARTS:
        if case.switch(part).state is State.INCOMPLETE:
            yield Finding(f"{part.title} is on but has no number, so it does nothing.", destination(part))


def _hidden_by(case: Case, part: Part) -> Iterator[Finding]:
    hidden = [each.words for each in case.path.hidden if each.source != Part.CALL_WAITING.source]
    if case.path.catch_all == part.source and hidden:
        verb = "never acts" if len(hidden) == 1 else "never act"
        names = listed(hidden)
        yield Finding(f"{part.title} is on, so {names} {verb}.", part.source)


def always_hides_others(case: Case) -> Iterator[Finding]:
    """What never acts because of forward always."""
    yield from _hidden_by(case, Part.FORWARD_ALWAYS)


def voicemail_hides_others(case: Case) -> Iterator[Finding]:
    """What never acts because voicemail takes all calls."""
    yield from _hidden_by(case, Part.ALL_TO_VOICEMAIL)


def dnd_uses_busy(case: Case) -> Iterator[Finding]:
    """Do not disturb makes forward when busy take every call."""
    free = case.path.branch(Situation.FREE)
    if free.taken_at is Step.DO_NOT_DISTURB and case.acts(Part.FORWARD_BUSY):
        sentence = 'Do not disturb is on, so "forward when busy" acts on every call.'
        yield Finding(sentence, Part.FORWARD_BUSY.source)


def dnd_busy_tone(case: Case) -> Iterator[Finding]:
    """Do not disturb leaves callers with a busy tone."""
    free = case.path.branch(Situation.FREE)
    if free.taken_at is Step.DO_NOT_DISTURB and free.end.place is Place.BUSY_TONE:
        yield Finding(
            "Do not disturb is on and nothing takes busy calls: callers hear only a busy tone.",
            free.source or Part.FORWARD_BUSY.source,
        )


def waiting_hides_busy(case: Case) -> Iterator[Finding]:
    """Call waiting keeps forward when busy from acting."""
    is_reached = case.path.branch(Situation.BUSY).taken_at is Step.BUSY
    if case.acts(Part.CALL_WAITING) and case.acts(Part.FORWARD_BUSY) and is_reached:
        yield Finding(
            'Call waiting is on, so "forward when busy" acts mainly during do not disturb.',
            Part.CALL_WAITING.source,
        )
