"""Connections that are opened while the program is still being loaded, before there is a request for them.

They take two round trips (TCP, TLS), which are then over, or under way, when the first requests are ready to go.
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
"""As many as Webex takes requests at once for the first reading of a person's settings."""
_SECONDS = 8.0
"""For so long they are kept while nothing is said on them; the other end may hang up some time later."""


class Preconnections(httpcore.AsyncNetworkBackend):
    """The network as requests to one place see it: the first of them find themselves connected already.

    What goes wrong ahead is no failure: the request connects for itself then, and that tells what is wrong.

    Args:
        host: as the address has it.
        port: likewise.
    """

    def __init__(self, host: str, port: int) -> None:
        self._place = (host, port)
        self._network = httpcore.AnyIOBackend()
        self._context = asyncio.create_task(asyncio.to_thread(ssl_context))
        self._streams = [asyncio.create_task(self._secured()) for _ in range(CONNECTION_COUNT)]

    async def transport(self, limits: "httpx.Limits") -> "httpx.AsyncHTTPTransport":
        """The transport that httpx makes itself, on this network.

        Raises:
            OSError: the certificates to trust cannot be read.
        """
        import httpx

        context = await self._context
        transport = httpx.AsyncHTTPTransport(verify=context, limits=limits)
        # httpx hands no network on to the pool it makes.
        transport._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=self,
        )
        return transport

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore calls it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection that was opened ahead, if one is left, else a new one."""
        if (host, port) == self._place and self._streams:
            try:
                async with asyncio.timeout(timeout):
                    return _Secured(await self._streams.pop(0))
            except TimeoutError:
                raise httpcore.ConnectTimeout from None
            except (httpcore.ConnectError, httpcore.ConnectTimeout, OSError):
                pass
        return await self._network.connect_tcp(host, port, timeout, local_address, socket_options)

    async def close(self) -> None:
        """Close what nobody took."""
        left, self._streams = self._streams, []
        for task in left:
            task.cancel()
        for stream in await asyncio.gather(*left, return_exceptions=True):
            if isinstance(stream, httpcore.AsyncNetworkStream):
                await stream.aclose()

    async def _secured(self) -> httpcore.AsyncNetworkStream:
        host, port = self._place
        stream = await self._network.connect_tcp(host, port, _SECONDS)
        try:
            return await stream.start_tls(await asyncio.shield(self._context), host, _SECONDS)
        except BaseException:
            await stream.aclose()
            raise


class _Secured(httpcore.AsyncNetworkStream):
    """A connection that has its handshake behind it when httpcore asks for one."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def start_tls(self, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        return self._stream


_Key = tuple[asyncio.AbstractEventLoop, str, int]
_opened: dict[_Key, Preconnections] = {}


async def preconnect(url: str) -> None:
    """Open connections to the provider at `url`, and a while later close those that nobody took.

    Nothing happens where there is no TLS, or a proxy in between.
    """
    key = _key(url)
    if key is None or getproxies().keys() & {"https", "all"}:
        return
    ahead = _opened[key] = Preconnections(*key[1:])
    try:
        await asyncio.sleep(_SECONDS)
    finally:
        _opened.pop(key, None)
        await ahead.close()


def claim(url: str) -> Preconnections | None:
    """The connections that this event loop opened ahead to `url`, for whoever asks first; None if there are none."""
    key = _key(url)
    return None if key is None else _opened.pop(key, None)


def ssl_context() -> ssl.SSLContext:
    """Trusts the certificates that SSL_CERT_FILE or SSL_CERT_DIR names, or else those that everybody trusts.

    Raises:
        OSError: what is named cannot be read.
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
