"""One account's HTTP connection: who asks, how long we wait, when we ask again. Imports httpx."""

import asyncio
import ipaddress
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import httpx

from tui_callsettings.errors import ConfigurationError, NotSignedInError
from tui_callsettings.version import __version__

from .base import Credentials
from .preconnect import claim, ssl_context
from .response import HttpResponse, RequestContext, map_status_error, read_json_error, shorten_text
from .retry import retry_policy
from .send import map_transport_error, send_request

_KEPT_OPEN = 55.0
_SLOWEST = 25_000
"""Bytes a second that a body may need on its way."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait: for a connection, for the next bytes, and for one whole exchange but a large body."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 20.0


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries; its content is in no repr.

    Attributes:
        media_type: the Content-Type.
        content: the bytes.
        progress: told bytes handed over so far and bytes in all, for a body large enough to watch.
    """

    media_type: str
    content: bytes = field(repr=False)
    progress: Callable[[int, int], None] | None = None


class HttpClient:
    """The connection of one account: safe, patient within limits, and silent about secrets.

    Args:
        provider: its name for people.
        base_url: what paths are appended to, with or without a slash at the end.
        credentials: give the Authorization header; None means that nobody is signed in.
        words: finds the provider's own words in an error's body.
        accept: the media type asked for.
        timeouts: how long to wait.
        transport: replaces the network, in tests.
        sleep: waits between attempts.

    Raises:
        ConfigurationError: `base_url` is none, or would send secrets in the open.
    """

    def __init__(
        self,
        provider: str,
        base_url: str,
        credentials: Credentials | None,
        *,
        provider_message: Callable[[HttpResponse], str] = read_json_error,
        accept: str = "application/json",
        timeouts: Timeouts | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.provider = provider
        self.base_url = parse_url(base_url)
        self._is_local = _is_loopback(httpx.URL(self.base_url).host)
        self._credentials = credentials
        self._words = provider_message
        self._accept = accept
        self._timeouts = timeouts or Timeouts()
        self._transport = transport
        self._sleep = sleep
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()
        self._renewing = asyncio.Lock()
        self._given_up: str | None = None

    async def get(
        self, path: str, *, action: str, params: Mapping[str, str] | None = None, accept: str | None = None
    ) -> HttpResponse:
        """Read `path`, or a whole address; up to three attempts.

        Args:
            path: begins with "/", or is a whole address of the provider's.
            action: fits after "could not": "read call waiting".
            params: the query.
            accept: the media type, if not the usual one.

        Raises:
            CallSettingsError: there is no good answer.
        """
        headers = {"Accept": accept or self._accept}
        return await self._patiently("GET", path, RequestContext(self.provider, action), params, headers, None)

    async def send(
        self, method: str, path: str, body: Body, *, action: str, params: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Change something with PUT or POST; asked again only if it certainly was not processed.

        Raises:
            OutcomeUnknownError: the request left, and no answer tells what became of it.
            CallSettingsError: nothing was changed.
        """
        headers = {
            "Accept": self._accept,
            "Content-Type": body.media_type,
            "Content-Length": str(len(body.content)),
        }
        return await self._patiently(
            method, path, RequestContext(self.provider, action, is_write=True), params, headers, body
        )

    async def close(self) -> None:
        """Give back the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _patiently(
        self,
        method: str,
        path: str,
        context: RequestContext,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str],
        body: Body | None,
    ) -> HttpResponse:
        url = f"{self.base_url}{path}" if path.startswith("/") else parse_url(path, may_be_open=self._is_local)
        client = await self._opened()
        seconds = self._timeouts.total + (len(body.content) / _SLOWEST if body else 0.0)

        async def exchanged(authorization: str) -> HttpResponse:
            request = client.build_request(
                method,
                url,
                params=params or None,
                content=None if body is None else _chunks(body),
                headers={**headers, "Authorization": authorization},
            )
            return await _exchanged(client, request, context, seconds)

        async def attempt() -> HttpResponse:
            return await self._attempt(exchanged, context)

        return await retry_policy(is_write=context.is_write, sleep=self._sleep)(attempt)

    async def _attempt(
        self, exchanged: Callable[[str], Awaitable[HttpResponse]], context: RequestContext
    ) -> HttpResponse:
        if self._credentials is None:
            raise NotSignedInError(f"You are not signed in to {self.provider}: sign in first.")
        authorization = await self._credentials.authorization()
        answer = await exchanged(authorization)
        if answer.status == 401:
            renewed = await self._renewed(self._credentials, authorization)
            if renewed is not None:
                authorization = renewed
                answer = await exchanged(renewed)
        failure = map_status_error(answer, context, _without_secret(self._words(answer), authorization))
        if failure is not None:
            raise failure
        return answer

    async def _renewed(self, credentials: Credentials, refused: str) -> str | None:
        """A new Authorization header in place of `refused`; asked for once, however many requests need it."""
        async with self._renewing:
            if self._given_up == refused:
                return None
            current = await credentials.authorization()
            renewed = current if current != refused else await credentials.renew(refused)
            self._given_up = refused if renewed is None else None
            return renewed

    async def _opened(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None:
                self._client = await self._new_client()
            return self._client

    async def _new_client(self) -> httpx.AsyncClient:
        # Several connections: over HTTP/2 httpx waits a round trip for the server's settings before the second request.
        limits = httpx.Limits(max_connections=10, max_keepalive_connections=10, keepalive_expiry=_KEPT_OPEN)
        timeout = httpx.Timeout(self._timeouts.read, connect=self._timeouts.connect)
        # What is sent is small; asking for it as it is leaves no room for a bomb.
        headers = {"User-Agent": f"tui-callsettings/{__version__}", "Accept-Encoding": "identity"}
        if self._transport is not None:
            return httpx.AsyncClient(transport=self._transport, timeout=timeout, headers=headers)
        try:
            if (ahead := claim(self.base_url)) is not None:
                transport = await ahead.transport(limits)
                return httpx.AsyncClient(transport=transport, timeout=timeout, headers=headers)
            context = await asyncio.to_thread(ssl_context)
            if self._is_local:
                # Never through a proxy: to this machine the token may travel without TLS.
                transport = httpx.AsyncHTTPTransport(verify=context, limits=limits)
                return httpx.AsyncClient(transport=transport, timeout=timeout, headers=headers)
            return httpx.AsyncClient(verify=context, limits=limits, timeout=timeout, headers=headers)
        except OSError:
            name = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR") or ""
            problem = f'The certificates in "{name}" cannot be read: set SSL_CERT_FILE to a readable PEM file.'
        except (ValueError, ImportError):
            problem = "The proxy in HTTPS_PROXY, ALL_PROXY or HTTP_PROXY is none: use one such as http://proxy:3128."
        raise ConfigurationError(problem)


def parse_url(url: str, *, may_be_open: bool = True) -> str:
    """`url` without a slash at its end, if secrets may be sent there: https, or this machine itself.

    Args:
        url: the address.
        may_be_open: whether plain http to this machine is fine.

    Raises:
        ConfigurationError: it is no address, or one that would send secrets in the open.
    """
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except httpx.InvalidURL:
        host = ""
    if not host or parsed.scheme not in ("http", "https"):
        raise ConfigurationError(f'"{shorten_text(url)}" is not an address: use one such as https://webexapis.com/v1.')
    if parsed.userinfo:
        raise ConfigurationError(f"Leave user and password out of the address of {host}: signing in asks for them.")
    if parsed.scheme == "http" and not (may_be_open and _is_loopback(host)):
        raise ConfigurationError(
            f"http://{host} would send your sign-in unprotected: use https://{host} "
            "(plain http is only for this machine, such as http://127.0.0.1:8080)."
        )
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _exchanged(
    client: httpx.AsyncClient, request: httpx.Request, context: RequestContext, seconds: float
) -> HttpResponse:
    try:
        async with asyncio.timeout(seconds):
            return await send_request(client, request, context)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        failure = map_transport_error(error, request.url.host, context)
    # Out here the error has no context that holds the request and its headers.
    raise failure


async def _chunks(body: Body) -> AsyncIterator[bytes]:
    size, step = len(body.content), 16_384
    for start in range(0, size, step):
        yield body.content[start : start + step]
        if body.progress is not None:
            body.progress(min(start + step, size), size)


def _without_secret(provider_message: str, authorization: str) -> str:
    """`words` without the secret, should a provider repeat it."""
    secret = authorization.rsplit(" ", 1)[-1]
    return provider_message.replace(secret, "[hidden]") if secret else provider_message
