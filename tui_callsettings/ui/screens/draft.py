"""Edits of an earlier run that were not saved."""

from textual.content import Content

from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.tables import change_rows, sentence_rows

from .question import QuestionScreen


class DraftScreen(QuestionScreen[None]):
    """Take them up, or drop them."""

    BINDINGS = bindings(Where.DRAFT)

    def footer(self) -> tuple[str, ...]:
        """Its own commands."""
        return ("draft.resume", "draft.discard")

    def heading(self) -> str:
        """What it is about."""
        return "Edits from last time"

    def rows(self) -> list[Content]:
        """What they are."""
        draft, width = self.app.session.draft, self.app.size.width
        if draft is None:
            return []
        when = f"{draft.at.astimezone():%Y-%m-%d %H:%M}"
        told = sentence_rows(f"These edits of {when} were not saved:", width)
        return [*told, Content(""), *change_rows(draft.changes, width)]

    def choices(self) -> list[tuple[str, str]]:
        """The ways to go on."""
        return [("resume", "[R]esume editing them"), ("discard", "[D]iscard them")]

    def on_mount(self) -> None:
        """Taking them up is what Enter means."""
        self.hint = "Resuming sends nothing: the review shows all of it before a save, with what others changed since."

    def action_resume(self) -> None:
        """Take them up."""
        self.app.session.resume()
        self.dismiss(None)

    def action_discard(self) -> None:
        """Drop them; undo still has them, as a key may have been meant for another screen."""
        self.app.session.resume()
        self.app.store.revert()
        self.app.tell(f"Discarded. {self.app.key_table.key('app.undo')} brings each edit back.")
        self.dismiss(None)

    def on_unmount(self) -> None:
        """Whatever else led away from here: the edits are not lost."""
        self.app.session.resume()

    def back(self) -> None:
        """Esc loses nothing: the edits are taken up."""
        self.action_resume()
