"""The first screen: what happens to a call now, and the four features."""

from collections.abc import Iterable

from textual import on
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import OptionList

from tui_callsettings.models.feature import Feature
from tui_callsettings.state.feature_state import Status
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui.call_flow_view import advice_rows, summary_rows, tree_rows
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.messages import StatusMessage
from tui_callsettings.ui.rendering import join_rows
from tui_callsettings.ui.summaries import blocker_text, is_loaded, is_on, standing_message
from tui_callsettings.ui.widgets.screen_frame import MessageBar, StatusHeader
from tui_callsettings.ui.widgets.sidebar import Sidebar, command_items
from tui_callsettings.ui.widgets.text_block import ScrollBody, TextBlock

from .editor_screen import WIDE, EditorScreen

_FRAME = 9
"""Rows of header, hint, footer and the empty ones between the parts."""
_SMALLEST = 16
"""Rows that the editor is made for at the least."""
_SHORT = 22
"""Rows below which the tree leaves its place to the features."""
_NOTE_FROM_BELOW = 2
"""The row of the splash with its age: the last row of the hint."""
_HIGH = 24
"""Rows below which the further commands take the place of the description."""
_SIDEBAR = 40
_FRAME_WIDTH = 3
"""Columns of the frame around the call's way beside the features, with the gap between both."""
_ALWAYS = ("call_forwarding", "always")


class OverviewScreen(EditorScreen[None]):
    """Answers "what happens to a call to me now?", and leads to the rest."""

    BINDINGS = bindings(Scope.OVERVIEW)
    SCOPES = (Scope.OVERVIEW, Scope.LIST)
    AUTO_FOCUS = "FeatureList"
    FOOTER = (
        "overview.open_1", "overview.switch", "overview.forwarding_off", "app.review", "app.find", "app.reload",
    )  # fmt: skip

    def content(self) -> Iterable[Widget]:
        """Yield the call's way, the features, advice."""
        yield ScrollBody(TextBlock(id="flow"), Sidebar(), TextBlock(id="advice"), id="panes")

    @property
    def sidebar(self) -> Sidebar:
        """The features."""
        return self.query_one(Sidebar)

    def on_mount(self) -> None:
        """Focus the first feature."""
        self.set_focus(self.sidebar.features)
        # A text that got longer moves the features only when it is laid out, which may be after the next refresh.
        self.watch(self.query_one("#panes"), "virtual_size", self._follow_layout, init=False)

    def _follow_layout(self) -> None:
        self.call_after_refresh(self._scroll_to_highlight)

    def on_screen_suspend(self) -> None:
        """Keep the screen for the next start before another one is drawn over it."""
        self.editor.keep_splash()

    def keep_splash(self) -> None:
        """Write the screen as it is drawn to the splash file: only what was read, without edits and messages."""
        path, state = self.editor.splash_file, self.editor.state
        if path is not None and is_loaded(state) and not state.is_dirty:
            message = self.query_one(MessageBar).region
            note_row = self.app.size.height - _NOTE_FROM_BELOW
            self.editor.save_snapshot(path, note_row, range(message.y, message.bottom))

    def update_view(self, state: StoreState) -> None:
        """Show each feature, and what they all mean for a call."""
        self.sidebar.update_view()
        self._show_hint()
        self.call_after_refresh(self._scroll_to_highlight)
        if not is_loaded(state):
            return
        is_wide = self.app.size.width >= WIDE
        width = self.app.size.width - (_SIDEBAR + _FRAME_WIDTH if is_wide else 0)
        height = self.app.size.height
        rows = summary_rows(self.editor, width, with_tree=height >= _SHORT)
        if height < _SMALLEST:
            # In a terminal that is too small the features matter most.
            rows = rows[:1]
        if height >= _SHORT:
            rows += [Content(""), *tree_rows(self.editor, width - 1)]
        self.query_one("#flow", TextBlock).content = join_rows(rows if is_wide else [*rows, Content("")])
        self.query_one("#flow").border_title = "A call to you"
        self.query_one("#advice").border_title = "Advice"
        around = len(rows) + (0 if is_wide else len(Feature)) + _FRAME + bool(self.query_one(StatusHeader).alarm)
        around += len(self.message.text) // max(1, self.app.size.width - 2) + 1 if self.message.text else 0
        prefix = "" if is_wide else "Advice: "
        advice = advice_rows(self.editor, self.editor.advice(is_draft=True), width, height - around, prefix)
        above = [] if is_wide else [Content("")]
        self.query_one("#advice", TextBlock).content = join_rows([*above, *advice]) if advice else Content("")
        self.query_one("#advice").display = bool(advice)

    def standing(self) -> StatusMessage:
        """Return what is wrong with any feature, and why an edit cannot be saved."""
        state = self.editor.state
        notice = " ".join(blocker_text(each, state) for each in state.features.values() if each.is_dirty)
        return standing_message(self.editor, state.features.values(), notice.strip() or state.capabilities.notice)

    @on(OptionList.OptionHighlighted)
    def _follow_highlight(self) -> None:
        """Keep the feature with the mark in sight, in a terminal too low for all of the screen."""
        self._scroll_to_highlight()
        self._show_hint()

    def _scroll_to_highlight(self) -> None:
        features = self.sidebar.features
        body = self.query_one("#panes", ScrollBody)
        y = features.region.y - body.region.y + body.scroll_offset.y + (features.highlighted or 0)
        body.scroll_to_region(Region(0, y, 1, 1), animate=False)

    def _show_hint(self) -> None:
        feature, keymap = self._highlighted(), self.editor.keymap
        description = feature.field(feature.switches[0]).description if feature is not None else ""
        if self.app.size.width >= WIDE:
            self.hint = description
            self.usage = f"{keymap.key('list.select')} opens, {keymap.key('overview.switch')} turns it on or off."
        else:
            self.hint = description if self.app.size.height >= _HIGH else ""
            self.usage = tuple(command_items(self.sidebar))

    def _highlighted(self) -> Feature | None:
        current = self.sidebar.features.current
        return current.key if current is not None else None

    @on(OptionList.OptionSelected)
    async def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        await self.action_open_highlighted()

    async def action_open_highlighted(self) -> None:
        """Open the feature with the mark."""
        feature = self._highlighted()
        if feature is not None:
            await self.editor.navigation.open_feature(feature)

    async def action_toggle_feature(self) -> None:
        """Turn the feature with the mark on or off; forwarding without a number asks for one."""
        feature = self._highlighted()
        if feature is None:
            return
        state = self.editor.state.features[feature]
        if not state.is_editable:
            if state.status is Status.LOADING:
                self.editor.show_status(
                    f"{feature.title} is still being read: press the key again when its state is shown."
                )
            return
        is_feature_on = is_on(state, self.editor.state.capabilities)
        if feature is not Feature.CALL_FORWARDING:
            self.editor.edit(feature, feature.switches[0], is_feature_on is not True)
        elif is_feature_on:
            self.editor.store.turn_forwarding_off()
        else:
            self.editor.edit(feature, (*_ALWAYS, "enabled"), True)
            if not state.value((*_ALWAYS, "destination")) and not self.editor.state.read_only_reason:
                await self.editor.navigation.open_feature(feature, (*_ALWAYS, "destination"))

    def go_back(self) -> None:
        """Say that there is nothing before the overview."""
        key = self.editor.keymap.key("app.quit")
        self.editor.show_status(f"Already on the first screen. {key} quits.")
