"""Writes the README's tables from the program: `python -m tests.readme`."""

import re
from pathlib import Path

from tui_callsettings.cli.exit_status import ExitStatus
from tui_callsettings.ui.keymap import DEFAULT_KEYMAP

README = Path(__file__).parents[1] / "README.md"


def tables() -> dict[str, str]:
    """The tables by the mark that stands around them in the README."""
    rows = "".join(f"| {status.value} | {status.meaning} |\n" for status in ExitStatus)
    return {"keys": DEFAULT_KEYMAP.markdown(), "exit statuses": f"| status | meaning |\n|---|---|\n{rows}"}


def written(text: str) -> str:
    """`text` with its tables as they should be."""
    for name, table in tables().items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text, count = re.subn(pattern, lambda found, table=table: found[1] + table + found[2], text, flags=re.DOTALL)  # type: ignore[misc]
        if count != 1:
            raise ValueError(f"the README has {count} places for {name}")
    return text


if __name__ == "__main__":
    README.write_text(written(README.read_text()))
