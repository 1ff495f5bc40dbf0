"""Advice on combinations of settings that are allowed and seldom meant: the table of it, and what finds it."""

from collections.abc import Collection
from functools import partial
from typing import NamedTuple

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.number_format import format_number
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.remedy import Remedy
from tui_callsettings.models.setting import FieldPath

from . import advice_rules
from .advice_rules import AdviceContext, AdviceRule
from .flow import CallFlow
from .flow_builder import build_call_flow
from .rule import VOICEMAIL_SWITCH, Rule
from .rule_states import NumberFormatter, Settings, read_rule_states


class Advisory(NamedTuple):
    """One piece of advice; it never stops a save.

    Attributes:
        id: by which it can be silenced: "waiting-hides-busy".
        message: what is so.
        reason: why that matters, or what to do.
        feature: where to change it.
        path: the field to change.
        remedy: edits that resolve it; None where this program knows none.
    """

    id: str
    message: str
    reason: str
    feature: Feature
    path: FieldPath
    remedy: Remedy | None = None


RULES = (
    AdviceRule(
        "own-number",
        "This would create a forwarding loop. Enter another number.",
        advice_rules.own_number,
    ),
    AdviceRule(
        "like-own-number",
        "If this is your own number in another format, it would create a forwarding loop.",
        advice_rules.like_own_number,
    ),
    AdviceRule(
        "on-without-number",
        "Enter a number, or turn it off.",
        advice_rules.on_without_number,
    ),
    AdviceRule(
        "always-hides-others",
        "Forward always overrides every other setting.",
        advice_rules.always_overrides_others,
        (Rule.FORWARD_ALWAYS.field,),
    ),
    AdviceRule(
        "voicemail-hides-others",
        "Voicemail for all calls takes every call at once.",
        advice_rules.voicemail_overrides_others,
        (Rule.ALL_TO_VOICEMAIL.field,),
    ),
    AdviceRule(
        "circle-not-seen",
        "callsettings sees only your settings, so it cannot detect a forwarding loop through another person.",
        advice_rules.loop_not_detected,
        (Rule.FORWARD_ALWAYS.field,),
    ),
    AdviceRule(
        "dnd-busy-tone",
        "Send busy calls to voicemail or forward them if callers should reach somebody.",
        advice_rules.do_not_disturb_busy_signal,
        (Rule.DO_NOT_DISTURB.field,),
    ),
    AdviceRule(
        "dnd-uses-busy",
        "While do not disturb is on, each call is handled as if your line were busy.",
        advice_rules.do_not_disturb_uses_busy,
        (Rule.DO_NOT_DISTURB.field, Rule.FORWARD_BUSY.field),
    ),
    AdviceRule(
        "waiting-hides-busy",
        "With call waiting, a second call rings instead of finding your line busy.",
        advice_rules.waiting_overrides_busy,
        (Rule.CALL_WAITING.field, Rule.FORWARD_BUSY.field),
    ),
    AdviceRule(
        "voicemail-rings-sooner",
        "The lower number probably wins; set both to the same number to be sure.",
        advice_rules.voicemail_rings_sooner,
        (advice_rules.FORWARD_RINGS, advice_rules.VOICEMAIL_RINGS),
    ),
    AdviceRule(
        "forward-before-voicemail",
        "Forwarding takes precedence over voicemail. Turn it off if callers should leave a message.",
        advice_rules.forward_before_voicemail,
        (Rule.FORWARD_NO_ANSWER.field, Rule.VOICEMAIL_NO_ANSWER.field),
    ),
    AdviceRule(
        "many-rings",
        "Many callers hang up sooner; on a mobile phone, its own voicemail may answer first.",
        advice_rules.many_rings,
    ),
    AdviceRule(
        "voicemail-there-needs-internal",
        "Callers can leave a message only in the voicemail of an internal number.",
        advice_rules.their_voicemail_needs_internal_number,
    ),
    AdviceRule(
        "voicemail-off-but-sends",
        "Turn voicemail on if callers should leave a message.",
        advice_rules.voicemail_off_but_sends,
        (VOICEMAIL_SWITCH,),
    ),
    AdviceRule(
        "voicemail-without-calls",
        "Choose which calls go to voicemail, or turn it off.",
        advice_rules.voicemail_without_calls,
        (VOICEMAIL_SWITCH,),
    ),
    AdviceRule(
        "missing-address",
        "Enter one, or turn it off.",
        advice_rules.missing_address,
        (VOICEMAIL_SWITCH,),
    ),
)
"""All advice, the most important first. The ids stand in configuration files and stay as they are."""


def find_advisories(
    settings: Settings,
    capabilities: Capabilities,
    owner: Owner,
    silenced: Collection[str] = frozenset(),
    formatter: NumberFormatter | None = None,
    flow: CallFlow | None = None,
) -> tuple[Advisory, ...]:
    """Return the advice for these settings, the most important first.

    No advice depends on the provider's other rules: those cannot be edited here, and the call flow names them.

    Args:
        settings: what has been read or drafted; there is no advice on features that are missing.
        capabilities: the account's limits; rules about what it does not offer are left out.
        owner: who is called.
        silenced: ids of advice that the person does not want to see again.
        formatter: writes a number as people read it; by default as `owner.region` expects it.
        flow: the call flow of these settings, where it is there already.
    """
    formatter = formatter or partial(format_number, region=owner.region)
    if flow is None:
        flow = build_call_flow(settings, capabilities, owner, formatter)
    states = read_rule_states(settings, capabilities, formatter)
    context = AdviceContext(settings, capabilities, owner, states, flow, formatter)
    return tuple(
        Advisory(rule.id, found.message, rule.reason, *found.source, found.remedy)
        for rule in RULES
        if rule.id not in silenced and rule.applies_to(context)
        for found in rule.find(context)
    )


def advisory_ids() -> tuple[str, ...]:
    """Return the ids of all advice, for checking a configuration file."""
    return tuple(rule.id for rule in RULES)
