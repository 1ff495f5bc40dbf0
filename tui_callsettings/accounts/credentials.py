"""The credential that a request carries: loaded from its store, and renewed before it expires."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from tui_callsettings import paths
from tui_callsettings.errors import (
    InvalidResponseError,
    NotSignedInError,
    RateLimitedError,
    StorageError,
    TemporaryError,
    UnreachableError,
    trace_locations,
)
from tui_callsettings.models.account import Account

from .account_url import account_url
from .credential import Credential, Secret
from .credential_check import CredentialCheck, is_password
from .credential_store import CredentialStore, StorageKind, shared_credential_store
from .file_lock import LockTimeoutError, async_file_lock

if TYPE_CHECKING:
    import httpx

_log = logging.getLogger(__name__)

_EARLY = 300.0
"""Seconds before its end from which a token is renewed, beside the requests that it still serves."""
_TOO_LATE = 60.0
"""Seconds before its end from which requests wait for the new one."""
_LONGEST_FINISH = 5.0
"""Seconds that a renewal has when everything else is done."""
_LOCK_SECONDS = 30.0
"""Seconds to wait for another process that renews the same credential."""


class StoredCredentials:
    """The `Credentials` of one account, from a store.

    Several tasks and several processes may use and renew the same credential: one of them asks the provider, the others
    take its result. What the provider has rejected is given out no more, also in later processes.

    Args:
        account: their owner.
        store: where they are stored.
        transport: replaces the network, in tests.
        clock: seconds since 1970.
        lock_seconds: how long to wait for another process that renews the same credential.
    """

    def __init__(
        self,
        account: Account,
        store: CredentialStore,
        *,
        transport: "httpx.AsyncBaseTransport | None" = None,
        clock: Callable[[], float] = time.time,
        lock_seconds: float = _LOCK_SECONDS,
    ) -> None:
        self._account = account
        self._store = store
        self._transport = transport
        self._clock = clock
        self._lock_seconds = lock_seconds
        self._credential: Credential | None = None
        self._renewal: asyncio.Task[str | None] | None = None
        self._renewed_early = ""
        self._accepted = ""
        self._rejected = ""
        self._refused_refresh: Secret | None = None

    def __repr__(self) -> str:
        return f"StoredCredentials({self._account.name!r})"

    async def authorization(self) -> str:
        """Return the value of the Authorization header; a token about to end is renewed first.

        Raises:
            NotSignedInError: nothing is stored, it was given for another address, or the provider has rejected it.
            StorageError: what is stored cannot be read.
        """
        credential = self._credential
        if credential is None or credential.authorization() == self._rejected:
            # The person may have signed in again meanwhile, in this process or another.
            credential = await asyncio.to_thread(self._load)
        if credential is None:
            raise not_signed_in_error(self._account)
        credential.check_destination(self._account)
        self._credential = credential
        value = credential.authorization()
        if value == self._rejected:
            raise _rejected_error(self._account, self._store)
        return await self._keep_valid(credential, value)

    async def _keep_valid(self, credential: Credential, value: str) -> str:
        if credential.is_refreshable and credential.expires_at is not None:
            left = credential.expires_at - self._clock()
            if left < _TOO_LATE:
                # An unreachable service is no reason to give up: the old token may still do.
                with contextlib.suppress(UnreachableError, InvalidResponseError, TemporaryError, StorageError):
                    return await self.renew(value) or value
            elif left < _EARLY and self._renewed_early != value:
                self._renewed_early = value
                self._start_renewal(value)
        return value

    async def finish(self) -> None:
        """Let a renewal that nobody waits for come to its end: the old refresh token may not work again."""
        if self._renewal is not None and not self._renewal.done():
            await asyncio.wait([self._renewal], timeout=_LONGEST_FINISH)

    async def renew(self, refused: str) -> str | None:
        """Return a new value after the provider refused `refused`; None if the person must sign in again.

        Raises:
            UnreachableError: the token service gave no usable answer; the old credential stays.
            RateLimitedError: it is overloaded, or another process takes too long to renew.
        """
        if self._credential is not None and self._credential.authorization() != refused:
            return self._credential.authorization()
        # Who waits may be cancelled; the new token must reach the store all the same.
        return await asyncio.shield(self._start_renewal(refused))

    def is_proven(self, authorization: str) -> bool:
        """Whether the provider has accepted this token before. Never true of a password."""
        return authorization == self._accepted and not is_password(authorization)

    async def note_result(self, authorization: str, *, is_accepted: bool) -> None:
        """Remember that the provider accepted or rejected `authorization`, for this and later processes."""
        known = self._accepted if is_accepted else self._rejected
        if authorization == known:
            return
        if is_accepted:
            self._accepted, self._rejected = authorization, ""
        else:
            self._accepted, self._rejected = "", authorization
        await asyncio.to_thread(self._save_check, authorization, is_accepted=is_accepted)

    def _load(self) -> Credential | None:
        """Load the credential, and what the provider made of it."""
        credential = self._store.load(self._account)
        check = None
        with contextlib.suppress(StorageError):
            check = self._store.load_check(self._account)
        if credential is not None and check is not None and check.matches(credential.authorization()):
            if check.is_accepted:
                self._accepted = credential.authorization()
            else:
                self._rejected = credential.authorization()
        return credential

    def _save_check(self, authorization: str, *, is_accepted: bool) -> None:
        try:
            known = self._store.load_check(self._account)
            is_worth_it = not is_password(authorization) or not is_accepted or known is not None
            if is_worth_it and not (
                known is not None and known.is_accepted == is_accepted and known.matches(authorization)
            ):
                self._store.save_check(self._account, CredentialCheck.create(authorization, is_accepted=is_accepted))
        except StorageError as error:
            _log.info("the answer to the credential of account %s is not stored: %s", self._account.name, error.message)

    def _start_renewal(self, refused: str) -> "asyncio.Task[str | None]":
        """Return the renewal in progress; started if there is none."""
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew(refused))
            self._renewal.add_done_callback(_log_failure)
        return self._renewal

    async def _renew(self, refused: str) -> str | None:
        async with self._renewal_lock():
            credential = await asyncio.to_thread(self._load)
            if credential is None:
                self._credential = None
                return None
            credential.check_destination(self._account)
            value = credential.authorization()
            if value == refused:
                if value == self._rejected:
                    return None
                renewed = await self._request_tokens(credential)
                if renewed is None:
                    return None
                credential, value = renewed, renewed.authorization()
                await self._save(credential)
                await self.note_result(value, is_accepted=True)
            self._credential = credential
            return value

    @contextlib.asynccontextmanager
    async def _renewal_lock(self) -> AsyncIterator[None]:
        """Let one process at a time renew: a refresh token may work only once."""
        if self._store.storage_kind(self._account) not in (StorageKind.KEYRING, StorageKind.FILE):
            yield
            return
        async with contextlib.AsyncExitStack() as stack:
            lock = paths.data_folder() / f"refresh-{self._account.name}.lock"
            try:
                await stack.enter_async_context(async_file_lock(lock, self._lock_seconds))
            except LockTimeoutError:
                raise RateLimitedError(
                    f'Another callsettings is renewing your sign-in to "{self._account.name}" and has not finished. '
                    "Try again in a moment."
                ) from None
            except StorageError as error:
                # With a read-only home there is no lock to be had; then nothing is stored that others could take.
                _log.info("the sign-in of account %s is renewed without a lock: %s", self._account.name, error.message)
            yield

    async def _request_tokens(self, credential: Credential) -> Credential | None:
        """Spend the refresh token. Returns None if there is none, or the service has refused it."""
        if not credential.is_refreshable or credential.refresh_token is None or credential.client_secret is None:
            return None
        if credential.refresh_token == self._refused_refresh:
            return None
        from .oauth import post_form

        form = {
            "grant_type": "refresh_token",
            "client_id": credential.client_id,
            "client_secret": credential.client_secret.reveal(),
            "refresh_token": credential.refresh_token.reveal(),
        }
        response = await post_form(account_url(self._account), "/access_token", form, transport=self._transport)
        if response.status == 429:
            raise RateLimitedError(
                "The sign-in service received too many requests. Try again.", retry_after=response.retry_after()
            )
        if 400 <= response.status < 500:
            _log.info("the sign-in of account %s was not renewed: status %d", self._account.name, response.status)
            self._refused_refresh = credential.refresh_token
            return None
        try:
            if response.status != 200:
                raise ValueError("no token")
            return credential.with_token_response(response.json_object(), self._clock())
        except ValueError:
            raise UnreachableError(
                "The sign-in service gave no usable answer. Try again later.",
                status=response.status,
                tracking_id=response.tracking_id,
            ) from None

    async def _save(self, credential: Credential) -> None:
        try:
            await asyncio.to_thread(self._store.replace, self._account, credential)
        except StorageError as error:
            # It still serves this process; the next one may have to ask the person to sign in.
            _log.warning("the renewed sign-in of account %s is not stored: %s", self._account.name, error.message)


def _log_failure(renewal: "asyncio.Task[str | None]") -> None:
    """Log why a renewal failed; whoever waits for it gets the error as well."""
    if not renewal.cancelled() and (error := renewal.exception()) is not None:
        _log.info("a sign-in was not renewed: %s at %s", type(error).__name__, trace_locations(error))


def sign_out(account: Account, store: CredentialStore | None = None) -> bool:
    """Delete the stored credential of the account. Returns whether there was one.

    Raises:
        StorageError: it cannot be deleted.
    """
    return (store or shared_credential_store()).delete(account)


def not_signed_in_error(account: Account) -> NotSignedInError:
    """Return the error to raise where an account has no credential."""
    return NotSignedInError(
        f'You are not signed in to "{account.name}". Run "callsettings login --account {account.name}".'
    )


def _rejected_error(account: Account, store: CredentialStore) -> NotSignedInError:
    remedy = f'Sign in again: "callsettings login --account {account.name}".'
    if store.storage_kind(account) is StorageKind.ENVIRONMENT:
        remedy = f"Put a new token into WEBEX_ACCESS_TOKEN, or sign in: callsettings login --account {account.name}."
    return NotSignedInError(
        f'Your sign-in to "{account.name}" was rejected and is not sent again: it has expired, or it is wrong. {remedy}'
    )


def open_credentials(account: Account, store: CredentialStore | None = None) -> StoredCredentials | None:
    """Return the credentials of `account`, loaded when first needed; None where none are needed."""
    return None if account.backend == "local" else StoredCredentials(account, store or shared_credential_store())
