"""Where an account's credential is stored, how it is protected and until when it is valid, for `status`."""

from dataclasses import dataclass

from tui_callsettings.models.account import Account

from .credential_store import CredentialStore, StorageKind, shared_credential_store
from .credentials import not_signed_in_error


@dataclass(frozen=True, slots=True)
class CredentialStatus:
    """What may be shown of a credential.

    Attributes:
        storage_kind: where it is; None if there is none, or none is needed.
        protection: a sentence on who can get at it.
        user: the owner of the password; "" for a token.
        expires_at: when the token ends, in seconds since 1970; None if unknown.
        renews_itself: whether a new token is had without the person.
        sign_in_expires_at: when the person must sign in again at the latest, likewise; None if unknown.
    """

    storage_kind: StorageKind | None
    protection: str
    user: str = ""
    expires_at: float | None = None
    renews_itself: bool = False
    sign_in_expires_at: float | None = None


def credential_status(account: Account, store: CredentialStore | None = None) -> CredentialStatus:
    """Return the status of the account's credential. Nothing of the secret itself is in it.

    Raises:
        NotSignedInError: there is one and it cannot be a token.
        StorageError: it is there and cannot be read.
    """
    store = store or shared_credential_store()
    if account.backend == "local":
        return CredentialStatus(None, "Not needed (settings are stored on this machine).")
    storage_kind, credential = store.storage_kind(account), store.load(account)
    if storage_kind is None or credential is None:
        return CredentialStatus(None, not_signed_in_error(account).message)
    return CredentialStatus(
        storage_kind,
        _describe_protection(storage_kind, store),
        credential.user,
        credential.expires_at,
        credential.is_refreshable,
        credential.refresh_expires_at,
    )


def _describe_protection(storage_kind: StorageKind, store: CredentialStore) -> str:
    match storage_kind:
        case StorageKind.KEYRING:
            return "In the system's keyring, which is open to you while you are logged in."
        case StorageKind.FILE if store.is_private():
            return f"In {store.path}, not encrypted; only you and the administrator can read it (mode 0600)."
        case StorageKind.FILE:
            return f'In {store.path}, not encrypted, and OTHERS CAN READ IT: run "chmod 600 {store.path}".'
        case StorageKind.MEMORY:
            return "In the memory of this program only; forgotten when the program ends."
        case StorageKind.TOKEN_FILE:
            return "In a token file of your own; how it is protected is up to you."
        case StorageKind.ENVIRONMENT:
            return "In the environment (WEBEX_ACCESS_TOKEN); programs that you start can read it."
