"""One feature on the overview: its number, its name, its state in words, and what matters of the rest."""

from textual import getters
from textual.content import Content
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.models.feature import Feature
from tui_callsettings.state.feature_state import FeatureState
from tui_callsettings.ui import look
from tui_callsettings.ui.gist import gist_of, is_on
from tui_callsettings.ui.host import Host
from tui_callsettings.ui.parts import Part, cut, switch_parts
from tui_callsettings.ui.status import phase_words

_TITLE_WIDTH = 17
_STATE_WIDTH = 8


class FeatureRow(Widget, can_focus=True):
    """A row of the overview; Enter opens the feature, Space switches it."""

    feature_state: reactive[FeatureState | None] = reactive(None)
    app = getters.app(Host)

    def __init__(self, number: int, feature: Feature) -> None:
        super().__init__()
        self.number = number
        self.feature = feature

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs on the screen: inside the switch."""
        return self.region.offset + Offset(min(8 + _TITLE_WIDTH, max(0, self.size.width - 1)), 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row."""
        del container, viewport, width
        return 1

    def on_focus(self) -> None:
        """The mark of the focus moves here."""
        self.refresh()

    def on_blur(self) -> None:
        """And away."""
        self.refresh()

    def render(self) -> Content:
        """Mark, number, name, state, gist."""
        title = f" {self.number}  {self.feature.title:<{_TITLE_WIDTH}} "
        style = look.TITLE if self.has_focus else look.PLAIN
        mark = (
            ("*" if self.feature_state.is_dirty else "#" if self.feature_state.remote_changes else " ")
            if self.feature_state
            else " "
        )
        focus = ">" if self.has_focus else " "
        parts: list[Part] = [(f" {focus}", look.FOCUSED), (mark, look.CHANGED), (title, style)]
        return cut([*parts, *self._state()], self.size.width)

    def _state(self) -> list[Part]:
        if self.feature_state is None or not self.feature_state.is_editable:
            words = phase_words(self.feature_state) if self.feature_state else "reading..."
            reason = self.app.store.capabilities.support(self.feature).reason
            return [(f"{words}: {reason}" if reason and reason not in words else words, look.MUTED)]
        state = switch_parts(is_on(self.feature_state))
        gap = " " * (_STATE_WIDTH - len(state[0][0]) + 2)
        gist = gist_of(self.feature_state)
        busy = phase_words(self.feature_state)
        elsewhere = "changed elsewhere" if self.feature_state.remote_changes else ""
        return [*state, (gap + ", ".join(part for part in (busy, elsewhere, gist) if part), look.MUTED)]
