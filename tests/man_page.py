"""Writes the manual page from the parser and the command table: `python -m tests.man_page`."""

import re
from pathlib import Path

from argparse_manpage.manpage import Manpage

from tui_callsettings.cli.command_table import COMMANDS
from tui_callsettings.cli.exit_status import ExitStatus
from tui_callsettings.cli.main import build_parser
from tui_callsettings.version import __version__

PAGE = Path(__file__).parents[1] / "assets" / "callsettings.1"


def page() -> str:
    """Return the manual page. It has no date, so that it changes only when the command does."""
    parser = build_parser()
    parser.epilog = None
    data = {
        "project_name": "callsettings",
        "version": __version__,
        "prog": "callsettings",
        "description": "change your own call settings",
        "manual_title": "User Commands",
    }
    text = str(Manpage(parser, format="single-commands-section", _data=data))
    text = re.sub(r'^(\.TH \S+ "?1"?) "[^"]*"', r'\1 ""', text, count=1, flags=re.MULTILINE)
    return f"{text.rstrip()}\n{_examples()}{_exit_statuses()}"


def _examples() -> str:
    lines = [f"callsettings {example}" for command in COMMANDS.values() for example in command.examples]
    return ".SH EXAMPLES\n.nf\n" + "".join(f"{_escape(line)}\n" for line in lines) + ".fi\n"


def _exit_statuses() -> str:
    rows = [f".TP\n{status.value}\n{_escape(status.meaning)}\n" for status in ExitStatus]
    return ".SH EXIT STATUS\n" + "".join(rows)


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("-", "\\-")


if __name__ == "__main__":
    PAGE.write_text(page())
