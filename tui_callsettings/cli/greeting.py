"""`callsettings greeting busy|no-answer FILE`: upload a voicemail greeting and use it."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import save_command
from .exit_status import ExitStatus
from .vocabulary import rule_name

if TYPE_CHECKING:
    from tui_callsettings.backends.base import Greeting
    from tui_callsettings.state.session import EditingSession
    from tui_callsettings.state.store import SettingsStore

_GREETINGS: "dict[str, Greeting]" = {"busy": "busy", "no-answer": "no_answer"}
_PROGRESS_SIZE = 200_000
"""Size of a file, in bytes, from which the progress is shown."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = f"The recording is a WAV file, mono, with 8000 or 16000 samples a second.\n\n{parser.epilog}"
    parser.add_argument("calls", type=rule_name, choices=tuple(_GREETINGS), help="callers who hear it")
    parser.add_argument("file", metavar="FILE", type=Path, help="the recording")
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Upload the recording, then select it as greeting in a reviewed save. Nothing is sent before all checks."""
    import asyncio

    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.errors import UnsupportedError
    from tui_callsettings.models.feature import Feature

    greeting = _GREETINGS[arguments.calls]
    async with save_command.open_command_session(arguments, is_locking=not arguments.dry_run) as session:
        if session is None:
            return ExitStatus.LOCKED
        store = session.store
        if not store.capabilities.can_upload_greetings:
            raise UnsupportedError("This account takes no recorded greetings.")
        await store.load()
        failure = store.feature_state(Feature.VOICEMAIL).failure
        if failure is not None:
            raise failure
        _select(store, greeting)
        if not await _upload(arguments, session, greeting):
            return ExitStatus.USAGE
        arguments.yes = True
        return await save_command.review_and_save(arguments, session)


def _select(store: "SettingsStore", greeting: "Greeting") -> None:
    """Edit the voicemail setting so that callers hear the recording.

    Raises:
        UnsupportedError: the account does not let it be changed.
    """
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.voicemail import CUSTOM_GREETING, GREETING_FIELDS

    path = GREETING_FIELDS[greeting]
    store.set_known_value(Feature.VOICEMAIL, (*path[:-1], "greeting_uploaded"), True)
    store.edit(Feature.VOICEMAIL, path, CUSTOM_GREETING)


async def _upload(arguments: argparse.Namespace, session: "EditingSession", greeting: "Greeting") -> bool:
    """Ask and upload; return whether to go on."""
    if arguments.dry_run:
        save_command.print_warning(f"{arguments.file} would be uploaded.")
        return True
    if not arguments.yes and not save_command.confirm(f"Upload {arguments.file} and use it as greeting?"):
        return False
    from tui_callsettings.state.voicemail_actions import upload_greeting

    result = await upload_greeting(session, greeting, arguments.file.expanduser(), _show_progress)
    if result.failure is not None:
        raise result.failure
    if not arguments.quiet:
        print("Uploaded the recording.", file=sys.stderr)
    return True


def _show_progress(sent: int, total: int) -> None:
    if total >= _PROGRESS_SIZE and sys.stderr.isatty():
        print(f"\r{100 * sent // total} % sent", end="\n" if sent == total else "", file=sys.stderr, flush=True)
