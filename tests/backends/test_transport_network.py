"""What only a real socket can show: certificates, proxies, and a connection that drops."""

import asyncio
import contextlib
import datetime
import gzip
import socket
import ssl
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from tests.fakes.credentials import FixedCredentials
from tui_callsettings.backends.preconnect import preconnect
from tui_callsettings.backends.transport import Body, HttpClient
from tui_callsettings.errors import (
    InvalidResponseError,
    NotSignedInError,
    OutcomeUnknownError,
    TlsError,
    UnreachableError,
)

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(talk: Talk, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


def answering(answer: bytes, heads: list[bytes]) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()

    return talk


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[HttpClient]:
    async def no_pause(_: float) -> None: ...

    client = HttpClient("Webex Calling", url, FixedCredentials(), sleep=no_pause)
    try:
        yield client
    finally:
        await client.close()


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def served(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


async def test_a_certificate_from_ssl_cert_file_is_trusted(
    authority: trustme.CA, served: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    heads: list[bytes] = []
    async with listening(answering(OK, heads), served) as port, opened(f"https://localhost:{port}") as client:
        assert (await client.get("/x", action="read")).body == b"{}"


async def test_a_certificate_of_nobody_we_know_is_refused_before_anything_is_sent(
    served: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    heads: list[bytes] = []
    async with listening(answering(OK, heads), served) as port, opened(f"https://localhost:{port}") as client:
        with pytest.raises(UnreachableError, match="SSL_CERT_FILE"):
            await client.get("/x", action="read")
    assert heads == []


async def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[bytes] = []
    refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    async with listening(answering(refusal, heads)) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        async with opened("https://calls.example/v1") as client:
            with pytest.raises(UnreachableError, match="no connection"):
                await client.get("/x", action="read")
    assert heads[0].startswith(b"CONNECT calls.example:443 ")
    assert b"Bearer" not in b"".join(heads)


async def test_no_proxy_sees_what_is_meant_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    at_proxy: list[bytes] = []
    heads: list[bytes] = []
    async with listening(answering(OK, at_proxy)) as proxy, listening(answering(OK, heads)) as port:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy}")
        async with opened(f"http://127.0.0.1:{port}") as client:
            assert (await client.get("/x", action="read")).status == 200
    assert at_proxy == []
    assert b"Authorization: Bearer token" in heads[0]


async def test_a_provider_that_hangs_up_leaves_a_change_unknown_and_sends_it_once() -> None:
    heads: list[bytes] = []
    async with listening(answering(b"", heads)) as port, opened(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(OutcomeUnknownError):
            await client.send("PUT", "/x", Body("application/json", b"{}"), action="change voicemail")
    assert len(heads) == 1


async def test_half_an_answer_is_no_answer() -> None:
    heads: list[bytes] = []
    half = b'HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{"enabled": tr'
    async with listening(answering(half, heads)) as port, opened(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(InvalidResponseError, match="broke off"):
            await client.get("/x", action="read voicemail")
    assert len(heads) == 3


async def test_nobody_listening_is_reported_with_the_host() -> None:
    async with listening(answering(OK, [])) as port:
        pass
    async with opened(f"http://127.0.0.1:{port}") as client:
        for request in (
            client.get("/x", action="read"),
            client.send("PUT", "/x", Body("application/json", b"{}"), action="change"),
        ):
            with pytest.raises(UnreachableError, match=r"127\.0\.0\.1"):
                await request


async def ask(context: ssl.SSLContext | None, *, is_preconnected: bool = False) -> TlsError:
    """The failure of a read and of a change at a server with this TLS; neither sends anything."""
    heads: list[bytes] = []
    async with listening(answering(OK, heads), context) as port, opened(f"https://localhost:{port}") as client:
        task = asyncio.create_task(preconnect(f"https://localhost:{port}")) if is_preconnected else None
        await asyncio.sleep(0)
        with pytest.raises(TlsError) as caught:
            await client.get("/x", action="read")
        with pytest.raises(TlsError) as caught_write:
            await client.send("PUT", "/x", Body("application/json", b"{}"), action="change")
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
    assert caught_write.value.message == caught.value.message
    assert b"Bearer" not in b"".join(heads)
    return caught.value


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("is_preconnected", [False, True])
async def test_a_certificate_for_another_name_is_reported_as_one(authority: trustme.CA, is_preconnected: bool) -> None:
    failure = await ask(serving(authority.issue_cert("other.example")), is_preconnected=is_preconnected)
    assert "is for another name" in failure.message
    assert "localhost:" in failure.message


@pytest.mark.usefixtures("trusted")
async def test_an_expired_certificate_is_reported_as_one(authority: trustme.CA) -> None:
    past = datetime.datetime.now(tz=datetime.UTC) - datetime.timedelta(days=2)
    certificate = authority.issue_cert("localhost", not_before=past, not_after=past + datetime.timedelta(days=1))
    assert "has expired" in (await ask(serving(certificate))).message


@pytest.mark.usefixtures("trusted")
async def test_a_certificate_of_tomorrow_is_reported_as_one(authority: trustme.CA) -> None:
    tomorrow = datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(days=1)
    certificate = authority.issue_cert("localhost", not_before=tomorrow)
    assert "is not valid yet" in (await ask(serving(certificate))).message


async def test_an_unknown_authority_is_reported_as_one(served: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert "an authority that this machine does not trust" in (await ask(served)).message


@pytest.mark.usefixtures("trusted")
async def test_a_protocol_that_is_too_old_is_reported_as_one(served: ssl.SSLContext) -> None:
    served.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        served.minimum_version = ssl.TLSVersion.TLSv1
        served.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_server(("127.0.0.1", 0)) as server:
        # Not asyncio's server, which closes without the alert that names the cause.
        answering_thread = threading.Thread(target=_shake_hands, args=(server, served))
        answering_thread.start()
        async with opened(f"https://localhost:{server.getsockname()[1]}") as client:
            with pytest.raises(TlsError, match="too old to be safe"):
                await client.get("/x", action="read")
        answering_thread.join()


def _shake_hands(server: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = server.accept()
    with connection, contextlib.suppress(ssl.SSLError):
        context.wrap_socket(connection, server_side=True)


@pytest.mark.usefixtures("trusted")
async def test_a_server_without_tls_is_reported_as_one() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with listening(talk) as port, opened(f"https://localhost:{port}") as client:
        with pytest.raises(TlsError, match="does not answer with TLS"):
            await client.get("/x", action="read")


async def test_a_wrong_password_reaches_a_server_once_for_many_reads() -> None:
    heads: list[bytes] = []
    refusal = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
    async with listening(answering(refusal, heads)) as port:
        client = HttpClient("Cisco UCM", f"http://127.0.0.1:{port}", FixedCredentials(is_known_good=False))
        reads = (client.get(f"/{number}", action="read") for number in range(6))
        answers = await asyncio.gather(*reads, return_exceptions=True)
        await client.close()
    assert {type(answer) for answer in answers} == {NotSignedInError}
    assert len(heads) == 1


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip"])
async def test_a_bomb_on_the_wire_ends_at_the_limit(encoding: str) -> None:
    bomb = gzip.compress(bytes(100_000_000))
    if "," in encoding:
        bomb = gzip.compress(bomb)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    heads: list[bytes] = []
    async with listening(answering(head + bomb, heads)) as port, opened(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(InvalidResponseError, match=r"larger than 2 MB|compressed in a way"):
            await client.get("/x", action="read")
    assert len(heads) == 1


async def test_a_gateway_that_asks_for_a_wait_of_years_ends_a_read_at_once() -> None:
    head = b"HTTP/1.1 502 Bad Gateway\r\nRetry-After: 1000000000\r\nContent-Length: 0\r\n\r\n"
    heads: list[bytes] = []
    async with listening(answering(head, heads)) as port, opened(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(UnreachableError, match="Try again after 20"):
            await client.get("/x", action="read")
    assert len(heads) == 1


async def test_a_sign_in_page_in_place_of_data_is_reported_as_one_for_json_and_xml() -> None:
    page = b"<!doctype html><html><body>Sign in</body></html>"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n".encode()
    async with listening(answering(head + page, [])) as port, opened(f"http://127.0.0.1:{port}") as client:
        for accept in ("application/json", "application/xml"):
            with pytest.raises(InvalidResponseError, match="a web page arrived instead of data"):
                await client.get("/x", action="read", accept=accept)
        with pytest.raises(OutcomeUnknownError, match="a web page arrived instead of data"):
            await client.send("PUT", "/x", Body("application/json", b"{}"), action="change")
