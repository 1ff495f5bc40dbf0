"""Leaving with changes that are not saved."""

from textual.content import Content

from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.tables import change_rows

from .question import QuestionScreen


class QuitScreen(QuestionScreen[str]):
    """Save, keep, discard or stay; nothing is lost before the person says so."""

    BINDINGS = bindings(Where.QUIT)

    def footer(self) -> tuple[str, ...]:
        """Its own commands."""
        return ("quit.save", "quit.keep_draft", "quit.discard", "quit.stay")

    def heading(self) -> str:
        """What it is about."""
        return "Leave with changes that are not saved?"

    @property
    def question(self) -> object:
        """The changes as they are now."""
        return self.app.store.changes()

    def rows(self) -> list[Content]:
        """What would be lost."""
        return change_rows(self.app.store.changes(), self.app.size.width)

    def choices(self) -> list[tuple[str, str]]:
        """The ways to go on."""
        return [
            ("save", "[S]ave"),
            ("keep_draft", "[K]eep draft"),
            ("discard", "[D]iscard"),
            ("stay", "[C]ontinue editing"),
        ]

    def on_mount(self) -> None:
        """Saving is what Enter means."""
        self.hint = "Save goes through the review. Keep draft leaves them for the next start. Discard drops them."

    def action_save(self) -> None:
        """Review, save, leave."""
        self.dismiss("save")

    def action_keep_draft(self) -> None:
        """Leave; the changes wait."""
        self.dismiss("keep_draft")

    def action_discard(self) -> None:
        """Leave without them."""
        self.dismiss("discard")

    def action_stay(self) -> None:
        """Go on."""
        self.dismiss(None)
