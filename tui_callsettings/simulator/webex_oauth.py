"""Access tokens with scopes, the device grant, and the refresh of tokens."""

from __future__ import annotations

import html
import secrets
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tui_callsettings.simulator.authorization import parse_basic
from tui_callsettings.simulator.simulated_provider import ApiError
from tui_callsettings.simulator.webex_schemas import media_type

USER_SCOPES = (
    "spark:people_read",
    "spark:people_write",
    "spark:telephony_config_read",
    "spark:telephony_config_write",
    "spark:xsi",
)
ADMINISTRATOR_SCOPES = (
    "spark:people_read",
    "spark-admin:organizations_read",
    "spark-admin:people_read",
    "spark-admin:people_write",
    "spark-admin:telephony_config_read",
    "spark-admin:telephony_config_write",
)
_KEY_SCOPE = "spark:kms"
"""Every Webex integration has it; it opens nothing here."""
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_SLOW_DOWN_SECONDS = 5
_POLL_TOLERANCE_SECONDS = 0.1


@dataclass(frozen=True)
class Caller:
    """The sender of a request, and what the token allows."""

    uuid: str
    scopes: frozenset[str]

    def require(self, *alternatives: str) -> None:
        """Raise 403 unless the token has one of these scopes."""
        if self.scopes.isdisjoint(alternatives):
            raise ApiError(403, "The token lacks a scope for this request.", f"Needed: {' or '.join(alternatives)}.")


@dataclass(frozen=True)
class Lifetimes:
    """How long grants and tokens stay valid, in seconds, and how they are polled for.

    Attributes:
        device_lifetime: A user code.
        device_interval: Least time between two polls.
        token_lifetime: An access token from a grant.
        refresh_lifetime: A refresh token.
        approve_after: A grant approves itself after this long; None waits for `/_approve`.
        rotate_refresh: Whether a refresh token works only once and a new one comes with the answer.
    """

    device_lifetime: float = 300
    device_interval: float = 2
    token_lifetime: float = 1_209_600
    refresh_lifetime: float = 7_776_000
    approve_after: float | None = None
    rotate_refresh: bool = False


class OAuthServer:
    """All tokens and grants; they live in the provider's hidden state.

    Args:
        hidden: The provider's hidden state.
        owner: uuid of the person who approves a device grant.
        client: Client id and client secret of the only integration.
        lifetimes: How long things last.
        clock: Seconds, for tests that don't want to wait.
    """

    def __init__(
        self,
        hidden: dict[str, Any],
        owner: str,
        client: tuple[str, str],
        lifetimes: Lifetimes,
        clock: Callable[[], float],
    ) -> None:
        self._hidden = hidden
        self._owner = owner
        self._client = client
        self._lifetimes = lifetimes
        self._clock = clock
        hidden.update(tokens={}, refresh_tokens={}, grants={})
        self.root = ""

    def routes(self) -> Sequence[BaseRoute]:
        """Return the API's own routes."""
        return (
            Route("/v1/device/authorize", self._authorize, methods=["POST"]),
            Route("/v1/device/token", self._device_token, methods=["POST"]),
            Route("/v1/access_token", self._refresh, methods=["POST"]),
        )

    def control_routes(self) -> Sequence[BaseRoute]:
        """Return the pages on which a person or a test decides about a grant."""
        return (
            Route("/_verify", self._verify, methods=["GET"]),
            Route("/_approve", self._approve, methods=["POST"]),
            Route("/_deny", self._deny, methods=["POST"]),
            Route("/_expire", self._expire, methods=["POST"]),
        )

    def issue(self, owner: str, scopes: Iterable[str], token: str | None = None, seconds: float | None = None) -> str:
        """Return a new access token; `seconds` None means that it does not expire."""
        token = token or secrets.token_urlsafe(24)
        expires = None if seconds is None else self._clock() + seconds
        self._hidden["tokens"][token] = {"owner": owner, "scopes": sorted(scopes), "expires": expires}
        return token

    def caller(self, request: Request) -> Caller:
        """Return the sender of a request; 401 without a valid token."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        known = self._hidden["tokens"].get(token.strip()) if scheme.lower() == "bearer" else None
        if known is None or (known["expires"] is not None and known["expires"] <= self._clock()):
            challenge = {"WWW-Authenticate": 'Bearer realm="simulator"'}
            raise ApiError(401, "The request needs a valid access token.", headers=challenge)
        return Caller(known["owner"], frozenset(known["scopes"]))

    async def _authorize(self, request: Request) -> Response:
        form = await _form(request)
        if form.get("client_id") != self._client[0]:
            raise _oauth(401, "invalid_client")
        scopes = form.get("scope", "").split()
        if not scopes or not set(scopes) <= {*USER_SCOPES, *ADMINISTRATOR_SCOPES, _KEY_SCOPE}:
            raise _oauth(400, "invalid_scope")
        device_code, user_code = str(uuid.uuid4()), f"{secrets.randbelow(1_000_000):06d}"
        now = self._clock()
        self._hidden["grants"][device_code] = {
            "user_code": user_code,
            "scopes": sorted(set(scopes) & set(USER_SCOPES)),
            "expires": now + self._lifetimes.device_lifetime,
            "approved_at": None if self._lifetimes.approve_after is None else now + self._lifetimes.approve_after,
            "is_denied": False,
            "interval": self._lifetimes.device_interval,
            "polled_at": None,
        }
        page = f"{self.root}/_verify"
        return JSONResponse(
            {
                "device_code": device_code,
                "expires_in": int(self._lifetimes.device_lifetime),
                "user_code": user_code,
                "verification_uri": page,
                "verification_uri_complete": f"{page}?user_code={user_code}",
                "interval": int(self._lifetimes.device_interval),
            }
        )

    async def _device_token(self, request: Request) -> Response:
        form = await _form(request)
        basic = parse_basic(request.headers.get("authorization", ""))
        if basic != self._client or form.get("client_id") != self._client[0]:
            raise _oauth(401, "invalid_client")
        if form.get("grant_type") != DEVICE_GRANT:
            raise _oauth(400, "unsupported_grant_type")
        code = form.get("device_code", "")
        grant = self._hidden["grants"].get(code)
        if grant is None:
            raise _oauth(400, "invalid_grant")
        self._check_grant(code, grant)
        del self._hidden["grants"][code]
        return self._tokens(grant["scopes"])

    def _check_grant(self, code: str, grant: dict[str, Any]) -> None:
        """Raise what a poll gets as long as there is no token."""
        now, polled_at = self._clock(), grant["polled_at"]
        grant["polled_at"] = now
        if grant["is_denied"] or grant["expires"] <= now:
            del self._hidden["grants"][code]
            raise _oauth(400, "expired_token" if grant["expires"] <= now else "access_denied")
        if polled_at is not None and now - polled_at < grant["interval"] - _POLL_TOLERANCE_SECONDS:
            grant["interval"] += _SLOW_DOWN_SECONDS
            raise _oauth(400, "slow_down")
        if grant["approved_at"] is None or grant["approved_at"] > now:
            raise _oauth(428, "authorization_pending")

    async def _refresh(self, request: Request) -> Response:
        form = await _form(request)
        if (form.get("client_id"), form.get("client_secret")) != self._client:
            raise _oauth(401, "invalid_client")
        if form.get("grant_type") != "refresh_token":
            raise _oauth(400, "unsupported_grant_type")
        token = form.get("refresh_token", "")
        known = self._hidden["refresh_tokens"].get(token)
        if known is None or known["expires"] <= self._clock():
            raise _oauth(400, "invalid_grant")
        if self._lifetimes.rotate_refresh:
            del self._hidden["refresh_tokens"][token]
        return self._tokens(known["scopes"], None if self._lifetimes.rotate_refresh else token)

    def _tokens(self, scopes: Sequence[str], refresh_token: str | None = None) -> Response:
        refresh_token = refresh_token or secrets.token_urlsafe(32)
        expires = self._clock() + self._lifetimes.refresh_lifetime
        self._hidden["refresh_tokens"][refresh_token] = {"scopes": list(scopes), "expires": expires}
        return JSONResponse(
            {
                "access_token": self.issue(self._owner, scopes, seconds=self._lifetimes.token_lifetime),
                "expires_in": int(self._lifetimes.token_lifetime),
                "refresh_token": refresh_token,
                "refresh_token_expires_in": int(self._lifetimes.refresh_lifetime),
                "token_type": "Bearer",
                "scope": " ".join(scopes),
            }
        )

    async def _verify(self, request: Request) -> Response:
        code = html.escape(request.query_params.get("user_code", ""))
        buttons = "".join(
            f'<form method="post" action="/{action}?user_code={code}"><button>{label}</button></form>'
            for action, label in (("_approve", "Allow"), ("_deny", "Refuse"))
        )
        return HTMLResponse(f"<html><body><p>Let the program with code {code} sign in?</p>{buttons}</body></html>")

    async def _approve(self, request: Request) -> Response:
        self._open_grant(request)["approved_at"] = self._clock()
        return HTMLResponse("<html><body><p>Allowed. The program goes on by itself.</p></body></html>")

    async def _deny(self, request: Request) -> Response:
        self._open_grant(request)["is_denied"] = True
        return HTMLResponse("<html><body><p>Refused.</p></body></html>")

    async def _expire(self, _request: Request) -> Response:
        for token in self._hidden["tokens"].values():
            if token["expires"] is not None:
                token["expires"] = self._clock()
        return Response(status_code=204)

    def _open_grant(self, request: Request) -> dict[str, Any]:
        code = request.query_params.get("user_code")
        for grant in self._hidden["grants"].values():
            if grant["user_code"] == code:
                found: dict[str, Any] = grant
                return found
        raise ApiError(404, "No sign-in waits for that code. Give it as ?user_code=123456.")


def _oauth(status: int, code: str) -> ApiError:
    return ApiError(status, f"The sign-in was not accepted: {code}.", code)


async def _form(request: Request) -> dict[str, str]:
    if media_type(request) != "application/x-www-form-urlencoded":
        raise ApiError(415, "This request needs a form.", "Content-Type must be application/x-www-form-urlencoded.")
    fields = parse_qs((await request.body()).decode("utf-8", "replace"))
    return {name: values[0] for name, values in fields.items()}
