"""Where the editor's last screen of an account lies. Nothing is imported that the first frame would wait for."""

from pathlib import Path

from tui_callsettings import paths


def splash_path(account: str) -> Path:
    """The file for `terminal.frame`, in the state folder."""
    return paths.state_folder() / f"{paths.quote_file_name(account)}.screen"
