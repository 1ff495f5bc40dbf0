"""Phrases about where a call goes, for use in the middle of a sentence or in a table."""

from collections.abc import Sequence

from .flow import SECONDS_PER_RING, CallEnd, EndType, Ringing, Scenario
from .rule import Stage

_PLACES = {
    EndType.VOICEMAIL: "to voicemail",
    EndType.BUSY_SIGNAL: "caller hears a busy signal",
    EndType.RINGS_ON: "rings until the caller hangs up",
}


def end_text(end: CallEnd) -> str:
    """Return where a call goes: "to voicemail", "caller hears a busy signal"."""
    if end.type is EndType.NUMBER:
        return f"to {end.display_number}"
    if end.type is EndType.THEIR_VOICEMAIL:
        return f"to the voicemail of {end.display_number}"
    if end.type is EndType.NOT_READ:
        return f"unknown: {unread_text(end)} has not been read"
    if end.type is EndType.NOT_REPORTED:
        why = "is not readable" if end.is_unreadable else f"{end.provider} did not report"
        return f"depends on {unreported_text(end)}, which {why}"
    if end.type is EndType.NOT_SHOWN:
        return f"not shown by {end.provider}"
    return _PLACES[end.type]


def unread_text(end: CallEnd) -> str:
    """Return the feature that would have to be read to know where the call goes."""
    return end.unread.title.lower() if end.unread else "the account"


def unreported_text(end: CallEnd) -> str:
    """Return the rule that would have to be reported to know where the call goes."""
    return end.unreported.value if end.unreported else "the account"


def scenario_text(scenario: Scenario, *, with_seconds: bool = False) -> str:
    """Return what happens to the call: "forwarded to 4022", "forwarded to 4022 after 18 s"."""
    if scenario.ringing is Ringing.SECOND_CALL:
        return "rings as a second call"
    text = end_text(scenario.end)
    if scenario.end.type is EndType.NUMBER:
        text = f"forwarded {text}"
    if with_seconds and scenario.ringing in (Ringing.PHONE, Ringing.SILENT) and scenario.seconds:
        text += f" after {scenario.seconds} s"
    elif scenario.rings == 0:
        text += " at once, without a ring"
    return text


def skips_voicemail(scenario: Scenario) -> bool:
    """Return whether a number takes a busy or unanswered call that voicemail would take otherwise."""
    last = scenario.steps[-1]
    is_late = last.stage in (Stage.BUSY, Stage.NO_ANSWER)
    is_second_call = scenario.ringing is Ringing.SECOND_CALL
    return is_late and bool(last.shadows) and not is_second_call and scenario.end.type is not EndType.VOICEMAIL


def rings_text(rings: int) -> str:
    """Return a number of rings: "1 ring", "3 rings"."""
    return f"{rings} {'ring' if rings == 1 else 'rings'}"


def ringing_text(rings: int | None, *, is_silent: bool = False) -> str:
    """Return how long the phone rings, or shows the call, as a sentence."""
    if rings == 0:
        return "Your phone does not ring: it is set to 0 rings."
    what = "Your phone shows the call without ringing" if is_silent else "Your phone rings"
    if rings is None:
        return f"{what}."
    return f"{what} for {rings_text(rings)}, about {rings * SECONDS_PER_RING} seconds."


def join_words(words: Sequence[str]) -> str:
    """Return the words in a row: "one, two and three"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
