"""`callsettings status --short --cached`: asked at every prompt, so nothing heavy is imported for it."""

import contextlib
import sys

from .exit_status import ExitStatus

TYPE_CHECKING = False  # typing is not loaded at a shell prompt
if TYPE_CHECKING:
    from tui_callsettings.state.store import SettingsStore


def print_cached(subject: str | None) -> ExitStatus:
    """Print the line of the last read of `Account.subject`, quickly: no settings are loaded for it.

    Without a subject it is the account in use.
    """
    from tui_callsettings.state.prompt_cache import UNKNOWN_LINE, read_prompt_line

    known = read_prompt_line(subject or _subject_in_use())
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
    subject = config.account().storage_key
    # Not kept where the file begins with a mark of its encoding, or was changed since: it is only about time.
    if (config.text or "").encode() == content:
        with contextlib.suppress(StorageError):
            write_default_storage_key(content, subject)
    return subject


async def refresh_status(store: "SettingsStore") -> str:
    """The line as it is now, kept for `cached`; what decides about it and is not read yet is read for it."""
    from tui_callsettings.errors import StorageError
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.state.prompt_cache import prompt_line, write_prompt_line

    deciding = (Feature.DO_NOT_DISTURB, Feature.CALL_FORWARDING, Feature.VOICEMAIL)
    await store.load([feature for feature in deciding if store.feature_state(feature).saved is None])
    line = prompt_line(store.state)
    try:
        write_prompt_line(store.client.account.storage_key, line)
    except StorageError as error:
        print(f"callsettings: {error.message}", file=sys.stderr)
    return line
