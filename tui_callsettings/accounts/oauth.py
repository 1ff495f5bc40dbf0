"""Requests to the provider's token service: a form out, a small answer back. OAuth 2.0 (RFC 6749), as Webex has it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui_callsettings.backends.http_response import HttpResponse, RequestContext, shorten_text

from .credential import Secret

if TYPE_CHECKING:
    import httpx

_CONNECT, _READ, _TOTAL = 5.0, 10.0, 20.0
_CODES = (
    "authorization_pending",
    "slow_down",
    "expired_token",
    "access_denied",
    "invalid_scope",
    "invalid_client",
    "unauthorized_client",
    "invalid_grant",
)
_CONTEXT = RequestContext("The sign-in service", "answer")


async def post_form(
    base_url: str,
    path: str,
    form: Mapping[str, str],
    *,
    basic: tuple[str, Secret] | None = None,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> HttpResponse:
    """Send `form` to a path below `base_url` and return the answer, whatever its status.

    No redirect is followed: what is sent is secret.

    Raises:
        UnreachableError: there was no answer.
        InvalidResponseError: the answer is too large, or broke off.
        ConfigurationError: the certificates to trust, or the proxy, cannot be used.
    """
    import httpx

    from tui_callsettings.backends.connection import open_http_client
    from tui_callsettings.backends.send import send_request

    auth = httpx.BasicAuth(basic[0], basic[1].reveal()) if basic else None
    async with await open_http_client(base_url, connect=_CONNECT, read=_READ, transport=transport) as client:
        request = client.build_request("POST", f"{base_url}{path}", data=dict(form))
        return await send_request(client, request, _CONTEXT, _TOTAL, auth=auth, follows_redirects=False)


def error_code(response: HttpResponse) -> str:
    """Return OAuth's name of the error, wherever the provider put it; "" if it is none that is known."""
    texts = [response.json_object().get("error"), *_error_texts(response)]
    return next((code for code in _CODES for text in texts if isinstance(text, str) and code in text), "")


def error_message(response: HttpResponse) -> str:
    """Return the provider's own words as one line; "" if there are none."""
    for text in _error_texts(response):
        if isinstance(text, str) and text.strip() and text.strip() not in _CODES:
            return shorten_text(text)
    return ""


def _error_texts(response: HttpResponse) -> list[Any]:
    document = response.json_object()
    errors = document.get("errors")
    descriptions = [e.get("description") for e in errors if isinstance(e, dict)] if isinstance(errors, list) else []
    return [document.get("error_description"), *descriptions, document.get("message")]
