"""`callsettings` without a command: the editor."""

import argparse

from .exit_status import ExitStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the editor's own options."""


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Open the editor on the account."""
    from tui_callsettings.client import CallSettingsClient

    raise NotImplementedError((arguments, CallSettingsClient))
