"""The rules of advice: what a rule may look at, and what each of them finds."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.remedy import Edit, Remedy
from tui_callsettings.models.setting import FieldType, Setting, SettingField, Value
from tui_callsettings.models.validation import Problem, find_problem

from .flow import SECONDS_PER_RING, CallFlow, EndType, Situation, end_text, join_words, rings_text
from .rule import FORWARD_RULES, VOICEMAIL_SWITCH, FieldRef, Rule, Stage
from .rule_states import (
    NumberFormatter,
    RuleState,
    RuleStates,
    RuleStatus,
    Settings,
    is_external,
    is_internal,
    sibling_field,
    stored_destination,
    stored_value,
)


class Finding(NamedTuple):
    """What a rule found: a sentence, the field to change, and edits that resolve it."""

    message: str
    source: FieldRef
    remedy: Remedy | None = None


class AdviceContext(NamedTuple):
    """All that a rule may look at."""

    settings: Settings
    capabilities: Capabilities
    owner: Owner
    states: RuleStates
    flow: CallFlow
    formatter: NumberFormatter

    def state(self, rule: Rule) -> RuleState:
        """Return how a rule stands."""
        return self.states[rule]

    def with_effect(self, *rules: Rule) -> list[Rule]:
        """Return those of `rules` that do something when a call meets them."""
        return [rule for rule in rules if self.states[rule].has_effect]

    def value(self, source: FieldRef) -> Value:
        """Return the stored value of a field."""
        return stored_value(self.settings, source)

    def setting(self, feature: Feature) -> Setting | None:
        """Return a feature's setting, None if it has not been read."""
        return self.settings.get(feature)

    def display_destination(self, rule: Rule) -> str:
        """Return the number stored with a forwarding rule, as people read it."""
        return self.formatter(stored_destination(self.settings, rule))

    def remedy(self, label: str, *edits: tuple[FieldRef, Value]) -> Remedy | None:
        """Return the remedy, None where the account does not let one of the edits be made."""
        if not all(self.capabilities.support(*source).is_writable for source, _ in edits):
            return None
        return Remedy(label, tuple(Edit(source.feature, source.path, value) for source, value in edits))


class AdviceRule(NamedTuple):
    """One row of the table of advice.

    Attributes:
        id: words joined by hyphens.
        reason: why it matters, or what to do.
        find: yields what it finds in a context.
        needs: fields without which the rule means nothing: an account that lacks one of them gets no such advice.
    """

    id: str
    reason: str
    find: Callable[[AdviceContext], Iterator[Finding]]
    needs: tuple[FieldRef, ...] = ()

    def applies_to(self, context: AdviceContext) -> bool:
        """Return whether the account has all that the rule is about."""
        return all(
            context.capabilities.support(*source).is_offered
            and (rule is None or context.states[rule].status is not RuleStatus.HIDDEN)
            for source in self.needs
            for rule in (_RULES.get(source),)
        )


def destination_field(rule: Rule) -> FieldRef:
    """Return the field that holds the number of a forwarding rule."""
    return sibling_field(rule.field, "destination")


_RULES = {rule.field: rule for rule in Rule}


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


MANY_RINGS = 6
"""Rings (36 seconds) from which on callers are thought to give up."""

FEWER_RINGS = 4

FORWARD_RINGS = sibling_field(Rule.FORWARD_NO_ANSWER.field, "number_of_rings")
VOICEMAIL_RINGS = sibling_field(Rule.VOICEMAIL_NO_ANSWER.field, "number_of_rings")
_NO_ANSWER_RULES = [Rule.FORWARD_NO_ANSWER, Rule.VOICEMAIL_NO_ANSWER]
_SENDING_RULES = (Rule.ALL_TO_VOICEMAIL, Rule.VOICEMAIL_BUSY, Rule.VOICEMAIL_NO_ANSWER)


def voicemail_rings_sooner(context: AdviceContext) -> Iterator[Finding]:
    """Yield that voicemail's lower ring count shortens the ringing."""
    forward, voicemail = (context.state(rule).rings for rule in _NO_ANSWER_RULES)
    if not _are_both_reached(context) or forward is None or voicemail is None or voicemail >= forward:
        return
    remedy = context.remedy(f"Set both to {rings_text(forward)}", (VOICEMAIL_RINGS, forward))
    message = f"Voicemail answers after {rings_text(voicemail)}, forwarding after {forward}."
    yield Finding(message, VOICEMAIL_RINGS, remedy)


def forward_before_voicemail(context: AdviceContext) -> Iterator[Finding]:
    """Yield that unanswered calls are forwarded although voicemail would take them."""
    end = context.state(Rule.FORWARD_NO_ANSWER).end
    if _are_both_reached(context) and end:
        message = f"Calls that you do not answer go {end_text(end)}, so they do not reach your voicemail."
        remedy = context.remedy("Turn forward when unanswered off", (Rule.FORWARD_NO_ANSWER.field, False))
        yield Finding(message, Rule.FORWARD_NO_ANSWER.field, remedy)


def _are_both_reached(context: AdviceContext) -> bool:
    """Return whether forwarding and voicemail both are there for a call that is not answered."""
    is_reached = context.flow.scenario(Situation.NO_ANSWER).decided_at is Stage.NO_ANSWER
    return is_reached and context.with_effect(*_NO_ANSWER_RULES) == _NO_ANSWER_RULES


def many_rings(context: AdviceContext) -> Iterator[Finding]:
    """Yield that the phone rings for long before the call goes on."""
    scenario = context.flow.scenario(Situation.NO_ANSWER)
    if scenario.rings is not None and scenario.rings >= MANY_RINGS:
        seconds = scenario.rings * SECONDS_PER_RING
        on = [FORWARD_RINGS, VOICEMAIL_RINGS]
        source = next((step.source for step in scenario.steps if step.source in on), None) or FORWARD_RINGS
        yield Finding(
            f"Your phone rings {scenario.rings} times, about {seconds} seconds, before the call goes "
            f"{end_text(scenario.end)}.",
            source,
            context.remedy(f"Set it to {rings_text(FEWER_RINGS)}", (source, FEWER_RINGS)),
        )


def their_voicemail_needs_internal_number(context: AdviceContext) -> Iterator[Finding]:
    """Yield forwarding to the voicemail of a number that is not internal."""
    for rule in FORWARD_RULES:
        switch = sibling_field(rule.field, "destination_voicemail_enabled")
        is_on = context.state(rule).has_effect and context.value(switch) is True
        if (
            is_on
            and context.capabilities.support(*switch).is_offered
            and is_external(stored_destination(context.settings, rule))
        ):
            title = Feature.CALL_FORWARDING.field(switch.path).title
            message = f'{FORWARDING_NAMES[rule]}: "{title}" has no effect for {context.display_destination(rule)}.'
            yield Finding(message, switch, context.remedy("Turn it off", (switch, False)))


def voicemail_off_but_sends(context: AdviceContext) -> Iterator[Finding]:
    """Yield that calls are to be sent to a voicemail that is off."""
    if context.value(VOICEMAIL_SWITCH) is not False:
        return
    titles = [
        f'"{Feature.VOICEMAIL.field(rule.field.path).title}"'
        for rule in _SENDING_RULES
        if context.value(rule.field) is True
    ]
    if titles:
        verb = "has" if len(titles) == 1 else "have"
        remedy = context.remedy("Turn voicemail on", (VOICEMAIL_SWITCH, True))
        yield Finding(f"Voicemail is off, so {join_words(titles)} {verb} no effect.", VOICEMAIL_SWITCH, remedy)


def voicemail_without_calls(context: AdviceContext) -> Iterator[Finding]:
    """Yield that voicemail is on and gets no calls."""
    is_off = all(context.value(rule.field) is False for rule in _SENDING_RULES if _is_offered(context, rule.field))
    if context.value(VOICEMAIL_SWITCH) is True and is_off:
        field = Rule.VOICEMAIL_NO_ANSWER.field
        remedy = context.remedy("Send unanswered calls to voicemail", (field, True))
        yield Finding("Voicemail is on, but no calls are sent to it.", field, remedy)


def missing_address(context: AdviceContext) -> Iterator[Finding]:
    """Yield a part of voicemail that is on and lacks its address or number."""
    setting = context.setting(Feature.VOICEMAIL)
    if setting is None or context.value(VOICEMAIL_SWITCH) is not True:
        return
    for field in Feature.VOICEMAIL.fields:
        source = FieldRef(Feature.VOICEMAIL, field.path)
        is_empty = setting.value(field.path) in (None, "") and field.path not in setting.unreadable
        if field.meta.required_if is None or not is_empty or not _is_offered(context, source):
            continue
        if field.meta.alternative and setting.value(field.sibling(field.meta.alternative)):
            continue
        name, value = field.meta.required_if
        if setting.value(field.sibling(name)) == value:
            yield _missing(context, field, name, value)


def _missing(context: AdviceContext, field: SettingField, name: str, value: object) -> Finding:
    what = "address" if field.type is FieldType.EMAIL else "number"
    switch = FieldRef(Feature.VOICEMAIL, field.sibling(name))
    title = Feature.VOICEMAIL.field(switch.path).title
    state = "is set to send messages to email" if isinstance(value, str) else "is on"
    remedy = context.remedy(f'Turn "{title}" off', (switch, False)) if value is True else None
    return Finding(
        f'Voicemail: "{title}" {state}, but no {what} is set.', FieldRef(Feature.VOICEMAIL, field.path), remedy
    )


def _is_offered(context: AdviceContext, source: FieldRef) -> bool:
    return context.capabilities.support(*source).is_offered
