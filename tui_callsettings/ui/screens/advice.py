"""All advice, each with its reason; a key leads to the setting, another applies the remedy, a third silences it."""

from collections.abc import Iterable

from textual.content import Content

from tui_callsettings.call_flow import Advisory
from tui_callsettings.ui import styles
from tui_callsettings.ui.advice_actions import apply_remedy, set_silenced
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.rendering import wrap
from tui_callsettings.ui.widgets.marked_list import ListItem

from .list_screen import ListScreen

_Key = tuple[str, tuple[str, ...]]


class AdviceScreen(ListScreen[Advisory, _Key]):
    """Closes with a piece of advice, to show its setting."""

    BINDINGS = bindings(Scope.ADVICE)
    SCOPES = (Scope.ADVICE, Scope.LIST)
    HEADING = "Advice"
    FOOTER_LABELS = {"list.select": "Go to setting"}  # noqa: RUF012 - a constant
    EMPTY = "No advice."

    def footer(self) -> tuple[str, ...]:
        """Return the keys that can be used now."""
        advisory = self._current()
        if advisory is None:
            return ("app.back",)
        remedy = ("advice.remedy",) if advisory.remedy is not None else ()
        return ("list.select", *remedy, "advice.silence", "app.back")

    def on_mount(self) -> None:
        """Say what can be done."""
        keymap = self.editor.keymap
        self.hint = (
            f"Advice never stops a save. {keymap.key('list.select')} goes to the setting. "
            f"{keymap.key('advice.silence')} silences this advice, or restores it."
        )

    def _advice(self) -> list[Advisory]:
        found = self.editor.advice(is_draft=True, include_silenced=True)
        return sorted(found, key=lambda each: each.id in self.editor.silenced)

    def _current(self) -> Advisory | None:
        key = self.current_key
        return next((each for each in self._advice() if (each.id, each.path) == key), None)

    def items(self) -> Iterable[ListItem[_Key]]:
        """Return what is shown first, what is silenced after it."""
        return [self._item(each) for each in self._advice()]

    def _item(self, advisory: Advisory) -> ListItem[_Key]:
        is_silenced = advisory.id in self.editor.silenced
        head = wrap(f"{'(silenced) ' if is_silenced else ''}{advisory.message}", self.row_width)
        below = wrap(advisory.reason, self.row_width, "  ", "  ")
        if advisory.remedy is not None:
            below.append(f"  {self.editor.keymap.key('advice.remedy')}: {advisory.remedy.label}.")
        style = styles.MUTED if is_silenced else styles.PLAIN
        rows = (
            *(Content.styled(row, style or styles.TITLE) for row in head),
            *(Content.styled(row, style) for row in below),
        )
        return ListItem((advisory.id, advisory.path), (*rows, Content("")), head=len(head))

    def select_item(self, key: _Key) -> None:
        """Go to the setting."""
        self.dismiss(next((each for each in self._advice() if (each.id, each.path) == key), None))

    def action_remedy(self) -> None:
        """Apply the remedy of the advice with the mark."""
        advisory = self._current()
        if advisory is not None and advisory.remedy is not None:
            apply_remedy(self.editor, advisory)

    def action_silence(self) -> None:
        """Silence the advice with the mark, or restore it."""
        advisory = self._current()
        if advisory is not None:
            set_silenced(self.editor, advisory.id, is_silenced=advisory.id not in self.editor.silenced)
            self.refresh_view()
