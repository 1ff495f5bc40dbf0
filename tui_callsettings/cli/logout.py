"""`callsettings logout`: sign out."""

import argparse

from .exit_status import ExitStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare no arguments but the account."""


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Remove the stored sign-in."""
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.accounts.credentials import sign_out

    from .end_option import lost_lines

    account = load_config().account(arguments.account)
    if sign_out(account):
        print(f'Signed out of "{account.name}". The sign-in was removed from this machine.')
        print("".join(f"{line}\n" for line in lost_lines(account, is_removed=False)), end="")
    else:
        print(f'No sign-in for "{account.name}" is stored on this machine.')
    return ExitStatus.DONE
