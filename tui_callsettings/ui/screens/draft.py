"""Unsaved edits of an earlier run."""

from collections.abc import Sequence

from textual.content import Content

from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.rendering import change_rows, sentence_rows
from tui_callsettings.ui.screens.dialog import Answer

from .dialog import Dialog


class DraftScreen(Dialog[None]):
    """Resume the draft, or discard it."""

    BINDINGS = bindings(Scope.DRAFT)
    SCOPES = (Scope.DRAFT, Scope.DIALOG)
    HEADING = "Unsaved draft"
    FOOTER = ("draft.resume", "draft.discard")

    def text_rows(self, width: int) -> list[Content]:
        """Return what it would change."""
        draft = self.editor.session.draft
        if draft is None:
            return []
        at = f"{draft.at.astimezone():%Y-%m-%d %H:%M}"
        head = sentence_rows(f"These edits of {at} were not saved:", width)
        return [*head, Content(""), *change_rows(draft.changes, width, self.editor.state.owner.region)]

    def answers(self) -> Sequence[Answer]:
        """Return the ways to go on; Enter means to resume."""
        return (("resume", "[R]esume the draft"), ("discard", "[D]iscard the draft"))

    def on_mount(self) -> None:
        """Say what resuming means."""
        self.hint = (
            "Resuming sends nothing: the review shows all edits before a save, and what changed elsewhere since."
        )

    async def take_answer(self, answer: str) -> None:
        """Resume the edits; discarding them can be undone, as a key may have been meant for another screen."""
        self.editor.session.resume()
        if answer == "discard":
            self.editor.store.revert()
            self.editor.show_status(f"Discarded. {self.editor.keymap.key('app.undo')} restores each edit.")
        self.dismiss(None)

    def on_unmount(self) -> None:
        """Lose nothing, whatever else led away from here."""
        self.editor.session.resume()

    def go_back(self) -> None:
        """Resume the edits: Esc loses nothing."""
        self.editor.session.resume()
        self.dismiss(None)
