"""`callsettings apply FILE`: settings from a TOML or JSON file, in one reviewed save."""

import argparse
import sys
from pathlib import Path

from . import save_command
from .exit_status import ExitStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file", metavar="FILE", help="TOML as `show --toml` prints it, or JSON; - reads standard input (add --yes)"
    )
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Save what differs from the stored settings; settings that are stored already need no support to be changed."""
    from .settings_file import parse_settings_file

    name = "standard input" if arguments.file == "-" else arguments.file
    text = sys.stdin.read() if arguments.file == "-" else _read(Path(arguments.file).expanduser())
    return save_command.save_values(arguments, parse_settings_file(text, name), is_changed_only=True)


def _read(path: Path) -> str:
    from tui_callsettings import paths
    from tui_callsettings.errors import ConfigurationError

    content = paths.read_bytes(path)
    if content is None:
        raise ConfigurationError(f"There is no file {path}.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is not UTF-8 text.") from None
