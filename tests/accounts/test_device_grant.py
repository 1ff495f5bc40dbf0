from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest

from tui_callsettings import paths
from tui_callsettings.accounts.credential import Secret
from tui_callsettings.accounts.device_grant import (
    SCOPES,
    AuthorizationDenied,
    AuthorizationGranted,
    AuthorizationPending,
    CodeExpired,
    DeviceCode,
    DeviceGrant,
    Event,
    SlowDown,
    load_client_secret,
)
from tui_callsettings.errors import CallSettingsError, ConfigurationError, InvalidResponseError, UnreachableError
from tui_callsettings.models.account import Account

WORK = Account("work", "webex", client_id="C1")
SECRET = Secret("canary-client")
CODE = {
    "device_code": "canary-device",
    "user_code": "123456",
    "verification_uri": "https://login.example.com/verify",
    "verification_uri_complete": "https://login.example.com/verify?userCode=123456",
    "expires_in": 300,
    "interval": 2,
}
TOKENS = {
    "access_token": "canary-access",
    "expires_in": 100,
    "refresh_token": "canary-refresh",
    "refresh_token_expires_in": 1000,
}
PENDING = (428, {"message": "authorization_pending"})


class Provider:
    """Answers the polls one after the other; time passes only during a sleep."""

    def __init__(self, *polls: tuple[int, object] | Exception, code: tuple[int, object] = (200, CODE)) -> None:
        self.polls = list(polls)
        self.code = code
        self.requests: list[httpx.Request] = []
        self.now = 5000.0
        self.slept: list[float] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.code if request.url.path.endswith("/device/authorize") else self.polls.pop(0)
        if isinstance(reply, Exception):
            raise reply
        status, body = reply
        headers = {"TrackingID": "T1"} | ({"Retry-After": "20"} if status == 429 else {})
        if isinstance(body, str):
            return httpx.Response(status, text=body, headers=headers)
        return httpx.Response(status, json=body, headers=headers)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def grant(self, account: Account = WORK) -> DeviceGrant:
        transport = httpx.MockTransport(self.answer)
        return DeviceGrant(account, SECRET, transport=transport, clock=lambda: self.now, sleep=self.sleep)

    def events(self) -> AsyncGenerator[Event, None]:
        return self.grant().events()


async def all_of(events: AsyncGenerator[Event, None]) -> list[Event]:
    return [event async for event in events]


async def test_granted() -> None:
    provider = Provider(PENDING, PENDING, (200, TOKENS))
    code, first, second, granted = await all_of(provider.events())
    assert isinstance(code, DeviceCode)
    assert (code.user_code, code.verification_uri, code.expires_at) == ("123456", CODE["verification_uri"], 5300.0)
    assert code.verification_uri_complete == CODE["verification_uri_complete"]
    assert first == AuthorizationPending(298.0, 2.0)
    assert second == AuthorizationPending(296.0, 2.0)
    assert isinstance(granted, AuthorizationGranted)
    credential = granted.credential
    assert credential.authorization() == "Bearer canary-access"
    assert (credential.expires_at, credential.refresh_expires_at) == (5106.0, 6006.0)
    assert (credential.client_id, credential.client_secret, credential.is_refreshable) == ("C1", SECRET, True)
    assert credential.origin == "https://webexapis.com:443"
    assert "canary" not in repr([code, granted])


async def test_what_is_sent() -> None:
    provider = Provider((200, TOKENS))
    await all_of(provider.events())
    ask, poll = provider.requests
    assert str(ask.url) == "https://webexapis.com/v1/device/authorize"
    assert parse_qs(ask.content.decode()) == {"client_id": ["C1"], "scope": [" ".join(SCOPES)]}
    assert str(poll.url) == "https://webexapis.com/v1/device/token"
    assert poll.headers["Authorization"] == "Basic QzE6Y2FuYXJ5LWNsaWVudA=="
    assert parse_qs(poll.content.decode()) == {
        "grant_type": ["urn:ietf:params:oauth:grant-type:device_code"],
        "device_code": ["canary-device"],
        "client_id": ["C1"],
    }


@pytest.mark.parametrize(
    ("reply", "interval"),
    [
        ((400, {"error": "slow_down"}), 7.0),
        ((400, {"message": "x", "errors": [{"description": "slow_down"}]}), 7.0),
        ((429, ""), 20.0),
        ((502, "<html>"), 4.0),
        (httpx.ReadTimeout("late"), 4.0),
    ],
)
async def test_longer_pauses(reply: tuple[int, object] | Exception, interval: float) -> None:
    provider = Provider(reply, PENDING, (200, TOKENS))
    events = await all_of(provider.events())
    assert isinstance(events[1], SlowDown)
    assert events[1].interval == interval
    assert provider.slept == [2.0, interval, interval]
    assert isinstance(events[-1], AuthorizationGranted)


async def test_pauses_grow_no_longer_than_a_minute() -> None:
    provider = Provider(*[(503, "")] * 20)
    events = await all_of(provider.events())
    assert max(provider.slept) == 60.0
    assert isinstance(events[-1], CodeExpired)


async def test_pending_may_be_400() -> None:
    provider = Provider((400, {"error": "authorization_pending"}), (200, TOKENS))
    assert isinstance((await all_of(provider.events()))[1], AuthorizationPending)


async def test_expiry_and_a_new_code() -> None:
    provider = Provider(*[PENDING] * 149)
    grant = provider.grant()
    events = await all_of(grant.events())
    assert events[-1] == CodeExpired()
    assert provider.now == 5300.0
    assert len(provider.requests) == 150
    provider.polls = [(400, {"error": "expired_token"})]
    assert [type(event) for event in await all_of(grant.events())] == [DeviceCode, CodeExpired]


async def test_cancelling_at_any_point_asks_no_more() -> None:
    provider = Provider(PENDING)
    async with aclosing(provider.grant().events()) as events:
        async for event in events:
            if isinstance(event, AuthorizationPending):
                break
    assert len(provider.requests) == 2


@pytest.mark.parametrize(
    ("reply", "provider_message"),
    [
        ((400, {"error": "access_denied"}), "refused on the other device"),
        ((400, {"error": "access_denied", "error_description": "Blocked by policy"}), "ask your administrator"),
        ((403, {"message": "Integration not allowed"}), "blocked by your organization: ask your administrator"),
        ((401, {"error": "invalid_client"}), "CALLSETTINGS_CLIENT_SECRET"),
        ((400, {"error": "invalid_grant"}), "Request a new one"),
        ((418, "teapot"), "status 418"),
        ((200, {"token": "x"}), "no usable token"),
        ((200, {"access_token": "a\r\nb"}), "no usable token"),
    ],
)
async def test_refused(reply: tuple[int, object], provider_message: str) -> None:
    events = await all_of(Provider(reply).events())
    refused = events[-1]
    assert isinstance(refused, AuthorizationDenied)
    assert provider_message in refused.reason
    assert refused.tracking_id == "T1"


async def test_the_providers_words_are_one_plain_line() -> None:
    events = await all_of(Provider((403, {"message": "no\x1b[2J\r\nway " + "x" * 500})).events())
    refused = events[-1]
    assert isinstance(refused, AuthorizationDenied)
    assert refused.provider_message.startswith("no[2J way xxx")
    assert len(refused.provider_message) <= 300


@pytest.mark.parametrize(
    ("code", "error", "provider_message"),
    [
        ((500, ""), UnreachableError, "reported an error"),
        ((503, ""), UnreachableError, "reported an error"),
        ((401, {"error": "invalid_client"}), CallSettingsError, "client ID or secret"),
        ((400, {"error": "invalid_scope"}), CallSettingsError, "spark:telephony_config_write"),
        ((403, {}), CallSettingsError, "administrator"),
        ((200, []), InvalidResponseError, "no usable code"),
        ((200, CODE | {"expires_in": True}), InvalidResponseError, "no usable code"),
        ((200, CODE | {"expires_in": -1}), InvalidResponseError, "no usable code"),
        ((200, CODE | {"user_code": "\x1b"}), InvalidResponseError, "no usable code"),
        ((200, CODE | {"verification_uri": "http://evil.example.com"}), InvalidResponseError, "no usable code"),
        ((200, CODE | {"verification_uri": "javascript:alert(1)"}), InvalidResponseError, "no usable code"),
        ((200, CODE | {"verification_uri": "https://x/\x1b[2J"}), InvalidResponseError, "no usable code"),
    ],
)
async def test_no_code(code: tuple[int, object], error: type[CallSettingsError], provider_message: str) -> None:
    with pytest.raises(error, match=provider_message):
        await all_of(Provider(code=code).events())


async def test_a_code_without_an_address_for_a_camera() -> None:
    values = {name: value for name, value in CODE.items() if name not in ("verification_uri_complete", "interval")}
    provider = Provider((200, TOKENS), code=(200, values))
    code = (await all_of(provider.events()))[0]
    assert isinstance(code, DeviceCode)
    assert code.verification_uri_complete == ""
    assert provider.slept == [5.0]


@pytest.mark.parametrize(
    ("account", "secret", "provider_message"),
    [
        (replace(WORK, client_id=""), SECRET, r"client_id = .* under \[accounts\.work\]"),
        (WORK, None, "CALLSETTINGS_CLIENT_SECRET"),
        (Account("desk", "broadworks", base_url="https://x", user="j"), SECRET, "with a password"),
    ],
)
def test_what_cannot_sign_in_with_a_code(account: Account, secret: Secret | None, provider_message: str) -> None:
    with pytest.raises(ConfigurationError, match=provider_message):
        DeviceGrant(account, secret)


def test_the_client_secret_from_the_environment(home: Path) -> None:
    assert load_client_secret({"CALLSETTINGS_CLIENT_SECRET": " s \n"}) == Secret("s")
    assert load_client_secret({}) is None
    paths.restrict_to_home(home)
    assert load_client_secret({"CALLSETTINGS_CLIENT_SECRET": "s"}) is None
