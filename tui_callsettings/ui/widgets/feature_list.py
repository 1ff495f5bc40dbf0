"""The features with their states, one of them marked."""

from textual.content import Content

from tui_callsettings.models.feature import Feature
from tui_callsettings.state.feature_state import FeatureState, Status
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui import styles
from tui_callsettings.ui.end_control import feature_end_text
from tui_callsettings.ui.rendering import fit_spans, pad, switch_text
from tui_callsettings.ui.summaries import feature_summary, is_on, status_text

from .marked_list import INDENT, ListItem, MarkedList

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
