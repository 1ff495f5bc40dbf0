"""The HTTP client of providers and token services: certificates, proxies, connections opened ahead. Imports httpx."""

import asyncio
import os
from urllib.request import getproxies, proxy_bypass

import httpx

from tui_callsettings import paths
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.base_url import is_loopback
from tui_callsettings.version import __version__

from .body_limit import BodyLimitTransport
from .pool_transport import PoolTransport
from .preconnect import claim, ssl_context

_KEPT_OPEN = 55.0
_LIMITS = httpx.Limits(max_connections=10, max_keepalive_connections=10, keepalive_expiry=_KEPT_OPEN)
"""Several connections: over HTTP/2 httpx waits a round trip for the server's settings before the second request."""


async def open_http_client(
    base_url: str, *, connect: float, read: float, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """Return a client for the server at `base_url`. Nothing is sent yet.

    Args:
        base_url: the server; connections opened ahead to it are taken over.
        connect: seconds that a connection may take.
        read: seconds until the next bytes must arrive.
        transport: replaces the network, in tests.

    Raises:
        ConfigurationError: the certificates to trust, or the proxy, cannot be used.
    """
    return httpx.AsyncClient(
        transport=BodyLimitTransport(transport or await _open_network(base_url)),
        timeout=httpx.Timeout(read, connect=connect),
        # What is sent is small; to ask for it uncompressed leaves no room for a bomb.
        headers={"User-Agent": f"tui-callsettings/{__version__}", "Accept-Encoding": "identity"},
        # Everything from the environment is taken by `_open_network`; httpx would also take passwords from a netrc.
        trust_env=False,
    )


async def _open_network(base_url: str) -> httpx.AsyncBaseTransport:
    try:
        if (connections := claim(base_url)) is not None:
            return PoolTransport(await connections.open_pool(_LIMITS))
        context = await asyncio.to_thread(ssl_context)
    except OSError:
        name = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR") or ""
        raise ConfigurationError(
            f'The certificates in "{name}" cannot be read: set SSL_CERT_FILE to a readable PEM file.'
        ) from None
    direct = httpx.AsyncHTTPTransport(verify=context, limits=_LIMITS)
    # Never through a proxy to this machine: there the token may travel without TLS.
    proxy = "" if is_loopback(httpx.URL(base_url).host) else _proxy_url(base_url)
    if not proxy:
        return direct
    try:
        proxied = httpx.AsyncHTTPTransport(verify=context, limits=_LIMITS, proxy=httpx.Proxy(proxy))
    except (ValueError, ImportError, httpx.InvalidURL):
        raise ConfigurationError(
            "The proxy in HTTPS_PROXY, ALL_PROXY or HTTP_PROXY is not a valid address: use one such as "
            "http://proxy:3128."
        ) from None
    return _ProxyTransport(direct, proxied)


def _proxy_url(base_url: str) -> str:
    """Return the proxy that the environment names for this address; "" for none, and in restricted mode."""
    if paths.is_restricted():
        return ""
    proxies = getproxies()
    url = proxies.get(httpx.URL(base_url).scheme) or proxies.get("all") or ""
    return url if not url or "://" in url else f"http://{url}"


class _ProxyTransport(httpx.AsyncBaseTransport):
    """Send through the proxy what NO_PROXY does not name."""

    def __init__(self, direct: httpx.AsyncBaseTransport, proxied: httpx.AsyncBaseTransport) -> None:
        self._direct = direct
        self._proxied = proxied

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        is_direct = bool(proxy_bypass(request.url.host))
        return await (self._direct if is_direct else self._proxied).handle_async_request(request)

    async def aclose(self) -> None:
        await self._direct.aclose()
        await self._proxied.aclose()
