"""Quitting with unsaved changes."""

from collections.abc import Sequence

from textual.content import Content

from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.rendering import change_rows
from tui_callsettings.ui.screens.dialog import Answer

from .dialog import Dialog


class QuitScreen(Dialog[str]):
    """Save, keep a draft, discard or stay; nothing is lost unless the person chooses that."""

    BINDINGS = bindings(Scope.QUIT)
    SCOPES = (Scope.QUIT, Scope.DIALOG)
    HEADING = "Quit with unsaved changes?"
    FOOTER = ("quit.save", "quit.keep_draft", "quit.discard", "quit.stay")

    @property
    def question(self) -> object:
        """The changes as they are now."""
        return self.editor.state.changes

    def text_rows(self, width: int) -> list[Content]:
        """Return what would be lost."""
        return change_rows(self.editor.state.changes, width, self.editor.state.owner.region)

    def answers(self) -> Sequence[Answer]:
        """Return the ways to go on; Enter means to save."""
        return (
            ("save", "[S]ave"),
            ("keep_draft", "[K]eep draft"),
            ("discard", "[D]iscard"),
            ("stay", "[C]ontinue editing"),
        )

    def on_mount(self) -> None:
        """Say what the answers mean."""
        self.hint = "Save goes through the review. Keep draft offers the changes at the next start. Discard drops them."

    async def take_answer(self, answer: str) -> None:
        """Close with the answer."""
        self.dismiss(None if answer == "stay" else answer)
