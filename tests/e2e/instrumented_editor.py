"""The editor with something odd built in, for tests: `python -m tests.e2e.instrumented_editor WHAT`.

crash: F5 fails with an error that has the account's secret, and what is typed, in its words and in its variables.
spy: what is confirmed in a review, and what is saved, is noted in the file that ODD_NOTES names.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from tui_callsettings.cli.main import main
from tui_callsettings.models.feature import Feature


def crash() -> None:
    """Have F5 fail."""
    from tui_callsettings.accounts.credential_store import shared_credential_store
    from tui_callsettings.ui.app import EditorApp
    from tui_callsettings.ui.widgets.line_input import LineInput

    def fail(self: EditorApp) -> None:
        sign_in = shared_credential_store().load(self.account)
        secret = sign_in.secret.reveal() if sign_in else ""
        typed = [line.value for line in self.screen.query(LineInput)]
        raise RuntimeError(f"refused {secret} {typed}")

    EditorApp.action_reload = fail  # type: ignore[method-assign]


def spy() -> None:
    """Note each answer "save" that is given in a review on the screen, and each save."""
    from tui_callsettings.ui.provider_io import ProviderIO
    from tui_callsettings.ui.screens.review import ReviewScreen

    save, take_answer = ProviderIO.start_save, ReviewScreen.take_answer

    def note(word: str) -> None:
        with Path(os.environ["ODD_NOTES"]).open("a", encoding="ascii") as notes:
            notes.write(f"{word}\n")

    async def confirmed(self: ReviewScreen, answer: str) -> None:
        if answer == "save" and self.is_active:
            note("confirmed")
        await take_answer(self, answer)

    def saved(self: ProviderIO, features: Iterable[Feature], *, is_quitting: bool = False) -> None:
        note("saved")
        save(self, features, is_quitting=is_quitting)

    ReviewScreen.take_answer = confirmed  # type: ignore[method-assign]
    ProviderIO.start_save = saved  # type: ignore[method-assign]


if __name__ == "__main__":
    from tui_callsettings.cli import preflight

    preflight.check_terminal()
    {"crash": crash, "spy": spy}[sys.argv[1]]()
    sys.exit(main([]))
