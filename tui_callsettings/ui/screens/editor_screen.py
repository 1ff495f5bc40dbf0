"""The base of all screens: header, what the screen is about, message, hint, keys."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.events import Resize, ScreenResume
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.state.store_state import StoreState
from tui_callsettings.terminal.screen import TerminalScreen
from tui_callsettings.ui.editor import Editor, editor_of
from tui_callsettings.ui.messages import NO_MESSAGE, StatusMessage
from tui_callsettings.ui.summaries import standing_message, visible_message
from tui_callsettings.ui.widgets.screen_frame import HintPanel, KeyBar, MessageBar, StatusHeader, Usage
from tui_callsettings.ui.widgets.text_block import ScrollBody

ResultT = TypeVar("ResultT")

WIDE = 100
"""Columns from which a screen has two panes."""


class EditorScreen(TerminalScreen[ResultT], inherit_bindings=False):
    """A screen of the editor. A subclass yields its content and shows the state in `update_view`.

    The application's state comes in through `state`; widgets get it by `data_bind`. A screen that is not shown catches
    up when it is.
    """

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - the framework's own declaration
    VERTICAL_BREAKPOINTS = [(0, "-low"), (14, "-tall"), (24, "-high")]  # noqa: RUF012 - as above

    HEADING: ClassVar[str] = "Call settings"
    FOOTER: ClassVar[tuple[str, ...]] = ()
    """The commands in the last row, the more important ones first."""
    FOOTER_LABELS: ClassVar[Mapping[str, str]] = {}
    """What some of them are called there, where the word for all screens says less."""

    state: reactive[StoreState | None] = reactive(None, init=False)
    message: reactive[StatusMessage] = reactive(NO_MESSAGE, init=False)
    hint: reactive[str] = reactive("")
    _keys_decided_by: tuple[object, ...] = ()
    usage: reactive[Usage] = reactive("")

    @property
    def editor(self) -> Editor:
        """The application."""
        return editor_of(self)

    def compose(self) -> ComposeResult:
        """Yield the same frame everywhere."""
        yield StatusHeader(self.heading()).data_bind(state=EditorScreen.state)
        yield from self.content()
        yield MessageBar().data_bind(message=EditorScreen.message)
        yield from self.bottom()
        yield HintPanel().data_bind(description=EditorScreen.hint, usage=EditorScreen.usage)
        yield KeyBar()

    def heading(self) -> str:
        """Return what stands at the top left."""
        return self.HEADING

    def footer(self) -> tuple[str, ...]:
        """Return the commands in the last row."""
        return self.FOOTER

    def content(self) -> Iterable[Widget]:
        """Yield what stands between header and message."""
        yield ScrollBody(*self.body())

    def body(self) -> Iterable[Widget]:
        """Yield what scrolls."""
        return ()

    def bottom(self) -> Iterable[Widget]:
        """Yield what stands below the part that scrolls."""
        return ()

    def on_mount(self) -> None:
        """Follow the application's state. Textual calls this after the handler of the same name in a subclass."""
        self.watch(self.app, "state", self._follow_state, init=False)
        self.watch(self.app, "status_message", self._show_message, init=False)
        self.refresh_view()

    def _follow_state(self) -> None:
        if self.is_active:
            self.refresh_view()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Catch up."""
        del event
        self.refresh_view()

    def on_resize(self, event: Resize) -> None:
        """Break lines elsewhere."""
        del event
        self.refresh_view()

    def refresh_view(self) -> None:
        """Show how things stand now."""
        if not self.is_mounted:
            return
        self.state = self.editor.state
        self.update_view(self.editor.state)
        self._show_message()
        self._show_keys()

    def _show_keys(self) -> None:
        """Show the keys that work now, if something that decides about them has changed."""
        state = self.editor.state
        decisive = self.footer(), state.read_only_reason, state.capabilities, self.editor.session
        if decisive != self._keys_decided_by:
            self._keys_decided_by = decisive
            self.query_one(KeyBar).show(self.footer(), self.FOOTER_LABELS)

    def update_view(self, state: StoreState) -> None:
        """Show the state in the screen's own widgets."""

    def standing(self) -> StatusMessage:
        """Return what the person should know now, beside what just happened."""
        return standing_message(self.editor)

    def _show_message(self) -> None:
        self.message = visible_message(self.editor, self.standing())

    def action_scroll_body(self, rows: int) -> None:
        """Scroll the body."""
        for body in self.query(ScrollBody):
            body.scroll_rows(rows)

    def action_scroll_to_end(self, direction: int) -> None:
        """Scroll the body to its top or bottom."""
        for body in self.query(ScrollBody):
            body.scroll_to_edge(direction)

    def go_back(self) -> None:
        """Leave the screen; nothing is lost."""
        self.dismiss(None)
