"""`callsettings voicemail …`: which calls go to voicemail."""

import argparse
from typing import TYPE_CHECKING

from . import save_command
from .exit_status import ExitStatus

if TYPE_CHECKING:
    from tui_callsettings.models.setting import Value

_SWITCHES = {
    "all": "voicemail.send_all_calls.enabled",
    "busy": "voicemail.send_busy_calls.enabled",
    "no-answer": "voicemail.send_unanswered_calls.enabled",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = (
        "Examples: callsettings voicemail on; callsettings voicemail all off; "
        "callsettings voicemail no-answer on --rings 4. Everything else: callsettings set voicemail.…=…"
    )
    parser.add_argument("which", choices=("on", "off", *_SWITCHES), help="voicemail itself, or which calls go there")
    parser.add_argument("state", nargs="?", choices=("on", "off"))
    parser.add_argument("--rings", type=int, metavar="N", help="no-answer only: after how many rings")
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Save what was asked."""
    return save_command.save_values(arguments, _values(arguments))


def _values(arguments: argparse.Namespace) -> "dict[str, Value]":
    from tui_callsettings.errors import ConfigurationError

    which, state = arguments.which, arguments.state
    if arguments.rings is not None and which != "no-answer":
        raise ConfigurationError("--rings goes with no-answer: callsettings voicemail no-answer on --rings 4")
    if which in ("on", "off"):
        if state is not None:
            raise ConfigurationError(f"Say it once: callsettings voicemail {which}")
        return {"voicemail.enabled": which == "on"}
    if state is None and arguments.rings is None:
        raise ConfigurationError(f"Say on or off: callsettings voicemail {which} on")
    values: dict[str, Value] = {}
    if state is not None:
        values[_SWITCHES[which]] = state == "on"
    if arguments.rings is not None:
        values["voicemail.send_unanswered_calls.number_of_rings"] = arguments.rings
    return values
