"""Where the editor's last screen of an account lies. Nothing is imported that the first frame would wait for."""

from pathlib import Path

from tui_callsettings import paths


def screen_file(account: str) -> Path:
    """The file for `terminal.frame`, in the state folder."""
    name = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else f"%{ord(c):x}" for c in account)
    return paths.state_folder() / f"{name}.screen"
