"""`callsettings forward …`: call forwarding."""

import argparse
from typing import TYPE_CHECKING

from . import save_command
from .exit_status import ExitStatus

if TYPE_CHECKING:
    from tui_callsettings.models.setting import Value

_RULES = {
    "always": "call_forwarding.always",
    "busy": "call_forwarding.busy",
    "no-answer": "call_forwarding.no_answer",
    "continuity": "call_forwarding.business_continuity",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = (
        "Examples: callsettings forward always +19075551333; callsettings forward no-answer 321321 --rings 4; "
        "callsettings forward busy off; callsettings forward off (switches all forwarding off; numbers are kept)."
    )
    parser.add_argument("rule", choices=(*_RULES, "off"), help="which calls; off: no forwarding at all")
    parser.add_argument("destination", nargs="?", metavar="NUMBER|on|off", help="where to; on: to the stored number")
    parser.add_argument("--rings", type=int, metavar="N", help="no-answer only: after how many rings")
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Save what was asked."""
    return save_command.save_values(arguments, _values(arguments), is_where_offered=arguments.rule == "off")


def _values(arguments: argparse.Namespace) -> "dict[str, Value]":
    from tui_callsettings.errors import ConfigurationError
    from tui_callsettings.models.destination import normalize_destination

    rule, destination = arguments.rule, arguments.destination
    if arguments.rings is not None and rule != "no-answer":
        raise ConfigurationError("--rings goes with no-answer: callsettings forward no-answer 321321 --rings 4")
    if rule == "off":
        if destination is not None:
            raise ConfigurationError(f"To switch one rule off, name it first: callsettings forward {destination} off")
        return dict.fromkeys((f"{prefix}.enabled" for prefix in _RULES.values()), False)
    if destination is None and arguments.rings is None:
        raise ConfigurationError(f"Say where to: callsettings forward {rule} +19075551333, or off.")
    values: dict[str, Value] = {}
    if destination is not None:
        values[f"{_RULES[rule]}.enabled"] = destination != "off"
    if destination not in (None, "on", "off"):
        values[f"{_RULES[rule]}.destination"] = normalize_destination(destination)
    if arguments.rings is not None:
        values[f"{_RULES[rule]}.number_of_rings"] = arguments.rings
    return values
