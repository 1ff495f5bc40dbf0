"""`callsettings voicemail …`: which calls go to voicemail."""

import argparse
from typing import TYPE_CHECKING

from . import save_command
from .exit_status import ExitStatus
from .vocabulary import rule_name

if TYPE_CHECKING:
    from tui_callsettings.models.setting import Value

_SWITCHES = {
    "all": "voicemail.send_all_calls.enabled",
    "busy": "voicemail.send_busy_calls.enabled",
    "no-answer": "voicemail.send_unanswered_calls.enabled",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "calls", type=rule_name, choices=("on", "off", *_SWITCHES), help="voicemail itself, or which calls go there"
    )
    parser.add_argument("state", nargs="?", type=str.lower, choices=("on", "off"))
    parser.add_argument("--rings", type=int, metavar="N", help="no-answer only: rings before voicemail answers")
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Save the change."""
    return save_command.save_values(arguments, _values(arguments))


def _values(arguments: argparse.Namespace) -> "dict[str, Value]":
    from tui_callsettings.errors import ConfigurationError

    calls, state = arguments.calls, arguments.state
    if arguments.rings is not None and calls != "no-answer":
        raise ConfigurationError("--rings requires no-answer: callsettings voicemail no-answer on --rings 4")
    if calls in ("on", "off"):
        if state is not None:
            raise ConfigurationError(f'"{state}" is one word too many: callsettings voicemail {calls}')
        return {"voicemail.enabled": calls == "on"}
    if state is None and arguments.rings is None:
        raise ConfigurationError(f"Add on or off: callsettings voicemail {calls} on")
    values: dict[str, Value] = {}
    if state is not None:
        values[_SWITCHES[calls]] = state == "on"
    if arguments.rings is not None:
        values["voicemail.send_unanswered_calls.number_of_rings"] = arguments.rings
    return values
