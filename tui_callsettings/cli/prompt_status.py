"""`callsettings status --short --cached`: run at every shell prompt, so nothing heavy is imported for it."""

import contextlib
import sys

from .exit_status import ExitStatus

TYPE_CHECKING = False  # typing is not loaded at a shell prompt
if TYPE_CHECKING:
    from tui_callsettings.state.feature_state import FeatureState
    from tui_callsettings.state.store import SettingsStore


def print_cached(storage_key: str | None) -> ExitStatus:
    """Print where calls go, as last read; no settings are loaded for it.

    Args:
        storage_key: `Account.storage_key`; None for the default account.
    """
    from tui_callsettings.state.prompt_cache import UNKNOWN_LINE, read_prompt_line

    known = read_prompt_line(storage_key or _subject_in_use())
    if known is None:
        print(UNKNOWN_LINE)
        return ExitStatus.FAILED
    if known[0]:
        print(known[0])
    return ExitStatus.DONE


def _subject_in_use() -> str:
    from tui_callsettings import paths
    from tui_callsettings.errors import StorageError
    from tui_callsettings.state.prompt_cache import read_default_storage_key, write_default_storage_key

    content = paths.read_bytes(paths.config_folder() / "config.toml")
    if content is None:
        return "practice"
    known = read_default_storage_key(content)
    if known is not None:
        return known
    from tui_callsettings.accounts.config import load_config

    config = load_config()
    storage_key = config.account().storage_key
    # Not written where the file begins with a byte order mark or was changed since: it only saves time.
    if (config.text or "").encode() == content:
        with contextlib.suppress(StorageError):
            write_default_storage_key(content, storage_key)
    return storage_key


async def refresh_status(store: "SettingsStore") -> str:
    """Return where calls go, and write it for `print_cached`; what decides it and was not read yet is read."""
    from tui_callsettings.errors import StorageError
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.state.ends_file import ends_path
    from tui_callsettings.state.prompt_cache import UNKNOWN_LINE, prompt_line, write_prompt_line

    deciding = (Feature.DO_NOT_DISTURB, Feature.CALL_FORWARDING, Feature.VOICEMAIL)
    await store.load([feature for feature in deciding if _is_unread(store.feature_state(feature))])
    line = prompt_line(store.state)
    path = ends_path(store.client.account.storage_key)
    if line not in ("", UNKNOWN_LINE) and path.exists():
        line = _with_end(line, store)
    try:
        write_prompt_line(store.client.account.storage_key, line)
    except StorageError as error:
        print(f"callsettings: {error.message}", file=sys.stderr)
    return line


def _with_end(line: str, store: "SettingsStore") -> str:
    """Return the line with when that ends by itself: "do not disturb until 17:00 CET"."""
    from tui_callsettings.state.end_record import calls_end_at
    from tui_callsettings.state.scheduled_ends import ScheduledEnds

    from .end_option import time_text

    times = ScheduledEnds(store.client.account.storage_key).times()
    at = calls_end_at(store.settings(is_draft=False), times)
    return line if at is None else f"{line} until {time_text(at)}"


def _is_unread(state: "FeatureState") -> bool:
    return state.saved is None and state.failure is None
