"""One account's HTTP connection: authentication, timeouts, retries. Imports httpx."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import httpx

from tui_callsettings.errors import ConfigurationError, NotAllowedError, NotSignedInError
from tui_callsettings.models.base_url import BaseUrlError, is_loopback, parse_base_url

from .auth import CredentialAuth
from .base import Credentials
from .connection import open_http_client
from .http_response import (
    HttpResponse,
    RequestContext,
    check_not_web_page,
    map_status_error,
    read_json_error,
    shorten_text,
)
from .retry import retry_policy
from .send import send_request

_SLOWEST = 25_000
"""Bytes a second that a request's body may need on its way."""
_CHUNK = 16_384


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
        progress: called with the bytes handed over so far and the bytes in all, for a body large enough to watch.
    """

    media_type: str
    content: bytes = field(repr=False)
    progress: Callable[[int, int], None] | None = None


class HttpClient:
    """The connection of one account.

    Args:
        provider: its name for people.
        base_url: the address that paths are appended to, with or without a slash at the end.
        credentials: give the Authorization header; None means that nobody is signed in.
        parse_error_message: finds the provider's own words in an error's body.
        accept: the media type asked for.
        trusted_suffixes: domains, each with a dot in front, that the provider may name for a request: below them the
            credential is sent, too.
        confirmed_host: a further host that the person has allowed; "" for none.
        timeouts: how long to wait.
        transport: replaces the network, in tests.
        sleep: waits between attempts.

    Raises:
        ConfigurationError: `base_url` is no address, or would send secrets unprotected.
    """

    def __init__(
        self,
        provider: str,
        base_url: str,
        credentials: Credentials | None,
        *,
        parse_error_message: Callable[[HttpResponse], str] = read_json_error,
        accept: str = "application/json",
        trusted_suffixes: tuple[str, ...] = (),
        confirmed_host: str = "",
        timeouts: Timeouts | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.provider = provider
        self.base_url = _check_url(base_url)
        self._host = httpx.URL(self.base_url).host
        self._auth = CredentialAuth(credentials, provider, self._host) if credentials is not None else None
        self._parse_error_message = parse_error_message
        self._accept = accept
        self._trusted_suffixes = trusted_suffixes
        self._confirmed_host = confirmed_host
        self._timeouts = timeouts or Timeouts()
        self._transport = transport
        self._sleep = sleep
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def get(
        self, path: str, *, action: str, params: Mapping[str, str] | None = None, accept: str | None = None
    ) -> HttpResponse:
        """Read `path`, or a whole address; up to three attempts.

        Args:
            path: begins with "/", or is a whole address that the provider has named.
            action: fits after "could not": "read call waiting".
            params: the query.
            accept: the media type, if not the usual one.

        Raises:
            CallSettingsError: there is no good answer.
        """
        headers = {"Accept": accept or self._accept}
        return await self._send("GET", path, RequestContext(self.provider, action), params, headers, None)

    async def send(
        self, method: str, path: str, body: Body, *, action: str, params: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Change something with PUT or POST; sent again only if it certainly was not processed.

        Raises:
            OutcomeUnknownError: the request left, and no answer arrived.
            CallSettingsError: nothing was changed.
        """
        headers = {
            "Accept": self._accept,
            "Content-Type": body.media_type,
            "Content-Length": str(len(body.content)),
        }
        context = RequestContext(self.provider, action, is_write=True)
        return await self._send(method, path, context, params, headers, body)

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _send(
        self,
        method: str,
        path: str,
        context: RequestContext,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str],
        body: Body | None,
    ) -> HttpResponse:
        url = f"{self.base_url}{path}" if path.startswith("/") else self._check_named_url(path)
        if self._auth is None:
            raise NotSignedInError(f"You are not signed in to {self.provider}: sign in first.")
        client = await self._open()
        seconds = self._timeouts.total + (len(body.content) / _SLOWEST if body else 0.0)

        async def attempt() -> HttpResponse:
            content = None if body is None else _BodyStream(body)
            request = client.build_request(method, url, params=params or None, content=content, headers=headers)
            response = await send_request(client, request, context, seconds, auth=self._auth)
            message = _hide_secret(self._parse_error_message(response), request.headers.get("Authorization", ""))
            failure = map_status_error(response, context, message)
            if failure is not None:
                raise failure
            check_not_web_page(response, context)
            return response

        return await retry_policy(is_write=context.is_write, sleep=self._sleep)(attempt)

    def _check_named_url(self, url: str) -> str:
        """Return an address that the provider has named, if the credential may be sent there."""
        url = _check_url(url, allow_plain_http=is_loopback(self._host))
        host = httpx.URL(url).host.lower().rstrip(".")
        is_local = is_loopback(self._host) and is_loopback(host)
        is_own = host in (self._host, self._confirmed_host)
        if is_own or is_local or host.endswith(self._trusted_suffixes or ("\0",)):
            return url
        raise NotAllowedError(
            f"{self.provider} named {shorten_text(host)} for this request, which is not one of its known hosts: your "
            "sign-in is not sent there. Ask your administrator."
        )

    async def _open(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None:
                self._client = await open_http_client(
                    self.base_url,
                    connect=self._timeouts.connect,
                    read=self._timeouts.read,
                    transport=self._transport,
                )
            return self._client


class _BodyStream(httpx.AsyncByteStream):
    """A request's body that can be sent again, after a renewal, and reports its progress."""

    def __init__(self, body: Body) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        content, progress = self._body.content, self._body.progress
        for start in range(0, len(content), _CHUNK):
            yield content[start : start + _CHUNK]
            if progress is not None:
                progress(min(start + _CHUNK, len(content)), len(content))


def _check_url(url: str, *, allow_plain_http: bool = True) -> str:
    try:
        return parse_base_url(url, allow_plain_http=allow_plain_http)
    except BaseUrlError as error:
        raise ConfigurationError(f'The address "{_hide_userinfo(url)}" {error.problem}.') from None


def _hide_userinfo(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return shorten_text(f"{scheme}{separator}{rest.rpartition('@')[2]}" if separator else url.rpartition("@")[2])


def _hide_secret(message: str, authorization: str) -> str:
    """Return `message` without the secret, should a provider repeat it."""
    secret = authorization.rsplit(" ", 1)[-1]
    return message.replace(secret, "[hidden]") if secret else message
