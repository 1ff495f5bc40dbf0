"""`callsettings dnd on|off`: do not disturb."""

import argparse

from . import save_command
from .exit_status import ExitStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("state", type=str.lower, choices=("on", "off"))
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Turn do not disturb on or off; the ring reminder keeps its value."""
    return save_command.save_values(arguments, {"do_not_disturb.enabled": arguments.state == "on"})
