"""The table of advice: each rule with its id, its reason and the fields it is about."""

from . import forwarding_advice, voicemail_advice
from .advice_context import AdviceRule
from .rule_states import VOICEMAIL_SWITCH, Rule

RULES = (
    AdviceRule(
        "own-number",
        "Calls would go round in a circle. Enter another number.",
        forwarding_advice.own_number,
    ),
    AdviceRule(
        "like-own-number",
        "If it is your own number in another spelling, calls would go round in a circle.",
        forwarding_advice.like_own_number,
    ),
    AdviceRule(
        "on-without-number",
        "Enter a number, or switch it off.",
        forwarding_advice.on_without_number,
    ),
    AdviceRule(
        "always-hides-others",
        "Forward always takes each call before anything else is asked.",
        forwarding_advice.always_hides_others,
        (Rule.FORWARD_ALWAYS.source,),
    ),
    AdviceRule(
        "voicemail-hides-others",
        "Voicemail takes each call at once.",
        forwarding_advice.voicemail_hides_others,
        (Rule.ALL_TO_VOICEMAIL.source,),
    ),
    AdviceRule(
        "circle-not-seen",
        "This program sees your settings only: a circle between two people does not show here.",
        forwarding_advice.circle_not_seen,
        (Rule.FORWARD_ALWAYS.source,),
    ),
    AdviceRule(
        "dnd-busy-tone",
        "Send busy calls to voicemail or to a number if callers should reach somebody.",
        forwarding_advice.dnd_busy_tone,
        (Rule.DO_NOT_DISTURB.source,),
    ),
    AdviceRule(
        "dnd-uses-busy",
        "While do not disturb is on, each call is treated as if you were busy.",
        forwarding_advice.dnd_uses_busy,
        (Rule.DO_NOT_DISTURB.source, Rule.FORWARD_BUSY.source),
    ),
    AdviceRule(
        "waiting-hides-busy",
        "With call waiting, a second call rings instead of finding you busy.",
        forwarding_advice.waiting_hides_busy,
        (Rule.CALL_WAITING.source, Rule.FORWARD_BUSY.source),
    ),
    AdviceRule(
        "voicemail-rings-sooner",
        "As far as known; give both the same number of rings to be sure.",
        voicemail_advice.voicemail_rings_sooner,
        (voicemail_advice.RINGS_OF_FORWARD, voicemail_advice.RINGS_OF_VOICEMAIL),
    ),
    AdviceRule(
        "forward-before-voicemail",
        "Forwarding goes before voicemail. Switch it off if callers should leave a message.",
        voicemail_advice.forward_before_voicemail,
        (Rule.FORWARD_NO_ANSWER.source, Rule.VOICEMAIL_NO_ANSWER.source),
    ),
    AdviceRule(
        "many-rings",
        "Many callers hang up sooner; on a mobile, its own voicemail may answer first.",
        voicemail_advice.many_rings,
    ),
    AdviceRule(
        "voicemail-there-needs-internal",
        "Callers can leave a message only in the voicemail of an internal number.",
        voicemail_advice.voicemail_there_needs_internal,
    ),
    AdviceRule(
        "voicemail-off-but-sends",
        "Switch voicemail on if callers should leave a message.",
        voicemail_advice.voicemail_off_but_sends,
        (VOICEMAIL_SWITCH,),
    ),
    AdviceRule(
        "voicemail-without-calls",
        "Choose which calls go there, or switch it off.",
        voicemail_advice.voicemail_without_calls,
        (VOICEMAIL_SWITCH,),
    ),
    AdviceRule(
        "missing-address",
        "Enter one, or switch it off.",
        voicemail_advice.missing_address,
        (VOICEMAIL_SWITCH,),
    ),
)
"""All advice, the most telling first."""
