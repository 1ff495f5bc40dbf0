"""Connections that are there before the first request, on real sockets."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import trustme

from tests.fakes.credentials import FixedCredentials
from tui_callsettings.backends.pool_transport import PoolTransport
from tui_callsettings.backends.preconnect import CONNECTION_COUNT, Preconnections, claim, preconnect
from tui_callsettings.backends.transport import HttpClient
from tui_callsettings.errors import ConfigurationError, UnreachableError

HOST = "127.0.0.1"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Provider:
    """Counts connections and requests, and answers when it may."""

    def __init__(self) -> None:
        self.url = ""
        self.connections = self.ended = 0
        self.requests: list[bytes] = []
        self.news = asyncio.Condition()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._noted("connections")
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                await self._noted()
                await self.may_answer.wait()
                writer.write(OK)
        writer.close()
        await self._noted("ended")

    async def _noted(self, what: str = "") -> None:
        async with self.news:
            if what:
                setattr(self, what, getattr(self, what) + 1)
            self.news.notify_all()

    async def until(self, *, connections: int = 0, ended: int = 0, requests: int = 0) -> None:
        async with self.news:
            await self.news.wait_for(
                lambda: self.connections >= connections and self.ended >= ended and len(self.requests) >= requests
            )


@pytest.fixture(autouse=True)
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


@pytest.fixture
def served(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    return context


@pytest.fixture
async def provider(served: ssl.SSLContext) -> AsyncIterator[Provider]:
    provider = Provider()
    async with await asyncio.start_server(provider.talk, HOST, 0, ssl=served) as server:
        provider.url = f"https://{HOST}:{server.sockets[0].getsockname()[1]}"
        yield provider
        await provider.until(ended=provider.connections)


@asynccontextmanager
async def connecting(url: str) -> AsyncIterator[None]:
    task = asyncio.create_task(preconnect(url))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[HttpClient]:
    client = HttpClient("Webex Calling", url, FixedCredentials())
    try:
        yield client
    finally:
        await client.close()


async def read(client: HttpClient, count: int) -> None:
    answers = await asyncio.gather(*(client.get(f"/{number}", action="read") for number in range(count)))
    assert [answer.body for answer in answers] == [b"{}"] * count


async def test_all_connections_stand_before_the_first_request_which_needs_no_other(provider: Provider) -> None:
    async with connecting(provider.url), opened(provider.url) as client:
        await provider.until(connections=CONNECTION_COUNT)
        assert provider.requests == []
        provider.may_answer.clear()
        reading = asyncio.create_task(read(client, CONNECTION_COUNT))
        await provider.until(requests=CONNECTION_COUNT)
        provider.may_answer.set()
        await reading
    assert provider.connections == CONNECTION_COUNT


async def test_more_requests_than_connections_open_the_missing_ones(provider: Provider) -> None:
    async with connecting(provider.url), opened(provider.url) as client:
        provider.may_answer.clear()
        reading = asyncio.create_task(read(client, CONNECTION_COUNT + 2))
        await provider.until(requests=CONNECTION_COUNT + 2)
        provider.may_answer.set()
        await reading
    assert provider.connections == CONNECTION_COUNT + 2


async def test_what_nobody_takes_is_closed_and_the_next_request_connects_for_itself(provider: Provider) -> None:
    async with connecting(provider.url):
        await provider.until(connections=CONNECTION_COUNT)
    await provider.until(ended=CONNECTION_COUNT)
    async with opened(provider.url) as client:
        await read(client, 1)
    assert provider.connections == CONNECTION_COUNT + 1


async def test_a_connection_that_failed_ahead_is_made_again(served: ssl.SSLContext) -> None:
    provider = Provider()
    with socket.socket() as bound:
        # Bound and not listening, it refuses.
        bound.bind((HOST, 0))
        port = bound.getsockname()[1]
        ahead = Preconnections(HOST, port)
        await asyncio.wait(ahead._streams)
        async with await asyncio.start_server(provider.talk, sock=bound, ssl=served):
            transport = PoolTransport(await ahead.open_pool(httpx.Limits()))
            async with httpx.AsyncClient(transport=transport) as client:
                assert (await client.get(f"https://{HOST}:{port}/")).json() == {}
            await ahead.close()
            await provider.until(ended=1)
    assert provider.connections == 1


async def test_a_certificate_of_nobody_we_know_is_reported(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    async with connecting(provider.url), opened(provider.url) as client:
        with pytest.raises(UnreachableError, match="SSL_CERT_FILE"):
            await client.get("/", action="read")
    assert provider.requests == []


async def test_certificates_that_cannot_be_read_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    url = f"https://{HOST}:9"
    async with connecting(url), opened(url) as client:
        await asyncio.sleep(0)
        with pytest.raises(ConfigurationError, match=r"none\.pem"):
            await client.get("/", action="read")


@pytest.mark.parametrize(
    ("url", "variable"),
    [
        (f"https://{HOST}:9", "HTTPS_PROXY"),
        (f"https://{HOST}:9", "all_proxy"),
        (f"http://{HOST}:9", "NO_PROXY"),
        ("https://[broken", "NO_PROXY"),
        ("", "NO_PROXY"),
    ],
)
async def test_nothing_is_opened_past_a_proxy_or_without_tls(
    url: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, f"http://{HOST}:9")
    await preconnect(url)
    assert claim(url) is None
