"""`callsettings status --short --cached`: asked at every prompt, so nothing heavy is imported for it."""

import sys

from .exit_status import ExitStatus

TYPE_CHECKING = False  # typing is not loaded at a shell prompt
if TYPE_CHECKING:
    from tui_callsettings.state.store import SettingsStore


def cached(subject: str | None) -> ExitStatus:
    """Print the line of the last read of `Account.subject`, quickly: no settings are loaded for it.

    Without a subject it is the account in use.
    """
    from tui_callsettings.state.glance import NOT_KNOWN, read_glance

    known = read_glance(subject or _subject_in_use())
    if known is None:
        print(NOT_KNOWN)
        return ExitStatus.FAILED
    if known[0]:
        print(known[0])
    return ExitStatus.DONE


def _subject_in_use() -> str:
    from tui_callsettings import paths

    if not (paths.config_folder() / "config.toml").exists():
        return "practice"
    from tui_callsettings.accounts.config import load_config

    return load_config().account().subject


async def remembered(store: "SettingsStore") -> str:
    """The line as it is now, kept for `cached`; what decides about it and is not read yet is read for it."""
    from tui_callsettings.errors import StorageError
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.state.glance import keep_glance, short_line

    deciding = (Feature.DO_NOT_DISTURB, Feature.CALL_FORWARDING, Feature.VOICEMAIL)
    await store.load([feature for feature in deciding if store.slot(feature).saved is None])
    line = short_line(store)
    try:
        keep_glance(store.client.account.subject, line)
    except StorageError as error:
        print(f"callsettings: {error.sentence}", file=sys.stderr)
    return line
