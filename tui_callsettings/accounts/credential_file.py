"""The file that names for each account where its credential is."""

import json
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tui_callsettings.errors import StorageError

from .credential_check import CredentialCheck

FORMAT = 2


class StoredCredential(BaseModel):
    """One account's entry.

    Attributes:
        storage: where the credential is.
        credential: the credential itself, where it is stored in this file. It is checked when it is used, so that a
            damaged one does not take the others with it.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    storage: Literal["keyring", "file"]
    credential: dict[str, Any] | None = Field(None, repr=False)


class CredentialFile(BaseModel):
    """The whole file.

    Attributes:
        format: the version of its form.
        accounts: by name.
        checks: the providers' last answers, by account.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    format: int = FORMAT
    accounts: dict[str, StoredCredential] = Field(default_factory=dict)
    checks: dict[str, CredentialCheck] = Field(default_factory=dict)

    @classmethod
    def parse(cls, content: bytes, path: Path) -> Self:
        """Return the document in `content`; one of an earlier format is migrated.

        Raises:
            StorageError: it is damaged, or of a later format. The error repeats nothing of it.
        """
        try:
            document = json.loads(content)
            version = document.get("format", 1) if isinstance(document, dict) else None
            if type(version) is int and version > FORMAT:
                raise StorageError(
                    f"{path} was written by a newer version of callsettings and is left as it is. Update callsettings."
                )
            return cls.model_validate(_migrate(document) if version == 1 else document)
        except (ValueError, ValidationError, RecursionError, KeyError, AttributeError, TypeError):
            raise StorageError(f"{path} is damaged. Move it away and sign in again.") from None


def _migrate(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document of format 1, which had no number, in the present one."""
    return {
        "format": FORMAT,
        "accounts": {
            name: {"storage": entry.get("place", "file"), "credential": entry.get("sign_in")}
            for name, entry in document["accounts"].items()
        },
    }
