"""`callsettings forward …`: call forwarding."""

import argparse
from typing import TYPE_CHECKING

from . import account_options, save_command
from .exit_status import ExitStatus
from .vocabulary import RULES, normalize_name, rule_name

if TYPE_CHECKING:
    from tui_callsettings.models.setting import Value

_VOICEMAIL_COMMANDS = {"always": "all", "busy": "busy", "no-answer": "no-answer"}
"""The calls of `callsettings voicemail` that correspond to a rule."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "rule", type=rule_name, choices=(*RULES, "off"), help="calls to forward; off: turn all forwarding off"
    )
    parser.add_argument(
        "destination", nargs="?", metavar="NUMBER|on|off", help="where to forward them; on: to the stored number"
    )
    parser.add_argument("--rings", type=int, metavar="N", help="no-answer only: rings before a call is forwarded")
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Save the change."""
    if (arguments.destination or "").casefold() == "voicemail":
        _reject_voicemail(arguments)
    return save_command.save_values(arguments, _values(arguments), is_where_offered=arguments.rule == "off")


def _reject_voicemail(arguments: argparse.Namespace) -> None:
    """Point to the setting that sends calls to voicemail, where voicemail is not a destination of forwarding."""
    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.errors import ConfigurationError

    capabilities = CallSettingsClient.for_account(account_options.account(arguments)).capabilities
    if capabilities.value_limits.voicemail_word:
        return
    calls = _VOICEMAIL_COMMANDS.get(arguments.rule)
    if calls is None:
        raise ConfigurationError("Calls cannot be sent to your own voicemail while your phone is unreachable.")
    raise ConfigurationError(
        f"Sending calls to your own voicemail is a voicemail setting. Use: callsettings voicemail {calls} on"
    )


def _values(arguments: argparse.Namespace) -> "dict[str, Value]":
    from tui_callsettings.errors import ConfigurationError
    from tui_callsettings.models.destination import normalize_destination

    rule, destination = arguments.rule, arguments.destination
    if arguments.rings is not None and rule != "no-answer":
        raise ConfigurationError("--rings requires no-answer: callsettings forward no-answer 4022 --rings 4")
    if rule == "off":
        if destination is not None:
            raise ConfigurationError(f"To turn one rule off, name it first: callsettings forward {destination} off")
        return dict.fromkeys((f"{_group(each)}.enabled" for each in RULES), False)
    if destination is None and arguments.rings is None:
        raise ConfigurationError(f"Add a number, on or off: callsettings forward {rule} +19075551333")
    values: dict[str, Value] = {}
    word = None if destination is None else destination.casefold()
    if word is not None:
        values[f"{_group(rule)}.enabled"] = word != "off"
    if destination is not None and word not in ("on", "off"):
        values[f"{_group(rule)}.destination"] = normalize_destination(destination)
    if arguments.rings is not None:
        values[f"{_group(rule)}.number_of_rings"] = arguments.rings
    return values


def _group(rule: str) -> str:
    """Return the key of the group of fields of a rule."""
    return f"call_forwarding.{normalize_name(rule)}"
