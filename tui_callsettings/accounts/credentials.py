"""What proves to a provider who asks: taken from where the person keeps it, and renewed when it ends."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui_callsettings import paths
from tui_callsettings.errors import BusyError, NotSignedInError, StorageError, UnreachableError
from tui_callsettings.models.account import Account

from .lock_file import held_while_waiting
from .sign_in import SignIn, address_of
from .vault import Place, Vault, process_vault

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
        vault: Vault,
        *,
        transport: "httpx.AsyncBaseTransport | None" = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._account = account
        self._vault = vault
        self._transport = transport
        self._clock = clock
        self._sign_in: SignIn | None = None
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
        sign_in = self._sign_in or await self._stored()
        if sign_in is None:
            raise not_signed_in(self._account)
        sign_in.check_destination(self._account)
        self._sign_in = sign_in
        value = sign_in.authorization()
        if sign_in.can_refresh and sign_in.expires_at is not None:
            left = sign_in.expires_at - self._clock()
            if left < _TOO_LATE:
                # Not reaching the service is no reason to give up: the old token may still do.
                with contextlib.suppress(UnreachableError, BusyError, StorageError):
                    return await self.renewed(value) or value
            elif left < _EARLY and self._renewed_beside != value:
                self._renewed_beside = value
                self._begun(value)
        return value

    async def finish(self) -> None:
        """Let a renewal that nobody waits for come to its end: the old refresh token may not work again."""
        if self._renewal is not None and not self._renewal.done():
            await asyncio.wait([self._renewal], timeout=_LONGEST_FINISH)

    async def renewed(self, refused: str) -> str | None:
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

    async def _stored(self) -> SignIn | None:
        # The keyring may take its time.
        return await asyncio.to_thread(self._vault.find, self._account)

    async def _renew(self, refused: str) -> str | None:
        async with self._turn():
            sign_in = await self._stored()
            if sign_in is None:
                self._sign_in = None
                return None
            sign_in.check_destination(self._account)
            if sign_in.authorization() == refused:
                refreshed = await self._refreshed(sign_in)
                if refreshed is None:
                    return None
                sign_in = refreshed
                await self._keep(sign_in)
            self._sign_in = sign_in
            return sign_in.authorization()

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """One process at a time renews: a refresh token may work only once."""
        if self._vault.place(self._account) not in (Place.KEYRING, Place.FILE):
            yield
            return
        async with contextlib.AsyncExitStack() as stack:
            # With a read-only home there is no lock to be had; then nothing is stored that others could take.
            with contextlib.suppress(StorageError):
                lock = paths.data_folder() / f"refresh-{self._account.name}.lock"
                await stack.enter_async_context(held_while_waiting(lock))
            yield

    async def _refreshed(self, sign_in: SignIn) -> SignIn | None:
        if not sign_in.can_refresh or sign_in.refresh_token is None or sign_in.client_secret is None:
            return None
        from .token_service import TokenService

        form = {
            "grant_type": "refresh_token",
            "client_id": sign_in.client_id,
            "client_secret": sign_in.client_secret.reveal(),
            "refresh_token": sign_in.refresh_token.reveal(),
        }
        answer = await TokenService(address_of(self._account), self._transport).post("/access_token", form)
        marks = {"status": answer.status, "tracking_id": answer.tracking_id}
        if answer.status == 429:
            raise BusyError("The sign-in service has too much to do. Try again.", retry_after=answer.retry_after)
        if 400 <= answer.status < 500:
            _log.info("the sign-in of account %s was not renewed: %s", self._account.name, marks)
            return None
        try:
            if answer.status != 200:
                raise ValueError("no token")
            return sign_in.refreshed(answer.values, self._clock())
        except ValueError:
            raise UnreachableError(
                "The sign-in service gave no usable answer. Try again later.",
                status=answer.status,
                tracking_id=answer.tracking_id,
            ) from None

    async def _keep(self, sign_in: SignIn) -> None:
        try:
            await asyncio.to_thread(self._vault.replace, self._account, sign_in)
        except StorageError as error:
            # It still serves this process; the next one may have to ask the person to sign in.
            _log.warning("the renewed sign-in of account %s is not stored: %s", self._account.name, error.sentence)


def _told_of_failure(renewal: "asyncio.Task[str | None]") -> None:
    """Log why a renewal failed; whoever waits for it is told as well."""
    if not renewal.cancelled() and (error := renewal.exception()) is not None:
        _log.info("a sign-in was not renewed: %s", type(error).__name__)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an account's sign-in lies, for `status`.

    Attributes:
        place: where; None if there is none, or none is needed.
        protection: a sentence on who can get at it.
        user: whose password it is; "" for a token.
        expires_at: when the token ends, in seconds since 1970; None if nobody said.
        renews_itself: whether a new token is had without the person.
        sign_in_expires_at: when the person must sign in again at the latest, likewise; None if nobody said.
    """

    place: Place | None
    protection: str
    user: str = ""
    expires_at: float | None = None
    renews_itself: bool = False
    sign_in_expires_at: float | None = field(default=None)


def where(account: Account, vault: Vault | None = None) -> Whereabouts:
    """Where the account's sign-in lies and how it is protected. Shows nothing of the secret itself.

    Raises:
        NotSignedInError: there is one and it cannot be a token.
        StorageError: it is there and cannot be read.
    """
    vault = vault or process_vault()
    if account.backend == "local":
        return Whereabouts(None, "No sign-in is needed: the settings lie in a file of your own.")
    place, sign_in = vault.place(account), vault.find(account)
    if place is None or sign_in is None:
        return Whereabouts(None, not_signed_in(account).sentence)
    return Whereabouts(
        place,
        _protection(place, vault),
        sign_in.user,
        sign_in.expires_at,
        sign_in.can_refresh,
        sign_in.refresh_expires_at,
    )


def _protection(place: Place, vault: Vault) -> str:
    match place:
        case Place.KEYRING:
            return "In the system's keyring, which is open to you while you are logged in."
        case Place.FILE if vault.is_private():
            return f"In {vault.path}, not encrypted; only you and the administrator can read it (mode 0600)."
        case Place.FILE:
            return f'In {vault.path}, not encrypted, and OTHERS CAN READ IT: run "chmod 600 {vault.path}".'
        case Place.MEMORY:
            return "In the memory of this program only; it is gone when the program ends."
        case Place.TOKEN_FILE:
            return "In a token file of your own; how it is protected is up to you."
        case Place.ENVIRONMENT:
            return "In the environment (WEBEX_ACCESS_TOKEN); programs that you start can read it."


def forget(account: Account, vault: Vault | None = None) -> bool:
    """Sign out: remove what is kept for the account, and say whether there was anything.

    Raises:
        StorageError: it cannot be removed.
    """
    return (vault or process_vault()).forget(account)


def not_signed_in(account: Account) -> NotSignedInError:
    """The error to raise where an account has no sign-in."""
    return NotSignedInError(
        f'You are not signed in to "{account.name}". Run "callsettings login --account {account.name}".'
    )


def credentials_for(account: Account, vault: Vault | None = None) -> StoredCredentials | None:
    """The credentials of `account`, read when first asked for; None where none are needed."""
    return None if account.backend == "local" else StoredCredentials(account, vault or process_vault())
