"""What to say about voicemail, and about rings."""

from collections.abc import Iterator

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType
from tui_callsettings.models.precedence import Stage

from .advice_context import AdviceContext, Finding, join_words
from .flow import SECONDS_A_RING, FieldRef, Situation
from .phrases import end_text, rings_text
from .rule_states import FORWARD_PARTS, VOICEMAIL_SWITCH, Rule, is_external, sibling_field, stored_destination

MANY_RINGS = 6
"""Rings (36 seconds) from which on callers are said to give up."""

RINGS_OF_FORWARD = sibling_field(Rule.FORWARD_NO_ANSWER.source, "number_of_rings")
RINGS_OF_VOICEMAIL = sibling_field(Rule.VOICEMAIL_NO_ANSWER.source, "number_of_rings")
_NO_ANSWER_PARTS = (Rule.FORWARD_NO_ANSWER, Rule.VOICEMAIL_NO_ANSWER)
_VOICEMAIL_SENDS = {
    Rule.ALL_TO_VOICEMAIL: "all calls",
    Rule.VOICEMAIL_BUSY: "when busy",
    Rule.VOICEMAIL_NO_ANSWER: "when not answered",
}


def voicemail_rings_sooner(case: AdviceContext) -> Iterator[Finding]:
    """Voicemail's lower count of rings shortens the ringing."""
    forward, voicemail = case.switch(Rule.FORWARD_NO_ANSWER), case.switch(Rule.VOICEMAIL_NO_ANSWER)
    if not _both_reached(case) or forward.rings is None or voicemail.rings is None:
        return
    if voicemail.rings < forward.rings:
        counts = f"Voicemail waits {rings_text(voicemail.rings)}, forwarding {forward.rings}"
        yield Finding(f"{counts}: the lower count ends the ringing.", RINGS_OF_VOICEMAIL)


def forward_before_voicemail(case: AdviceContext) -> Iterator[Finding]:
    """Unanswered calls are forwarded although voicemail would take them."""
    end = case.switch(Rule.FORWARD_NO_ANSWER).end
    if _both_reached(case) and end:
        sentence = f"Calls you do not answer go {end_text(end)}, so they do not reach your voicemail."
        yield Finding(sentence, Rule.FORWARD_NO_ANSWER.source)


def _both_reached(case: AdviceContext) -> bool:
    """Whether forwarding and voicemail both are there for a call that is not answered."""
    is_reached = case.path.branch(Situation.NO_ANSWER).taken_at is Stage.NO_ANSWER
    return is_reached and case.acts(*_NO_ANSWER_PARTS) == [*_NO_ANSWER_PARTS]


def many_rings(case: AdviceContext) -> Iterator[Finding]:
    """The phone rings for long before the call goes on."""
    branch = case.path.branch(Situation.NO_ANSWER)
    if branch.rings is not None and branch.rings >= MANY_RINGS:
        seconds = branch.rings * SECONDS_A_RING
        rings = next(step.source for step in branch.steps if step.source in (RINGS_OF_FORWARD, RINGS_OF_VOICEMAIL))
        yield Finding(
            f"Your phone rings {branch.rings} times, about {seconds} seconds, before the call goes "
            f"{end_text(branch.end)}.",
            rings or RINGS_OF_FORWARD,
        )


def voicemail_there_needs_internal(case: AdviceContext) -> Iterator[Finding]:
    """A message can be left with internal numbers only."""
    for part in FORWARD_PARTS:
        there = sibling_field(part.source, "destination_voicemail_enabled")
        number = stored_destination(case.settings, part)
        is_offered = case.capabilities.support(*there).is_offered
        if case.acts(part) and is_offered and case.value(there) is True and is_external(number):
            number = case.shown_destination(part)
            yield Finding(f'{part.title}: "Let callers leave a message there" does nothing for {number}.', there)


def voicemail_off_but_sends(case: AdviceContext) -> Iterator[Finding]:
    """Calls are to be sent to a voicemail that is off."""
    if case.setting(Feature.VOICEMAIL) is None or case.value(VOICEMAIL_SWITCH) is True:
        return
    sends = [f'"{words}"' for part, words in _VOICEMAIL_SENDS.items() if case.value(part.source) is True]
    if sends:
        does = "does" if len(sends) == 1 else "do"
        yield Finding(f"Voicemail is off, so {join_words(sends)} there {does} nothing.", VOICEMAIL_SWITCH)


def voicemail_without_calls(case: AdviceContext) -> Iterator[Finding]:
    """Voicemail is on and gets no calls."""
    if case.value(VOICEMAIL_SWITCH) is True and not any(case.value(part.source) is True for part in _VOICEMAIL_SENDS):
        yield Finding("Voicemail is on, but no calls are sent to it.", Rule.VOICEMAIL_NO_ANSWER.source)


def missing_address(case: AdviceContext) -> Iterator[Finding]:
    """A part of voicemail is on and lacks its address or number."""
    setting = case.setting(Feature.VOICEMAIL)
    if setting is None or case.value(VOICEMAIL_SWITCH) is not True:
        return
    for field in Feature.VOICEMAIL.fields:
        if field.meta.required_if is None or setting.value(field.path) not in (None, ""):
            continue
        name, value = field.meta.required_if
        is_offered = case.capabilities.support(Feature.VOICEMAIL, field.path).is_offered
        if is_offered and setting.value(field.sibling(name)) == value:
            what = "address" if field.type is FieldType.EMAIL else "number"
            title = Feature.VOICEMAIL.field(field.sibling(name)).title
            state = "set to e-mail only" if isinstance(value, str) else "on"
            yield Finding(
                f'Voicemail: "{title}" is {state}, but there is no {what} for it.',
                FieldRef(Feature.VOICEMAIL, field.path),
            )
