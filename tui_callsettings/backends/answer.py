"""A provider's HTTP answer and what it means. Pure: no I/O, and no HTTP library."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from tui_callsettings.errors import (
    BadAnswerError,
    BusyError,
    CallSettingsError,
    NotAllowedError,
    NotFoundError,
    NotOfferedError,
    NotSignedInError,
    OutcomeUnknownError,
    RefusedError,
    UnreachableError,
)
from tui_callsettings.models.destination import plain_text

LONGEST_WORDS = 300
"""Characters of a provider's own words that are kept."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What was asked, and of whom, for use in a sentence.

    Attributes:
        provider: its name for people: "Webex Calling".
        doing: what was asked, so that it fits after "could not": "read call waiting".
        is_write: whether it was to change something.
    """

    provider: str
    doing: str
    is_write: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete HTTP answer.

    Attributes:
        status: the HTTP status.
        headers: by name in lower case.
        body: as received; never shown as it is.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        """What the body claims to be: "application/json"; "" if not told."""
        return self.headers.get("content-type", "").split(";", 1)[0].strip().lower()

    @property
    def tracking_id(self) -> str:
        """By which the provider's support finds the request: the header, else the body's `trackingId`."""
        told = self.headers.get("trackingid") or _object(self).get("trackingId")
        return short_text(told) if isinstance(told, str) else ""

    def retry_after(self, now: datetime | None = None) -> float | None:
        """Seconds that the provider asks to wait (RFC 9110: seconds or a date); None if it does not say."""
        told = self.headers.get("retry-after", "").strip()
        try:
            seconds = float(told)
        except ValueError:
            return _seconds_until(told, now or datetime.now(UTC))
        return max(0.0, seconds) if math.isfinite(seconds) else None


def decode(answer: Answer, purpose: Purpose, words: Callable[[Answer], str] | None = None) -> bytes:
    """The body of a success.

    Args:
        answer: what came.
        purpose: what it answers.
        words: finds the provider's own words in an error's body; `json_words` if not given.

    Raises:
        CallSettingsError: the one that says what the status means; see `failure_of`.
    """
    failure = failure_of(answer, purpose, (words or json_words)(answer))
    if failure is not None:
        raise failure
    return answer.body


def failure_of(answer: Answer, purpose: Purpose, words: str = "") -> CallSettingsError | None:
    """The error that the answer's status stands for; None for a success."""
    if answer.is_success:
        return None
    retry_after = answer.retry_after()
    kind, sentence = _verdict(answer.status, purpose, retry_after)
    return kind(
        sentence,
        status=answer.status,
        words=short_text(words),
        tracking_id=answer.tracking_id,
        retry_after=retry_after,
    )


def _verdict(status: int, purpose: Purpose, retry_after: float | None) -> tuple[type[CallSettingsError], str]:
    provider, doing = purpose.provider, purpose.doing
    if status in _CLEAR:
        kind, sentence = _CLEAR[status]
        return kind, sentence.format(provider=provider, doing=doing)
    if status in (423, 429) or (status == 503 and retry_after is not None):
        why = _BUSY.get(status, "{provider} is busy").format(provider=provider)
        return BusyError, f"{why}: try again {_wait_in_words(retry_after)}."
    if status == 408 or status >= 500:
        if purpose.is_write:
            return OutcomeUnknownError, f"{provider} answered with an error: the change may or may not have been made."
        return UnreachableError, f"{provider} is out of order: it answered with an error. Try again later."
    if status < 400:
        return BadAnswerError, f"{provider} sent us elsewhere instead of an answer."
    ending = "; nothing was changed" if purpose.is_write else ""
    return RefusedError, f"{provider} refused to {doing}{ending}."


_CLEAR: dict[int, tuple[type[CallSettingsError], str]] = {
    401: (NotSignedInError, "{provider} does not accept your sign-in any more: sign in again (callsettings login)."),
    403: (NotAllowedError, "{provider} does not let you {doing}: ask your administrator."),
    404: (NotFoundError, "{provider} could not {doing}: it does not know the person or the setting."),
    409: (
        RefusedError,
        "{provider} could not {doing}, because it was being changed elsewhere; nothing was changed. "
        "Read it again, then try again.",
    ),
    501: (NotOfferedError, "{provider} does not offer this: it cannot {doing}."),
}
_BUSY = {423: "{provider} has locked these settings for a moment", 429: "{provider} is asked too often"}


def _wait_in_words(seconds: float | None) -> str:
    if seconds is None:
        return "in a moment"
    rounded = math.ceil(seconds)
    if rounded < 1:
        return "now"
    if rounded < 120:
        return f"in {rounded} second{'' if rounded == 1 else 's'}"
    return f"in {math.ceil(rounded / 60)} minutes"


def json_words(answer: Answer) -> str:
    """The words of an error in JSON: `message` and the `description` of each of `errors`; "" for anything else."""
    told = _object(answer)
    found = [told.get("message"), told.get("error_description")]
    errors = told.get("errors")
    if isinstance(errors, list):
        found += [error.get("description") for error in errors if isinstance(error, dict)]
    words = dict.fromkeys(text.strip() for text in found if isinstance(text, str) and text.strip())
    return " ".join(words)


def read_json(answer: Answer, purpose: Purpose) -> dict[str, Any]:
    """The JSON object in the body of a success; whole numbers such as 3.0 become integers.

    Raises:
        BadAnswerError: the body is not a JSON object.
    """
    if answer.media_type in ("text/html", "application/xhtml+xml"):
        raise unreadable(answer, purpose, "it is a web page")
    try:
        told = json.loads(answer.body, parse_float=_number)
    except (ValueError, RecursionError):
        told = None
        problem = "it is empty" if not answer.body.strip() else "it is not JSON"
    else:
        problem = "it is not a JSON object"
    if not isinstance(told, dict):
        raise unreadable(answer, purpose, problem)
    return told


def unreadable(answer: Answer, purpose: Purpose, problem: str) -> BadAnswerError:
    """The error for an answer that came and cannot be understood; `problem` says why, never quoting the body."""
    return BadAnswerError(
        f"{purpose.provider} could not {purpose.doing}: its answer cannot be read, {problem}. Try again later.",
        tracking_id=answer.tracking_id,
    )


def short_text(text: str) -> str:
    """A provider's text on one line, without what cannot be seen, and not too long."""
    text = plain_text(" ".join(text[: 4 * LONGEST_WORDS].split()))
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"


def _object(answer: Answer) -> dict[str, Any]:
    """The body's JSON object; empty for anything else."""
    if not answer.body.lstrip().startswith(b"{"):
        return {}
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


def _seconds_until(text: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
