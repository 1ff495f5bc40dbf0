"""Where secrets may be sent: https anywhere, plain http to this machine alone."""

import pytest

from tui_callsettings.models.base_url import BaseUrlError, is_loopback, parse_base_url

UNPROTECTED = "would send your sign-in unprotected"


@pytest.mark.parametrize(
    "text",
    ["https://example.com", "https://example.com/v1", "http://localhost:1", "http://127.0.0.1/v1", "http://[::1]"],
)
def test_these_are_taken_as_they_are(text: str) -> None:
    assert parse_base_url(text) == parse_base_url(f"{text}/") == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("http://example.com/v1", UNPROTECTED),
        ("http://192.168.0.1", UNPROTECTED),
        ("http://localhost.example.com", UNPROTECTED),
        ("ftp://localhost", "is not a web address"),
        ("https://", "is not a web address"),
        ("https://example.com:port", "is not a web address"),
        ("https://jane@example.com", "has a user or password in it"),
        ("https://:secret@example.com", "has a user or password in it"),
        ("https://example.com?a=1", 'has a "?" or "#" in it'),
        ("https://example.com#a", 'has a "?" or "#" in it'),
        ("https://example.com/a b", "has a space or a control character in it"),
        ("https://example.com/\x1b", "has a space or a control character in it"),
    ],
)
def test_these_are_refused_without_repeating_a_password(text: str, problem: str) -> None:
    with pytest.raises(BaseUrlError) as caught:
        parse_base_url(text)
    assert caught.value.problem.startswith(problem)
    assert "secret" not in caught.value.problem


def test_plain_http_to_this_machine_can_be_forbidden_too() -> None:
    with pytest.raises(BaseUrlError, match=UNPROTECTED):
        parse_base_url("http://127.0.0.1", allow_plain_http=False)
    assert parse_base_url("https://example.com", allow_plain_http=False) == "https://example.com"


def test_what_this_machine_is_called() -> None:
    assert [host for host in ("localhost", "127.9.9.9", "::1", "10.0.0.1", "example.com", "") if is_loopback(host)] == [
        "localhost",
        "127.9.9.9",
        "::1",
    ]
