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
_LEAST = 3
"""Rows of the table that come before advice."""


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
        # The frame has the title already.
        heading = "" if self.styles.border_top[0] else str(self.border_title)
        least = len(effect_rows(editor, self.feature, width, _LEAST, heading))
        below = advice_rows(editor, advice, width, min(height - least, _ADVICE_ROWS))
        rows = effect_rows(editor, self.feature, width, height - len(below), heading)
        if heading and len(rows) + len(below) < height:
            rows = [Content(""), *rows]
        if below and len(rows) + len(below) < height:
            rows.append(Content(""))
        return join_rows([*rows, *below][:height])
