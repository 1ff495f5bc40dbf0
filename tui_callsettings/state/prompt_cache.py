"""What is known of where calls go, in one line, for a shell prompt or a status line; kept between runs.

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
"""What stands for the line while the settings that decide about it are not read."""


def prompt_cache_path(account: str, folder: Path | None = None) -> Path:
    """Where the line of an account lies."""
    return (folder or paths.state_folder()) / f"{paths.quote_file_name(account)}.glance.json"


def prompt_line(state: "StoreState") -> str:
    """Return where calls go instead of ringing, "do not disturb", or "" while calls ring.

    `UNKNOWN_LINE` where a feature that decides is not read.
    """
    from tui_callsettings.call_flow import build_call_flow, header_warning
    from tui_callsettings.models.feature import Feature

    settings = state.settings(is_draft=False)
    warning = header_warning(build_call_flow(settings, state.capabilities, state.owner, lambda number: number))
    if warning:
        return warning
    needed = [f for f in (Feature.DO_NOT_DISTURB, Feature.CALL_FORWARDING) if state.capabilities.support(f).is_offered]
    if any(feature not in settings for feature in needed):
        return UNKNOWN_LINE
    do_not_disturb = settings.get(Feature.DO_NOT_DISTURB)
    return "do not disturb" if do_not_disturb and do_not_disturb.value(("enabled",)) else ""


def write_prompt_line(account: str, line: str, folder: Path | None = None) -> None:
    """Keep the line for `read_glance`.

    Raises:
        StorageError: it cannot be written.
    """
    paths.write_atomically(prompt_cache_path(account, folder), json.dumps({"at": time.time(), "line": line}).encode())


def read_prompt_line(account: str, folder: Path | None = None) -> tuple[str, float] | None:
    """The line kept last and its age in seconds; None if there is none that can be read.

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


def write_default_storage_key(config: bytes, subject: str) -> None:
    """Keep what `read_subject` is to tell: understanding the configuration takes as long as all else at a prompt.

    Raises:
        StorageError: it cannot be written.
    """
    paths.write_atomically(_subject_file(), subject.encode() + b"\n" + config)


def read_default_storage_key(config: bytes) -> str | None:
    """The `Account.subject` of the account in use while the configuration file holds just `config`; None if not kept.

    Raises:
        StorageError: the file is there and cannot be read.
    """
    subject, _, kept = (paths.read_bytes(_subject_file()) or b"").partition(b"\n")
    return subject.decode(errors="replace") if subject and kept == config else None


def _subject_file() -> Path:
    return paths.state_folder() / "account-in-use"
