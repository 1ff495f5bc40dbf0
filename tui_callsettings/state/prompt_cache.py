"""The line for a shell prompt or a status line: where calls go, as last read; kept between runs.

Only what a prompt needs is imported here: reading it must not take longer than starting Python.
"""

import json
import time
from collections.abc import Mapping
from pathlib import Path

from tui_callsettings import paths

TYPE_CHECKING = False  # as in the package's own: typing alone takes a tenth of what a prompt may wait
if TYPE_CHECKING:
    from .store_state import StoreState


UNKNOWN_LINE = "not known"
"""The line while the features that decide it are not read."""


def prompt_cache_path(account: str, folder: Path | None = None) -> Path:
    """Return the file that holds the line of an account."""
    return (folder or paths.state_folder()) / f"{paths.quote_file_name(account)}.glance.json"


def prompt_line(state: "StoreState") -> str:
    """Return where calls go instead of ringing, "do not disturb", or "" while calls ring.

    `UNKNOWN_LINE` where a feature that decides is not read.
    """
    from tui_callsettings.call_flow import build_call_flow, header_warning
    from tui_callsettings.models.feature import Feature

    settings = state.settings(is_draft=False)
    flow = build_call_flow(settings, state.capabilities, state.owner, lambda number: number, state.other_rules)
    warning = header_warning(flow)
    if warning:
        return warning
    needed = [f for f in (Feature.DO_NOT_DISTURB, Feature.CALL_FORWARDING) if state.capabilities.support(f).is_offered]
    if any(feature not in settings for feature in needed):
        return UNKNOWN_LINE
    if Feature.DO_NOT_DISTURB not in settings:
        return ""
    is_on = settings[Feature.DO_NOT_DISTURB].value(("enabled",))
    return UNKNOWN_LINE if is_on is None else "do not disturb" if is_on else ""


def write_prompt_line(account: str, line: str, folder: Path | None = None) -> None:
    """Write the line for `read_prompt_line`.

    Raises:
        StorageError: it cannot be written.
    """
    paths.write_atomically(prompt_cache_path(account, folder), json.dumps({"at": time.time(), "line": line}).encode())


def read_prompt_line(account: str, folder: Path | None = None) -> tuple[str, float] | None:
    """Return the line written last and its age in seconds; None if there is none that can be parsed.

    Raises:
        StorageError: the file is there and cannot be read.
    """
    content = paths.read_bytes(prompt_cache_path(account, folder))
    try:
        document = json.loads(content or b"null")
    except ValueError:
        return None
    if not isinstance(document, Mapping):
        return None
    line, at = document.get("line"), document.get("at")
    if not isinstance(line, str) or not isinstance(at, float):
        return None
    return "".join(c for c in line if c.isprintable()), max(0.0, time.time() - at)


def write_default_storage_key(config: bytes, storage_key: str) -> None:
    """Write the default account's storage key: parsing the configuration would take as long as all else at a prompt.

    Args:
        config: the configuration file that it holds for.
        storage_key: `Account.storage_key` of the default account.

    Raises:
        StorageError: it cannot be written.
    """
    paths.write_atomically(_default_key_path(), storage_key.encode() + b"\n" + config)


def read_default_storage_key(config: bytes) -> str | None:
    """Return the default account's storage key, if it was written for just this `config`; else None.

    Raises:
        StorageError: the file is there and cannot be read.
    """
    key, _, written_for = (paths.read_bytes(_default_key_path()) or b"").partition(b"\n")
    return key.decode(errors="replace") if key and written_for == config else None


def _default_key_path() -> Path:
    return paths.state_folder() / "account-in-use"
