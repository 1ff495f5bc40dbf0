"""Signing in with a code on another device, for machines without a browser.

OAuth 2.0 Device Authorization Grant (RFC 8628) as Webex has it: the answer to a poll that comes too early is 428
instead of 400, and polls carry the client's id and secret in Basic authentication.
"""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict, TypeGuard

from tui_callsettings import paths
from tui_callsettings.backends.http_response import HttpResponse
from tui_callsettings.errors import (
    CallSettingsError,
    ConfigurationError,
    InvalidResponseError,
    TemporaryError,
    UnreachableError,
)
from tui_callsettings.models.account import Account
from tui_callsettings.models.base_url import is_loopback, origin
from tui_callsettings.text import clean_text

from .account_url import account_url, uses_webex_token
from .credential import Credential, Secret
from .oauth import error_code, error_message, post_form

if TYPE_CHECKING:
    import httpx

CLIENT_SECRET_VARIABLE = "CALLSETTINGS_CLIENT_SECRET"  # noqa: S105 - the name of a variable
"""The variable that the integration's client secret is taken from."""

SCOPES = (
    "spark:people_read",
    "spark:people_write",
    "spark:telephony_config_read",
    "spark:telephony_config_write",
    "spark:xsi",
)
"""What one's own settings need: both families of paths, and call waiting. The integration must have them all."""

_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"
_FASTEST = 1.0
_USUAL = 5.0
_SLOWER_BY = 5.0
_SLOWEST = 60.0
_POLICY = ("polic", "organi", "administrator", "admin ", "blocked", "not permitted", "disabled")


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What the person needs on the other device.

    Attributes:
        user_code: the code to type there.
        verification_uri: the page to type it into.
        verification_uri_complete: the same with the code in it, for a QR code; "" if the provider gives none.
        expires_at: when the code expires, in seconds of the grant's clock (since 1970).
        device_code: identifies our polls, secret.
    """

    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_at: float
    device_code: Secret = field(repr=False)


@dataclass(frozen=True, slots=True)
class AuthorizationPending:
    """Nobody has typed the code yet.

    Attributes:
        seconds_left: until the code expires.
        interval: seconds until the next poll.
    """

    seconds_left: float
    interval: float


@dataclass(frozen=True, slots=True)
class SlowDown:
    """The provider asked for longer pauses, or could not be reached for a moment.

    Attributes:
        seconds_left: until the code expires.
        interval: seconds until the next poll.
        reason: a sentence.
    """

    seconds_left: float
    interval: float
    reason: str


@dataclass(frozen=True, slots=True)
class CodeExpired:
    """The code has expired; request a new one."""


@dataclass(frozen=True, slots=True)
class AuthorizationDenied:
    """There will be no sign-in with this code.

    Attributes:
        reason: a sentence: what happened and what to do next.
        provider_message: the provider's own words; "" if there are none.
        tracking_id: the id by which the provider's support finds the request; "" if none.
    """

    reason: str
    provider_message: str = ""
    tracking_id: str = ""


@dataclass(frozen=True, slots=True)
class AuthorizationGranted:
    """The person approved the sign-in.

    Attributes:
        credential: to be stored where the person chooses.
    """

    credential: Credential


Event = DeviceCode | AuthorizationPending | SlowDown | CodeExpired | AuthorizationDenied | AuthorizationGranted


class _Marks(TypedDict):
    status: int
    tracking_id: str


def load_client_secret(environment: Mapping[str, str] | None = None) -> Secret | None:
    """Return the integration's client secret from the environment; None if there is none, or in restricted mode."""
    if paths.is_restricted():
        return None
    text = (os.environ if environment is None else environment).get(CLIENT_SECRET_VARIABLE, "").strip()
    return Secret(text) if text else None


class DeviceGrant:
    """One sign-in. Every call of `events` requests one code; cancelling it at any point leaves nothing behind.

    Args:
        account: who signs in; its `client_id` names the integration.
        client_secret: of the integration.
        scopes: the permissions to request.
        transport: replaces the network, in tests.
        clock: seconds since 1970.
        sleep: waits so many seconds.

    Raises:
        ConfigurationError: the account cannot sign in with a code, or has no client id, or there is no secret.
    """

    def __init__(
        self,
        account: Account,
        client_secret: Secret | None,
        *,
        scopes: Sequence[str] = SCOPES,
        transport: "httpx.AsyncBaseTransport | None" = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if not uses_webex_token(account):
            raise ConfigurationError(f'"{account.name}" is not reached through Webex: sign in with a password.')
        if not account.client_id or not client_secret:
            raise ConfigurationError(
                "Signing in with a code needs an integration of your organization: put its ID into the configuration "
                f'(client_id = "C…" under [accounts.{account.name}]) and its secret into {CLIENT_SECRET_VARIABLE}. '
                "Without one, sign in with a ready token."
            )
        self._account = account
        self._client_secret = client_secret
        self._client = (account.client_id, client_secret)
        self._scopes = scopes
        self._base_url = account_url(account)
        self._transport = transport
        self._clock = clock
        self._sleep = sleep
        self._interval = 0.0

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield a new code, then its progress, until it is granted, denied or expired.

        For another code, stop iterating (`contextlib.aclosing`) and call it again.

        Raises:
            UnreachableError: the provider gives no code now.
            InvalidResponseError: its response has no usable code.
            CallSettingsError: it refuses to give one.
        """
        code = await self._request_code()
        yield code
        while True:
            left = code.expires_at - self._clock()
            if left <= 0:
                yield CodeExpired()
                return
            await self._sleep(min(self._interval, left))
            if self._clock() >= code.expires_at:
                yield CodeExpired()
                return
            event = await self._poll(code)
            yield event
            if isinstance(event, CodeExpired | AuthorizationDenied | AuthorizationGranted):
                return

    async def _request_code(self) -> DeviceCode:
        form = {"client_id": self._account.client_id, "scope": " ".join(self._scopes)}
        response = await post_form(self._base_url, "/device/authorize", form, transport=self._transport)
        if response.status >= 500:
            raise UnreachableError("The sign-in service reported an error. Try again later.", **_marks(response))
        if response.status != 200:
            denied = self._deny(response)
            raise CallSettingsError(denied.reason, **_marks(response), provider_message=denied.provider_message)
        values = response.json_object()
        now = self._clock()
        lifetime, interval = values.get("expires_in"), values.get("interval")
        page, complete = values.get("verification_uri"), values.get("verification_uri_complete")
        device_code, user_code = values.get("device_code"), values.get("user_code")
        if not (_is_seconds(lifetime) and _is_text(device_code) and _is_text(user_code) and _is_safe_page(page)):
            raise InvalidResponseError("The sign-in service gave no usable code. Try again later.", **_marks(response))
        self._interval = min(max(interval, _FASTEST), _SLOWEST) if _is_seconds(interval) else _USUAL
        return DeviceCode(
            clean_text(str(user_code)[:64]),
            str(page),
            str(complete) if _is_safe_page(complete) else "",
            now + lifetime,
            Secret(str(device_code)),
        )

    async def _poll(self, code: DeviceCode) -> Event:
        form = {
            "grant_type": _GRANT_TYPE,
            "device_code": code.device_code.reveal(),
            "client_id": self._account.client_id,
        }
        try:
            response = await post_form(
                self._base_url, "/device/token", form, basic=self._client, transport=self._transport
            )
        except (UnreachableError, InvalidResponseError, TemporaryError) as error:
            return self._slow_down(code, self._interval * 2, error.message)
        if response.status == 200:
            return self._grant(response)
        code_name = error_code(response)
        if code_name == "slow_down" or response.status == 429:
            pause = self._interval + _SLOWER_BY
            return self._slow_down(
                code, max(pause, response.retry_after() or 0.0), "The provider asked for longer pauses."
            )
        if response.status == 428 or code_name == "authorization_pending":
            return AuthorizationPending(code.expires_at - self._clock(), self._interval)
        if response.status >= 500:
            return self._slow_down(code, self._interval * 2, "The sign-in service reported an error.")
        if code_name == "expired_token":
            return CodeExpired()
        return self._deny(response)

    def _slow_down(self, code: DeviceCode, interval: float, reason: str) -> SlowDown:
        self._interval = min(interval, _SLOWEST)
        return SlowDown(code.expires_at - self._clock(), self._interval, reason)

    def _grant(self, response: HttpResponse) -> AuthorizationGranted | AuthorizationDenied:
        account = self._account
        bare = Credential(
            scheme="Bearer",
            secret=Secret(""),
            origin=origin(account_url(account)),
            client_id=account.client_id,
            client_secret=self._client_secret,
        )
        try:
            return AuthorizationGranted(bare.with_token_response(response.json_object(), self._clock()))
        except ValueError:
            return AuthorizationDenied(
                "The sign-in service approved but gave no usable token. Try again.", "", response.tracking_id
            )

    def _deny(self, response: HttpResponse) -> AuthorizationDenied:
        provider_message, code_name = error_message(response), error_code(response)
        is_denied = code_name == "access_denied"
        if response.status == 403 or (is_denied and any(mark in provider_message.lower() for mark in _POLICY)):
            reason = "The sign-in was blocked by your organization: ask your administrator to allow this integration."
        elif is_denied:
            reason = "The sign-in was refused on the other device. Request a new code to try again."
        elif code_name in ("invalid_client", "unauthorized_client") or response.status == 401:
            reason = f"The client ID or secret was not accepted: check client_id and {CLIENT_SECRET_VARIABLE}."
        elif code_name == "invalid_scope":
            reason = (
                "The integration lacks scopes that this program needs: ask your administrator to add these: "
                f"{' '.join(self._scopes)}."
            )
        elif code_name == "invalid_grant":
            reason = "The code is no longer valid. Request a new one."
        else:
            reason = f"The sign-in was not accepted (status {response.status}). Request a new code to try again."
        return AuthorizationDenied(reason, provider_message, response.tracking_id)


def _marks(response: HttpResponse) -> _Marks:
    return {"status": response.status, "tracking_id": response.tracking_id}


def _is_seconds(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 2000 and bool(clean_text(value))


def _is_safe_page(value: object) -> bool:
    """Whether the person can be sent there: a web address that nobody on the way can read along."""
    from urllib.parse import urlsplit

    if not isinstance(value, str) or len(value) > 2000 or any(not "!" <= c <= "~" for c in value):
        return False
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
