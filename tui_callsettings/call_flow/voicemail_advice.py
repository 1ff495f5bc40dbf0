"""Advice on voicemail, and on ring counts."""

from collections.abc import Iterator

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType, SettingField

from .advice_context import AdviceContext, Finding
from .flow import SECONDS_PER_RING, Situation
from .forwarding_advice import FORWARDING_NAMES
from .phrases import end_text, join_words, rings_text
from .rule import FORWARD_RULES, VOICEMAIL_SWITCH, FieldRef, Rule, Stage
from .rule_states import is_external, sibling_field, stored_destination

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
