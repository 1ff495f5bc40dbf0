"""Writes the manual page from the parser: `python -m tests.man_page`."""

import re
from pathlib import Path

from argparse_manpage.manpage import Manpage

from tui_callsettings.cli.main import build_parser
from tui_callsettings.version import __version__

PAGE = Path(__file__).parents[1] / "assets" / "callsettings.1"


def page() -> str:
    """The manual page. Its date is left out, so that it changes only when the command does."""
    parser = build_parser()
    data = {
        "project_name": "callsettings",
        "version": __version__,
        "prog": "callsettings",
        "description": "change your own phone-call settings",
        "manual_title": "User Commands",
    }
    text = str(Manpage(parser, format="single-commands-section", _data=data))
    return re.sub(r'^(\.TH \S+ "?1"?) "[^"]*"', r'\1 ""', text, count=1, flags=re.MULTILINE)


if __name__ == "__main__":
    PAGE.write_text(page())
