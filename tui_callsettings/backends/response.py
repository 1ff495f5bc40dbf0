"""A provider's HTTP answer and what it means. Pure: no I/O, and no HTTP library."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from tui_callsettings.errors import (
    CallSettingsError,
    InvalidResponseError,
    LockedError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnreachableError,
    UnsupportedError,
)
from tui_callsettings.text import clean_text

MAX_MESSAGE_LENGTH = 300
"""Characters of a provider's own words that are kept."""


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What was asked, and of whom, for use in a sentence.

    Attributes:
        provider: its name for people: "Webex Calling".
        doing: what was asked, so that it fits after "could not": "read call waiting".
        is_write: whether it was to change something.
    """

    provider: str
    action: str
    is_write: bool = False


@dataclass(frozen=True, slots=True)
class HttpResponse:
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
        return shorten_text(told) if isinstance(told, str) else ""

    def retry_after(self, now: datetime | None = None) -> float | None:
        """Seconds that the provider asks to wait (RFC 9110: seconds or a date); None if it does not say."""
        told = self.headers.get("retry-after", "").strip()
        try:
            seconds = float(told)
        except ValueError:
            return _seconds_until(told, now or datetime.now(UTC))
        return max(0.0, seconds) if math.isfinite(seconds) else None


def decode(
    answer: HttpResponse, context: RequestContext, provider_message: Callable[[HttpResponse], str] | None = None
) -> bytes:
    """The body of a success.

    Args:
        answer: what came.
        context: what it answers.
        provider_message: finds the provider's own words in an error's body; `read_json_error` if not given.

    Raises:
        CallSettingsError: the one that says what the status means; see `map_status_error`.
    """
    failure = map_status_error(answer, context, (provider_message or read_json_error)(answer))
    if failure is not None:
        raise failure
    return answer.body


def map_status_error(
    answer: HttpResponse, context: RequestContext, provider_message: str = ""
) -> CallSettingsError | None:
    """The error that the answer's status stands for; None for a success."""
    if answer.is_success:
        return None
    retry_after = answer.retry_after()
    kind, message = _verdict(answer.status, context, retry_after)
    return kind(
        message,
        status=answer.status,
        provider_message=shorten_text(provider_message),
        tracking_id=answer.tracking_id,
        retry_after=retry_after,
        provider_code=read_json_error_code(answer),
    )


def _verdict(status: int, context: RequestContext, retry_after: float | None) -> tuple[type[CallSettingsError], str]:
    provider, action = context.provider, context.action
    if status in _CLEAR:
        kind, message = _CLEAR[status]
        return kind, message.format(provider=provider, action=action)
    if status in (423, 429) or (status == 503 and retry_after is not None):
        why = _BUSY.get(status, "{provider} is busy").format(provider=provider)
        return LockedError if status == 423 else RateLimitedError, f"{why}: try again {_wait_in_words(retry_after)}."
    if status == 408 or status >= 500:
        if context.is_write:
            return OutcomeUnknownError, f"{provider} answered with an error: the change may or may not have been made."
        return UnreachableError, f"{provider} is out of order: it answered with an error. Try again later."
    if status < 400:
        return InvalidResponseError, f"{provider} sent us elsewhere instead of an answer."
    ending = "; nothing was changed" if context.is_write else ""
    return RejectedError, f"{provider} refused to {action}{ending}."


_CLEAR: dict[int, tuple[type[CallSettingsError], str]] = {
    401: (NotSignedInError, "{provider} does not accept your sign-in any more: sign in again (callsettings login)."),
    403: (NotAllowedError, "{provider} does not let you {action}: ask your administrator."),
    404: (NotFoundError, "{provider} could not {action}: it does not know the person or the setting."),
    409: (
        RejectedError,
        "{provider} could not {action}, because it was being changed elsewhere; nothing was changed. "
        "Read it again, then try again.",
    ),
    501: (UnsupportedError, "{provider} does not offer this: it cannot {action}."),
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


def read_json_error(answer: HttpResponse) -> str:
    """The words of an error in JSON: `message` and the `description` of each of `errors`; "" for anything else."""
    told = _object(answer)
    found = [told.get("message"), told.get("error_description")]
    errors = told.get("errors")
    if isinstance(errors, list):
        found += [error.get("description") for error in errors if isinstance(error, dict)]
    provider_message = dict.fromkeys(text.strip() for text in found if isinstance(text, str) and text.strip())
    return " ".join(provider_message)


def read_json_error_code(answer: HttpResponse) -> int | None:
    """Return the first `errorCode` among the `errors` of an error in JSON; None if it has none."""
    errors = _object(answer).get("errors")
    for error in errors if isinstance(errors, list) else ():
        code = error.get("errorCode") if isinstance(error, dict) else None
        if isinstance(code, int | str) and str(code).isascii() and str(code).isdigit():
            return int(str(code)[:9])
    return None


def parse_json(answer: HttpResponse, context: RequestContext) -> dict[str, Any]:
    """The JSON object in the body of a success; whole numbers such as 3.0 become integers.

    Raises:
        BadAnswerError: the body is not a JSON object.
    """
    if answer.media_type in ("text/html", "application/xhtml+xml"):
        raise invalid_response(answer, context, "it is a web page")
    try:
        told = json.loads(answer.body, parse_float=_number)
    except (ValueError, RecursionError):
        told = None
        problem = "it is empty" if not answer.body.strip() else "it is not JSON"
    else:
        problem = "it is not a JSON object"
    if not isinstance(told, dict):
        raise invalid_response(answer, context, problem)
    return told


def invalid_response(answer: HttpResponse, context: RequestContext, problem: str) -> InvalidResponseError:
    """The error for an answer that came and cannot be understood; `problem` says why, never quoting the body."""
    return InvalidResponseError(
        f"{context.provider} could not {context.action}: its answer cannot be read, {problem}. Try again later.",
        tracking_id=answer.tracking_id,
    )


def shorten_text(text: str) -> str:
    """A provider's text on one line, without what cannot be seen, and not too long."""
    text = clean_text(" ".join(text[: 4 * MAX_MESSAGE_LENGTH].split()))
    return text if len(text) <= MAX_MESSAGE_LENGTH else f"{text[: MAX_MESSAGE_LENGTH - 1]}…"


def _object(answer: HttpResponse) -> dict[str, Any]:
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
