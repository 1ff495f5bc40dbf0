"""What screens, workflows and widgets may use of the application; `EditorApp` is it.

They know this protocol instead of the class, so that no import goes round in a circle.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path as FilePath
from typing import Any, Protocol, TypeVar, cast

from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen

from tui_callsettings.call_flow import Advisory, CallFlow
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.state.session import EditingSession
from tui_callsettings.state.store import SettingsStore
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.terminal.detect import Terminal

from .end_control import EndControl
from .keymap import Keymap
from .messages import Severity, StatusMessage
from .navigation import Navigation
from .provider_io import ProviderIO

T = TypeVar("T")


class Editor(Protocol):
    """The editor of one account."""

    session: EditingSession
    state: StoreState
    status_message: StatusMessage
    keymap: Keymap
    terminal: Terminal
    silenced: frozenset[str]
    signed_in_at: datetime | None
    splash_file: FilePath | None
    switching: asyncio.Lock
    io: ProviderIO
    navigation: Navigation
    ends: EndControl

    @property
    def account(self) -> Account:
        """The account that is open."""

    @property
    def store(self) -> SettingsStore:
        """Its settings."""

    @property
    def size(self) -> Size:
        """Columns and rows."""

    @property
    def shows_cursor(self) -> bool:
        """Whether the terminal shows its own cursor."""

    def call_flow(self, *, is_draft: bool) -> CallFlow:
        """Return what happens to a call: as the settings are, or as they would be after saving."""

    def advice(self, *, is_draft: bool, include_silenced: bool = False) -> tuple[Advisory, ...]:
        """Return the advice on the settings as they are, or as they would be after saving."""

    def edit(self, feature: Feature, path: FieldPath, value: Value) -> None:
        """Give a field a value."""

    def show_status(self, text: str, severity: Severity = Severity.INFO, code: str = "") -> None:
        """Show a message until the next edit; "" removes it."""

    def is_available(self, command_id: str) -> bool:
        """Return whether a command can be used now."""

    def run_io(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run something that goes on whatever screen is shown."""

    async def action_start(self, name: str) -> None:
        """Start a workflow by its name."""

    # For workflows

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The screens, the one that is shown last."""

    def pop_screen(self) -> Any:
        """Close the screen that is shown."""

    async def push_screen_wait(self, screen: Screen[T]) -> T | None:
        """Show a screen and return what it closes with; only in a worker."""

    def call_next(self, callback: Callable[..., Any], *args: Any) -> None:
        """Call something as soon as what is being handled now is done."""

    def show_error(self, error: BaseException) -> None:
        """Show what went wrong."""

    def show_status_from_thread(self, text: str) -> None:
        """Show a message from another thread."""

    def keep_splash(self) -> None:
        """Keep the overview for the next start, if it is what the terminal shows."""

    def save_snapshot(self, path: FilePath, note_row: int, blank_rows: range) -> None:
        """Keep the screen for the next start, without some of its rows."""

    def input_ready(self) -> None:
        """Deliver keys again: the screen that they are meant for is there."""

    def pause_input(self) -> None:
        """Hold keys back for a moment: they are meant for the next screen of the workflow."""

    def is_typed_ahead(self, screen: Screen[Any]) -> bool:
        """Return whether the key that is handled now was typed before the screen could be read."""

    async def switch_session(self, session: EditingSession) -> None:
        """Show another session instead of the one that is open."""


editor_of = cast("Callable[[DOMNode], Editor]", attrgetter("app"))
"""Returns the application of a screen or a widget."""
