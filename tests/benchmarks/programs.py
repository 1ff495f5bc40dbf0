"""The programs that are compared, and the keys that do the same thing in each."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
TAB, BACK_TAB, ENTER, ESCAPE, SPACE = "\t", "\x1b[Z", "\r", "\x1b", " "
BACK = "\x18"
"""As Escape, which waits a quarter of a second for what a slow link may still bring behind it."""


@dataclass(frozen=True)
class Step:
    """Keys to press, and what they do (one of `ACTIONS`); "" for a way that is not measured."""

    keys: str
    action: str = ""


ACTIONS = ("letter", "move", "toggle", "screen")
"""A letter typed into a field, the focus to the next field, a switch thrown, another screen or tab."""


@dataclass(frozen=True)
class Program:
    """A program on a terminal.

    Attributes:
        name: what the table calls it.
        command: how it is started.
        steps: what is pressed once it is usable, in order.
        environment: variables it needs.
        leave: keys that end it so that the next run finds what this one found; none if it may be killed.
    """

    name: str
    command: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    leave: tuple[str, ...] = ()


def _module(name: str, *options: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *options)


EDITOR = Program(
    "**callsettings**",
    _module("tui_callsettings"),
    (
        Step(DOWN, "move"),
        Step(ENTER, "screen"),
        Step(DOWN, "move"),
        *(Step(digit, "letter") for digit in "2055550155"),
        Step(DOWN, "move"),
        Step(SPACE, "toggle"),
        Step(SPACE, "toggle"),
        Step(UP, "move"),
        Step(BACK, "screen"),
    ),
    # A draft would greet the next run.
    leave=("\x1b[21~", "d"),
)
BARE = Program("Textual: header, footer, one line", _module("tests.benchmarks.bare_app"))
MODEL = Program("the same, and one pydantic model", _module("tests.benchmarks.model_app"))
FORM = Program(
    "Textual: the same fields, its own widgets",
    _module("tests.benchmarks.form_app"),
    (
        # Between the tabs and the first switch stands what scrolls.
        Step(TAB, "move"),
        Step(TAB, "move"),
        Step(SPACE, "toggle"),
        Step(SPACE, "toggle"),
        Step(BACK_TAB * 2),
        Step(RIGHT, "screen"),
        Step(TAB * 2),
        Step(TAB, "move"),
        *(Step(digit, "letter") for digit in "2055550155"),
    ),
)
STOCK = Program(
    "Textual's widgets on our driver",
    _module("tests.benchmarks.stock_app"),
    (
        Step(TAB, "move"),
        Step(SPACE, "toggle"),
        Step(SPACE, "toggle"),
        Step(TAB, "move"),
        Step(BACK_TAB * 2),
        Step(RIGHT, "screen"),
        Step(TAB * 2),
        *(Step(digit, "letter") for digit in "2055550155"),
    ),
)
_CHECKLIST = [word for name in ("dnd", "forward", "voicemail", "waiting") for word in (name, name, "off")]
OTHERS = (
    Program("nmtui (C)", ("nmtui",), (Step(DOWN, "move"),)),
    Program("mc (C)", ("mc", "-d"), (Step(DOWN, "move"), Step("x", "letter"))),
    Program(
        "whiptail (C)",
        ("whiptail", "--checklist", "Call settings", "20", "70", "4", *_CHECKLIST),
        (Step(DOWN, "move"), Step(SPACE, "toggle")),
    ),
    Program("posting (Textual)", ("posting",), (Step(TAB, "move"),)),
    Program("harlequin (Textual)", ("harlequin",), (Step(TAB, "move"), Step("x", "letter"))),
)


def programs() -> list[Program]:
    """Ours, those it is compared with, and what else is installed here."""
    return [EDITOR, BARE, MODEL, FORM, STOCK, *(program for program in OTHERS if shutil.which(program.command[0]))]


COMMANDS = {
    "python3 -c pass": (sys.executable, "-c", "pass"),
    "callsettings status --short --cached": _module("tui_callsettings", "status", "--short", "--cached"),
    "callsettings --help": _module("tui_callsettings", "--help"),
    "callsettings completion (one Tab)": _module("tui_callsettings"),
    'python3 -c "import pydantic"': (sys.executable, "-c", "import pydantic"),
    "python3 and one pydantic model": (
        sys.executable,
        "-c",
        "import pydantic; pydantic.create_model('Switch', enabled=(bool, None)).model_validate({'enabled': True})",
    ),
    'python3 -c "import httpx, pydantic"': (sys.executable, "-c", "import httpx, pydantic"),
    "callsettings show": _module("tui_callsettings", "show"),
    "callsettings show --json": _module("tui_callsettings", "show", "--json"),
    "callsettings explain": _module("tui_callsettings", "explain"),
}
"""Commands that run and end, with what they are compared with."""

COMPLETION = {
    "_ARGCOMPLETE": "1",
    "_ARGCOMPLETE_STDOUT_FILENAME": "/dev/null",
    "COMP_LINE": "callsettings set voicemail.",
    "COMP_POINT": "27",
}
"""What a shell sets when somebody presses Tab."""
