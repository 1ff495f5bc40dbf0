"""Which setting wins when a call comes in, as each provider declares it."""

from dataclasses import dataclass
from enum import Enum


class Step(Enum):
    """One decision a provider takes about an incoming call."""

    FORWARD_ALWAYS = "forward always"
    SEND_ALL_TO_VOICEMAIL = "voicemail for all calls"
    DO_NOT_DISTURB = "do not disturb"
    NOT_REACHABLE = "phone not reachable"
    ON_A_CALL = "on another call"
    BUSY = "busy"
    NO_ANSWER = "no answer"


USUAL_ORDER = tuple(Step)
"""The order in which hosted providers are believed to decide."""


@dataclass(frozen=True, slots=True)
class Precedence:
    """The order of decisions, and which of them the provider has documented.

    Attributes:
        order: the decisions, first to last.
        documented: those whose place is documented; the others are assumed, and shown as such.
    """

    order: tuple[Step, ...] = USUAL_ORDER
    documented: frozenset[Step] = frozenset()
