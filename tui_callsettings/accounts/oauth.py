"""The provider's service for tokens: a form out, a small answer back. Facts: OAuth 2.0 (RFC 6749), as Webex has it."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tui_callsettings import paths
from tui_callsettings.errors import UnreachableError

from .secret import Secret

if TYPE_CHECKING:
    import httpx

_LARGEST_ANSWER = 256 * 1024
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


@dataclass(frozen=True, slots=True)
class TokenResponse:
    """What the service said.

    Attributes:
        status: of HTTP.
        values: the JSON object of the body; empty if there was none.
        tracking_id: what the provider's support asks for; "" if none.
        retry_after: seconds the service asked to wait; None if it did not say.
    """

    status: int
    values: Mapping[str, Any] = field(repr=False)
    tracking_id: str = ""
    retry_after: float | None = None

    @property
    def code(self) -> str:
        """OAuth's name of the error, wherever the provider put it; "" if it is none that is known."""
        texts = [self.values.get("error"), *self._texts()]
        return next((code for code in _CODES for text in texts if isinstance(text, str) and code in text), "")

    @property
    def provider_message(self) -> str:
        """The provider's own words as one plain line; "" if it said nothing."""
        for text in self._texts():
            if isinstance(text, str) and text.strip() and text.strip() not in _CODES:
                return plain(text)
        return ""

    def _texts(self) -> list[Any]:
        errors = self.values.get("errors")
        descriptions = [e.get("description") for e in errors if isinstance(e, dict)] if isinstance(errors, list) else []
        return [self.values.get("error_description"), *descriptions, self.values.get("message")]


def plain(text: str, longest: int = 200) -> str:
    """`text` from a server as one line without control characters."""
    return "".join(c if c.isprintable() else " " for c in text[:longest]).strip()


class TokenService:
    """Sends forms to the paths below one address. Follows no redirect: what is sent is secret.

    Args:
        base_url: the address, without a slash at the end.
        transport: replaces the network, in tests.
    """

    def __init__(self, base_url: str, transport: "httpx.AsyncBaseTransport | None" = None) -> None:
        self._base_url = base_url
        self._transport = transport

    async def post(self, path: str, form: Mapping[str, str], basic: tuple[str, Secret] | None = None) -> TokenResponse:
        """The answer to `form`.

        Raises:
            UnreachableError: there was none, or none that is small enough to be one.
        """
        import httpx

        auth = httpx.BasicAuth(basic[0], basic[1].reveal()) if basic else None
        try:
            async with self._client() as client, client.stream("POST", path, data=dict(form), auth=auth) as response:
                body = bytearray()
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > _LARGEST_ANSWER:
                        raise UnreachableError(f"{self._base_url} sent far more than a sign-in takes. Try again later.")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # The request in the exception's chain has the form in it, and so the secrets.
            raise UnreachableError(
                f"{self._base_url} could not be reached for signing in ({type(error).__name__}). "
                "Check the connection and try again."
            ) from None
        return _answer(response, bytes(body))

    @asynccontextmanager
    async def _client(self) -> AsyncIterator["httpx.AsyncClient"]:
        import httpx

        async with httpx.AsyncClient(
            base_url=self._base_url,
            transport=self._transport,
            timeout=httpx.Timeout(10.0, connect=5.0),
            follow_redirects=False,
            # Proxies and certificates come from the environment, but not from a client's.
            trust_env=not paths.is_restricted(),
        ) as client:
            yield client


def _answer(response: "httpx.Response", body: bytes) -> TokenResponse:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        values = None
    tracking_id = response.headers.get("trackingid", "")
    retry_after = response.headers.get("retry-after", "")
    return TokenResponse(
        response.status_code,
        values if isinstance(values, dict) else {},
        plain(tracking_id, 100),
        float(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 8 else None,
    )
