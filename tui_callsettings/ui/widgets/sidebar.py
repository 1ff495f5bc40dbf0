"""The features and, from 100 columns, the other commands beside them."""

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from tui_callsettings.models.feature import Feature
from tui_callsettings.ui import styles
from tui_callsettings.ui.editor import editor_of
from tui_callsettings.ui.rendering import join_rows

from .feature_list import FeatureList
from .text_block import TextBlock

_COMMANDS = (
    "overview.take_over", "overview.what_if", "overview.advice", "overview.history", "overview.ends",
    "overview.profiles", "overview.accounts", "overview.lines",
)  # fmt: skip


def command_items(node: Widget) -> list[tuple[str, str]]:
    """Return key and label of the overview's further commands that can be used now."""
    editor = editor_of(node)
    items = editor.keymap.footer([each for each in _COMMANDS if editor.is_available(each)])
    count = len(editor.advice(is_draft=True)) if editor.state.settings(is_draft=True) else 0
    return [(key, f"{label} ({count})" if label == "Advice" and count else label) for key, label in items]


class Sidebar(Widget):
    """The left pane, or the part of the overview that has the features.

    Args:
        feature: the feature of the form beside it; None on the overview, where the list takes the focus.
    """

    def __init__(self, feature: Feature | None = None) -> None:
        super().__init__()
        self.feature = feature
        self.features = FeatureList()
        self.features.can_focus = feature is None
        self.border_title = "Features"

    def compose(self) -> ComposeResult:
        """Yield the list and the commands."""
        yield self.features
        if self.feature is None:
            yield TextBlock(id="commands")

    def on_resize(self, event: Resize) -> None:
        """Show it in the new width."""
        del event
        self.update_view()

    def update_view(self) -> None:
        """Show features and commands as they are now; the screen calls this when the state has changed."""
        if not self.is_mounted or not self.size.width:
            return
        self.features.show_state(editor_of(self).state, self.size.width)
        if self.feature is not None:
            # The commands' keys work on the overview alone.
            self.features.select_key(self.feature)
            return
        rows = [Content("")]
        rows += [Content.assemble((f"   {key}", styles.KEY), f"  {label}") for key, label in command_items(self)]
        self.query_one("#commands", TextBlock).content = join_rows(rows)
