"""What to say about forwarding, do not disturb and call waiting."""

from collections.abc import Iterator

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.precedence import Stage
from tui_callsettings.models.validation import Problem, find_problem

from .advice_context import AdviceContext, Finding, destination_field, join_words
from .flow import EndType, Situation
from .rule_states import FORWARD_PARTS, Rule, RuleStatus, is_internal, stored_destination


def own_number(case: AdviceContext) -> Iterator[Finding]:
    """Forwarding to one's own number."""
    for part in FORWARD_PARTS:
        problem = _loop(case, part)
        if case.switch(part).acts and problem is not None and problem.is_error:
            number = case.shown_destination(part)
            yield Finding(f"{part.title} goes to {number}, which is your own number.", destination_field(part))


def like_own_number(case: AdviceContext) -> Iterator[Finding]:
    """Forwarding to a number that ends like one's own."""
    for part in FORWARD_PARTS:
        problem = _loop(case, part)
        if case.switch(part).acts and problem is not None and not problem.is_error:
            number = case.shown_destination(part)
            yield Finding(f"{part.title} goes to {number}, which ends like your own number.", destination_field(part))


def _loop(case: AdviceContext, part: Rule) -> Problem | None:
    """What the rules of values say against a destination because of whose account it is."""
    setting = case.setting(Feature.CALL_FORWARDING)
    if setting is None or not stored_destination(case.settings, part):
        return None
    field = Feature.CALL_FORWARDING.field(destination_field(part).path)
    with_owner = find_problem(field, setting, case.capabilities.value_limits, case.owner)
    return with_owner if with_owner != find_problem(field, setting, case.capabilities.value_limits) else None


def circle_not_seen(case: AdviceContext) -> Iterator[Finding]:
    """All calls go to a colleague, who may forward them back."""
    end = case.switch(Rule.FORWARD_ALWAYS).end
    if case.acts(Rule.FORWARD_ALWAYS) and end and end.place is EndType.NUMBER and is_internal(end.number):
        sentence = f"All your calls go to {end.shown}: check that calls to {end.shown} are not forwarded to you."
        yield Finding(sentence, destination_field(Rule.FORWARD_ALWAYS))


def on_without_number(case: AdviceContext) -> Iterator[Finding]:
    """Forwarding that is on without a number."""
    for part in FORWARD_PARTS:
        if case.switch(part).state is RuleStatus.INCOMPLETE:
            yield Finding(f"{part.title} is on but has no number, so it does nothing.", destination_field(part))


def _hidden_by(case: AdviceContext, part: Rule) -> Iterator[Finding]:
    shadowed = [each.words for each in case.path.shadowed if each.source != Rule.CALL_WAITING.source]
    if case.path.catch_all == part.source and shadowed:
        verb = "never acts" if len(shadowed) == 1 else "never act"
        names = join_words(shadowed)
        yield Finding(f"{part.title} is on, so {names} {verb}.", part.source)


def always_hides_others(case: AdviceContext) -> Iterator[Finding]:
    """What never acts because of forward always."""
    yield from _hidden_by(case, Rule.FORWARD_ALWAYS)


def voicemail_hides_others(case: AdviceContext) -> Iterator[Finding]:
    """What never acts because voicemail takes all calls."""
    yield from _hidden_by(case, Rule.ALL_TO_VOICEMAIL)


def dnd_uses_busy(case: AdviceContext) -> Iterator[Finding]:
    """Do not disturb makes forward when busy take every call."""
    free = case.path.branch(Situation.FREE)
    if free.taken_at is Stage.DO_NOT_DISTURB and case.acts(Rule.FORWARD_BUSY):
        sentence = 'Do not disturb is on, so "forward when busy" acts on every call.'
        yield Finding(sentence, Rule.FORWARD_BUSY.source)


def dnd_busy_tone(case: AdviceContext) -> Iterator[Finding]:
    """Do not disturb leaves callers with a busy tone."""
    free = case.path.branch(Situation.FREE)
    if free.taken_at is Stage.DO_NOT_DISTURB and free.end.place is EndType.BUSY_TONE:
        yield Finding(
            "Do not disturb is on and nothing takes busy calls: callers hear only a busy tone.",
            free.source or Rule.FORWARD_BUSY.source,
        )


def waiting_hides_busy(case: AdviceContext) -> Iterator[Finding]:
    """Call waiting keeps forward when busy from acting."""
    is_reached = case.path.branch(Situation.BUSY).taken_at is Stage.BUSY
    if case.acts(Rule.CALL_WAITING) and case.acts(Rule.FORWARD_BUSY) and is_reached:
        yield Finding(
            'Call waiting is on, so "forward when busy" acts mainly during do not disturb.',
            Rule.CALL_WAITING.source,
        )
