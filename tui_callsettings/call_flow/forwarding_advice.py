"""Advice on forwarding, do not disturb and call waiting."""

from collections.abc import Iterator

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.validation import Problem, find_problem

from .advice_context import AdviceContext, Finding, destination_field
from .flow import EndType, Situation
from .phrases import join_words
from .rule import FORWARD_RULES, VOICEMAIL_SWITCH, FieldRef, Rule, Stage
from .rule_states import RuleStatus, is_internal, stored_destination

FORWARDING_NAMES = {
    Rule.FORWARD_ALWAYS: "Forwarding of all calls",
    Rule.FORWARD_BUSY: "Forwarding of busy calls",
    Rule.FORWARD_NO_ANSWER: "Forwarding of unanswered calls",
    Rule.CONTINUITY: "Business continuity",
}


def own_number(context: AdviceContext) -> Iterator[Finding]:
    """Yield forwarding to one's own number."""
    for rule in context.with_effect(*FORWARD_RULES):
        problem = _find_loop(context, rule)
        if problem is not None and problem.is_error:
            number = context.display_destination(rule)
            yield Finding(f"{rule.title} goes to {number}, which is your own number.", destination_field(rule))


def like_own_number(context: AdviceContext) -> Iterator[Finding]:
    """Yield forwarding to a number that ends like one's own."""
    for rule in context.with_effect(*FORWARD_RULES):
        problem = _find_loop(context, rule)
        if problem is not None and not problem.is_error:
            number = context.display_destination(rule)
            yield Finding(f"{rule.title} goes to {number}, which ends like your own number.", destination_field(rule))


def _find_loop(context: AdviceContext, rule: Rule) -> Problem | None:
    """Return what the rules of values have against a destination because of who owns the account."""
    setting = context.setting(Feature.CALL_FORWARDING)
    if setting is None or not stored_destination(context.settings, rule):
        return None
    field = Feature.CALL_FORWARDING.field(destination_field(rule).path)
    limits = context.capabilities.value_limits
    with_owner = find_problem(field, setting, limits, context.owner)
    return with_owner if with_owner != find_problem(field, setting, limits) else None


def loop_not_detected(context: AdviceContext) -> Iterator[Finding]:
    """Yield that all calls go to a colleague, who may forward them back."""
    rule = Rule.FORWARD_ALWAYS
    end = context.state(rule).end
    if context.state(rule).has_effect and end and end.type is EndType.NUMBER and is_internal(end.number):
        number = end.display_number
        message = f"Your calls go to {number}: check that calls to {number} are not forwarded to you."
        yield Finding(message, destination_field(rule))


def on_without_number(context: AdviceContext) -> Iterator[Finding]:
    """Yield forwarding that is on without a number."""
    for rule in FORWARD_RULES:
        if context.state(rule).status is RuleStatus.INCOMPLETE:
            remedy = context.remedy(f"Turn {rule.value} off", (rule.field, False))
            message = f"{FORWARDING_NAMES[rule]} is on, but no number is set."
            yield Finding(message, destination_field(rule), remedy)


def _find_shadowed(context: AdviceContext, rule: Rule) -> Iterator[Finding]:
    shadowed = [item.name for item in context.flow.shadowed if item.source != Rule.CALL_WAITING.field]
    if context.flow.catch_all == rule.field and shadowed:
        verb = "has" if len(shadowed) == 1 else "have"
        yield Finding(f"{rule.title} is on, so {join_words(shadowed)} {verb} no effect.", rule.field)


def always_overrides_others(context: AdviceContext) -> Iterator[Finding]:
    """Yield what has no effect because of forward always."""
    yield from _find_shadowed(context, Rule.FORWARD_ALWAYS)


def voicemail_overrides_others(context: AdviceContext) -> Iterator[Finding]:
    """Yield what has no effect because voicemail takes all calls."""
    yield from _find_shadowed(context, Rule.ALL_TO_VOICEMAIL)


def do_not_disturb_uses_busy(context: AdviceContext) -> Iterator[Finding]:
    """Yield that do not disturb makes forward when busy take every call."""
    free = context.flow.scenario(Situation.FREE)
    if free.decided_at is Stage.DO_NOT_DISTURB and context.state(Rule.FORWARD_BUSY).has_effect:
        message = 'Do not disturb is on, so "forward when busy" takes every call.'
        yield Finding(message, Rule.FORWARD_BUSY.field)


def do_not_disturb_busy_signal(context: AdviceContext) -> Iterator[Finding]:
    """Yield that do not disturb leaves callers with a busy signal."""
    free = context.flow.scenario(Situation.FREE)
    if free.decided_at is Stage.DO_NOT_DISTURB and free.end.type is EndType.BUSY_SIGNAL:
        yield Finding(
            "Do not disturb is on and no setting takes busy calls: callers only hear a busy signal.",
            free.source or Rule.FORWARD_BUSY.field,
            context.remedy("Send busy calls to voicemail", *_busy_to_voicemail(context)),
        )


def _busy_to_voicemail(context: AdviceContext) -> list[tuple[FieldRef, bool]]:
    switches = [VOICEMAIL_SWITCH, Rule.VOICEMAIL_BUSY.field]
    return [(switch, True) for switch in switches if context.value(switch) is not True]


def waiting_overrides_busy(context: AdviceContext) -> Iterator[Finding]:
    """Yield that call waiting keeps forward when busy from taking calls."""
    is_reached = context.flow.scenario(Situation.BUSY).decided_at is Stage.BUSY
    if is_reached and len(context.with_effect(Rule.CALL_WAITING, Rule.FORWARD_BUSY)) == 2:
        yield Finding(
            'Call waiting is on, so "forward when busy" takes calls mainly during do not disturb.',
            Rule.CALL_WAITING.field,
            context.remedy("Turn call waiting off", (Rule.CALL_WAITING.field, False)),
        )
