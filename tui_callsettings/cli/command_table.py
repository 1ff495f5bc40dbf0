"""The commands of `callsettings`: one row each, from which the parser, help, manual page and completion are made."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Subcommand(NamedTuple):
    """One command.

    Attributes:
        summary: what it does, as help lists it.
        examples: command lines that help shows, one a line.
        opens_account: whether it takes --person, --line and --base-url.
        is_restricted: whether restricted mode has it.
    """

    summary: str
    examples: tuple[str, ...] = ()
    opens_account: bool = True
    is_restricted: bool = True


COMMANDS: Final[Mapping[str, Subcommand]] = {
    "show": Subcommand(
        "print your call settings",
        ("show", "show dnd", "show voicemail --json", "show --toml > settings.toml"),
    ),
    "set": Subcommand(
        "set any field",
        ("set dnd=on", "set forward.busy.destination=4022 forward.busy=on", "set --list"),
    ),
    "apply": Subcommand(
        "apply settings from a TOML or JSON file in one reviewed save",
        ("apply settings.toml", "show --toml | callsettings apply - --dry-run"),
        is_restricted=False,
    ),
    "dnd": Subcommand("turn do not disturb on or off", ("dnd on", "dnd on --for 2h", "dnd off --yes")),
    "forward": Subcommand(
        "turn call forwarding on or off, and set where calls go",
        (
            "forward always +19075551333",
            "forward always 4022 --until 17:00",
            "forward no-answer 4022 --rings 4",
            "forward busy off",
            "forward off",
        ),
    ),
    "voicemail": Subcommand(
        "choose which calls go to voicemail",
        ("voicemail on", "voicemail all on", "voicemail no-answer on --rings 4"),
    ),
    "waiting": Subcommand("turn call waiting on or off", ("waiting off",)),
    "greeting": Subcommand(
        "upload a voicemail greeting",
        ("greeting busy recording.wav", "set voicemail.send_busy_calls.greeting=DEFAULT"),
        is_restricted=False,
    ),
    "pin": Subcommand("change the voicemail PIN", ("pin", "pin --rules"), is_restricted=False),
    "explain": Subcommand(
        "explain where calls go",
        ("explain", "explain --when busy", "explain --svg calls.svg"),
    ),
    "history": Subcommand(
        "list saves and restore earlier settings",
        ("history --limit 5", "history --undo 12"),
    ),
    "until": Subcommand(
        "list, cancel and change settings that end by themselves",
        ("until", "until change 3 17:00", "until cancel 3"),
        opens_account=False,
    ),
    "profile": Subcommand(
        "save and apply named settings",
        ("profile save Vacation", "profile diff Vacation", "profile apply Vacation"),
        is_restricted=False,
    ),
    "status": Subcommand(
        "show the account in use and where calls go",
        ("status", "status --short --cached"),
    ),
    "account": Subcommand(
        "add, list, choose or remove accounts",
        ("account add work --backend webex", "account use work", "account remove work"),
        opens_account=False,
        is_restricted=False,
    ),
    "login": Subcommand(
        "sign in to an account", ("login", "login --token", "login --store file < token.txt"), opens_account=False
    ),
    "logout": Subcommand("sign out", ("logout --account work",), opens_account=False),
    "schema": Subcommand(
        "print the JSON Schema of the JSON output", ("schema show",), opens_account=False, is_restricted=False
    ),
    "simulate": Subcommand(
        "run a simulated provider on this machine",
        ("simulate webex --approve-after 5",),
        opens_account=False,
        is_restricted=False,
    ),
    "completion": Subcommand(
        "print the completion script of your shell",
        ("completion bash",),
        opens_account=False,
        is_restricted=False,
    ),
}


def example_lines(command: str) -> str:
    """Return the examples of `command` as help shows them."""
    lines = [f"  callsettings {example}" for example in COMMANDS[command].examples]
    return "\n".join(["examples:", *lines])
