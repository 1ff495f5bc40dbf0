"""`callsettings logout`: forget a sign-in."""

import argparse

from .exit_status import ExitStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """There are no arguments but the account."""


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Remove the sign-in from where we keep it."""
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.accounts.credentials import sign_out

    account = load_config().account(arguments.account)
    if sign_out(account):
        print(f'Signed out of "{account.name}": the sign-in is removed from this machine.')
    else:
        print(f'"{account.name}" was not signed in here.')
    return ExitStatus.DONE
