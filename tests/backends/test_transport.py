import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from tui_callsettings.backends.response import HttpResponse
from tui_callsettings.backends.transport import Body, HttpClient, Timeouts, parse_url
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

CANARY = "canary-9c1f"
BASE = "https://calls.example/v1"
Handler = Callable[[httpx.Request], httpx.Response]


class FakeCredentials:
    """Credentials whose first value is refused where `fresh` says what comes after it."""

    def __init__(self, fresh: str | None = None) -> None:
        self.current = f"Bearer {CANARY}"
        self.fresh = fresh
        self.renewals: list[str] = []

    async def authorization(self) -> str:
        return self.current

    async def renew(self, refused: str) -> str | None:
        self.renewals.append(refused)
        await asyncio.sleep(0)
        if self.fresh is not None:
            self.current = self.fresh
        return self.fresh


class Provider:
    """Answers requests in turn; the last answer is repeated. Records requests and pauses."""

    def __init__(self, *answers: httpx.Response | Exception | Handler) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.bodies: list[bytes] = []
        self.pauses: list[float] = []

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.bodies.append(await request.aread())
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return answer(request)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def client(self, credentials: FakeCredentials | None = None, timeouts: Timeouts | None = None) -> HttpClient:
        return HttpClient(
            "Webex Calling",
            BASE,
            credentials or FakeCredentials(),
            transport=httpx.MockTransport(self.handle),
            sleep=self.pause,
            timeouts=timeouts,
        )

    async def get(self, credentials: FakeCredentials | None = None) -> HttpResponse:
        return await self.client(credentials).get("/x", action="read voicemail")

    async def put(self, credentials: FakeCredentials | None = None) -> HttpResponse:
        body = Body("application/json", b'{"enabled":true}')
        return await self.client(credentials).send("PUT", "/x", body, action="change voicemail")


def error(kind: type[httpx.RequestError]) -> httpx.RequestError:
    return kind(CANARY, request=httpx.Request("GET", BASE, headers={"Authorization": CANARY}))


async def test_a_request_says_who_asks_and_what_is_wanted() -> None:
    provider = Provider(httpx.Response(200, json={"a": 1}))
    answer = await provider.client().get("/people", action="read", params={"email": "a+b@example.com"})
    [request] = provider.requests
    assert str(request.url) == f"{BASE}/people?email=a%2Bb%40example.com"
    assert request.headers["authorization"] == f"Bearer {CANARY}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"].startswith("tui-callsettings/")
    assert answer.body == b'{"a":1}'


async def test_a_change_is_sent_with_its_length_and_told_as_it_leaves() -> None:
    provider = Provider(httpx.Response(201))
    told: list[tuple[int, int]] = []
    content = bytes(40_000)
    body = Body("audio/wav", content, lambda sent, size: told.append((sent, size)))
    await provider.client().send("POST", "/greeting", body, action="send")
    [request] = provider.requests
    assert request.headers["content-length"] == "40000"
    assert "transfer-encoding" not in request.headers
    assert request.headers["content-type"] == "audio/wav"
    assert provider.bodies == [content]
    assert told == [(16_384, 40_000), (32_768, 40_000), (40_000, 40_000)]


@pytest.mark.parametrize(
    "failing",
    [
        httpx.Response(429),
        httpx.Response(423),
        httpx.Response(500),
        httpx.Response(502),
        httpx.Response(503),
        httpx.Response(504),
        error(httpx.ConnectError),
        error(httpx.ConnectTimeout),
        error(httpx.ReadError),
        error(httpx.ReadTimeout),
        error(httpx.RemoteProtocolError),
    ],
)
async def test_reading_is_tried_three_times_with_random_pauses(failing: httpx.Response | Exception) -> None:
    provider = Provider(failing, failing, httpx.Response(200))
    assert (await provider.get()).status == 200
    assert len(provider.requests) == 3
    assert 0 <= provider.pauses[0] <= 1
    assert 0 <= provider.pauses[1] <= 2

    provider = Provider(failing)
    with pytest.raises(CallSettingsError):
        await provider.get()
    assert len(provider.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 501])
async def test_a_clear_no_is_not_asked_again(status: int) -> None:
    for method in (Provider.get, Provider.put):
        provider = Provider(httpx.Response(status))
        with pytest.raises(CallSettingsError):
            await method(provider)
        assert len(provider.requests) == 1


@pytest.mark.parametrize(
    "failing",
    [
        httpx.Response(429),
        httpx.Response(429, headers={"retry-after": "3"}),
        httpx.Response(503, headers={"retry-after": "3"}),
        error(httpx.ConnectError),
        error(httpx.ConnectTimeout),
    ],
)
async def test_a_change_is_sent_again_if_it_certainly_was_not_processed(failing: httpx.Response | Exception) -> None:
    provider = Provider(failing, httpx.Response(204))
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
        error(httpx.WriteError),
        error(httpx.ReadError),
        error(httpx.ReadTimeout),
        error(httpx.RemoteProtocolError),
    ],
)
async def test_a_change_whose_fate_is_unknown_is_never_sent_again(failing: httpx.Response | Exception) -> None:
    provider = Provider(failing)
    with pytest.raises(OutcomeUnknownError):
        await provider.put()
    assert len(provider.requests) == 1


async def test_a_locked_record_is_not_written_again_blindly() -> None:
    provider = Provider(httpx.Response(423, headers={"retry-after": "2"}))
    with pytest.raises(LockedError) as caught:
        await provider.put()
    assert len(provider.requests) == 1
    assert caught.value.retry_after == 2


async def test_a_short_wait_that_the_provider_asks_for_is_kept() -> None:
    provider = Provider(httpx.Response(429, headers={"retry-after": "15"}), httpx.Response(200))
    assert (await provider.get()).status == 200
    assert provider.pauses == [15]


async def test_after_eight_seconds_of_waiting_nothing_is_asked_again() -> None:
    provider = Provider(httpx.Response(429, headers={"retry-after": "8"}))
    with pytest.raises(RateLimitedError):
        await provider.get()
    assert provider.pauses == [8]


async def test_a_long_wait_is_left_to_the_person() -> None:
    provider = Provider(httpx.Response(429, headers={"retry-after": "16"}))
    with pytest.raises(RateLimitedError) as caught:
        await provider.get()
    assert provider.pauses == []
    assert caught.value.retry_after == 16


async def test_a_refused_sign_in_is_renewed_once_and_the_request_repeated() -> None:
    provider = Provider(httpx.Response(401), httpx.Response(204))
    credentials = FakeCredentials("Bearer fresh")
    assert (await provider.put(credentials)).status == 204
    assert credentials.renewals == [f"Bearer {CANARY}"]
    assert [request.headers["authorization"] for request in provider.requests] == [f"Bearer {CANARY}", "Bearer fresh"]
    assert provider.bodies == [b'{"enabled":true}'] * 2


async def test_a_renewed_sign_in_that_is_refused_too_ends_it() -> None:
    provider = Provider(httpx.Response(401))
    credentials = FakeCredentials("Bearer fresh")
    with pytest.raises(NotSignedInError):
        await provider.get(credentials)
    assert len(provider.requests) == 2


@pytest.mark.parametrize("fresh", ["Bearer fresh", None])
async def test_requests_at_the_same_time_share_one_renewal(fresh: str | None) -> None:
    credentials = FakeCredentials(fresh)
    provider = Provider(lambda r: httpx.Response(401 if CANARY in r.headers["authorization"] else 200))
    client = provider.client(credentials)
    answers = await asyncio.gather(*(client.get("/x", action="read") for _ in range(4)), return_exceptions=True)
    assert len(credentials.renewals) == 1
    expected = NotSignedInError if fresh is None else HttpResponse
    assert [type(answer) for answer in answers] == [expected] * 4


async def test_nobody_signed_in_sends_nothing() -> None:
    provider = Provider(httpx.Response(200))
    client = HttpClient("Webex Calling", BASE, None, transport=httpx.MockTransport(provider.handle))
    with pytest.raises(NotSignedInError, match="not signed in"):
        await client.get("/x", action="read")
    assert provider.requests == []


@pytest.mark.parametrize(
    "location", ["https://evil.example/v1/x", "http://calls.example/v1/x", "//evil.example:8443/x"]
)
async def test_a_redirect_to_another_host_is_refused_by_name(location: str) -> None:
    provider = Provider(httpx.Response(302, headers={"location": location}))
    with pytest.raises(InvalidResponseError, match=r"evil\.example|http://calls\.example"):
        await provider.get()
    assert len(provider.requests) == 1


async def test_a_redirect_within_the_host_is_followed_for_a_read_only() -> None:
    provider = Provider(httpx.Response(307, headers={"location": "/v1/y"}), httpx.Response(200))
    assert (await provider.get()).status == 200
    assert [str(request.url) for request in provider.requests] == [f"{BASE}/x", f"{BASE}/y"]
    assert provider.requests[1].headers["authorization"] == f"Bearer {CANARY}"

    provider = Provider(httpx.Response(307, headers={"location": "/v1/y"}), httpx.Response(200))
    with pytest.raises(InvalidResponseError, match="nothing was changed"):
        await provider.put()
    assert len(provider.requests) == 1


async def test_a_circle_of_redirects_ends() -> None:
    provider = Provider(httpx.Response(302, headers={"location": "/v1/x"}))
    with pytest.raises(InvalidResponseError, match="circles"):
        await provider.get()


class Endless(httpx.AsyncByteStream):
    """A body that never ends; it counts what was taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.taken += 100_000
            yield bytes(100_000)


@pytest.mark.parametrize(("status", "kind"), [(200, InvalidResponseError), (502, UnreachableError)])
async def test_a_huge_body_is_dropped_early(status: int, kind: type[CallSettingsError]) -> None:
    body = Endless()
    provider = Provider(lambda _: httpx.Response(status, stream=body))
    with pytest.raises(kind):
        await provider.get()
    assert body.taken <= 3 * 2_100_000


class Broken(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"enabled": '
        raise httpx.RemoteProtocolError(CANARY)


async def test_a_body_that_breaks_off_is_read_again_but_a_change_stands_by_its_status() -> None:
    provider = Provider(lambda _: httpx.Response(200, stream=Broken()))
    with pytest.raises(InvalidResponseError, match="broke off"):
        await provider.get()
    assert len(provider.requests) == 3

    provider = Provider(lambda _: httpx.Response(200, stream=Broken()))
    assert (await provider.put()).status == 200


class Silent(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        await asyncio.Event().wait()
        yield b""


async def test_an_exchange_has_an_end_even_if_bytes_trickle() -> None:
    provider = Provider(lambda _: httpx.Response(200, stream=Silent()))
    client = provider.client(timeouts=Timeouts(total=0.02))
    with pytest.raises(UnreachableError, match="too long"):
        await client.get("/x", action="read voicemail")
    with pytest.raises(OutcomeUnknownError):
        await client.send("PUT", "/x", Body("application/json", b"{}"), action="change voicemail")


@pytest.mark.parametrize("failing", [error(httpx.ReadError), error(httpx.ConnectError), httpx.Response(401)])
async def test_no_secret_in_an_error_or_a_log(
    failing: httpx.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider = Provider(failing)
    client = provider.client()
    with pytest.raises(CallSettingsError) as caught:
        await client.get("/x", action="read voicemail")
    assert caught.value.__context__ is None
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caught.value.details
    assert CANARY not in shown + caplog.text + repr(client)


async def test_a_secret_that_the_provider_repeats_is_hidden() -> None:
    provider = Provider(httpx.Response(403, json={"message": f"token {CANARY} lacks a scope"}))
    with pytest.raises(CallSettingsError) as caught:
        await provider.get()
    assert caught.value.provider_message == "token [hidden] lacks a scope"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://calls.example/v1", "use https://calls.example"),
        ("ftp://calls.example", "not an address"),
        ("calls.example", "not an address"),
        ("", "not an address"),
        ("https://calls.example:x", "not an address"),
        (f"https://me:{CANARY}@calls.example", "Leave user and password out"),
    ],
)
def test_an_address_that_would_show_secrets_is_refused(url: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why) as caught:
        parse_url(url)
    assert CANARY not in caught.value.message


@pytest.mark.parametrize(
    "url", ["https://calls.example/v1/", "http://127.0.0.1:8080/", "http://localhost:1/", "http://[::1]:8080/"]
)
def test_https_and_this_machine_are_fine_and_the_last_slash_goes(url: str) -> None:
    assert parse_url(url) == url[:-1]


async def test_plain_http_to_this_machine_is_only_for_an_account_on_this_machine() -> None:
    provider = Provider(httpx.Response(200))
    with pytest.raises(ConfigurationError):
        await provider.client().get("http://127.0.0.1:1/xsi", action="read")
    assert provider.requests == []


async def test_certificates_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    client = HttpClient("Webex Calling", BASE, FakeCredentials())
    with pytest.raises(ConfigurationError, match=r"none\.pem"):
        await client.get("/x", action="read")


async def test_a_proxy_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy")
    client = HttpClient("Webex Calling", BASE, FakeCredentials())
    with pytest.raises(ConfigurationError, match="HTTPS_PROXY"):
        await client.get("/x", action="read")
