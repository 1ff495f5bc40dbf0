"""What proves to a provider who asks: taken from where the person keeps it, and renewed when it ends."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui_callsettings import paths
from tui_callsettings.errors import NotSignedInError, RateLimitedError, StorageError, TemporaryError, UnreachableError
from tui_callsettings.models.account import Account

from .credential import Credential, account_url
from .credential_store import CredentialStore, StorageKind, shared_credential_store
from .file_lock import async_file_lock

if TYPE_CHECKING:
    import httpx

_log = logging.getLogger(__name__)

_EARLY = 300.0
"""Seconds before its end from which a token is renewed, beside the requests that it still serves."""
_TOO_LATE = 60.0
"""Seconds before its end from which requests wait for the new one."""
_LONGEST_FINISH = 5.0
"""Seconds that a renewal has when everything else is done."""


class StoredCredentials:
    """The `Credentials` of one account, from the vault.

    Several tasks and several processes may use and renew the same sign-in: one of them asks the provider, the others
    take what it got.

    Args:
        account: whose they are.
        vault: where they are kept.
        transport: replaces the network, in tests.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        account: Account,
        store: CredentialStore,
        *,
        transport: "httpx.AsyncBaseTransport | None" = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._account = account
        self._store = store
        self._transport = transport
        self._clock = clock
        self._sign_in: Credential | None = None
        self._renewal: asyncio.Task[str | None] | None = None
        self._renewed_beside = ""

    def __repr__(self) -> str:
        return f"StoredCredentials({self._account.name!r})"

    async def authorization(self) -> str:
        """The value of the Authorization header; a token about to end is renewed first.

        Raises:
            NotSignedInError: nothing is stored, or it was given for another address.
            StorageError: what is stored cannot be read.
        """
        credential = self._sign_in or await self._stored()
        if credential is None:
            raise not_signed_in_error(self._account)
        credential.check_destination(self._account)
        self._sign_in = credential
        value = credential.authorization()
        if credential.is_refreshable and credential.expires_at is not None:
            left = credential.expires_at - self._clock()
            if left < _TOO_LATE:
                # Not reaching the service is no reason to give up: the old token may still do.
                with contextlib.suppress(UnreachableError, TemporaryError, StorageError):
                    return await self.renew(value) or value
            elif left < _EARLY and self._renewed_beside != value:
                self._renewed_beside = value
                self._begun(value)
        return value

    async def finish(self) -> None:
        """Let a renewal that nobody waits for come to its end: the old refresh token may not work again."""
        if self._renewal is not None and not self._renewal.done():
            await asyncio.wait([self._renewal], timeout=_LONGEST_FINISH)

    async def renew(self, refused: str) -> str | None:
        """A new value after the provider refused `refused`; None if the person must sign in again.

        Raises:
            UnreachableError: the provider's service for tokens gave no usable answer; the old sign-in stays.
            BusyError: it has too much to do, or another process takes too long.
        """
        if self._sign_in is not None and self._sign_in.authorization() != refused:
            return self._sign_in.authorization()
        # Who waits may be cancelled; the new token must reach the vault all the same.
        return await asyncio.shield(self._begun(refused))

    def _begun(self, refused: str) -> "asyncio.Task[str | None]":
        """The renewal under way; begun if there is none."""
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew(refused))
            self._renewal.add_done_callback(_told_of_failure)
        return self._renewal

    async def _stored(self) -> Credential | None:
        # The keyring may take its time.
        return await asyncio.to_thread(self._store.load, self._account)

    async def _renew(self, refused: str) -> str | None:
        async with self._turn():
            credential = await self._stored()
            if credential is None:
                self._sign_in = None
                return None
            credential.check_destination(self._account)
            if credential.authorization() == refused:
                with_token_response = await self._refreshed(credential)
                if with_token_response is None:
                    return None
                credential = with_token_response
                await self._keep(credential)
            self._sign_in = credential
            return credential.authorization()

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """One process at a time renews: a refresh token may work only once."""
        if self._store.storage_kind(self._account) not in (StorageKind.KEYRING, StorageKind.FILE):
            yield
            return
        async with contextlib.AsyncExitStack() as stack:
            # With a read-only home there is no lock to be had; then nothing is stored that others could take.
            with contextlib.suppress(StorageError):
                lock = paths.data_folder() / f"refresh-{self._account.name}.lock"
                await stack.enter_async_context(async_file_lock(lock))
            yield

    async def _refreshed(self, credential: Credential) -> Credential | None:
        if not credential.is_refreshable or credential.refresh_token is None or credential.client_secret is None:
            return None
        from .oauth import TokenService

        form = {
            "grant_type": "refresh_token",
            "client_id": credential.client_id,
            "client_secret": credential.client_secret.reveal(),
            "refresh_token": credential.refresh_token.reveal(),
        }
        answer = await TokenService(account_url(self._account), self._transport).post("/access_token", form)
        marks = {"status": answer.status, "tracking_id": answer.tracking_id}
        if answer.status == 429:
            raise RateLimitedError("The sign-in service has too much to do. Try again.", retry_after=answer.retry_after)
        if 400 <= answer.status < 500:
            _log.info("the sign-in of account %s was not renewed: %s", self._account.name, marks)
            return None
        try:
            if answer.status != 200:
                raise ValueError("no token")
            return credential.with_token_response(answer.values, self._clock())
        except ValueError:
            raise UnreachableError(
                "The sign-in service gave no usable answer. Try again later.",
                status=answer.status,
                tracking_id=answer.tracking_id,
            ) from None

    async def _keep(self, credential: Credential) -> None:
        try:
            await asyncio.to_thread(self._store.replace, self._account, credential)
        except StorageError as error:
            # It still serves this process; the next one may have to ask the person to sign in.
            _log.warning("the renewed sign-in of account %s is not stored: %s", self._account.name, error.message)


def _told_of_failure(renewal: "asyncio.Task[str | None]") -> None:
    """Log why a renewal failed; whoever waits for it is told as well."""
    if not renewal.cancelled() and (error := renewal.exception()) is not None:
        _log.info("a sign-in was not renewed: %s", type(error).__name__)


@dataclass(frozen=True, slots=True)
class CredentialStatus:
    """Where an account's sign-in lies, for `status`.

    Attributes:
        place: where; None if there is none, or none is needed.
        protection: a sentence on who can get at it.
        user: whose password it is; "" for a token.
        expires_at: when the token ends, in seconds since 1970; None if nobody said.
        renews_itself: whether a new token is had without the person.
        sign_in_expires_at: when the person must sign in again at the latest, likewise; None if nobody said.
    """

    storage_kind: StorageKind | None
    protection: str
    user: str = ""
    expires_at: float | None = None
    renews_itself: bool = False
    sign_in_expires_at: float | None = field(default=None)


def credential_status(account: Account, store: CredentialStore | None = None) -> CredentialStatus:
    """Where the account's sign-in lies and how it is protected. Shows nothing of the secret itself.

    Raises:
        NotSignedInError: there is one and it cannot be a token.
        StorageError: it is there and cannot be read.
    """
    store = store or shared_credential_store()
    if account.backend == "local":
        return CredentialStatus(None, "No sign-in is needed: the settings lie in a file of your own.")
    storage_kind, credential = store.storage_kind(account), store.load(account)
    if storage_kind is None or credential is None:
        return CredentialStatus(None, not_signed_in_error(account).message)
    return CredentialStatus(
        storage_kind,
        _protection(storage_kind, store),
        credential.user,
        credential.expires_at,
        credential.is_refreshable,
        credential.refresh_expires_at,
    )


def _protection(storage_kind: StorageKind, store: CredentialStore) -> str:
    match storage_kind:
        case StorageKind.KEYRING:
            return "In the system's keyring, which is open to you while you are logged in."
        case StorageKind.FILE if store.is_private():
            return f"In {store.path}, not encrypted; only you and the administrator can read it (mode 0600)."
        case StorageKind.FILE:
            return f'In {store.path}, not encrypted, and OTHERS CAN READ IT: run "chmod 600 {store.path}".'
        case StorageKind.MEMORY:
            return "In the memory of this program only; it is gone when the program ends."
        case StorageKind.TOKEN_FILE:
            return "In a token file of your own; how it is protected is up to you."
        case StorageKind.ENVIRONMENT:
            return "In the environment (WEBEX_ACCESS_TOKEN); programs that you start can read it."


def sign_out(account: Account, store: CredentialStore | None = None) -> bool:
    """Sign out: remove what is kept for the account, and say whether there was anything.

    Raises:
        StorageError: it cannot be removed.
    """
    return (store or shared_credential_store()).delete(account)


def not_signed_in_error(account: Account) -> NotSignedInError:
    """The error to raise where an account has no sign-in."""
    return NotSignedInError(
        f'You are not signed in to "{account.name}". Run "callsettings login --account {account.name}".'
    )


def open_credentials(account: Account, store: CredentialStore | None = None) -> StoredCredentials | None:
    """The credentials of `account`, read when first asked for; None where none are needed."""
    return None if account.backend == "local" else StoredCredentials(account, store or shared_credential_store())
