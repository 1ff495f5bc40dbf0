"""All advice, each with its reason; a key leads to the setting, another one silences it."""

from textual.content import Content

from tui_callsettings.call_flow import Advisory
from tui_callsettings.ui import look
from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.tables import sentence_rows
from tui_callsettings.ui.widgets.picker import Item

from .listing import ListScreen


class AdviceScreen(ListScreen[Advisory]):
    """Closes with the advice whose setting is to be shown."""

    BINDINGS = bindings(Where.ADVICE)
    EMPTY = "There is nothing to say about your settings."

    def heading(self) -> str:
        """What it is."""
        return "Advice"

    def footer(self) -> tuple[str, ...]:
        """Its own commands."""
        return ("list.take", "advice.silence", "app.back")

    def on_mount(self) -> None:
        """Say what can be done."""
        self.hint = "Advice never stops a save. Enter goes to the setting. S silences this advice, or brings it back."

    def items(self) -> list[Item]:
        """What is said first, what is silenced after it."""
        found = self.app.advice(is_draft=True, is_silenced=True)
        found = tuple(sorted(found, key=lambda each: each.id in self.app.silenced))
        return [Item(each, self._rows(each)) for each in found]

    def _rows(self, advisory: Advisory) -> tuple[Content, ...]:
        is_silenced = advisory.id in self.app.silenced
        text = f"{'(silenced) ' if is_silenced else ''}{advisory.message} {advisory.reason}"
        rows = sentence_rows(text, self.width, look.MUTED if is_silenced else look.PLAIN)
        return (*(row[1:] for row in rows), Content(""))

    def action_silence(self) -> None:
        """Silence the advice that is marked, or bring it back."""
        picked = self.picker.picked
        if picked is not None:
            self.app.silence(picked.key.id, is_silenced=picked.key.id not in self.app.silenced)
