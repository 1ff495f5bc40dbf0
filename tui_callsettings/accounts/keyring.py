"""The desktop's or system's keyring, asked with a time limit: a locked one waits for a password that nobody may see."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tui_callsettings import paths
from tui_callsettings.errors import StorageError

LIMIT = 2.0
"""Seconds that the keyring has for one answer."""

_WORKER = Path(__file__).with_name("keyring_worker.py")


def check() -> str | None:
    """Write to the keyring, read it back and delete it. Returns why the keyring cannot be used, or None if it can."""
    try:
        answer = _ask(action="probe")
    except StorageError as error:
        return error.message
    return None if answer.get("works") is True else "The system's keyring does not give back what is put into it."


def read(name: str) -> str | None:
    """Return the text stored for the account; None if there is none.

    Raises:
        StorageError: the keyring does not answer.
    """
    text = _ask(action="read", name=name).get("text")
    return text if isinstance(text, str) else None


def write(name: str, text: str) -> None:
    """Store `text` for the account.

    Raises:
        StorageError: the keyring does not accept it.
    """
    _ask(action="write", name=name, text=text)


def delete(name: str) -> None:
    """Delete the text stored for the account, if there is one.

    Raises:
        StorageError: the keyring does not answer, or keeps it.
    """
    _ask(action="delete", name=name)


def _ask(**request: str) -> dict[str, Any]:
    if paths.is_restricted():
        # Which keyring there is, and what code it loads, is up to the environment: here that is the client's.
        raise StorageError("The system's keyring is not used in restricted mode.")
    # -P: a module in the current folder must not be imported in place of the keyring.
    command = [sys.executable, "-P", str(_WORKER)]
    try:
        process = subprocess.run(  # noqa: S603 - our own script, no word of the command from outside
            command, input=json.dumps(request), capture_output=True, text=True, timeout=LIMIT, check=True
        )
        answer = json.loads(process.stdout)
    except subprocess.TimeoutExpired:
        raise StorageError(
            f"The system's keyring did not answer within {LIMIT:g} seconds; it may be locked. Unlock it and try again, "
            "or sign in again and choose another place."
        ) from None
    except (OSError, ValueError, subprocess.CalledProcessError):
        raise StorageError("The system's keyring cannot be used.") from None
    if not isinstance(answer, dict) or not answer.get("has_keyring"):
        raise StorageError("No secure keyring is available on this system.")
    return answer
