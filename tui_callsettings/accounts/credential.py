"""What a person signed in with: a token or a password, for whom, for which address, and until when."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self, TypeVar, cast, get_args

from tui_callsettings.errors import NotSignedInError
from tui_callsettings.models.account import Account

from .base_url import WEBEX_URL, origin
from .secret import Secret

Scheme = Literal["Bearer", "Basic", "BroadWorksSSO"]

MAX_SECRET_LENGTH = 8192
"""Characters. Real tokens have a few hundred to two thousand."""


def account_url(account: Account) -> str:
    """The address that the account's secrets are for; "" for the practice account."""
    return account.base_url or (WEBEX_URL if uses_webex_token(account) else "")


def uses_webex_token(account: Account) -> bool:
    """Whether the account is reached with a token of Webex: then it can sign in with a code."""
    return account.backend == "webex" or (account.backend == "ucm" and account.mode != "onprem")


@dataclass(frozen=True, slots=True)
class Credential:
    """One account's secrets.

    Attributes:
        scheme: how the secret is presented to the provider.
        secret: the access token or the password.
        user: whose password it is; "" with a token.
        origin: scheme, host and port that the secret is for; it is sent nowhere else.
        expires_at: when the access token ends, in seconds since 1970; None if nobody said.
        refresh_token: gets a new access token; None if there is none.
        refresh_expires_at: when the refresh token ends, likewise.
        client_id: of the integration that the tokens were given to.
        client_secret: of the same, needed to refresh.
    """

    scheme: Scheme
    secret: Secret
    user: str = ""
    origin: str = ""
    expires_at: float | None = None
    refresh_token: Secret | None = None
    refresh_expires_at: float | None = None
    client_id: str = ""
    client_secret: Secret | None = None

    @classmethod
    def with_token(cls, account: Account, text: str, scheme: Scheme = "Bearer") -> Self:
        """A ready token, as it was pasted or read from a file or the environment.

        Raises:
            NotSignedInError: it is empty or cannot be a token.
        """
        token = text.strip()
        for prefix in get_args(Scheme):
            token = token.removeprefix(f"{prefix} ").lstrip()
        if not token or len(token) > MAX_SECRET_LENGTH or any(not "!" <= character <= "~" for character in token):
            raise NotSignedInError(
                "This is not a token: a token is one line of letters, digits and signs without spaces. Copy it again, "
                "whole and alone."
            )
        return cls(scheme, Secret(token), origin=origin(account_url(account)))

    @classmethod
    def with_password(cls, account: Account, password: str, user: str = "") -> Self:
        """A password, for BroadWorks and UCM.

        Raises:
            NotSignedInError: the password is empty or has a control character in it, or there is no user.
        """
        user = user or account.user
        if not user or ":" in user or not user.isprintable():
            raise NotSignedInError(
                'Signing in with a password needs a user without ":" in it, such as user = "jane@example.com".'
            )
        if not password or not password.isprintable() or len(password) > MAX_SECRET_LENGTH:
            raise NotSignedInError("The password is empty or has a control character in it. Type it again.")
        return cls("Basic", Secret(password), user=user, origin=origin(account_url(account)))

    @property
    def is_refreshable(self) -> bool:
        """Whether a new access token can be had without the person."""
        return bool(self.refresh_token and self.client_id and self.client_secret)

    def authorization(self) -> str:
        """The value of the Authorization header. The user and password are UTF-8 (RFC 7617)."""
        if self.scheme == "Basic":
            return f"Basic {b64encode(f'{self.user}:{self.secret.reveal()}'.encode()).decode()}"
        return f"{self.scheme} {self.secret.reveal()}"

    def check_destination(self, account: Account) -> None:
        """Refuse to hand the secret to another address than the one it was given for.

        Raises:
            NotSignedInError: the account's address has changed since.
        """
        if self.origin and self.origin != origin(account_url(account)):
            raise NotSignedInError(
                f'Your sign-in to "{account.name}" is for {self.origin} and is not sent to {account_url(account)}. '
                f'If the account has moved, sign in again: "callsettings login --account {account.name}"; for another '
                "address beside it, make another account."
            )

    def with_token_response(self, answer: Mapping[str, Any], now: float) -> Self:
        """With the tokens of the provider's `answer`; what it does not repeat stays (RFC 6749, section 6).

        Raises:
            ValueError: the answer has no usable access token.
        """
        renew = answer.get("refresh_token")
        return replace(
            self,
            secret=_token(answer.get("access_token")),
            expires_at=_until(answer.get("expires_in"), now),
            refresh_token=_token(renew) if renew else self.refresh_token,
            refresh_expires_at=_until(answer.get("refresh_token_expires_in"), now) or self.refresh_expires_at,
        )

    def to_json(self) -> dict[str, Any]:
        """For a store, in plain text: never for a log."""
        plain: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            if value or name == "secret":
                plain[name] = value.reveal() if isinstance(value, Secret) else value
        return plain

    @classmethod
    def from_json(cls, plain: Any) -> Self:
        """What `to_json` gave.

        Raises:
            ValueError: it did not give that.
        """
        if not isinstance(plain, dict) or plain.get("scheme") not in get_args(Scheme):
            raise ValueError("not a sign-in")
        secret = _given(plain, "secret", str)
        if secret is None:
            raise ValueError("not a sign-in")
        refresh_token, client_secret = _given(plain, "refresh_token", str), _given(plain, "client_secret", str)
        return cls(
            cast("Scheme", plain["scheme"]),
            Secret(secret),
            user=_given(plain, "user", str) or "",
            origin=_given(plain, "origin", str) or "",
            expires_at=_given(plain, "expires_at", float),
            refresh_token=Secret(refresh_token) if refresh_token else None,
            refresh_expires_at=_given(plain, "refresh_expires_at", float),
            client_id=_given(plain, "client_id", str) or "",
            client_secret=Secret(client_secret) if client_secret else None,
        )

    def dumps(self) -> str:
        """`to_json` as one line of text, for a store that keeps text."""
        return json.dumps(self.to_json())


_Kind = TypeVar("_Kind", str, float)


def _given(plain: Mapping[str, Any], name: str, kind: type[_Kind]) -> _Kind | None:
    value = plain.get(name)
    if type(value) is int:
        value = float(value)
    if value is not None and type(value) is not kind:
        raise ValueError("not a sign-in")
    return value


def _token(text: Any) -> Secret:
    if not isinstance(text, str) or not 0 < len(text) <= MAX_SECRET_LENGTH or any(not "!" <= c <= "~" for c in text):
        raise ValueError("no token")
    return Secret(text)


def _until(seconds: Any, now: float) -> float | None:
    # bool is an int to isinstance.
    return now + seconds if type(seconds) in (int, float) and 0 < seconds < 1e10 else None
