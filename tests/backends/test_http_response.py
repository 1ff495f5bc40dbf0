from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_callsettings.backends.http_response import (
    HttpResponse,
    RequestContext,
    check_not_web_page,
    describe_wait,
    map_status_error,
    parse_json,
    read_json_error,
)
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

READING = RequestContext("Webex Calling", "read voicemail")
WRITING = RequestContext("Webex Calling", "change voicemail", is_write=True)
SOON = {"retry-after": "30"}


@pytest.mark.parametrize(
    ("status", "headers", "when_reading", "when_writing"),
    [
        (302, {}, InvalidResponseError, InvalidResponseError),
        (400, {}, RejectedError, RejectedError),
        (401, {}, NotSignedInError, NotSignedInError),
        (403, {}, NotAllowedError, NotAllowedError),
        (404, {}, NotFoundError, NotFoundError),
        (408, {}, UnreachableError, OutcomeUnknownError),
        (409, {}, RejectedError, RejectedError),
        (418, {}, RejectedError, RejectedError),
        (423, {}, LockedError, LockedError),
        (429, {}, RateLimitedError, RateLimitedError),
        (500, {}, UnreachableError, OutcomeUnknownError),
        (501, {}, UnsupportedError, UnsupportedError),
        (502, {}, UnreachableError, OutcomeUnknownError),
        (503, {}, UnreachableError, OutcomeUnknownError),
        (503, SOON, RateLimitedError, RateLimitedError),
        (504, {}, UnreachableError, OutcomeUnknownError),
    ],
)
def test_each_status_is_one_kind_of_error(
    status: int,
    headers: dict[str, str],
    when_reading: type[CallSettingsError],
    when_writing: type[CallSettingsError],
) -> None:
    answer = HttpResponse(status, headers)
    for context, kind in ((READING, when_reading), (WRITING, when_writing)):
        failure = map_status_error(answer, context)
        assert type(failure) is kind
        assert failure.status == status
        assert "Webex Calling" in failure.message
        assert failure.message.endswith(".")


def test_a_success_is_no_error() -> None:
    assert map_status_error(HttpResponse(204), WRITING) is None
    assert map_status_error(HttpResponse(200, {}, b"{}"), READING) is None


def test_an_error_carries_the_providers_words_and_what_its_support_asks_for() -> None:
    body = (
        b'{"message": "No.\\n", "errors": [{"description": "Bad rings"}, {"description": "No."}], "trackingId": "T_1"}'
    )
    response = HttpResponse(400, SOON, body)
    failure = map_status_error(response, WRITING, read_json_error(response))
    assert isinstance(failure, RejectedError)
    assert failure.provider_message == "No. Bad rings"
    assert failure.tracking_id == "T_1"
    assert failure.retry_after == 30
    assert failure.message.endswith(": it stays as it was.")


def test_the_header_names_the_tracking_id_where_the_body_is_a_gateways() -> None:
    failure = map_status_error(HttpResponse(502, {"trackingid": "GW_7"}, b"<html>"), READING)
    assert failure is not None
    assert failure.tracking_id == "GW_7"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Bad gateway</body></html>",
        b"[1]",
        b"{",
        b'{"message": 5, "errors": "x"}',
        b"\xff\xfe",
        b"{" * 99_999,
    ],
    ids=["empty", "page", "list", "half", "types", "bytes", "deep"],
)
def test_a_body_that_is_no_error_in_json_has_no_words(body: bytes) -> None:
    assert read_json_error(HttpResponse(500, {}, body)) == ""


@pytest.mark.parametrize("context", [READING, WRITING])
@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 408, 409, 418, 423, 429, 500, 501, 503])
def test_the_status_is_reported_once(status: int, context: RequestContext) -> None:
    failure = map_status_error(HttpResponse(status, {"trackingid": "T"}), context, "Not that way.")
    assert failure is not None
    assert failure.details.count(str(status)) == 1
    assert failure.details.endswith(f'The provider says: "Not that way." (status {status}, tracking id T)')


def test_words_are_one_short_line_without_what_cannot_be_seen() -> None:
    failure = map_status_error(HttpResponse(400), READING, "a\r\n\x1b[31mb\u202e " + "long " * 500)
    assert failure is not None
    assert failure.provider_message.startswith("a [31mb long")
    assert len(failure.provider_message) == 300
    assert failure.provider_message.isprintable()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("-3", 0.0),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("Mon, 02 Mar 2026 10:00:20 GMT", 20.0),
        ("Mon, 02 Mar 2026 09:00:00 GMT", 0.0),
        ("Mon, 02 Mar 99999 10:00:00 GMT", None),
        ("Mon, 02 Mar 0001 10:00:00 +2359", 0.0),
        ("Mon, 99 Abc 2026 10:00:20 GMT", None),
        (",", None),
        ("0 0 0 0 0", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    now = datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC)
    assert HttpResponse(429, {"retry-after": header}).retry_after(now) == seconds


@pytest.mark.parametrize(
    ("header", "provider_message"),
    [("1", "in 1 second."), ("30", "in 30 seconds."), ("600", ", in 10 minutes."), ("", "in a moment."), ("0", "now.")],
)
def test_a_wait_is_described(header: str, provider_message: str) -> None:
    failure = map_status_error(HttpResponse(429, {"retry-after": header}), READING)
    assert failure is not None
    assert failure.message.endswith(provider_message)


def test_whole_numbers_are_integers() -> None:
    read = parse_json(HttpResponse(200, {}, b'{"a": 3.0, "b": 2.5, "c": 4}'), READING)
    assert read == {"a": 3, "b": 2.5, "c": 4}
    assert type(read["a"]) is int


@pytest.mark.parametrize(
    ("headers", "body", "why"),
    [
        ({}, b"", "empty"),
        ({}, b"{", "not JSON"),
        ({}, b"\xff", "not JSON"),
        ({}, b"[]", "not a JSON object"),
        ({}, b"[" * 99_999, "not JSON"),
        ({"content-type": "text/html; charset=utf-8"}, b"<html>secret</html>", "web page"),
    ],
    ids=["empty", "half", "bytes", "list", "deep", "page"],
)
def test_an_answer_that_cannot_be_read_is_reported_with_why_and_is_not_quoted(
    headers: dict[str, str], body: bytes, why: str
) -> None:
    with pytest.raises(InvalidResponseError, match=why) as caught:
        parse_json(HttpResponse(200, headers, body), READING)
    assert "secret" not in caught.value.details


def test_nothing_of_an_answer_shows_in_its_repr() -> None:
    assert "canary" not in repr(HttpResponse(200, {"set-cookie": "canary"}, b"canary"))


@given(
    st.text(st.characters(codec="latin-1"))
    | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,6} \d+:\d+ [+-]?\d*")
)
def test_no_form_of_retry_after_raises(text: str) -> None:
    seconds = HttpResponse(503, {"retry-after": text}).retry_after()
    assert seconds is None or seconds >= 0
    assert map_status_error(HttpResponse(502, {"retry-after": text}), READING) is not None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (119, "in 119 seconds"),
        (3 * 3600, "at 13:00, in 180 minutes"),
        (3 * 86400, "after 2026-03-05 10:00"),
        (1e9, "after 2057-11-08 11:46"),
        (1e300, "much later"),
    ],
)
def test_a_long_wait_names_the_time_of_its_end(seconds: float, text: str) -> None:
    assert describe_wait(seconds, datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC)) == text


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_long_wait_after_an_error_of_the_provider_is_reported(status: int) -> None:
    failure = map_status_error(HttpResponse(status, {"retry-after": "1000000000"}), READING)
    assert failure is not None
    assert "reported an error. Try again after 20" in failure.message


PAGES = [
    HttpResponse(200, {"content-type": "text/html; charset=utf-8"}, b"Sign in"),
    HttpResponse(200, {"content-type": "application/xhtml+xml"}, b"<a/>"),
    HttpResponse(200, {"content-type": "application/xml"}, b"\n <!DOCTYPE HTML><html><body>secret</body></html>"),
    HttpResponse(200, {}, b"<html xmlns='http://www.w3.org/1999/xhtml'/>"),
]


@pytest.mark.parametrize("page", PAGES)
def test_a_web_page_in_place_of_data_is_reported_as_one(page: HttpResponse) -> None:
    with pytest.raises(InvalidResponseError, match=r"a web page arrived instead of data.*SSO") as caught:
        check_not_web_page(page, READING)
    assert "secret" not in caught.value.details
    with pytest.raises(OutcomeUnknownError, match="may not have received the change"):
        check_not_web_page(page, WRITING)


def test_data_and_errors_are_no_web_pages() -> None:
    check_not_web_page(HttpResponse(200, {"content-type": "application/xml"}, b"<user><html/></user>"), READING)
    check_not_web_page(HttpResponse(200, {}, b'{"html": 1}'), READING)
    check_not_web_page(HttpResponse(204), WRITING)
    check_not_web_page(HttpResponse(502, {"content-type": "text/html"}, b"<html>"), READING)
