"""`callsettings pin`: change the voicemail PIN, by the rules of the organization."""

import argparse
import sys
from typing import TYPE_CHECKING

from .exit_status import ExitStatus
from .login import prompt_secret
from .save_command import open_command_session, print_warning

if TYPE_CHECKING:
    from tui_callsettings.client import CallSettingsClient


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = (
        "The PIN is asked for twice and not shown. In a script it is the first line of standard input.\n\n"
        f"{parser.epilog}"
    )
    parser.add_argument("--rules", action="store_true", help="show the PIN rules and exit")
    parser.add_argument("--quiet", action="store_true", help="print errors only")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Show the rules, ask for the PIN and set it. No message repeats it."""
    import asyncio

    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> ExitStatus:
    import asyncio

    from tui_callsettings.models.value_types import pin_error
    from tui_callsettings.state.voicemail_actions import change_pin

    async with open_command_session(arguments, is_locking=not arguments.rules) as session:
        if session is None:
            return ExitStatus.LOCKED
        await _print_rules(arguments, session.store.client)
        if arguments.rules:
            return ExitStatus.DONE
        pin = await asyncio.to_thread(prompt_secret, "New PIN: ")
        if sys.stdin.isatty() and await asyncio.to_thread(prompt_secret, "New PIN again: ") != pin:
            print_warning("not changed: the PINs do not match.")
            return ExitStatus.USAGE
        if not pin:
            print_warning("not changed: no PIN given.")
            return ExitStatus.USAGE
        if error := pin_error(pin):
            print_warning(f"not changed: {error}")
            return ExitStatus.USAGE
        result = await change_pin(session, pin)
        if result.failure is not None:
            raise result.failure
    if not arguments.quiet:
        print("Changed the voicemail PIN.")
    return ExitStatus.DONE


async def _print_rules(arguments: argparse.Namespace, client: "CallSettingsClient") -> None:
    rules = await client.backend.pin_rules()
    if arguments.rules or sys.stdin.isatty():
        print("\n".join(("Voicemail PIN rules:", *(f"  {rule}" for rule in rules))))
