"""The features and, from 100 columns, the other commands beside them."""

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from tui_callsettings.models.feature import Feature
from tui_callsettings.state.feature_state import FeatureState, Status
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui import styles
from tui_callsettings.ui.editor import editor_of
from tui_callsettings.ui.end_control import feature_end_text
from tui_callsettings.ui.rendering import fit_spans, join_rows, pad, switch_text
from tui_callsettings.ui.summaries import feature_summary, is_on, status_text

from .marked_list import INDENT, ListItem, MarkedList
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


_TITLE_WIDTH = 17
_STATE_WIDTH = 10
_ROOM_FOR_NOTES = 50
"""Columns from which there is room for more than the state."""


class FeatureList(MarkedList[Feature]):
    """A row for each feature: its number, its name, its state in words, and what matters of the rest."""

    BAR_WIDTH = INDENT + 5 + _TITLE_WIDTH

    def show_state(self, state: StoreState, width: int) -> None:
        """Show the features as they are now, in rows of `width` columns."""
        self.set_items(
            ListItem(each.feature, (_row(number, each, state, width - INDENT),), _icon(each, state))
            for number, each in enumerate(state.features.values(), 1)
        )


def _icon(state: FeatureState, editor_state: StoreState) -> str:
    if state.is_dirty:
        return "!" if editor_state.blockers(state.feature) else "*"
    return "#" if state.remote_changes else " "


def _row(number: int, state: FeatureState, editor_state: StoreState, width: int) -> Content:
    title = f" {number}  {pad(state.feature.title, _TITLE_WIDTH)} "
    return fit_spans([(title, ""), *_state_spans(state, editor_state, width)], width)


def _state_spans(state: FeatureState, editor_state: StoreState, width: int) -> list[styles.Span]:
    if not state.is_editable:
        words = status_text(state) or "reading..."
        reason = editor_state.capabilities.support(state.feature).reason
        if state.status is Status.UNSUPPORTED and reason:
            return [(reason, styles.MUTED)]
        return [(f"{words}: {reason}" if reason else words, styles.MUTED)]
    switch = switch_text(is_on(state, editor_state.capabilities))
    if width < _ROOM_FOR_NOTES:
        return [switch, *((("  " + status_text(state), styles.MUTED),) if status_text(state) else ())]
    gap = " " * max(2, _STATE_WIDTH - len(switch[0]))
    notes = (
        status_text(state),
        "changed elsewhere" if state.remote_changes else "",
        feature_end_text(editor_state.ends, state.feature),
        feature_summary(state, editor_state.owner.region),
    )
    return [switch, (gap + ", ".join(note for note in notes if note), styles.MUTED)]
