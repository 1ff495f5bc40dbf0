"""What the settings do to a call: now and after saving, with the advice on them."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.models.feature import Feature
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui.call_flow_view import advice_rows, effect_rows
from tui_callsettings.ui.editor import editor_of
from tui_callsettings.ui.rendering import join_rows

_ADVICE_ROWS = 4
"""Rows kept for advice where there is some."""


class EffectPanel(Widget):
    """As much as fits into the rows the form leaves: first the situations, then advice.

    Args:
        feature: its situations are shown.
    """

    state: reactive[StoreState | None] = reactive(None, init=False)

    def __init__(self, feature: Feature) -> None:
        super().__init__()
        self.feature = feature
        self.border_title = "A call to you"

    def watch_state(self) -> None:
        """Show the state as it is now."""
        self.refresh()

    def render(self) -> Content:
        """Return the table and the advice."""
        editor, (width, height) = editor_of(self), self.size
        if height < 2 or not editor.state.settings(is_draft=True):
            return Content("")
        advice = [each for each in editor.advice(is_draft=True) if each.feature is self.feature]
        below = advice_rows(editor, advice, width, min(height - 1, _ADVICE_ROWS))
        room = height - len(below)
        rows = effect_rows(editor, self.feature, width, room - 1 if room > 7 else room)
        if room > len(rows) + 1:
            rows = [Content(""), *rows]
        if below and len(rows) + len(below) < height:
            rows.append(Content(""))
        return join_rows([*rows, *below][:height])
