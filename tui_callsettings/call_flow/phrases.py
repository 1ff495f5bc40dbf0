"""The words for where a call goes, in the middle of a sentence."""

from tui_callsettings.models.precedence import Stage

from .flow import SECONDS_A_RING, CallEnd, EndType, Ringing, Scenario

_PLACES = {
    EndType.VOICEMAIL: "to voicemail",
    EndType.BUSY_TONE: "caller hears a busy tone",
    EndType.RINGS_ON: "rings until the caller hangs up",
}


def end_text(end: CallEnd) -> str:
    """Where a call goes: "to voicemail", "caller hears a busy tone"."""
    if end.place is EndType.NUMBER:
        return f"to {end.shown}"
    if end.place is EndType.THEIR_VOICEMAIL:
        return f"to the voicemail of {end.shown}"
    if end.place is EndType.NOT_READ:
        return f"not known: {missing_text(end)} has not been read"
    if end.place is EndType.NOT_SHOWN:
        return f"not shown by {end.provider}"
    return _PLACES[end.place]


def missing_text(end: CallEnd) -> str:
    """The feature that would have to be read to know where the call goes."""
    return end.missing.title.lower() if end.missing else "the account"


def scenario_text(branch: Scenario) -> str:
    """What happens to the call, and what was passed over: "to 4022, not voicemail"."""
    if branch.ringing is Ringing.SECOND_CALL:
        return "rings as a second call"
    words = end_text(branch.end)
    if branch.ringing is Ringing.PHONE and branch.seconds:
        words += f" after {branch.seconds} s"
    elif branch.rings == 0:
        words += " at once, without a ring"
    return f"{words}, not voicemail" if skips_voicemail(branch) else words


def skips_voicemail(branch: Scenario) -> bool:
    """Whether a number takes a busy or unanswered call that voicemail would take otherwise."""
    last = branch.steps[-1]
    return (
        last.step in (Stage.BUSY, Stage.NO_ANSWER) and bool(last.shadows) and branch.end.place is not EndType.VOICEMAIL
    )


def rings_text(rings: int) -> str:
    """A number of rings: "1 ring", "3 rings"."""
    return f"{rings} {'ring' if rings == 1 else 'rings'}"


def ringing_text(rings: int | None) -> str:
    """How long the phone rings, as a sentence."""
    if rings is None:
        return "Your phone rings."
    return f"Your phone rings for {rings_text(rings)}, about {rings * SECONDS_A_RING} seconds."
