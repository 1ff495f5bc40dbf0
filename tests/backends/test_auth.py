"""Which requests are sent with a credential that the provider rejects, or may not see."""

import asyncio

import httpx
import pytest

from tests.backends.fake_provider import BASE, CANARY, FakeCredentials, FakeProvider
from tui_callsettings.backends.http_response import HttpResponse
from tui_callsettings.backends.transport import Body, HttpClient
from tui_callsettings.errors import (
    ConfigurationError,
    NotAllowedError,
    NotSignedInError,
)


def unproven() -> FakeCredentials:
    credentials = FakeCredentials()
    credentials.proven = ""
    return credentials


async def read_many(client: HttpClient, count: int = 5) -> list[object]:
    reads = (client.get(f"/{number}", action="read") for number in range(count))
    return await asyncio.gather(*reads, return_exceptions=True)


async def test_a_wrong_credential_is_sent_once_however_many_read_at_once_and_later() -> None:
    provider = FakeProvider(httpx.Response(401))
    credentials = unproven()
    client = provider.client(credentials)
    for _ in range(3):
        assert {type(answer) for answer in await read_many(client)} == {NotSignedInError}
    body = Body("application/json", b"{}")
    with pytest.raises(NotSignedInError):
        await client.send("PUT", "/x", body, action="change")
    assert len(provider.requests) == 1
    assert credentials.results == [(f"Bearer {CANARY}", False)]


async def test_reads_of_an_unproven_credential_wait_for_the_first_answer_and_then_run_together() -> None:
    waiting, most, answered = 0, 0, 0

    async def handle(request: httpx.Request) -> httpx.Response:
        nonlocal waiting, most, answered
        waiting += 1
        if not answered:
            assert waiting == 1
        most = max(most, waiting)
        for _ in range(20):
            await asyncio.sleep(0)
        waiting -= 1
        answered += 1
        return httpx.Response(200)

    client = HttpClient("Webex Calling", BASE, unproven(), transport=httpx.MockTransport(handle))
    assert {type(answer) for answer in await read_many(client)} == {HttpResponse}
    assert most == 4


async def test_a_changed_credential_is_tried_again() -> None:
    provider = FakeProvider(lambda r: httpx.Response(401 if CANARY in r.headers["authorization"] else 200))
    credentials = unproven()
    client = provider.client(credentials)
    await read_many(client)
    credentials.current = "Bearer other"
    assert {type(answer) for answer in await read_many(client)} == {HttpResponse}
    assert credentials.results == [(f"Bearer {CANARY}", False), ("Bearer other", True)]


async def test_what_another_host_rejects_is_still_used_at_the_accounts_own() -> None:
    provider = FakeProvider(lambda r: httpx.Response(401 if r.url.host == "xsi.calls.test" else 200))
    credentials = unproven()
    client = HttpClient(
        "Webex Calling",
        BASE,
        credentials,
        transport=httpx.MockTransport(provider.handle),
        trusted_suffixes=(".calls.test",),
    )
    for _ in range(2):
        with pytest.raises(NotSignedInError):
            await client.get("https://xsi.calls.test/x", action="read")
    assert (await client.get("/x", action="read")).status == 200
    assert [request.url.host for request in provider.requests] == ["xsi.calls.test", "calls.example"]
    assert credentials.results == [(f"Bearer {CANARY}", True)]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/x",
        "https://calls.test.evil.test/x",
        "https://evilcalls.test/x",
        "https://calls.test/x",
        "https://xsi.calls.test@evil.test/x",
        "https://127.0.0.1/x",
    ],
)
async def test_the_credential_is_sent_to_no_host_that_is_not_the_providers(url: str) -> None:
    provider = FakeProvider(httpx.Response(200))
    client = HttpClient(
        "Webex Calling",
        BASE,
        FakeCredentials(),
        transport=httpx.MockTransport(provider.handle),
        trusted_suffixes=(".calls.test",),
    )
    with pytest.raises((NotAllowedError, ConfigurationError)):
        await client.get(url, action="read")
    assert provider.requests == []
    assert (await client.get("https://XSI.calls.test/x", action="read")).status == 200
