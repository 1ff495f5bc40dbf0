"""The path of an account's last screen. Nothing is imported here that the splash would wait for."""

from pathlib import Path

from tui_callsettings import paths


def splash_path(account: str) -> Path:
    """Return the file for `terminal.splash`, in the state folder."""
    return paths.state_folder() / f"{paths.quote_file_name(account)}.screen"
