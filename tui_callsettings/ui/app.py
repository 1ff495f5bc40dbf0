"""The editor: its state, its screens and how they lead to one another."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path as FilePath
from time import monotonic
from typing import Any, TypeVar

from textual import work
from textual.events import Event, Key, Paste
from textual.reactive import reactive
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from tui_callsettings import paths
from tui_callsettings.call_flow import Advisory, CallFlow
from tui_callsettings.errors import CallSettingsError, UnsupportedError
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.state.save import SaveResult
from tui_callsettings.state.session import EditingSession
from tui_callsettings.state.store import SettingsStore
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.terminal.app import TerminalApp
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.terminal.input_messages import InputDropped, PasteDiscarded
from tui_callsettings.terminal.splash import Splash

from .call_flow_view import FlowCache
from .commands import Scope, bindings
from .end_control import EndControl
from .keymap import DEFAULT_KEYMAP, Keymap
from .messages import NO_MESSAGE, Severity, StatusMessage
from .navigation import Navigation
from .provider_io import ProviderIO
from .refresher import Refresher
from .screens import FACTORIES, HELP, NAMED
from .screens.editor_screen import EditorScreen
from .screens.overview import OverviewScreen
from .workflows import Workflow, find_workflow

T = TypeVar("T")

_NAVIGATION = ("app.back", "app.help", "app.quit", "app.redraw", "dialog.next", "dialog.previous")
"""Commands that answer no question: their keys are never dropped as typed ahead."""
_LONGEST_HOLD = 1.0
"""Seconds that keys wait at most between two screens of a workflow."""


class EditorApp(TerminalApp[int], inherit_bindings=False):
    """The editor of one account.

    The store's state comes in as the reactive `state`; screens and panels follow it. Workflows that take several
    screens are workers of the group "workflow", of which one runs at a time.

    Args:
        session: the account, its store, its draft and its lock.
        terminal: the terminal at the other end.
        keymap: the keys in force.
        silenced: ids of advice that the person does not want to see.
        reread_minutes: after how many minutes without a key everything is read again; 0 for never.
        splash: what is on the screen already.
    """

    CSS_PATH = "app.tcss"
    BINDINGS = bindings(Scope.EVERYWHERE)
    SCREENS = NAMED
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    paints_immediately = False

    state: reactive[StoreState] = reactive(StoreState(Capabilities("")), init=False)
    status_message: reactive[StatusMessage] = reactive(NO_MESSAGE, init=False)

    def __init__(
        self,
        session: EditingSession,
        terminal: Terminal,
        keymap: Keymap = DEFAULT_KEYMAP,
        silenced: Iterable[str] = (),
        reread_minutes: int = 0,
        splash: Splash | None = None,
    ) -> None:
        super().__init__(terminal, splash)
        self.session = session
        self.keymap = keymap
        self.silenced = frozenset(silenced)
        self.splash_file: FilePath | None = None
        self.signed_in_at: datetime | None = None
        self.last_results: tuple[SaveResult, ...] = ()
        self.unseen_results: tuple[SaveResult, ...] = ()
        self.last_key_at = 0.0
        self.refresher = Refresher(self, reread_minutes)
        self.io = ProviderIO(self)
        self.navigation = Navigation(self, FACTORIES)
        self.ends = EndControl(self)
        self._flow_cache = FlowCache()
        self._unsubscribe: Callable[[], None] = lambda: None
        self.switching = asyncio.Lock()
        self._has_asked = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._input_hold = ExitStack()
        self.set_reactive(EditorApp.state, session.store.state)

    # What screens may use (see `Editor`)

    @property
    def account(self) -> Account:
        """The account that is open."""
        return self.session.account

    @property
    def store(self) -> SettingsStore:
        """Its settings."""
        return self.session.store

    @property
    def shows_cursor(self) -> bool:
        """Whether the terminal shows its own cursor, so that fields need not draw one."""
        return not self.is_headless

    def call_flow(self, *, is_draft: bool) -> CallFlow:
        """Return what happens to a call: as the settings are, or as they would be after saving."""
        return self._flow_cache.call_flow(self.state, is_draft=is_draft)

    def advice(self, *, is_draft: bool, include_silenced: bool = False) -> tuple[Advisory, ...]:
        """Return the advice on the settings as they are, or as they would be after saving."""
        found = self._flow_cache.advice(self.state, is_draft=is_draft)
        return tuple(each for each in found if include_silenced or each.id not in self.silenced)

    def show_status(self, text: str, severity: Severity = Severity.INFO, code: str = "") -> None:
        """Show a message until the next edit; "" removes it."""
        self.status_message = StatusMessage(text, severity, code) if text else NO_MESSAGE

    def show_error(self, error: BaseException) -> None:
        """Show what went wrong."""
        if isinstance(error, CallSettingsError):
            self.show_status(error.details, Severity.ERROR, "error")
        else:
            text = f"Internal error ({type(error).__name__}). Your changes are still here."
            self.show_status(text, Severity.ERROR, "internal-error")

    def edit(self, feature: Feature, path: FieldPath, value: Value) -> None:
        """Give a field a value."""
        try:
            self.store.edit(feature, path, value)
        except UnsupportedError as error:
            self.show_status(error.message, Severity.WARNING, "read-only")
            return
        if self.status_message.text:
            self.show_status("")

    def is_available(self, command_id: str) -> bool:
        """Return whether a command can be used now: what footer, hints and palette leave out if not."""
        if command_id in ("overview.accounts", "overview.profiles"):
            return not paths.is_restricted()
        if command_id == "overview.lines":
            return self.state.capabilities.needs_directory_number
        if command_id == "review.until":
            return self.session.can_set_ends
        if command_id == "overview.take_over":
            return self.session.is_read_only
        if command_id in ("app.review", "app.undo", "app.redo", "overview.switch", "overview.forwarding_off"):
            return not self.state.read_only_reason
        return True

    def get_default_screen(self) -> Screen[Any]:
        """Return the overview: it comes first, with nothing below it."""
        return OverviewScreen()

    def on_mount(self) -> None:
        """Put the keys in force, and read everything."""
        self.loop = asyncio.get_running_loop()
        self.set_class(self.terminal.colors == 0, "-colorless")
        self.set_class(self.shows_cursor, "-terminal-cursor")
        self.set_keymap(self.keymap.textual_keymap())
        self.navigation_keys |= self.keymap.textual_keys(_NAVIGATION)
        self.start_session()
        self.refresher.start()

    def start_session(self) -> None:
        """Follow the store of the session that is open, and read everything."""
        self._unsubscribe()
        self._unsubscribe = self.store.subscribe(partial(setattr, self, "state"))
        self.state = self.store.state
        self.show_status(" ".join(self.session.notices))
        self.io.start_first_load()

    async def after_first_load(self) -> None:
        """Offer the draft of an earlier run; without one, name the line that is shown where there are several."""
        if self.session.draft is not None:
            await self.navigation.offer_draft()
        elif not self.account.line and self.state.capabilities.needs_directory_number:
            from .workflows.accounts import announce_lines

            await announce_lines(self)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show why a worker failed; it ends nothing else."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.show_error(event.worker.error)

    async def before_shutdown(self, signal_number: int) -> None:
        """Let a save end; what is not saved stays in the draft."""
        del signal_number
        self.keep_splash()
        await self.io.wait_for_saves()

    def unsaved_work(self) -> str:
        """Return what became of the edits, for the report of a crash."""
        return "Your unsaved changes are kept: start again to resume them." if self.store.is_dirty else ""

    def keep_splash(self) -> None:
        """Keep the overview for the next start, if it is what the terminal shows."""
        if isinstance(self.drawn_screen, OverviewScreen):
            self.drawn_screen.keep_splash()

    def show_status_from_thread(self, text: str) -> None:
        """Show a message from another thread."""
        if self.loop is not None and self.is_running:
            self.loop.call_soon_threadsafe(self.show_status, text, Severity.WARNING, "background")

    async def switch_session(self, session: EditingSession) -> None:
        """Show another session instead of the one that is open; its forms are made anew."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        for feature in Feature:
            if self.is_screen_installed(feature.value):
                form: Screen[Any] = self.get_screen(feature.value)
                self.uninstall_screen(form)
                if form.is_attached:
                    await form.remove()
        self.session = session
        self.start_session()

    async def on_event(self, event: Event) -> None:
        """Note when a key came; drop what is typed behind the key that leaves."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            if self.is_exiting or self.drop_typed_ahead(event):
                return
            self.last_key_at = monotonic()
        await super().on_event(event)

    def on_paste_discarded(self, message: PasteDiscarded) -> None:
        """Show why a paste was not used."""
        self.show_status(message.problem.value, Severity.WARNING, "paste")

    def on_suspend_refused(self) -> None:
        """Show why nothing was suspended."""
        self.show_status("The editor cannot be suspended here: no shell could resume it.", Severity.WARNING, "suspend")

    def on_input_dropped(self, message: InputDropped) -> None:
        """Show that keys were dropped."""
        text = f"Too many keys at once: {message.count} of them were ignored."
        self.show_status(text, Severity.WARNING, "input-dropped")

    def flush_barrier(self) -> Callable[[float], bool] | None:
        """Return what a frame waits for: until the edits it shows are in the draft on disk."""
        return self.session.draft_barrier()

    async def action_open_feature(self, number: int) -> None:
        """Open a feature by its number."""
        await self.navigation.open_feature(list(Feature)[number - 1])

    async def action_back(self) -> None:
        """Leave the screen that is shown; nothing is lost."""
        if isinstance(self.screen, EditorScreen):
            self.screen.go_back()
        elif len(self.screen_stack) > 1:
            self.pop_screen()

    async def action_help(self) -> None:
        """Show the help, at the screen one is on."""
        await self.navigation.show_screen(self.get_screen(HELP))

    async def action_find(self) -> None:
        """Find a command or a setting by name."""
        from .palette import FindPalette

        if not isinstance(self.screen, FindPalette):
            await self.push_screen(FindPalette())

    def action_undo(self) -> None:
        """Undo the last edit; at the last save, only when the key is pressed again."""
        if self.state.is_undo_at_save and self.status_message.code != "undo-at-save":
            key = self.keymap.key("app.undo")
            text = f"This is the last save. Press {key} again to undo saved changes as new edits."
            self.show_status(text, Severity.WARNING, "undo-at-save")
            return
        change, region = self.store.undo(), self.state.owner.region
        text = "Nothing to undo." if change is None else f"Undone: {change.title} is back to {change.texts(region)[1]}."
        self.show_status(text)

    def action_redo(self) -> None:
        """Redo the last undone edit."""
        change, region = self.store.redo(), self.state.owner.region
        text = "Nothing to redo." if change is None else f"Redone: {change.title} is {change.texts(region)[1]}."
        self.show_status(text)

    async def action_forwarding_off(self) -> None:
        """Turn all forwarding off, with the review before it is sent."""
        if self.state.read_only_reason:
            self.show_status(self.state.read_only_reason, Severity.WARNING, "read-only")
        elif self.store.turn_forwarding_off():
            await self.navigation.review()
        else:
            self.show_status("No forwarding is on.")

    def action_remedy(self) -> None:
        """Apply the remedy of the advice that is shown first, as unsaved edits."""
        from .advice_actions import apply_first_remedy, undo_side_effects

        if undo_side_effects(self):
            return
        if not self.screen.query("#list"):
            apply_first_remedy(self)

    async def action_quit(self) -> None:
        """Quit at once, or ask what to do with unsaved changes."""
        await self.navigation.ask_to_quit()

    async def action_review(self) -> None:
        """Review the changes and save."""
        if self.state.read_only_reason:
            self.show_status(self.state.read_only_reason, Severity.WARNING, "read-only")
        else:
            await self.navigation.review()

    def action_reload(self) -> None:
        """Reload the settings."""
        self.show_status("")
        self.io.reload()

    @work(exclusive=True, group="workflow", exit_on_error=False, description="workflow")
    async def run_workflow(self, workflow: Workflow) -> None:
        """Run a workflow; another one that still waits for the person is cancelled, and closes its screens."""
        try:
            async with self.switching:
                pass  # an account that is being switched is not left half open
            await workflow(self)
        finally:
            self.input_ready()

    async def start_workflow(self, workflow: Workflow) -> None:
        """Run a workflow, and wait until it asks something or ends: keys typed ahead are meant for that."""
        self.show_status("")
        self._has_asked.clear()
        self.run_workflow(workflow)
        await self._has_asked.wait()

    def pause_input(self) -> None:
        """Hold keys back until the next screen of the workflow is there, or for a second: they are meant for it."""
        self._input_hold.enter_context(self.hold_input())
        self.set_timer(_LONGEST_HOLD, self._input_hold.close)

    def input_ready(self) -> None:
        """Deliver keys again: the screen that they are meant for is there."""
        self._has_asked.set()
        self._input_hold.close()

    async def action_start(self, name: str) -> None:
        """Start a workflow by its name."""
        await self.start_workflow(find_workflow(name))

    def run_io(self, coroutine: Coroutine[Any, Any, Any]) -> Worker[Any]:
        """Run something that goes on whatever happens to the workflow that wants it."""
        return self.run_worker(coroutine, "io", "io", exit_on_error=False, description="input and output")

    def action_take_over(self) -> None:
        """Edit here, if the other editor has closed; that is also tried by itself."""
        self.refresher.take_over()
        if self.session.is_read_only:
            self.show_status("The other editor is still open: close it first, or edit there.", Severity.WARNING)

    def on_terminal_focused(self) -> None:
        """Read again when the person comes back to the terminal, unless that was done just now."""
        self.refresher.terminal_focused()
