"""Which rule wins where two want the same call: what each provider documents, and where.

All that is not in these tables as documented is assumed, and shown as such.
"""

from collections.abc import Iterable
from enum import Enum
from functools import cache
from typing import NamedTuple

from .rule import Rule


class Certainty(Enum):
    """How sure an order is."""

    DOCUMENTED = "documented"
    ASSUMED = "assumed"


class Behavior(Enum):
    """What a provider does where no pair of rules is in question."""

    DO_NOT_DISTURB_AS_BUSY = "do not disturb is handled as busy"
    UNREACHABLE_AS_BUSY = "an unreachable phone without business continuity is handled as busy"
    LOWER_RING_COUNT_WINS = "the lower ring count of forwarding and voicemail ends the ringing"
    SELECTIVE_RULES_FIRST = "selective acceptance, forwarding and rejection act before all other rules"
    HUNT_GROUPS_IGNORE_FORWARDING = "calls to a hunt group or queue ignore personal forwarding"
    CONTINUITY_FOR_DESK_PHONES = "business continuity covers desk phones, not the mobile or desktop app"


class PrecedenceRow(NamedTuple):
    """One pair of rules of one provider.

    Attributes:
        provider: "webex", "broadworks" or "ucm".
        winner: the rule that takes the call.
        loser: the rule that would take it without the winner.
        status: whether the provider documents this.
        source: the address of the page that documents it; "" where there is none.
    """

    provider: str
    winner: Rule
    loser: Rule
    status: Certainty
    source: str = ""


class BehaviorRow(NamedTuple):
    """One behavior of one provider; the attributes are those of `PrecedenceRow`."""

    provider: str
    behavior: Behavior
    status: Certainty
    source: str = ""


_WEBEX_FORWARDING = "https://help.webex.com/nkw9o41"
_WEBEX_VOICEMAIL = "https://help.webex.com/nmi58lk"
_WEBEX_DND = "https://help.webex.com/d307vb"
_WEBEX_SELECTIVE = "https://help.webex.com/nsqkmd9"
_UCM_DND = (
    "https://www.cisco.com/c/en/us/td/docs/voice_ip_comm/cucm/admin/14SU2/"
    "cucm_b_feature-configuration-guide-for-cisco14su2/cucm_mp_d811ea0d_00_do-not-disturb-12-0.html"
)
_UCM_FORWARDING = (
    "https://www.cisco.com/c/en/us/td/docs/voice_ip_comm/cucm/admin/14SU2/"
    "cucm_b_feature-configuration-guide-for-cisco14su2/cucm_mp_c9779fc8_00_call-forwarding-12-0.html"
)
_HOSTED = ("webex", "broadworks")
_DOCUMENTED, _ASSUMED = Certainty.DOCUMENTED, Certainty.ASSUMED


def _rows(
    providers: Iterable[str], winner: Rule, losers: Iterable[Rule], status: Certainty, source: str = ""
) -> list[PrecedenceRow]:
    return [PrecedenceRow(provider, winner, loser, status, source) for provider in providers for loser in losers]


_BUSY = (Rule.FORWARD_BUSY, Rule.VOICEMAIL_BUSY)
_UNANSWERED = (Rule.FORWARD_NO_ANSWER, Rule.VOICEMAIL_NO_ANSWER)
_ALL_BUT_FORWARD_ALWAYS = tuple(rule for rule in Rule if rule is not Rule.FORWARD_ALWAYS)

PRECEDENCE: tuple[PrecedenceRow, ...] = (
    *_rows(_HOSTED, Rule.FORWARD_ALWAYS, _ALL_BUT_FORWARD_ALWAYS, _DOCUMENTED, _WEBEX_FORWARDING),
    *_rows(["ucm"], Rule.FORWARD_ALWAYS, [*_BUSY, *_UNANSWERED], _DOCUMENTED, _UCM_FORWARDING),
    *_rows(["ucm"], Rule.FORWARD_ALWAYS, [Rule.DO_NOT_DISTURB], _ASSUMED),
    *_rows(_HOSTED, Rule.ALL_TO_VOICEMAIL, [Rule.DO_NOT_DISTURB, Rule.CONTINUITY, Rule.FORWARD_BUSY], _ASSUMED),
    *_rows(_HOSTED, Rule.DO_NOT_DISTURB, [Rule.CALL_WAITING], _DOCUMENTED, _WEBEX_DND),
    *_rows([*_HOSTED, "ucm"], Rule.DO_NOT_DISTURB, [Rule.CONTINUITY], _ASSUMED),
    *_rows(["webex"], Rule.CALL_WAITING, _BUSY, _DOCUMENTED, _WEBEX_FORWARDING),
    *_rows(["broadworks"], Rule.CALL_WAITING, _BUSY, _ASSUMED),
    *_rows(_HOSTED, Rule.CONTINUITY, _BUSY, _ASSUMED),
    *_rows(["webex"], Rule.FORWARD_BUSY, [Rule.VOICEMAIL_BUSY], _DOCUMENTED, _WEBEX_VOICEMAIL),
    *_rows(["broadworks"], Rule.FORWARD_BUSY, [Rule.VOICEMAIL_BUSY], _ASSUMED),
    *_rows(["webex"], Rule.FORWARD_NO_ANSWER, [Rule.VOICEMAIL_NO_ANSWER], _DOCUMENTED, _WEBEX_VOICEMAIL),
    *_rows(["broadworks"], Rule.FORWARD_NO_ANSWER, [Rule.VOICEMAIL_NO_ANSWER], _ASSUMED),
)

BEHAVIOR: tuple[BehaviorRow, ...] = (
    BehaviorRow("webex", Behavior.DO_NOT_DISTURB_AS_BUSY, _DOCUMENTED, _WEBEX_DND),
    BehaviorRow("broadworks", Behavior.DO_NOT_DISTURB_AS_BUSY, _DOCUMENTED, _WEBEX_DND),
    BehaviorRow("ucm", Behavior.DO_NOT_DISTURB_AS_BUSY, _DOCUMENTED, _UCM_DND),
    BehaviorRow("webex", Behavior.UNREACHABLE_AS_BUSY, _ASSUMED),
    BehaviorRow("broadworks", Behavior.UNREACHABLE_AS_BUSY, _ASSUMED),
    BehaviorRow("webex", Behavior.LOWER_RING_COUNT_WINS, _ASSUMED),
    BehaviorRow("broadworks", Behavior.LOWER_RING_COUNT_WINS, _ASSUMED),
    BehaviorRow("webex", Behavior.SELECTIVE_RULES_FIRST, _DOCUMENTED, _WEBEX_SELECTIVE),
    BehaviorRow("broadworks", Behavior.SELECTIVE_RULES_FIRST, _DOCUMENTED, _WEBEX_SELECTIVE),
    BehaviorRow("webex", Behavior.HUNT_GROUPS_IGNORE_FORWARDING, _ASSUMED),
    BehaviorRow("broadworks", Behavior.HUNT_GROUPS_IGNORE_FORWARDING, _ASSUMED),
    BehaviorRow("webex", Behavior.CONTINUITY_FOR_DESK_PHONES, _DOCUMENTED, _WEBEX_FORWARDING),
)

PROVIDERS_WITH_HIDDEN_RULES = frozenset({"ucm"})
"""Providers with rules about calls that their interface does not report: an absent rule is then not an OFF one."""

PRACTICE_PROVIDER = "local"
"""The practice account behaves as Webex Calling does."""


@cache
def is_documented(provider: str, winner: Rule, loser: Rule) -> bool:
    """Return whether `provider` documents that `winner` takes a call that `loser` would take, too."""
    return (_documented_by(provider), winner, loser) in _documented_pairs()


@cache
def is_documented_behavior(provider: str, behavior: Behavior) -> bool:
    """Return whether `provider` documents that it behaves so."""
    name = _documented_by(provider)
    return any(
        row.status is Certainty.DOCUMENTED for row in BEHAVIOR if row.provider == name and row.behavior is behavior
    )


def _documented_by(provider: str) -> str:
    return "webex" if provider == PRACTICE_PROVIDER else provider


@cache
def _documented_pairs() -> frozenset[tuple[str, Rule, Rule]]:
    return frozenset((row.provider, row.winner, row.loser) for row in PRECEDENCE if row.status is Certainty.DOCUMENTED)
