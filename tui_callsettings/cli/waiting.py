"""`callsettings waiting on|off`: call waiting."""

import argparse

from . import change
from .exit_status import ExitStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("state", choices=("on", "off"))
    change.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Switch call waiting."""
    return change.save_values(arguments, {"call_waiting.enabled": arguments.state == "on"})
