"""Which setting wins when a call comes in, as each provider declares it."""

from dataclasses import dataclass
from enum import Enum


class Stage(Enum):
    """One decision a provider takes about an incoming call."""

    FORWARD_ALWAYS = "forward always"
    SEND_ALL_TO_VOICEMAIL = "voicemail for all calls"
    DO_NOT_DISTURB = "do not disturb"
    NOT_REACHABLE = "phone not reachable"
    ON_A_CALL = "on another call"
    BUSY = "busy"
    NO_ANSWER = "no answer"


USUAL_ORDER = tuple(Stage)
"""The order in which hosted providers are believed to decide."""


WELL_EVIDENCED = frozenset({Stage.FORWARD_ALWAYS, Stage.DO_NOT_DISTURB, Stage.ON_A_CALL})
"""The decisions of hosted providers whose place their own documentation and independent clients agree on."""


@dataclass(frozen=True, slots=True)
class Precedence:
    """The order of decisions, and which of them the provider has documented.

    Attributes:
        order: the decisions, first to last; one that is not here is taken where the account does not show it, so that
            nothing can be said of what follows.
        documented: those whose place is documented; the others are assumed, and shown as such.
    """

    order: tuple[Stage, ...] = USUAL_ORDER
    documented: frozenset[Stage] = frozenset()
