"""The screen of a feature: its form, what it does to a call, and the hint for the focused field."""

from collections.abc import Iterable

from textual import on
from textual.widget import Widget

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui.call_flow_view import EffectPanel
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.fields.action_row import ActionRow
from tui_callsettings.ui.fields.field_row import FieldRow
from tui_callsettings.ui.form import Form
from tui_callsettings.ui.messages import Severity, StatusMessage
from tui_callsettings.ui.summaries import action_usage, hint_text, standing_message, usage_text
from tui_callsettings.ui.widgets.sidebar import Sidebar

from .editor_screen import WIDE, EditorScreen

_ALL_IN_SIGHT = 52
"""Rows from which one page needs no scrolling beside the panel below it."""
_TALL = 34
"""Rows from which voicemail stands on one page."""


class FormScreen(EditorScreen[None]):
    """The form of one feature.

    Args:
        feature: which.
    """

    BINDINGS = bindings(Scope.FORM)
    SCOPES = (Scope.FORM, Scope.SWITCH, Scope.RINGS, Scope.CHOICE, Scope.TEXT, Scope.ACTION)

    def __init__(self, feature: Feature) -> None:
        super().__init__()
        self.feature = feature

    def heading(self) -> str:
        """Return the feature's title."""
        return self.feature.title

    def footer(self) -> tuple[str, ...]:
        """Return the keys, with the tabs' where there are tabs."""
        tabs = ("form.next_tab",) if self.query(Form) and len(self.form.groups) > 1 else ()
        return ("app.review", "app.back", *tabs, "app.undo", "app.find", "app.reload")

    def content(self) -> Iterable[Widget]:
        """Yield the left pane, the form, and what it does to a call."""
        yield Widget(
            Sidebar(self.feature),
            Form(self.feature).data_bind(state=EditorScreen.state),
            EffectPanel(self.feature).data_bind(state=EditorScreen.state),
            id="panes",
        )

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    async def open(self, path: FieldPath | None = None) -> None:
        """Focus the first row, or the field at `path`."""
        if path is None:
            await self.form.show_group(0)
            self.form.focus_first()
        else:
            await self.form.go_to(path)
        self._show_hint()

    def update_view(self, state: StoreState) -> None:
        """Show the feature as it is now."""
        del state
        width, height = self.app.size
        if width >= WIDE:
            self.query_one(Sidebar).update_view()
        self.form.is_one_page = self.feature is Feature.VOICEMAIL and (width >= WIDE or height >= _TALL)
        fills = self.form.is_one_page and height < _ALL_IN_SIGHT
        self.form.set_class(fills, "-fills")
        self.query_one(EffectPanel).set_class(fills, "-fixed")
        if self.focused is None:
            self.form.focus_first()
        self._show_hint()

    def standing(self) -> StatusMessage:
        """Return what is wrong with the feature as a whole."""
        return standing_message(self.editor, [self.editor.state.features[self.feature]])

    @on(FieldRow.PasteRefused)
    def _show_paste_refusal(self, event: FieldRow.PasteRefused) -> None:
        self.editor.show_status(event.text, Severity.WARNING, "paste")

    @on(FieldRow.Refused)
    def _show_refusal(self, event: FieldRow.Refused) -> None:
        reason = self.form.view(event.path).access.reason
        title = self.feature.field_title(event.path)
        self.editor.show_status(f"{title} cannot be changed: {reason}" if reason else f"{title} cannot be changed.",
                                Severity.WARNING, "read-only")  # fmt: skip

    @on(ActionRow.Started)
    async def _start_action(self, event: ActionRow.Started) -> None:
        await self.run_action(event.action.action)

    def watch_focused(self) -> None:
        """Show the hint of the focused row, at once: after a message it would be painted a frame later."""
        if self.is_mounted and self.query(Form):
            self.form.mark_focused_row()
            self._show_hint()

    def _show_hint(self) -> None:
        row = self.form.focused_row
        if isinstance(row, FieldRow):
            state = self.editor.state
            feature_state = state.features[self.feature]
            self.hint = hint_text(row.field, row.view, feature_state, state.capabilities.value_limits)
            self.usage = usage_text(row.field, row.view, self.editor.keymap)
        elif isinstance(row, ActionRow):
            self.hint, self.usage = row.action.description, action_usage(self.editor)

    async def action_next_tab(self) -> None:
        """Show the next group."""
        await self.form.step_group(1)

    async def action_previous_tab(self) -> None:
        """Show the group before."""
        await self.form.step_group(-1)

    async def action_move_on(self) -> None:
        """On to the next row or group."""
        await self.form.move_on()
