"""Where the ends of an account are written down. Every start looks for the file, so nothing heavy is imported here."""

from pathlib import Path

from tui_callsettings import paths


def ends_path(account: str, folder: Path | None = None) -> Path:
    """Return the file of an account's ends; it exists only once one was set.

    Args:
        account: the account's storage key.
        folder: where it is; None for the state folder.
    """
    return (folder or paths.state_folder()) / f"{paths.quote_file_name(account)}.ends.json"
