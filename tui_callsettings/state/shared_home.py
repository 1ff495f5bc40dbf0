"""A home that several hosts share: what the person should know of the others, and of its file system."""

import json
import os
import socket
from contextlib import suppress
from pathlib import Path

from tui_callsettings import paths
from tui_callsettings.accounts.file_lock import acquire_lock
from tui_callsettings.errors import StorageError
from tui_callsettings.network_filesystem import network_filesystem
from tui_callsettings.text import clean_text

from .drafts import DraftDocument

_MARKER = "network-file-system"
"""The file with the type of the file system that the person has heard of."""


def filesystem_notice(data_folder: Path, state_folder: Path) -> str:
    """Return once that the history can have no write-ahead log, as its file system is a network's; then ""."""
    filesystem = network_filesystem(data_folder)
    marker = state_folder / _MARKER
    if not filesystem:
        return ""
    with suppress(StorageError):
        if paths.read_bytes(marker) == filesystem.encode():
            return ""
        paths.write_atomically(marker, filesystem.encode())
    return (
        f"{data_folder} is on a network file system ({filesystem}). The files there are kept without a write-ahead "
        "log, so recording a save takes a little longer."
    )


def other_host_notices(account: str, state_folder: Path) -> list[str]:
    """Return a sentence for each other host that has unsaved changes of the account.

    Args:
        account: the account's storage key.
        state_folder: where drafts and locks are.
    """
    return [
        notice
        for path in sorted(state_folder.glob(f"{paths.quote_file_name(account)}.*.draft.json"))
        if (notice := _draft_notice(account, path))
    ]


def _draft_notice(account: str, path: Path) -> str:
    try:
        document = DraftDocument.model_validate(json.loads(paths.read_bytes(path) or b""))
    except (StorageError, ValueError, RecursionError):
        return ""
    prefix = f"{paths.quote_file_name(account)}.{paths.quote_file_name(document.host)}"
    # The name of another account may begin with that of this one and a dot.
    if document.host == socket.gethostname() or path.name != f"{prefix}.draft.json":
        return ""
    host, count = clean_text(document.host), len(document.fields)
    changes = f"{count} unsaved change{'s' if count != 1 else ''}"
    if _is_locked(path.with_name(f"{prefix}.lock")):
        return f"These settings are also open on host {host}, with {changes} there."
    at = document.at.astimezone()
    return f"Host {host} keeps {changes} of {at:%Y-%m-%d %H:%M}: start callsettings there to resume."


def _is_locked(path: Path) -> bool:
    """Return whether another process holds the lock; where the file system cannot tell, it is taken for free."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return not acquire_lock(path, descriptor)
    except StorageError:
        return False
    finally:
        os.close(descriptor)
