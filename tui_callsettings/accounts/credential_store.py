"""Where sign-ins are kept: the keyring, a file, or this process alone. Chosen by the person, never silently."""

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from tui_callsettings import paths
from tui_callsettings.errors import NotSignedInError, StorageError
from tui_callsettings.models.account import Account

from . import system_keyring
from .credential import Credential, uses_webex_token
from .file_lock import file_lock

TOKEN_VARIABLE = "WEBEX_ACCESS_TOKEN"  # noqa: S105 - the name of a variable
"""The variable in which other Webex programs, too, look for a ready token."""


class StorageKind(StrEnum):
    """Where a sign-in is, or can be, kept."""

    KEYRING = "keyring"
    FILE = "file"
    MEMORY = "memory"
    TOKEN_FILE = "token-file"  # noqa: S105 - the name of a place
    ENVIRONMENT = "environment"


STORAGE_CHOICES = (StorageKind.KEYRING, StorageKind.FILE, StorageKind.MEMORY)
"""The places that a person can choose when signing in."""


@dataclass
class CredentialStore:
    """All sign-ins of this person on this machine.

    One file under the data folder says for each account where its sign-in is; it holds those kept in a file itself.

    Attributes:
        environment: the variables of the process; not looked at in restricted mode, where they are the client's.
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
        """Where the account's sign-in is; None if there is none.

        What was chosen for the account comes before the environment's token, which may be meant for another program.

        Raises:
            StorageError: the file cannot be read.
        """
        if account.name in self._token_files:
            return StorageKind.TOKEN_FILE
        if account.name in self._memory:
            return StorageKind.MEMORY
        if (entry := self._entries().get(account.name)) is not None:
            return StorageKind.KEYRING if entry.get("place") == StorageKind.KEYRING else StorageKind.FILE
        may_look = uses_webex_token(account) and not paths.is_restricted()
        return StorageKind.ENVIRONMENT if may_look and self.environment.get(TOKEN_VARIABLE) else None

    def load(self, account: Account) -> Credential | None:
        """The account's sign-in; None if there is none.

        Raises:
            NotSignedInError: the token file or the environment holds something that is no token.
            StorageError: the place cannot be read, or what it holds is damaged.
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
                text = system_keyring.read(account.name)
                return None if text is None else self._parsed(account, text)
            case StorageKind.FILE:
                return self._parsed(account, self._entries()[account.name].get("sign_in"))
            case StorageKind.ENVIRONMENT:
                return Credential.with_token(account, self.environment[TOKEN_VARIABLE])
        return None

    def save(self, account: Account, credential: Credential, storage_kind: StorageKind) -> None:
        """Keep a sign-in where the person chose, and nowhere else: an earlier one is removed.

        Args:
            account: whose it is.
            credential: what to keep.
            storage_kind: one of `STORAGE_CHOICES`. The keyring is tried out first; if it fails, ask for another.

        Raises:
            StorageError: it cannot be kept there; nothing is kept.
        """
        if storage_kind is StorageKind.KEYRING and (problem := system_keyring.problem()):
            raise StorageError(problem)
        if storage_kind is StorageKind.MEMORY:
            self.delete(account)
            self._memory[account.name] = credential
            return
        if storage_kind is StorageKind.KEYRING:
            system_keyring.write(account.name, credential.dumps())
        elif self.storage_kind(account) is StorageKind.KEYRING:
            system_keyring.delete(account.name)
        self._memory.pop(account.name, None)
        self._set_entry(account.name, _entry(credential, storage_kind))

    def replace(self, account: Account, credential: Credential) -> None:
        """Keep a refreshed sign-in where the old one is; a sign-in forgotten meanwhile stays forgotten.

        Raises:
            StorageError: it cannot be kept.
        """
        match self.storage_kind(account):
            case StorageKind.MEMORY:
                self._memory[account.name] = credential
            case StorageKind.KEYRING:
                system_keyring.write(account.name, credential.dumps())
            case StorageKind.FILE:
                self._set_entry(account.name, _entry(credential, StorageKind.FILE), only_if_there=True)

    def delete(self, account: Account) -> bool:
        """Remove the account's sign-in from where we keep it, and say whether there was one.

        Raises:
            StorageError: it cannot be removed.
        """
        was_in_memory = self._memory.pop(account.name, None) is not None
        self._token_files.pop(account.name, None)
        entry = self._entries().get(account.name)
        if entry is None:
            return was_in_memory
        if entry.get("place") == StorageKind.KEYRING:
            system_keyring.delete(account.name)
        self._set_entry(account.name, None)
        return True

    def is_private(self) -> bool:
        """Whether nobody but this user and the administrator can read the file."""
        try:
            mode = self.path.stat().st_mode
        except OSError:
            return True
        return not stat.S_IMODE(mode) & 0o077

    def _entries(self) -> dict[str, dict[str, Any]]:
        content = paths.read_bytes(self.path)
        if content is None:
            return {}
        try:
            accounts = json.loads(content)["accounts"]
        except (ValueError, KeyError, TypeError):
            accounts = None
        if not isinstance(accounts, dict) or not all(isinstance(entry, dict) for entry in accounts.values()):
            raise StorageError(f"{self.path} is damaged. Move it away and sign in again.")
        return accounts

    def _set_entry(self, name: str, entry: Mapping[str, Any] | None, *, only_if_there: bool = False) -> None:
        paths.make_folder(self.path.parent)
        with file_lock(self.path.with_name("sign-ins.lock")):
            entries = self._entries()
            if only_if_there and name not in entries:
                return
            entries.pop(name, None)
            if entry is not None:
                entries[name] = dict(entry)
            paths.write_atomically(self.path, json.dumps({"accounts": entries}, indent=1).encode())

    def _parsed(self, account: Account, stored: Any) -> Credential:
        try:
            return Credential.from_json(json.loads(stored) if isinstance(stored, str) else stored)
        except ValueError:
            raise StorageError(
                f'The stored sign-in of "{account.name}" is damaged. Sign in again: '
                f'"callsettings login --account {account.name}".'
            ) from None


def _entry(credential: Credential, storage_kind: StorageKind) -> dict[str, Any]:
    return {"place": storage_kind.value} | (
        {"sign_in": credential.to_json()} if storage_kind is StorageKind.FILE else {}
    )


@cache
def shared_credential_store() -> CredentialStore:
    """The vault of this process. What is kept in memory is kept here."""
    return CredentialStore()
