"""One request and its answer over httpx: redirects, and the meaning of a broken connection."""

import asyncio

import httpx

from tui_callsettings.errors import CallSettingsError, InvalidResponseError, OutcomeUnknownError, UnreachableError

from .body_limit import MAX_BODY_SIZE, BodyTooLargeError
from .http_response import HttpResponse, RequestContext, shorten_text
from .retry import TruncatedError
from .tls_failure import find_tls_error

_REDIRECTS = 3


async def send_request(
    client: httpx.AsyncClient,
    request: httpx.Request,
    context: RequestContext,
    seconds: float,
    *,
    auth: httpx.Auth | None = None,
    follows_redirects: bool = True,
) -> HttpResponse:
    """Send `request` and return the answer, whatever its status.

    Args:
        client: the connections.
        request: the request, without Authorization.
        context: for messages.
        seconds: the time for all of it.
        auth: adds the Authorization header.
        follows_redirects: whether a read may be redirected within its host; if not, the redirect is the answer.

    Raises:
        CallSettingsError: there is no complete answer, or it redirects elsewhere. No secret is in its context.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _exchange(client, request, context, auth, follows_redirects=follows_redirects)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        failure = map_transport_error(error, request.url, context)
    # Out here the error has no context that holds the request and its headers.
    raise failure


async def _exchange(
    client: httpx.AsyncClient,
    request: httpx.Request,
    context: RequestContext,
    auth: httpx.Auth | None,
    *,
    follows_redirects: bool,
) -> HttpResponse:
    for _ in range(_REDIRECTS):
        response = await client.send(request, stream=True, auth=auth)
        try:
            target = response.next_request if follows_redirects else None
            if target is None:
                body = await _read_body(response, context)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return HttpResponse(response.status_code, headers, body)
            _check_redirect(request, target, response.status_code, context)
            request = target
        finally:
            await response.aclose()
    raise InvalidResponseError(f"{context.provider} redirects in a loop instead of answering.")


def map_transport_error(error: Exception, url: httpx.URL, context: RequestContext) -> CallSettingsError:
    """Return the meaning of a failed connection. Nothing of `error` itself is kept: it holds the request."""
    host = shorten_text(url.host)
    if isinstance(error, httpx.ConnectError):
        place = f"{host}:{url.port}" if url.port else host
        failure = find_tls_error(error, place)
        if failure is not None:
            return failure
    if isinstance(error, _NOT_SENT):
        return UnreachableError(f"There is no connection to {host}: check the network, then try again.")
    if context.is_write:
        return OutcomeUnknownError(
            f"{context.provider} did not answer, so it may or may not have done what was asked ({context.action})."
        )
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return UnreachableError(f"{context.provider} takes too long to {context.action}. Try again later.")
    return UnreachableError(f"The connection to {host} broke before an answer arrived. Try again later.")


_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


async def _read_body(response: httpx.Response, context: RequestContext) -> bytes:
    """Return the body. A broken or oversized one only matters where it is what was asked for."""
    try:
        return b"".join([chunk async for chunk in response.aiter_bytes()])
    except BodyTooLargeError:
        failure: InvalidResponseError = InvalidResponseError(
            f"{context.provider} could not {context.action}: its answer is larger than "
            f"{MAX_BODY_SIZE // 1_000_000} MB. Try again later."
        )
    except (httpx.NetworkError, httpx.ProtocolError):
        failure = TruncatedError(
            f"{context.provider} could not {context.action}: its answer broke off. Try again later."
        )
    except httpx.DecodingError:
        failure = InvalidResponseError(
            f"{context.provider} could not {context.action}: its answer is compressed in a way that cannot be read. "
            "Try again later."
        )
    if context.is_write or not response.is_success:
        return b""
    raise failure


def _check_redirect(request: httpx.Request, target: httpx.Request, status: int, context: RequestContext) -> None:
    ours = (request.url.scheme, request.url.host, request.url.port)
    if ours != (target.url.scheme, target.url.host, target.url.port):
        raise InvalidResponseError(
            f"{context.provider} redirected to {target.url.scheme}://{shorten_text(target.url.host)}: not followed, "
            "because your sign-in is only for the address in your configuration.",
            status=status,
        )
    if context.is_write:
        raise InvalidResponseError(
            f"{context.provider} could not {context.action}: it redirected elsewhere; nothing was changed.",
            status=status,
        )
