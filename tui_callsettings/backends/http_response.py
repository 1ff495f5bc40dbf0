"""A provider's HTTP answer and what it means. Pure: no I/O, and no HTTP library."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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
_WEB_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_WEB_PAGE_STARTS = (b"<!doctype html", b"<html")
_MINUTES_FROM = 120.0
"""Seconds from which a wait is given in minutes and with the time of day."""


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What was asked, and of whom, for use in a message.

    Attributes:
        provider: its name for people: "Webex Calling".
        action: what was asked, so that it fits after "could not": "read call waiting".
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
        """The media type that the body claims to have, such as "application/json"; "" if it names none."""
        return self.headers.get("content-type", "").split(";", 1)[0].strip().lower()

    @property
    def is_web_page(self) -> bool:
        """Whether the body is a page for a browser, as gateways and sign-in portals send it in place of data."""
        return self.media_type in _WEB_PAGE_TYPES or self.body[:200].lstrip().lower().startswith(_WEB_PAGE_STARTS)

    @property
    def tracking_id(self) -> str:
        """The id by which the provider's support finds the request: the header, else the body's `trackingId`."""
        tracking_id = self.headers.get("trackingid") or self.json_object().get("trackingId")
        return shorten_text(tracking_id) if isinstance(tracking_id, str) else ""

    def retry_after(self, now: datetime | None = None) -> float | None:
        """Return the seconds that the provider asks to wait (RFC 9110: seconds or a date); None if it names none."""
        text = self.headers.get("retry-after", "").strip()
        try:
            seconds = float(text)
        except ValueError:
            return _seconds_until(text, now or datetime.now(UTC))
        return max(0.0, seconds) if math.isfinite(seconds) else None

    def json_object(self) -> dict[str, Any]:
        """Return the JSON object in the body; an empty one for any other body."""
        if not self.body.lstrip().startswith(b"{"):
            return {}
        try:
            document = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return document if isinstance(document, dict) else {}


def map_status_error(
    response: HttpResponse, context: RequestContext, provider_message: str = ""
) -> CallSettingsError | None:
    """Return the error that the status stands for; None for a success."""
    if response.is_success:
        return None
    retry_after = response.retry_after()
    kind, message = _classify(response.status, context, retry_after)
    return kind(
        message,
        status=response.status,
        provider_message=shorten_text(provider_message),
        tracking_id=response.tracking_id,
        retry_after=retry_after,
        provider_code=read_json_error_code(response),
    )


def _classify(status: int, context: RequestContext, retry_after: float | None) -> tuple[type[CallSettingsError], str]:
    provider, action = context.provider, context.action
    if status in _FIXED:
        kind, message = _FIXED[status]
        return kind, message.format(provider=provider, action=action)
    if status in (423, 429) or (status == 503 and retry_after is not None):
        reason = _TEMPORARY.get(status, "{provider} is overloaded").format(provider=provider)
        kind = LockedError if status == 423 else RateLimitedError
        return kind, f"{reason}: try again {describe_wait(retry_after)}."
    if status == 408 or status >= 500:
        if context.is_write:
            return OutcomeUnknownError, f"{provider} reported an error: the change may or may not have been made."
        later = "later" if retry_after is None else describe_wait(retry_after)
        return UnreachableError, f"{provider} reported an error. Try again {later}."
    if status < 400:
        return InvalidResponseError, f"{provider} redirected elsewhere instead of answering."
    ending = ": it stays as it was" if context.is_write else ""
    return RejectedError, f"{provider} refused to {action}{ending}."


_FIXED: dict[int, tuple[type[CallSettingsError], str]] = {
    401: (NotSignedInError, "{provider} no longer accepts your sign-in: sign in again (callsettings login)."),
    403: (NotAllowedError, "{provider} does not let you {action}: ask your administrator."),
    404: (NotFoundError, "{provider} could not {action}: it does not know the person or the setting."),
    409: (
        RejectedError,
        "{provider} could not {action}, because it was being changed elsewhere: it stays as it was. "
        "Reload it, then try again.",
    ),
    501: (UnsupportedError, "{provider} does not offer this: it cannot {action}."),
}
_TEMPORARY = {
    423: "{provider} has locked these settings for a moment",
    429: "{provider} received too many requests",
}


def describe_wait(seconds: float | None, now: datetime | None = None) -> str:
    """Return when to try again, to follow "try again": "in 30 seconds", "at 14:05, in 10 minutes".

    Args:
        seconds: from now; None if nobody named a time.
        now: the local time.
    """
    if seconds is None:
        return "in a moment"
    rounded = math.ceil(seconds)
    if rounded < 1:
        return "now"
    if rounded < _MINUTES_FROM:
        return f"in {rounded} second{'' if rounded == 1 else 's'}"
    now = now or datetime.now().astimezone()
    try:
        until = now + timedelta(seconds=rounded)
    except OverflowError:
        return "much later"
    if rounded < 24 * 3600:
        return f"at {until:%H:%M}, in {math.ceil(rounded / 60)} minutes"
    return f"after {until:%Y-%m-%d %H:%M}"


def read_json_error(response: HttpResponse) -> str:
    """Return `message` and each `description` of a JSON error, as the provider's own words; "" for any other body."""
    document = response.json_object()
    found = [document.get("message"), document.get("error_description")]
    errors = document.get("errors")
    if isinstance(errors, list):
        found += [error.get("description") for error in errors if isinstance(error, dict)]
    texts = dict.fromkeys(text.strip() for text in found if isinstance(text, str) and text.strip())
    return " ".join(texts)


def read_json_error_code(response: HttpResponse) -> int | None:
    """Return the first `errorCode` among the `errors` of a JSON error; None if it has none."""
    errors = response.json_object().get("errors")
    for error in errors if isinstance(errors, list) else ():
        code = error.get("errorCode") if isinstance(error, dict) else None
        if isinstance(code, int | str) and str(code).isascii() and str(code).isdigit():
            return int(str(code)[:9])
    return None


def parse_json(response: HttpResponse, context: RequestContext) -> dict[str, Any]:
    """Return the JSON object in the body of a success, as the provider sent it; whole numbers such as 3.0 as integers.

    Raises:
        InvalidResponseError: the body is not a JSON object.
    """
    check_not_web_page(response, context)
    try:
        document = json.loads(response.body, parse_float=_parse_number)
    except (ValueError, RecursionError):
        document = None
        problem = "it is empty" if not response.body.strip() else "it is not JSON"
    else:
        problem = "it is not a JSON object"
    if not isinstance(document, dict):
        raise invalid_response(response, context, problem)
    return document


def check_not_web_page(response: HttpResponse, context: RequestContext) -> None:
    """Refuse a success with a web page as its body: a portal or a gateway answered, not the provider's interface.

    Raises:
        InvalidResponseError: it is one.
        OutcomeUnknownError: it is one, in answer to a change.
    """
    if not (response.is_success and response.is_web_page):
        return
    problem = (
        "a web page arrived instead of data. A sign-in page of your network or organization (SSO) may be in between: "
        "sign in there in a browser, and check the account's address."
    )
    if context.is_write:
        raise OutcomeUnknownError(
            f"{context.provider} may not have received the change ({context.action}): {problem}",
            tracking_id=response.tracking_id,
        )
    raise InvalidResponseError(
        f"{context.provider} could not {context.action}: {problem}", tracking_id=response.tracking_id
    )


def invalid_response(response: HttpResponse, context: RequestContext, problem: str) -> InvalidResponseError:
    """Return the error for an answer that cannot be understood; `problem` says why, never quoting the body."""
    return InvalidResponseError(
        f"{context.provider} could not {context.action}: its answer cannot be read, {problem}. Try again later.",
        tracking_id=response.tracking_id,
    )


def shorten_text(text: str) -> str:
    """Return a provider's text as one line of visible characters, `MAX_MESSAGE_LENGTH` long at most."""
    text = clean_text(" ".join(text[: 4 * MAX_MESSAGE_LENGTH].split()))
    return text if len(text) <= MAX_MESSAGE_LENGTH else f"{text[: MAX_MESSAGE_LENGTH - 1]}…"


def _parse_number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


def _seconds_until(text: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        # The header is free text to whoever sends it; the parser answers some of it with these.
        return None
