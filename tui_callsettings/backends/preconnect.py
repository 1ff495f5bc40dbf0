"""Open connections while the program is still being loaded, before there is a request for them.

A connection takes two round trips (TCP, TLS), which are over, or under way, when the first requests are ready to go.
`tests.benchmarks.tls`: at 100 ms a round trip the editor has read everything after 507 ms instead of 666.
"""

import asyncio
import os
import ssl
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

import certifi
import httpcore

if TYPE_CHECKING:
    import httpx

CONNECTION_COUNT = 6
"""As many requests as Webex receives at once for the first reading of a person's settings."""
_SECONDS = 8.0
"""The time for which an unused connection is kept; the other end may close it some time later."""


class Preconnections(httpcore.AsyncNetworkBackend):
    """The network of one pool: its first requests to one server find an open connection.

    A connection that fails ahead is no error: the request then connects for itself and reports the cause.

    Args:
        host: the server, as the address names it.
        port: likewise.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._network = httpcore.AnyIOBackend()
        self._context = asyncio.create_task(asyncio.to_thread(ssl_context))
        self._streams = [asyncio.create_task(self._open_stream()) for _ in range(CONNECTION_COUNT)]

    async def open_pool(self, limits: "httpx.Limits") -> httpcore.AsyncConnectionPool:
        """Return a connection pool on this network.

        Raises:
            OSError: the certificates to trust cannot be read.
        """
        return httpcore.AsyncConnectionPool(
            ssl_context=await self._context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=self,
        )

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore calls it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a connection that was opened ahead, if one is left, else a new one."""
        if (host, port) == self._server and self._streams:
            try:
                async with asyncio.timeout(timeout):
                    return _SecureStream(await self._streams.pop(0))
            except TimeoutError:
                raise httpcore.ConnectTimeout from None
            except (httpcore.ConnectError, httpcore.ConnectTimeout, OSError):
                pass
        return await self._network.connect_tcp(host, port, timeout, local_address, socket_options)

    async def close(self) -> None:
        """Close the connections that no request has used."""
        unused, self._streams = self._streams, []
        for task in unused:
            task.cancel()
        for stream in await asyncio.gather(*unused, return_exceptions=True):
            if isinstance(stream, httpcore.AsyncNetworkStream):
                await stream.aclose()

    async def _open_stream(self) -> httpcore.AsyncNetworkStream:
        host, port = self._server
        stream = await self._network.connect_tcp(host, port, _SECONDS)
        try:
            return await stream.start_tls(await asyncio.shield(self._context), host, _SECONDS)
        except BaseException:
            await stream.aclose()
            raise


class _SecureStream(httpcore.AsyncNetworkStream):
    """A connection with its TLS handshake already done when httpcore asks for one."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def start_tls(self, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        return self._stream


_Key = tuple[asyncio.AbstractEventLoop, str, int]
_opened: dict[_Key, Preconnections] = {}


async def preconnect(url: str) -> None:
    """Open connections to the provider at `url`, and a while later close those that no client has claimed.

    Does nothing where there is no TLS, or a proxy in between.
    """
    key = _key(url)
    if key is None or getproxies().keys() & {"https", "all"}:
        return
    connections = _opened[key] = Preconnections(*key[1:])
    try:
        await asyncio.sleep(_SECONDS)
    finally:
        _opened.pop(key, None)
        await connections.close()


def claim(url: str) -> Preconnections | None:
    """Return the connections that this event loop opened ahead to `url`, once; None if there are none."""
    key = _key(url)
    return None if key is None else _opened.pop(key, None)


def ssl_context() -> ssl.SSLContext:
    """Return a context that trusts the certificates SSL_CERT_FILE or SSL_CERT_DIR names, else the public authorities.

    Raises:
        OSError: the named file cannot be read.
    """
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if not file and not folder:
        file = certifi.where()
    context = ssl.create_default_context(cafile=file or None, capath=None if file else folder)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _key(url: str) -> _Key | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        return None
    if parts.scheme != "https" or not host.isascii():
        return None
    return asyncio.get_running_loop(), host, port
