"""`callsettings waiting on|off`: call waiting."""

import argparse

from . import save_command
from .exit_status import ExitStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("state", type=str.lower, choices=("on", "off"))
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Turn call waiting on or off."""
    return save_command.save_values(arguments, {"call_waiting.enabled": arguments.state == "on"})
