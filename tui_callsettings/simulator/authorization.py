"""The credentials of a simulator's one user: a password or a token."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AcceptedCredentials:
    """The credentials that are accepted.

    Attributes:
        user: Name for HTTP Basic, compared without regard to case.
        password: Password for HTTP Basic; an empty one turns HTTP Basic off.
        tokens: Token by scheme of the `Authorization` header, such as `Bearer`.
    """

    user: str
    password: str
    tokens: Mapping[str, str]

    def accepts(self, header: str) -> bool:
        """Return whether an `Authorization` header is right."""
        scheme, _, rest = header.partition(" ")
        if scheme.lower() == "basic":
            name, password = parse_basic(header)
            return bool(self.password) and name.lower() == self.user.lower() and _same(password, self.password)
        known = {name.lower(): token for name, token in self.tokens.items()}
        return scheme.lower() in known and _same(rest.strip(), known[scheme.lower()])


def random_secret(given: str | None) -> str:
    """Return a secret that was given, or a fresh one."""
    return given or secrets.token_urlsafe(15)


def parse_basic(header: str) -> tuple[str, str]:
    """Return name and password of an `Authorization` header for HTTP Basic; empty texts for any other."""
    scheme, _, encoded = header.partition(" ")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("utf-8") if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    name, _, password = text.partition(":")
    return name, password


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode("utf-8"), other.encode("utf-8"))
