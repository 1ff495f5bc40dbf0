"""A process of its own that asks the system's keyring one thing, so that a locked keyring can be given up on.

It is run as a script: a request as JSON on standard input, the answer as JSON on standard output. Whatever a keyring
raises ends this process alone.
"""

import json
import secrets
import sys
from typing import Any

SERVICE = "callsettings"
_PROBE = "callsettings-probe"
_UNPROTECTED = ("keyrings.alt.", "keyring.backends.null.", "keyring.backends.fail.")


def _find_keyring() -> Any:
    """Return the keyring in force, or the first of a chain, that protects what it stores; None if there is none."""
    import keyring

    chosen = keyring.get_keyring()
    for candidate in getattr(chosen, "backends", (chosen,)):
        if not f"{type(candidate).__module__}.".startswith(_UNPROTECTED):
            return candidate
    return None


def _answer(request: dict[str, str]) -> dict[str, str | bool | None]:
    keyring = _find_keyring()
    if keyring is None:
        return {"has_keyring": False}
    action, name, text = request["action"], request.get("name", _PROBE), request.get("text", "")
    if action == "read":
        return {"has_keyring": True, "text": keyring.get_password(SERVICE, name)}
    if action == "write":
        keyring.set_password(SERVICE, name, text)
        return {"has_keyring": True}
    if action == "probe":
        text = secrets.token_urlsafe(16)
        keyring.set_password(SERVICE, name, text)
        stored = keyring.get_password(SERVICE, name)
        keyring.delete_password(SERVICE, name)
        return {"has_keyring": True, "works": stored == text}
    if keyring.get_password(SERVICE, name) is not None:
        keyring.delete_password(SERVICE, name)
    return {"has_keyring": True}


if __name__ == "__main__":
    json.dump(_answer(json.load(sys.stdin)), sys.stdout)
