"""What a provider made of a credential, remembered as a fingerprint from which the credential cannot be had."""

import hashlib
import hmac
import os
from typing import Self

from pydantic import BaseModel, ConfigDict


class CredentialCheck(BaseModel):
    """The provider's last answer to a credential.

    A password can be guessed, so its fingerprint takes long to compute (scrypt); a token cannot.

    Attributes:
        is_accepted: whether the provider accepted it.
        salt: random, in hexadecimal.
        digest: of salt and Authorization header, in hexadecimal.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    is_accepted: bool
    salt: str
    digest: str

    @classmethod
    def create(cls, authorization: str, *, is_accepted: bool) -> Self:
        """Return the record of an answer to `authorization`."""
        salt = os.urandom(16).hex()
        return cls(is_accepted=is_accepted, salt=salt, digest=_digest(salt, authorization))

    def matches(self, authorization: str) -> bool:
        """Whether this was the answer to `authorization`."""
        return hmac.compare_digest(self.digest, _digest(self.salt, authorization))


def is_password(authorization: str) -> bool:
    """Whether the header carries a password, of which a provider counts wrong ones."""
    return authorization.startswith("Basic ")


def _digest(salt: str, authorization: str) -> str:
    if is_password(authorization):
        return hashlib.scrypt(authorization.encode(), salt=salt.encode(), n=2**14, r=8, p=1).hex()
    return hashlib.sha256(f"{salt}{authorization}".encode()).hexdigest()
