"""Signing in with a code on another device, for machines without a browser.

OAuth 2.0 Device Authorization Grant (RFC 8628) as Webex has it: a poll that comes too early to be answered is told 428
instead of 400, and polls carry the client's id and secret in Basic authentication.
"""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict, TypeGuard

from tui_callsettings import paths
from tui_callsettings.errors import CallSettingsError, ConfigurationError, InvalidResponseError, UnreachableError
from tui_callsettings.models.account import Account

from .base_url import is_loopback, origin
from .credential import Credential, account_url, uses_webex_token
from .oauth import TokenResponse, TokenService, plain
from .secret import Secret

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
        user_code: to type there.
        verification_uri: where to type it.
        verification_uri_complete: the same with the code in it, for a QR code; "" if the provider gives none.
        expires_at: when the code ends, in seconds of the grant's clock (since 1970).
        device_code: what we ask with, secret.
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
        seconds_left: until the code ends.
        interval: seconds until the next poll.
    """

    seconds_left: float
    interval: float


@dataclass(frozen=True, slots=True)
class SlowDown:
    """The provider asked for longer pauses, or could not be reached for a moment.

    Attributes:
        seconds_left: until the code ends.
        interval: seconds until the next poll.
        reason: a sentence.
    """

    seconds_left: float
    interval: float
    reason: str


@dataclass(frozen=True, slots=True)
class CodeExpired:
    """The code's time is over; ask for a new one."""


@dataclass(frozen=True, slots=True)
class AuthorizationDenied:
    """There will be no sign-in with this code.

    Attributes:
        reason: a sentence: what happened and what to do next.
        words: the provider's own words; "" if it said nothing.
        tracking_id: what the provider's support asks for; "" if none.
    """

    reason: str
    provider_message: str = ""
    tracking_id: str = ""


@dataclass(frozen=True, slots=True)
class AuthorizationGranted:
    """The person agreed.

    Attributes:
        sign_in: to be kept where the person chooses.
    """

    credential: Credential


class _Marks(TypedDict):
    status: int
    tracking_id: str


Event = DeviceCode | AuthorizationPending | SlowDown | CodeExpired | AuthorizationDenied | AuthorizationGranted


def load_client_secret(environment: Mapping[str, str] | None = None) -> Secret | None:
    """The integration's client secret from the environment; None if there is none, or in restricted mode."""
    if paths.is_restricted():
        return None
    text = (os.environ if environment is None else environment).get(CLIENT_SECRET_VARIABLE, "").strip()
    return Secret(text) if text else None


class DeviceGrant:
    """One sign-in. Every call of `events` is one code; cancelling it at any point leaves nothing behind.

    Args:
        account: who signs in; its `client_id` names the integration.
        client_secret: of the integration.
        scopes: what to ask for.
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
                "Signing in with a code needs an integration of your organisation: put its id into the configuration "
                f'(client_id = "C…" under [accounts.{account.name}]) and its secret into {CLIENT_SECRET_VARIABLE}. '
                "Without one, sign in with a ready token."
            )
        self._account = account
        self._client_secret = client_secret
        self._scopes = scopes
        self._service = TokenService(account_url(account), transport)
        self._clock = clock
        self._sleep = sleep
        self._interval = 0.0

    async def events(self) -> AsyncGenerator[Event, None]:
        """A new code, then what comes of it, until it is granted, refused or expired.

        For another code, stop iterating (`contextlib.aclosing`) and call it again.

        Raises:
            UnreachableError: the provider gives no code now.
            BadAnswerError: what it gave is no code.
            CallSettingsError: it refuses to give one.
        """
        code = await self._new_code()
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

    async def _new_code(self) -> DeviceCode:
        form = {"client_id": self._account.client_id, "scope": " ".join(self._scopes)}
        answer = await self._service.post("/device/authorize", form)
        if answer.status >= 500:
            raise UnreachableError("The sign-in service is not working. Try again later.", **_marks(answer))
        if answer.status != 200:
            refusal = self._refusal(answer)
            raise CallSettingsError(refusal.reason, **_marks(answer), provider_message=refusal.provider_message)
        values = answer.values
        now = self._clock()
        lifetime, interval = values.get("expires_in"), values.get("interval")
        page, complete = values.get("verification_uri"), values.get("verification_uri_complete")
        device_code, user_code = values.get("device_code"), values.get("user_code")
        if not (_is_seconds(lifetime) and _is_text(device_code) and _is_text(user_code) and _is_safe_page(page)):
            raise InvalidResponseError("The sign-in service gave no usable code. Try again later.", **_marks(answer))
        self._interval = min(max(interval, _FASTEST), _SLOWEST) if _is_seconds(interval) else _USUAL
        return DeviceCode(
            plain(str(user_code), 64),
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
            answer = await self._service.post("/device/token", form, (self._account.client_id, self._client_secret))
        except UnreachableError as error:
            return self._slower(code, self._interval * 2, error.message)
        if answer.status == 200:
            return self._granted(answer)
        if answer.code == "slow_down" or answer.status == 429:
            pause = self._interval + _SLOWER_BY
            return self._slower(code, max(pause, answer.retry_after or 0.0), "The provider asked for longer pauses.")
        if answer.status == 428 or answer.code == "authorization_pending":
            return AuthorizationPending(code.expires_at - self._clock(), self._interval)
        if answer.status >= 500:
            return self._slower(code, self._interval * 2, "The sign-in service is not working at the moment.")
        if answer.code == "expired_token":
            return CodeExpired()
        return self._refusal(answer)

    def _slower(self, code: DeviceCode, interval: float, reason: str) -> SlowDown:
        self._interval = min(interval, _SLOWEST)
        return SlowDown(code.expires_at - self._clock(), self._interval, reason)

    def _granted(self, answer: TokenResponse) -> AuthorizationGranted | AuthorizationDenied:
        account = self._account
        bare = Credential(
            "Bearer",
            Secret(""),
            origin=origin(account_url(account)),
            client_id=account.client_id,
            client_secret=self._client_secret,
        )
        try:
            return AuthorizationGranted(bare.with_token_response(answer.values, self._clock()))
        except ValueError:
            return AuthorizationDenied(
                "The sign-in service agreed but gave no usable token. Try again.", "", answer.tracking_id
            )

    def _refusal(self, answer: TokenResponse) -> AuthorizationDenied:
        provider_message = answer.provider_message
        is_denied = answer.code == "access_denied"
        if answer.status == 403 or (is_denied and any(mark in provider_message.lower() for mark in _POLICY)):
            reason = "The sign-in was blocked by your organisation: ask your administrator to allow this integration."
        elif is_denied:
            reason = "The sign-in was refused on the other device. Ask for a new code to try again."
        elif answer.code in ("invalid_client", "unauthorized_client") or answer.status == 401:
            reason = f"The client id or secret was not accepted: check client_id and {CLIENT_SECRET_VARIABLE}."
        elif answer.code == "invalid_scope":
            reason = (
                "The integration may not do all that is asked for: ask your administrator to add these scopes to it: "
                f"{' '.join(self._scopes)}."
            )
        elif answer.code == "invalid_grant":
            reason = "The code is not valid any more. Ask for a new one."
        else:
            reason = f"The sign-in was not accepted (status {answer.status}). Ask for a new code to try again."
        return AuthorizationDenied(reason, provider_message, answer.tracking_id)


def _marks(answer: TokenResponse) -> _Marks:
    return {"status": answer.status, "tracking_id": answer.tracking_id}


def _is_seconds(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 2000 and bool(plain(value))


def _is_safe_page(value: object) -> bool:
    """Whether the person can be sent there: a plain address that keeps what is typed there from others."""
    from urllib.parse import urlsplit

    if not isinstance(value, str) or len(value) > 2000 or any(not "!" <= c <= "~" for c in value):
        return False
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
