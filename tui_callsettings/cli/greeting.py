"""`callsettings greeting busy|no-answer FILE`: a recording of your own as voicemail greeting."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import account_options, save_command
from .exit_status import ExitStatus

if TYPE_CHECKING:
    from tui_callsettings.backends.base import Greeting

_GREETINGS: "dict[str, Greeting]" = {"busy": "busy", "no-answer": "no_answer"}
_LARGE = 200_000
"""Bytes from which the progress is shown."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = (
        "The recording is a WAV file, mono, with 8000 or 16000 samples a second. Back to the standard greeting: "
        "callsettings set voicemail.send_busy_calls.greeting=DEFAULT"
    )
    parser.add_argument("which", choices=tuple(_GREETINGS), help="which calls hear it")
    parser.add_argument("file", metavar="FILE", type=Path, help="the recording")
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Send the recording, then have it played; the second is an ordinary save."""
    import asyncio

    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.voicemail import CUSTOM_GREETING, GREETING_FIELDS

    greeting = _GREETINGS[arguments.which]
    if arguments.dry_run:
        print(f"{arguments.file} would be sent, and callers would hear it.", file=sys.stderr)
    else:
        if not arguments.yes and not save_command.confirm(f"Send {arguments.file} and let callers hear it?"):
            return ExitStatus.USAGE
        asyncio.run(_sent(arguments, greeting))
        arguments.yes = True
    return save_command.save_values(arguments, {Feature.VOICEMAIL.key(GREETING_FIELDS[greeting]): CUSTOM_GREETING})


async def _sent(arguments: argparse.Namespace, greeting: "Greeting") -> None:
    async with account_options.client(arguments) as client:
        await client.backend.upload_greeting(greeting, arguments.file.expanduser(), _show_progress)
    print("The recording is stored.", file=sys.stderr)


def _show_progress(sent: int, whole: int) -> None:
    if whole >= _LARGE and sys.stderr.isatty():
        print(f"\r{100 * sent // whole} % sent", end="\n" if sent == whole else "", file=sys.stderr, flush=True)
