"""The editor with something odd built in, for tests: `python -m tests.e2e.odd_editor WHAT`.

crash: F5 fails with an error that has the account's secret in its words and in its variables.
spy: each request to save is noted, with the screen it came from, in the file that ODD_NOTES names.
"""

import asyncio
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tui_callsettings.cli.main import main
from tui_callsettings.models.feature import Feature


def crash() -> None:
    """Have F5 fail."""
    from tui_callsettings.accounts.vault import process_vault
    from tui_callsettings.ui.app import EditorApp

    def fail(self: EditorApp) -> None:
        sign_in = process_vault().find(self.account)
        secret = sign_in.secret.reveal() if sign_in else ""
        raise RuntimeError(f"refused {secret}")

    EditorApp.action_reload = fail  # type: ignore[method-assign]


def spy() -> None:
    """Note who asks for a save."""
    from tui_callsettings.ui.host import Host

    save = Host.save

    def noted(self: Host, features: Iterable[Feature] = tuple(Feature)) -> asyncio.Task[Any]:
        with Path(os.environ["ODD_NOTES"]).open("a", encoding="ascii") as notes:
            notes.write(f"{type(self.screen).__name__}\n")
        return save(self, features)

    Host.save = noted  # type: ignore[method-assign]


if __name__ == "__main__":
    from tui_callsettings.cli import preflight

    preflight.checked()
    {"crash": crash, "spy": spy}[sys.argv[1]]()
    sys.exit(main([]))
