"""`callsettings pin`: another voicemail PIN, by the organisation's rules."""

import argparse
import sys

from . import account_options
from .exit_status import ExitStatus
from .login import prompt_secret


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = "The PIN is asked for, twice, and not shown. In a script it is the first line of standard input."
    parser.add_argument("--rules", action="store_true", help="print what a PIN must be like, and stop")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Show the rules, ask for the PIN and set it. It is repeated in no message."""
    import asyncio

    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> ExitStatus:
    import asyncio

    async with account_options.client(arguments) as client:
        rules = await client.backend.pin_rules()
        if arguments.rules or sys.stdin.isatty():
            print("\n".join(("A voicemail PIN must be like this:", *(f"  {rule}" for rule in rules))))
        if arguments.rules:
            return ExitStatus.DONE
        pin = await asyncio.to_thread(prompt_secret, "New PIN: ")
        if sys.stdin.isatty() and await asyncio.to_thread(prompt_secret, "Once more: ") != pin:
            print("callsettings: not changed: the two are not the same. Try again.", file=sys.stderr)
            return ExitStatus.USAGE
        await client.backend.change_pin(pin)
    print("The voicemail PIN is changed.")
    return ExitStatus.DONE
