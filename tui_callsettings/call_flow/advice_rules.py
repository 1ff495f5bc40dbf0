"""The table of advice: each rule with its id, its reason and the fields it is about."""

from . import forwarding_advice, voicemail_advice
from .advice_context import AdviceRule
from .rule import VOICEMAIL_SWITCH, Rule

RULES = (
    AdviceRule(
        "own-number",
        "This would create a forwarding loop. Enter another number.",
        forwarding_advice.own_number,
    ),
    AdviceRule(
        "like-own-number",
        "If this is your own number in another format, it would create a forwarding loop.",
        forwarding_advice.like_own_number,
    ),
    AdviceRule(
        "on-without-number",
        "Enter a number, or turn it off.",
        forwarding_advice.on_without_number,
    ),
    AdviceRule(
        "always-hides-others",
        "Forward always overrides every other setting.",
        forwarding_advice.always_overrides_others,
        (Rule.FORWARD_ALWAYS.field,),
    ),
    AdviceRule(
        "voicemail-hides-others",
        "Voicemail for all calls takes every call at once.",
        forwarding_advice.voicemail_overrides_others,
        (Rule.ALL_TO_VOICEMAIL.field,),
    ),
    AdviceRule(
        "circle-not-seen",
        "callsettings sees only your settings, so it cannot detect a forwarding loop through another person.",
        forwarding_advice.loop_not_detected,
        (Rule.FORWARD_ALWAYS.field,),
    ),
    AdviceRule(
        "dnd-busy-tone",
        "Send busy calls to voicemail or forward them if callers should reach somebody.",
        forwarding_advice.do_not_disturb_busy_signal,
        (Rule.DO_NOT_DISTURB.field,),
    ),
    AdviceRule(
        "dnd-uses-busy",
        "While do not disturb is on, each call is handled as if your line were busy.",
        forwarding_advice.do_not_disturb_uses_busy,
        (Rule.DO_NOT_DISTURB.field, Rule.FORWARD_BUSY.field),
    ),
    AdviceRule(
        "waiting-hides-busy",
        "With call waiting, a second call rings instead of finding your line busy.",
        forwarding_advice.waiting_overrides_busy,
        (Rule.CALL_WAITING.field, Rule.FORWARD_BUSY.field),
    ),
    AdviceRule(
        "voicemail-rings-sooner",
        "The lower number probably wins; set both to the same number to be sure.",
        voicemail_advice.voicemail_rings_sooner,
        (voicemail_advice.FORWARD_RINGS, voicemail_advice.VOICEMAIL_RINGS),
    ),
    AdviceRule(
        "forward-before-voicemail",
        "Forwarding takes precedence over voicemail. Turn it off if callers should leave a message.",
        voicemail_advice.forward_before_voicemail,
        (Rule.FORWARD_NO_ANSWER.field, Rule.VOICEMAIL_NO_ANSWER.field),
    ),
    AdviceRule(
        "many-rings",
        "Many callers hang up sooner; on a mobile phone, its own voicemail may answer first.",
        voicemail_advice.many_rings,
    ),
    AdviceRule(
        "voicemail-there-needs-internal",
        "Callers can leave a message only in the voicemail of an internal number.",
        voicemail_advice.their_voicemail_needs_internal_number,
    ),
    AdviceRule(
        "voicemail-off-but-sends",
        "Turn voicemail on if callers should leave a message.",
        voicemail_advice.voicemail_off_but_sends,
        (VOICEMAIL_SWITCH,),
    ),
    AdviceRule(
        "voicemail-without-calls",
        "Choose which calls go to voicemail, or turn it off.",
        voicemail_advice.voicemail_without_calls,
        (VOICEMAIL_SWITCH,),
    ),
    AdviceRule(
        "missing-address",
        "Enter one, or turn it off.",
        voicemail_advice.missing_address,
        (VOICEMAIL_SWITCH,),
    ),
)
"""All advice, the most important first. The ids stand in configuration files and stay as they are."""
