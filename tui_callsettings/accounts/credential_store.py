"""Where credentials are stored: the keyring, a file, or this process alone. Chosen by the person, never silently."""

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from tui_callsettings import paths
from tui_callsettings.errors import NotSignedInError, StorageError
from tui_callsettings.models.account import Account

from . import keyring
from .account_url import uses_webex_token
from .credential import Credential
from .credential_check import CredentialCheck
from .credential_file import CredentialFile, StoredCredential
from .file_lock import file_lock

TOKEN_VARIABLE = "WEBEX_ACCESS_TOKEN"  # noqa: S105 - the name of a variable
"""The variable in which other Webex programs, too, look for a ready token."""


class StorageKind(StrEnum):
    """Where a credential is, or can be, stored."""

    KEYRING = "keyring"
    FILE = "file"
    MEMORY = "memory"
    TOKEN_FILE = "token-file"  # noqa: S105 - the name of a kind
    ENVIRONMENT = "environment"


STORAGE_CHOICES = (StorageKind.KEYRING, StorageKind.FILE, StorageKind.MEMORY)
"""The kinds that a person can choose when signing in."""


@dataclass
class CredentialStore:
    """All credentials of this person on this machine.

    One file in the data folder names for each account where its credential is; it holds those stored in a file itself.

    Attributes:
        environment: the variables of the process; ignored in restricted mode, where they are the client's.
    """

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    _memory: dict[str, Credential] = field(default_factory=dict, repr=False)
    _token_files: dict[str, Path] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The file."""
        return paths.data_folder() / "sign-ins.json"

    def use_token_file(self, account: Account, path: Path) -> None:
        """Take the account's token from a file of the person's own, for this process.

        Raises:
            NotSignedInError: restricted mode, where no file outside our folders is read.
        """
        if paths.is_restricted():
            raise NotSignedInError("A token file cannot be used in restricted mode. Sign in instead.")
        self._token_files[account.name] = path

    def storage_kind(self, account: Account) -> StorageKind | None:
        """Return where the account's credential is; None if there is none.

        What was chosen for the account precedes the environment's token, which may be meant for another program.

        Raises:
            StorageError: the file cannot be read.
        """
        if account.name in self._token_files:
            return StorageKind.TOKEN_FILE
        if account.name in self._memory:
            return StorageKind.MEMORY
        if (entry := self._read().accounts.get(account.name)) is not None:
            return StorageKind(entry.storage)
        may_look = uses_webex_token(account) and not paths.is_restricted()
        return StorageKind.ENVIRONMENT if may_look and self.environment.get(TOKEN_VARIABLE) else None

    def load(self, account: Account) -> Credential | None:
        """Return the account's credential; None if there is none.

        Raises:
            NotSignedInError: the token file or the environment holds something that is no token.
            StorageError: it cannot be read, or is damaged.
        """
        match self.storage_kind(account):
            case StorageKind.TOKEN_FILE:
                content = paths.read_bytes(self._token_files[account.name])
                if content is None:
                    raise NotSignedInError(f"There is no token file {self._token_files[account.name]}.")
                return Credential.with_token(account, content.decode("ascii", "replace"))
            case StorageKind.MEMORY:
                return self._memory[account.name]
            case StorageKind.KEYRING:
                text = keyring.read(account.name)
                return None if text is None else _parse(account, text)
            case StorageKind.FILE:
                return _parse(account, self._read().accounts[account.name].credential)
            case StorageKind.ENVIRONMENT:
                return Credential.with_token(account, self.environment[TOKEN_VARIABLE])
        return None

    def save(self, account: Account, credential: Credential, storage_kind: StorageKind) -> None:
        """Store a credential where the person chose, and nowhere else: an earlier one is deleted.

        Args:
            account: its owner.
            credential: what to store.
            storage_kind: one of `STORAGE_CHOICES`. The keyring is tried out first; if it fails, ask the person for
                another place.

        Raises:
            StorageError: it cannot be stored there; nothing is stored.
        """
        if storage_kind is StorageKind.KEYRING and (problem := keyring.check()):
            raise StorageError(problem)
        if storage_kind is StorageKind.MEMORY:
            self.delete(account)
            self._memory[account.name] = credential
            return
        if storage_kind is StorageKind.KEYRING:
            keyring.write(account.name, credential.model_dump_json())
        elif self.storage_kind(account) is StorageKind.KEYRING:
            keyring.delete(account.name)
        self._memory.pop(account.name, None)

        def change(document: CredentialFile) -> None:
            document.accounts[account.name] = _stored(credential, storage_kind)
            document.checks.pop(account.name, None)

        self._change(change)

    def replace(self, account: Account, credential: Credential) -> None:
        """Store a renewed credential where the old one is; one that was deleted meanwhile stays deleted.

        Raises:
            StorageError: it cannot be stored.
        """
        match self.storage_kind(account):
            case StorageKind.MEMORY:
                self._memory[account.name] = credential
            case StorageKind.KEYRING:
                keyring.write(account.name, credential.model_dump_json())
            case StorageKind.FILE:

                def change(document: CredentialFile) -> None:
                    if account.name in document.accounts:
                        document.accounts[account.name] = _stored(credential, StorageKind.FILE)

                self._change(change)

    def delete(self, account: Account) -> bool:
        """Delete the account's credential from where we stored it. Returns whether there was one.

        Raises:
            StorageError: it cannot be deleted.
        """
        was_in_memory = self._memory.pop(account.name, None) is not None
        self._token_files.pop(account.name, None)
        document = self._read()
        entry = document.accounts.get(account.name)
        if entry is None and account.name not in document.checks:
            return was_in_memory
        if entry is not None and entry.storage == "keyring":
            keyring.delete(account.name)

        def change(document: CredentialFile) -> None:
            document.accounts.pop(account.name, None)
            document.checks.pop(account.name, None)

        self._change(change)
        return was_in_memory or entry is not None

    def load_check(self, account: Account) -> CredentialCheck | None:
        """Return the provider's last answer to the account's credential; None if it is not known.

        Raises:
            StorageError: the file cannot be read.
        """
        return self._read().checks.get(account.name)

    def save_check(self, account: Account, check: CredentialCheck) -> None:
        """Remember the provider's answer, for later processes; nothing reaches the disk for a credential in memory.

        Raises:
            StorageError: it cannot be written.
        """
        if self.storage_kind(account) is not StorageKind.MEMORY:
            self._change(lambda document: document.checks.update({account.name: check}))

    def is_private(self) -> bool:
        """Whether nobody but this user and the administrator can read the file."""
        try:
            mode = self.path.stat().st_mode
        except OSError:
            return True
        return not stat.S_IMODE(mode) & 0o077

    def _read(self) -> CredentialFile:
        content = paths.read_bytes(self.path)
        return CredentialFile() if content is None else CredentialFile.parse(content, self.path)

    def _change(self, change: Callable[[CredentialFile], None]) -> None:
        paths.make_folder(self.path.parent)
        with file_lock(self.path.with_name("sign-ins.lock")):
            document = self._read()
            change(document)
            paths.write_atomically(self.path, document.model_dump_json(indent=1, exclude_none=True).encode())


def _stored(credential: Credential, storage_kind: StorageKind) -> StoredCredential:
    return StoredCredential(
        storage="keyring" if storage_kind is StorageKind.KEYRING else "file",
        credential=credential.model_dump(exclude_none=True) if storage_kind is StorageKind.FILE else None,
    )


def _parse(account: Account, stored: object) -> Credential:
    try:
        return Credential.parse(stored)
    except ValueError:
        raise StorageError(
            f'The stored sign-in of "{account.name}" is damaged. Sign in again: '
            f'"callsettings login --account {account.name}".'
        ) from None


@cache
def shared_credential_store() -> CredentialStore:
    """Return the store of this process. It holds what is stored in memory."""
    return CredentialStore()
