"""The checked configuration, kept so that the next start need not load pydantic before the first frame.

Loading pydantic and checking takes 150 ms, in which connections could be opened already. The file is only believed for
exactly the content, and the version of this program, that it was written for.
"""

import contextlib
import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tui_callsettings import paths
from tui_callsettings.errors import StorageError
from tui_callsettings.models.account import Account
from tui_callsettings.version import __version__

if TYPE_CHECKING:
    from .config import Config

_FIELDS = (
    "default_account",
    "theme",
    "ascii",
    "reread_minutes",
    "silenced_advisories",
    "history_entries",
    "history_days",
    "keys",
)


def read_config_cache(content: bytes) -> dict[str, Any] | None:
    """Return the fields of the `Config` that `content` is; None where it has not been checked before."""
    try:
        document = json.loads(paths.read_bytes(_cache_file()) or b"{}")
        if document.get("digest") != _digest(content):
            return None
        fields = {name: document[name] for name in _FIELDS}
        accounts = {name: Account(**values) for name, values in document["accounts"].items()}
    except (StorageError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    fields["silenced_advisories"] = tuple(fields["silenced_advisories"])
    fields["keys"] = MappingProxyType(fields["keys"])
    return {**fields, "accounts": MappingProxyType(accounts)}


def write_config_cache(content: bytes, config: "Config") -> None:
    """Remember `config` as what `content` is. Does nothing where it cannot be written: it is only about time."""
    fields = {name: getattr(config, name) for name in _FIELDS}
    document = {
        "digest": _digest(content),
        **fields,
        "keys": dict(config.keys),
        "accounts": {name: asdict(account) for name, account in config.accounts.items()},
    }
    with contextlib.suppress(StorageError):
        paths.write_atomically(_cache_file(), json.dumps(document).encode())


def _cache_file() -> Path:
    return paths.state_folder() / "config-cache.json"


def _digest(content: bytes) -> str:
    return hashlib.sha256(__version__.encode() + b"\0" + content).hexdigest()
