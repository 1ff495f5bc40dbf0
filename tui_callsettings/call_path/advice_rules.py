"""The table of advice: each rule with its id, its reason and the fields it is about."""

from . import forwarding_findings, voicemail_findings
from .advice_case import AdviceRule
from .reading import VOICEMAIL_SWITCH, Part

RULES = (
    AdviceRule(
        "own-number",
        "Calls would go round in a circle. Enter another number.",
        forwarding_findings.own_number,
    ),
    AdviceRule(
        "like-own-number",
        "If it is your own number in another spelling, calls would go round in a circle.",
        forwarding_findings.like_own_number,
    ),
    AdviceRule(
        "on-without-number",
        "Enter a number, or switch it off.",
        forwarding_findings.on_without_number,
    ),
    AdviceRule(
        "always-hides-others",
        "Forward always takes each call before anything else is asked.",
        forwarding_findings.always_hides_others,
        (Part.FORWARD_ALWAYS.source,),
    ),
    AdviceRule(
        "voicemail-hides-others",
        "Voicemail takes each call at once.",
        forwarding_findings.voicemail_hides_others,
        (Part.ALL_TO_VOICEMAIL.source,),
    ),
    AdviceRule(
        "circle-not-seen",
        "This program sees your settings only: a circle between two people does not show here.",
        forwarding_findings.circle_not_seen,
        (Part.FORWARD_ALWAYS.source,),
    ),
    AdviceRule(
        "dnd-busy-tone",
        "Send busy calls to voicemail or to a number if callers should reach somebody.",
        forwarding_findings.dnd_busy_tone,
        (Part.DO_NOT_DISTURB.source,),
    ),
    AdviceRule(
        "dnd-uses-busy",
        "While do not disturb is on, each call is treated as if you were busy.",
        forwarding_findings.dnd_uses_busy,
        (Part.DO_NOT_DISTURB.source, Part.FORWARD_BUSY.source),
    ),
    AdviceRule(
        "waiting-hides-busy",
        "With call waiting, a second call rings instead of finding you busy.",
        forwarding_findings.waiting_hides_busy,
        (Part.CALL_WAITING.source, Part.FORWARD_BUSY.source),
    ),
    AdviceRule(
        "voicemail-rings-sooner",
        "As far as known; give both the same number of rings to be sure.",
        voicemail_findings.voicemail_rings_sooner,
        (voicemail_findings.RINGS_OF_FORWARD, voicemail_findings.RINGS_OF_VOICEMAIL),
    ),
    AdviceRule(
        "forward-before-voicemail",
        "Forwarding goes before voicemail. Switch it off if callers should leave a message.",
        voicemail_findings.forward_before_voicemail,
        (Part.FORWARD_NO_ANSWER.source, Part.VOICEMAIL_NO_ANSWER.source),
    ),
    AdviceRule(
        "many-rings",
        "Many callers hang up sooner; on a mobile, its own voicemail may answer first.",
        voicemail_findings.many_rings,
    ),
    AdviceRule(
        "voicemail-there-needs-internal",
        "Callers can leave a message only in the voicemail of an internal number.",
        voicemail_findings.voicemail_there_needs_internal,
    ),
    AdviceRule(
        "voicemail-off-but-sends",
        "Switch voicemail on if callers should leave a message.",
        voicemail_findings.voicemail_off_but_sends,
        (VOICEMAIL_SWITCH,),
    ),
    AdviceRule(
        "voicemail-without-calls",
        "Choose which calls go there, or switch it off.",
        voicemail_findings.voicemail_without_calls,
        (VOICEMAIL_SWITCH,),
    ),
    AdviceRule(
        "missing-address",
        "Enter one, or switch it off.",
        voicemail_findings.missing_address,
        (VOICEMAIL_SWITCH,),
    ),
)
"""All advice, the most telling first."""
