"""One request and its answer over httpx: redirects, sizes, and what a broken connection means."""

import ssl

import httpx

from tui_callsettings.errors import (
    CallSettingsError,
    InvalidResponseError,
    OutcomeUnknownError,
    TlsError,
    UnreachableError,
)

from .response import HttpResponse, RequestContext, shorten_text
from .retry import TruncatedError

MAX_BODY_SIZE = 2_000_000
"""Bytes of an answer that are read; the settings of a person take a few thousand."""
_REDIRECTS = 3


async def send_request(client: httpx.AsyncClient, request: httpx.Request, context: RequestContext) -> HttpResponse:
    """The answer to `request`, whatever its status. Only a read follows redirects, and only within one host.

    Raises:
        BadAnswerError: it leads elsewhere, or is too large.
        httpx.HTTPError: the connection failed; see `breakdown`.
    """
    for _ in range(_REDIRECTS):
        response = await client.send(request, stream=True)
        try:
            target = response.next_request
            if target is None:
                body = await _body(response, context)
                return HttpResponse(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)
            _check_redirect(request, target, response.status_code, context)
            request = target
        finally:
            await response.aclose()
    raise InvalidResponseError(f"{context.provider} sends us round in circles instead of an answer.")


def map_transport_error(error: Exception, host: str, context: RequestContext) -> CallSettingsError:
    """What a failed connection means. Nothing of `error` itself is kept: it holds the request."""
    if _is_untrusted(error):
        return TlsError(
            f"{host} cannot prove that it is {context.provider}: its certificate is not trusted. If your organisation "
            "has certificates of its own, set SSL_CERT_FILE to their file."
        )
    if isinstance(error, _NOT_SENT):
        return UnreachableError(f"There is no connection to {host}: check the network, then try again.")
    if context.is_write:
        return OutcomeUnknownError(
            f"{context.provider} did not answer, so it may or may not have done what was asked ({context.action})."
        )
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return UnreachableError(f"{context.provider} takes too long to {context.action}. Try again later.")
    return UnreachableError(f"The connection to {host} broke before an answer came. Try again later.")


_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


def _is_untrusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


async def _body(response: httpx.Response, context: RequestContext) -> bytes:
    """The body. One that is broken or too large only matters where it is what was asked for."""
    received, is_whole = bytearray(), True
    try:
        async for chunk in response.aiter_bytes():
            received += chunk
            if len(received) > MAX_BODY_SIZE:
                break
    except (httpx.NetworkError, httpx.ProtocolError, httpx.DecodingError):
        is_whole = False
    if is_whole and len(received) <= MAX_BODY_SIZE:
        return bytes(received)
    if context.is_write or not response.is_success:
        return b""
    failed = f"{context.provider} could not {context.action}: its answer"
    if is_whole:
        raise InvalidResponseError(f"{failed} is larger than {MAX_BODY_SIZE // 1_000_000} MB. Try again later.")
    raise TruncatedError(f"{failed} broke off. Try again later.")


def _check_redirect(request: httpx.Request, target: httpx.Request, status: int, context: RequestContext) -> None:
    ours = (request.url.scheme, request.url.host, request.url.port)
    if ours != (target.url.scheme, target.url.host, target.url.port):
        raise InvalidResponseError(
            f"{context.provider} sent us on to {target.url.scheme}://{shorten_text(target.url.host)}: not followed, "
            "because your sign-in is only for the address in your configuration.",
            status=status,
        )
    if context.is_write:
        raise InvalidResponseError(
            f"{context.provider} could not {context.action}: it sent us on to another page; nothing was changed.",
            status=status,
        )
