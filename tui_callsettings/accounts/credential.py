"""What a person signed in with: a token or a password, for whom, for which address, and until when."""

from base64 import b64encode
from collections.abc import Mapping
from hmac import compare_digest
from typing import Annotated, Any, Literal, NoReturn, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, InstanceOf, PlainSerializer, ValidationError

from tui_callsettings.errors import NotSignedInError
from tui_callsettings.models.account import Account
from tui_callsettings.models.base_url import origin

from .account_url import account_url

Scheme = Literal["Bearer", "Basic", "BroadWorksSSO"]

MAX_SECRET_LENGTH = 8192
"""Characters. Real tokens have a few hundred to two thousand."""


class Secret:
    """A secret text that only `reveal` shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself: for a request or a store, never for a message."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __str__(self) -> str:
        return "(hidden)"

    def __format__(self, _specification: str) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


def _hide(text: Any) -> Any:
    return Secret(text) if isinstance(text, str) else text


StoredSecret = Annotated[
    InstanceOf[Secret], BeforeValidator(_hide), PlainSerializer(lambda secret: secret and secret.reveal())
]


class Credential(BaseModel):
    """One account's secrets. Dumped, it is plain text: for a store, never for a log.

    Attributes:
        scheme: how the secret is presented to the provider.
        secret: the access token or the password.
        user: the owner of the password; "" with a token.
        origin: scheme, host and port that the secret is for; it is sent nowhere else.
        expires_at: when the access token ends, in seconds since 1970; None if unknown.
        refresh_token: gets a new access token; None if there is none.
        refresh_expires_at: when the refresh token ends, likewise.
        client_id: of the integration that the tokens were given to.
        client_secret: of the same, needed to refresh.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, hide_input_in_errors=True)

    scheme: Scheme
    secret: StoredSecret
    user: str = ""
    origin: str = ""
    expires_at: float | None = None
    refresh_token: StoredSecret | None = None
    refresh_expires_at: float | None = None
    client_id: str = ""
    client_secret: StoredSecret | None = None

    @classmethod
    def with_token(cls, account: Account, text: str, scheme: Scheme = "Bearer") -> Self:
        """Return a ready token, as it was pasted or read from a file or the environment.

        Raises:
            NotSignedInError: the text is empty or cannot be a token.
        """
        token = text.strip()
        for prefix in get_args(Scheme):
            token = token.removeprefix(f"{prefix} ").lstrip()
        if not token:
            raise NotSignedInError("No token given.")
        if not _is_token(token):
            raise NotSignedInError(
                "That does not look like an access token: a token is one line of letters, digits and signs without "
                "spaces. Copy it again, whole and alone."
            )
        return cls(scheme=scheme, secret=Secret(token), origin=origin(account_url(account)))

    @classmethod
    def with_password(cls, account: Account, password: str, user: str = "") -> Self:
        """Return a password, for BroadWorks and UCM.

        Raises:
            NotSignedInError: the password is empty or has a control character in it, or there is no user.
        """
        user = user or account.user
        if not user or ":" in user or not user.isprintable():
            raise NotSignedInError(
                'Signing in with a password needs a user without ":" in it, such as user = "jane@example.com".'
            )
        if not password:
            raise NotSignedInError("No password given.")
        if not password.isprintable() or len(password) > MAX_SECRET_LENGTH:
            raise NotSignedInError("The password has a control character in it, or is too long. Type it again.")
        return cls(scheme="Basic", secret=Secret(password), user=user, origin=origin(account_url(account)))

    @property
    def is_refreshable(self) -> bool:
        """Whether a new access token can be had without the person."""
        return bool(self.refresh_token and self.client_id and self.client_secret)

    def authorization(self) -> str:
        """Return the value of the Authorization header. The user and password are UTF-8 (RFC 7617)."""
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
                f'If the account has moved, sign in again: "callsettings login --account {account.name}"; to use both '
                "addresses, add another account."
            )

    def with_token_response(self, values: Mapping[str, Any], now: float) -> Self:
        """Return a copy with the tokens of a token response; what it does not repeat stays (RFC 6749, section 6).

        Raises:
            ValueError: the response has no usable access token.
        """
        refresh_token = values.get("refresh_token")
        return self.model_copy(
            update={
                "secret": _parse_token(values.get("access_token")),
                "expires_at": _parse_lifetime(values.get("expires_in"), now),
                "refresh_token": _parse_token(refresh_token) if refresh_token else self.refresh_token,
                "refresh_expires_at": _parse_lifetime(values.get("refresh_token_expires_in"), now)
                or self.refresh_expires_at,
            }
        )

    @classmethod
    def parse(cls, document: Any) -> Self:
        """Return the credential that `model_dump` or `model_dump_json` gave.

        Raises:
            ValueError: it is not one; the error repeats nothing of it.
        """
        try:
            if isinstance(document, str):
                return cls.model_validate_json(document)
            return cls.model_validate(document)
        except ValidationError:
            raise ValueError("not a credential") from None


def _is_token(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= MAX_SECRET_LENGTH and all("!" <= c <= "~" for c in text)


def _parse_token(text: Any) -> Secret:
    if not _is_token(text):
        raise ValueError("no token")
    return Secret(text)


def _parse_lifetime(seconds: Any, now: float) -> float | None:
    # bool is an int to isinstance.
    return now + seconds if type(seconds) in (int, float) and 0 < seconds < 1e10 else None
