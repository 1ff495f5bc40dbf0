"""Try out a credential with one request, before it is stored."""

import asyncio
from dataclasses import dataclass
from enum import Enum

from tui_callsettings.backends.registry import open_backend
from tui_callsettings.errors import (
    CallSettingsError,
    ConfigurationError,
    NotSignedInError,
    TemporaryError,
    UnreachableError,
)
from tui_callsettings.models.account import Account

from .credential import Credential
from .credential_check import CredentialCheck
from .credential_store import CredentialStore, StorageKind
from .credentials import StoredCredentials

_SECONDS = 20.0


class SignInStatus(Enum):
    """The provider's answer to a credential."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class SignInCheck:
    """What the check found.

    Attributes:
        status: the provider's answer.
        person: the name of the person who signed in; "" if unknown.
        message: what to show, in a sentence.
    """

    status: SignInStatus
    person: str
    message: str


async def check_sign_in(account: Account, credential: Credential) -> SignInCheck:
    """Ask the provider for the person's profile with `credential`, which is stored nowhere for that.

    Raises:
        ConfigurationError: the account, the certificates to trust or the proxy cannot be used.
    """
    store = CredentialStore({})
    store.save(account, credential, StorageKind.MEMORY)
    backend = open_backend(account, StoredCredentials(account, store))
    try:
        async with asyncio.timeout(_SECONDS):
            owner = await backend.check_sign_in()
    except NotSignedInError as error:
        kind = "password" if credential.scheme == "Basic" else "token"
        provider = backend.capabilities.provider
        words = f' The provider says: "{error.provider_message}"' if error.provider_message else ""
        return SignInCheck(SignInStatus.REJECTED, "", f"{provider} rejected this {kind}.{words}")
    except (UnreachableError, TemporaryError) as error:
        return SignInCheck(SignInStatus.UNCHECKED, "", f"The sign-in could not be checked. {error.message}")
    except TimeoutError:
        return SignInCheck(SignInStatus.UNCHECKED, "", "The sign-in could not be checked: no answer arrived in time.")
    except ConfigurationError:
        raise
    except CallSettingsError as error:
        # The provider knows who asks: it has an answer to the credential, if not to the request.
        return SignInCheck(SignInStatus.ACCEPTED, "", f'Signed in to "{account.name}". {error.message}')
    finally:
        await backend.close()
    as_person = f" as {owner.name}" if owner.name else ""
    return SignInCheck(SignInStatus.ACCEPTED, owner.name, f'Signed in to "{account.name}"{as_person}.')


def save_checked(store: CredentialStore, account: Account, credential: Credential, storage_kind: StorageKind) -> None:
    """Store a credential that the provider has accepted; its first reads need not wait for each other.

    Raises:
        StorageError: it cannot be stored.
    """
    store.save(account, credential, storage_kind)
    if credential.scheme != "Basic":
        store.save_check(account, CredentialCheck.create(credential.authorization(), is_accepted=True))
