"""The words for where a call goes, in the middle of a sentence."""

from tui_callsettings.models.precedence import Step

from .path import SECONDS_A_RING, Branch, End, Place, Ringing

_PLACES = {
    Place.VOICEMAIL: "to voicemail",
    Place.BUSY_TONE: "caller hears a busy tone",
    Place.RINGS_ON: "rings until the caller hangs up",
}


def end_words(end: End) -> str:
    """Where a call goes: "to voicemail", "caller hears a busy tone"."""
    if end.place is Place.NUMBER:
        return f"to {end.shown}"
    if end.place is Place.THEIR_VOICEMAIL:
        return f"to the voicemail of {end.shown}"
    if end.place is Place.NOT_READ:
        return f"not known: {missing_words(end)} has not been read"
    if end.place is Place.NOT_SHOWN:
        return f"not shown by {end.provider}"
    return _PLACES[end.place]


def missing_words(end: End) -> str:
    """The feature that would have to be read to know where the call goes."""
    return end.missing.title.lower() if end.missing else "the account"


def branch_words(branch: Branch) -> str:
    """What happens to the call, and what was passed over: "to 4022, not voicemail"."""
    if branch.ringing is Ringing.SECOND_CALL:
        return "rings as a second call"
    words = end_words(branch.end)
    if branch.ringing is Ringing.PHONE and branch.seconds:
        words += f" after {branch.seconds} s"
    elif branch.rings == 0:
        words += " at once, without a ring"
    return f"{words}, not voicemail" if passes_over_voicemail(branch) else words


def passes_over_voicemail(branch: Branch) -> bool:
    """Whether a number takes a busy or unanswered call that voicemail would take otherwise."""
    last = branch.steps[-1]
    return last.step in (Step.BUSY, Step.NO_ANSWER) and bool(last.hides) and branch.end.place is not Place.VOICEMAIL


def ring_words(rings: int) -> str:
    """A number of rings: "1 ring", "3 rings"."""
    return f"{rings} {'ring' if rings == 1 else 'rings'}"


def ringing_words(rings: int | None) -> str:
    """How long the phone rings, as a sentence."""
    if rings is None:
        return "Your phone rings."
    return f"Your phone rings for {ring_words(rings)}, about {rings * SECONDS_A_RING} seconds."
