import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.backends.fake_provider import BASE, CANARY, Endless, FakeCredentials, FakeProvider, connection_error
from tui_callsettings.backends.http_response import HttpResponse
from tui_callsettings.backends.transport import Body, HttpClient, Timeouts
from tui_callsettings.errors import (
    CallSettingsError,
    ConfigurationError,
    InvalidResponseError,
    LockedError,
    NotSignedInError,
    OutcomeUnknownError,
    RateLimitedError,
    UnreachableError,
)


async def test_a_request_identifies_the_program_and_the_media_type() -> None:
    provider = FakeProvider(httpx.Response(200, json={"a": 1}))
    answer = await provider.client().get("/people", action="read", params={"email": "a+b@example.com"})
    [request] = provider.requests
    assert str(request.url) == f"{BASE}/people?email=a%2Bb%40example.com"
    assert request.headers["authorization"] == f"Bearer {CANARY}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"].startswith("tui-callsettings/")
    assert answer.body == b'{"a":1}'


async def test_a_change_is_sent_with_its_length_and_its_progress_is_reported() -> None:
    provider = FakeProvider(httpx.Response(201))
    progress: list[tuple[int, int]] = []
    content = bytes(40_000)
    body = Body("audio/wav", content, lambda sent, size: progress.append((sent, size)))
    await provider.client().send("POST", "/greeting", body, action="send")
    [request] = provider.requests
    assert request.headers["content-length"] == "40000"
    assert "transfer-encoding" not in request.headers
    assert request.headers["content-type"] == "audio/wav"
    assert provider.bodies == [content]
    assert progress == [(16_384, 40_000), (32_768, 40_000), (40_000, 40_000)]


@pytest.mark.parametrize(
    "failing",
    [
        httpx.Response(429),
        httpx.Response(423),
        httpx.Response(500),
        httpx.Response(502),
        httpx.Response(503),
        httpx.Response(504),
        connection_error(httpx.ConnectError),
        connection_error(httpx.ConnectTimeout),
        connection_error(httpx.ReadError),
        connection_error(httpx.ReadTimeout),
        connection_error(httpx.RemoteProtocolError),
    ],
)
async def test_reading_is_tried_three_times_with_random_pauses(failing: httpx.Response | Exception) -> None:
    provider = FakeProvider(failing, failing, httpx.Response(200))
    assert (await provider.get()).status == 200
    assert len(provider.requests) == 3
    assert 0 <= provider.pauses[0] <= 1
    assert 0 <= provider.pauses[1] <= 2

    provider = FakeProvider(failing)
    with pytest.raises(CallSettingsError):
        await provider.get()
    assert len(provider.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 501])
async def test_a_clear_no_is_not_asked_again(status: int) -> None:
    for method in (FakeProvider.get, FakeProvider.put):
        provider = FakeProvider(httpx.Response(status))
        with pytest.raises(CallSettingsError):
            await method(provider)
        assert len(provider.requests) == 1


@pytest.mark.parametrize(
    "failing",
    [
        httpx.Response(429),
        httpx.Response(429, headers={"retry-after": "3"}),
        httpx.Response(503, headers={"retry-after": "3"}),
        connection_error(httpx.ConnectError),
        connection_error(httpx.ConnectTimeout),
    ],
)
async def test_a_change_is_sent_again_if_it_certainly_was_not_processed(failing: httpx.Response | Exception) -> None:
    provider = FakeProvider(failing, httpx.Response(204))
    assert (await provider.put()).status == 204
    assert provider.bodies == [b'{"enabled":true}'] * 2


@pytest.mark.parametrize(
    "failing",
    [
        httpx.Response(408),
        httpx.Response(500),
        httpx.Response(502),
        httpx.Response(503),
        httpx.Response(504),
        connection_error(httpx.WriteError),
        connection_error(httpx.ReadError),
        connection_error(httpx.ReadTimeout),
        connection_error(httpx.RemoteProtocolError),
    ],
)
async def test_a_change_whose_fate_is_unknown_is_never_sent_again(failing: httpx.Response | Exception) -> None:
    provider = FakeProvider(failing)
    with pytest.raises(OutcomeUnknownError):
        await provider.put()
    assert len(provider.requests) == 1


async def test_a_locked_record_is_not_written_again_blindly() -> None:
    provider = FakeProvider(httpx.Response(423, headers={"retry-after": "2"}))
    with pytest.raises(LockedError) as caught:
        await provider.put()
    assert len(provider.requests) == 1
    assert caught.value.retry_after == 2


async def test_a_short_wait_that_the_provider_asks_for_is_kept() -> None:
    provider = FakeProvider(httpx.Response(429, headers={"retry-after": "15"}), httpx.Response(200))
    assert (await provider.get()).status == 200
    assert provider.pauses == [15]


async def test_after_eight_seconds_of_waiting_nothing_is_asked_again() -> None:
    provider = FakeProvider(httpx.Response(429, headers={"retry-after": "8"}))
    with pytest.raises(RateLimitedError):
        await provider.get()
    assert provider.pauses == [8]


async def test_a_long_wait_is_left_to_the_person() -> None:
    provider = FakeProvider(httpx.Response(429, headers={"retry-after": "16"}))
    with pytest.raises(RateLimitedError) as caught:
        await provider.get()
    assert provider.pauses == []
    assert caught.value.retry_after == 16


async def test_a_refused_sign_in_is_renewed_once_and_the_request_repeated() -> None:
    provider = FakeProvider(httpx.Response(401), httpx.Response(204))
    credentials = FakeCredentials("Bearer fresh")
    assert (await provider.put(credentials)).status == 204
    assert credentials.renewals == [f"Bearer {CANARY}"]
    assert provider.authorizations == [f"Bearer {CANARY}", "Bearer fresh"]
    assert provider.bodies == [b'{"enabled":true}'] * 2


async def test_a_renewed_sign_in_that_is_refused_too_ends_it() -> None:
    provider = FakeProvider(httpx.Response(401))
    credentials = FakeCredentials("Bearer fresh")
    with pytest.raises(NotSignedInError):
        await provider.get(credentials)
    assert len(provider.requests) == 2


@pytest.mark.parametrize("fresh", ["Bearer fresh", None])
async def test_requests_at_the_same_time_share_one_renewal(fresh: str | None) -> None:
    credentials = FakeCredentials(fresh)
    provider = FakeProvider(lambda r: httpx.Response(401 if CANARY in r.headers["authorization"] else 200))
    client = provider.client(credentials)
    answers = await asyncio.gather(*(client.get("/x", action="read") for _ in range(4)), return_exceptions=True)
    assert len(credentials.renewals) == 1
    expected = NotSignedInError if fresh is None else HttpResponse
    assert [type(answer) for answer in answers] == [expected] * 4


async def test_nobody_signed_in_sends_nothing() -> None:
    provider = FakeProvider(httpx.Response(200))
    client = HttpClient("Webex Calling", BASE, None, transport=httpx.MockTransport(provider.handle))
    with pytest.raises(NotSignedInError, match="not signed in"):
        await client.get("/x", action="read")
    assert provider.requests == []


@pytest.mark.parametrize(
    "location", ["https://evil.example/v1/x", "http://calls.example/v1/x", "//evil.example:8443/x"]
)
async def test_a_redirect_to_another_host_is_refused_by_name(location: str) -> None:
    provider = FakeProvider(httpx.Response(302, headers={"location": location}))
    with pytest.raises(InvalidResponseError, match=r"evil\.example|http://calls\.example"):
        await provider.get()
    assert len(provider.requests) == 1


async def test_a_redirect_within_the_host_is_followed_for_a_read_only() -> None:
    provider = FakeProvider(httpx.Response(307, headers={"location": "/v1/y"}), httpx.Response(200))
    assert (await provider.get()).status == 200
    assert [str(request.url) for request in provider.requests] == [f"{BASE}/x", f"{BASE}/y"]
    assert provider.requests[1].headers["authorization"] == f"Bearer {CANARY}"

    provider = FakeProvider(httpx.Response(307, headers={"location": "/v1/y"}), httpx.Response(200))
    with pytest.raises(InvalidResponseError, match="nothing was changed"):
        await provider.put()
    assert len(provider.requests) == 1


async def test_a_circle_of_redirects_ends() -> None:
    provider = FakeProvider(httpx.Response(302, headers={"location": "/v1/x"}))
    with pytest.raises(InvalidResponseError, match="redirects in a loop"):
        await provider.get()


@pytest.mark.parametrize(("status", "kind"), [(200, InvalidResponseError), (502, UnreachableError)])
async def test_a_huge_body_is_dropped_early(status: int, kind: type[CallSettingsError]) -> None:
    body = Endless()
    provider = FakeProvider(lambda _: httpx.Response(status, stream=body))
    with pytest.raises(kind):
        await provider.get()
    assert body.taken <= 3 * 2_100_000


class Broken(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"enabled": '
        raise httpx.RemoteProtocolError(CANARY)


async def test_a_body_that_breaks_off_is_read_again_but_a_change_stands_by_its_status() -> None:
    provider = FakeProvider(lambda _: httpx.Response(200, stream=Broken()))
    with pytest.raises(InvalidResponseError, match="broke off"):
        await provider.get()
    assert len(provider.requests) == 3

    provider = FakeProvider(lambda _: httpx.Response(200, stream=Broken()))
    assert (await provider.put()).status == 200


class Silent(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        await asyncio.Event().wait()
        yield b""


async def test_an_exchange_has_an_end_even_if_bytes_trickle() -> None:
    provider = FakeProvider(lambda _: httpx.Response(200, stream=Silent()))
    client = provider.client(timeouts=Timeouts(total=0.02))
    with pytest.raises(UnreachableError, match="too long"):
        await client.get("/x", action="read voicemail")
    with pytest.raises(OutcomeUnknownError):
        await client.send("PUT", "/x", Body("application/json", b"{}"), action="change voicemail")


@pytest.mark.parametrize(
    "failing", [connection_error(httpx.ReadError), connection_error(httpx.ConnectError), httpx.Response(401)]
)
async def test_no_secret_in_an_error_or_a_log(
    failing: httpx.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider = FakeProvider(failing)
    client = provider.client()
    with pytest.raises(CallSettingsError) as caught:
        await client.get("/x", action="read voicemail")
    assert caught.value.__context__ is None
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caught.value.details
    assert CANARY not in shown + caplog.text + repr(client)


async def test_a_secret_that_the_provider_repeats_is_hidden() -> None:
    provider = FakeProvider(httpx.Response(403, json={"message": f"token {CANARY} lacks a scope"}))
    with pytest.raises(CallSettingsError) as caught:
        await provider.get()
    assert caught.value.provider_message == "token [hidden] lacks a scope"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://calls.example/v1", 'use "https://calls.example/v1"'),
        ("ftp://calls.example", "is not a web address"),
        ("calls.example", "is not a web address"),
        ("", "is not a web address"),
        ("https://calls.example:x", "is not a web address"),
        (f"https://me:{CANARY}@calls.example", '"https://calls.example" has a user or password in it'),
    ],
)
def test_an_address_that_would_show_secrets_is_refused(url: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why) as caught:
        HttpClient("Webex Calling", url, FakeCredentials())
    assert CANARY not in caught.value.message


@pytest.mark.parametrize(
    "url", ["https://calls.example/v1/", "http://127.0.0.1:8080/", "http://localhost:1/", "http://[::1]:8080/"]
)
def test_https_and_this_machine_are_fine_and_the_last_slash_goes(url: str) -> None:
    assert HttpClient("Webex Calling", url, FakeCredentials()).base_url == url[:-1]


async def test_plain_http_to_this_machine_is_only_for_an_account_on_this_machine() -> None:
    provider = FakeProvider(httpx.Response(200))
    with pytest.raises(ConfigurationError):
        await provider.client().get("http://127.0.0.1:1/xsi", action="read")
    assert provider.requests == []


async def test_certificates_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    client = HttpClient("Webex Calling", BASE, FakeCredentials())
    with pytest.raises(ConfigurationError, match=r"none\.pem"):
        await client.get("/x", action="read")


async def test_a_proxy_that_is_none_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy")
    client = HttpClient("Webex Calling", BASE, FakeCredentials())
    with pytest.raises(ConfigurationError, match="HTTPS_PROXY"):
        await client.get("/x", action="read")


@pytest.mark.parametrize("proxy", ["http://proxy:abc", "socks9://proxy:1"])
async def test_an_odd_proxy_is_reported(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    client = HttpClient("Webex Calling", BASE, FakeCredentials())
    with pytest.raises(ConfigurationError, match="not a valid address"):
        await client.get("/x", action="read")


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_wait_of_years_ends_a_read_at_once(status: int) -> None:
    provider = FakeProvider(httpx.Response(status, headers={"retry-after": "1000000000"}))
    with pytest.raises(UnreachableError, match="Try again after 20"):
        await provider.get()
    assert provider.pauses == []
