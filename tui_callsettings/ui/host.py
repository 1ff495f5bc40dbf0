"""The base of the editor's application: the store, the talk with the provider, saving and leaving.

Screens know this class, never the application itself, so that no import goes round in a circle.
"""

import asyncio
from abc import abstractmethod
from collections.abc import Coroutine, Iterable
from datetime import datetime
from pathlib import Path as FilePath
from time import monotonic
from typing import Any

from textual.events import Event, Key, Paste
from textual.signal import Signal

from tui_callsettings.call_flow import Advisory, CallFlow, build_call_flow, find_advisories
from tui_callsettings.errors import CallSettingsError, UnsupportedError
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.state.changes import Change
from tui_callsettings.state.feature_state import FeatureState, Status
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.state.session import EditingSession
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.terminal.app import TerminalApp
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.terminal.input_messages import InputDropped, PasteDiscarded
from tui_callsettings.terminal.output_thread import Barrier
from tui_callsettings.terminal.splash import Splash

from .key_table import DEFAULT, KeyTable

_LONGEST_WAIT = 0.5
"""Seconds that the first frame may stay and keys may wait while the first answers are on their way."""
_NOTE_FROM_BELOW = 2
"""The row of the first frame that says how old it is: the last line of the hint."""


class Host(TerminalApp[int], inherit_bindings=False):
    """What every screen may use.

    Args:
        session: the account, its store, its draft and its lock.
        terminal: the terminal at the other end.
        key_table: the keys in force.
        silenced: ids of advice that the person does not want to see.
        reread_minutes: after how many minutes without a key everything is read again; 0 for never.
        first_frame: what is on the screen already.
    """

    paints_immediately = False
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    def __init__(
        self,
        session: EditingSession,
        terminal: Terminal,
        key_table: KeyTable = DEFAULT,
        silenced: Iterable[str] = (),
        reread_minutes: int = 0,
        splash: Splash | None = None,
    ) -> None:
        super().__init__(terminal, splash)
        self.session = session
        self.account: Account = session.account
        self.store = session.store
        self._seen = dict(session.store.state.features)
        self.key_table = key_table
        self.silenced = frozenset(silenced)
        self.reread_minutes = reread_minutes
        self.screen_file: FilePath | None = None
        self.shows_overview = False
        self.signed_in_at: datetime | None = None
        self.message = ""
        self.last_key_at = 0.0
        self._paths: dict[bool, tuple[object, CallFlow]] = {}
        self._advice: dict[bool, tuple[object, tuple[Advisory, ...]]] = {}
        self.news: Signal[FeatureState | str] = Signal(self, "news")
        self.running: set[asyncio.Task[Any]] = set()
        self._saves: set[asyncio.Task[Any]] = set()

    @property
    def shows_cursor(self) -> bool:
        """Whether the terminal shows its own cursor, so that fields need not draw one."""
        return not self.is_headless

    async def on_event(self, event: Event) -> None:
        """Give a key to the widget in focus at once, not through its queue.

        Keys that arrive in one packet then act one after the other: what is typed behind a Tab reaches the next field,
        and what is typed before a command is in the store when the command runs.
        """
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            if self._exit or self.drop_typed_ahead(event):
                # Typed behind the key that leaves, or before anybody can have read the question it would answer.
                return
            self.last_key_at = monotonic()
            if self._taken(event):
                return
        await super().on_event(event)

    def _taken(self, event: Key | Paste) -> bool:
        if isinstance(event, Paste):
            take_paste = getattr(self.focused, "take_paste", None)
            if take_paste is not None:
                take_paste(event.text)
            return True
        take_key = getattr(self.focused, "take_key", None)
        return take_key is not None and take_key(event.key, event.character if event.is_printable else None)

    def on_paste_discarded(self, message: PasteDiscarded) -> None:
        """Show why a paste was not used."""
        self.tell(message.problem.value)

    def on_suspend_refused(self) -> None:
        """Show why nothing was suspended."""
        self.tell("The editor cannot be suspended here: no shell could bring it back.")

    def on_input_dropped(self, message: InputDropped) -> None:
        """Show that keys were dropped."""
        self.tell(f"Too many keys at once: {message.count} of them were ignored.")

    def path(self, *, is_draft: bool) -> CallFlow:
        """What happens to a call: as the settings are, or as they would be after a save."""
        store = self.store
        key = store.settings(is_draft=is_draft), store.capabilities, store.owner, store.state.other_rules
        if self._paths.get(is_draft, (None, None))[0] != key:
            self._paths[is_draft] = (key, build_call_flow(*key[:3], other_rules=key[3]))
        return self._paths[is_draft][1]

    def advice(self, *, is_draft: bool, is_silenced: bool = False) -> tuple[Advisory, ...]:
        """Advice on the settings as they are, or as they would be after a save.

        Args:
            is_draft: whether the person's changes count.
            is_silenced: whether what the person silenced is among it.
        """
        key = self.store.settings(is_draft=is_draft), self.store.capabilities, self.store.owner
        if self._advice.get(is_draft, (None, ()))[0] != key:
            self._advice[is_draft] = (key, find_advisories(*key))
        return tuple(each for each in self._advice[is_draft][1] if is_silenced or each.id not in self.silenced)

    def begin(self) -> None:
        """Listen to the store and read everything."""
        self._seen = dict(self.store.state.features)
        self.store.subscribe(self._publish_changes)
        self.tell(" ".join(self.session.notices))
        self.start(self.read_and_offer())

    def _publish_changes(self, state: StoreState) -> None:
        """Publish each feature that is not as it was."""
        changed = [each for feature, each in state.features.items() if each is not self._seen.get(feature)]
        self._seen = dict(state.features)
        for each in changed:
            self.news.publish(each)

    async def read_and_offer(self) -> None:
        """Read everything; then ask about edits of an earlier run, if there are any.

        At the start, the first frame stays until the answers are there, unless they take long: then all can be seen to
        be read, and keys act.
        """
        self.set_timer(_LONGEST_WAIT, self.start_painting)
        try:
            await self._load(Feature)
            if self.session.draft is not None:
                await self.offer_draft()
        finally:
            self.call_after_refresh(self.start_painting)

    async def _load(self, features: Iterable[Feature], *, is_quiet: bool = False) -> None:
        await self.store.load(tuple(features), is_quiet=is_quiet)
        self.tell(self.message)

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run `work` beside the screens; an error in it is told, and ends nothing."""
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self.running.discard(task)
        self._saves.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, CallSettingsError):
            self.tell(error.details)
        elif error is not None:
            self.tell(f"Something went wrong in this program ({type(error).__name__}). What you typed is still here.")

    def tell(self, message: str) -> None:
        """Show a sentence until the next edit; "" takes it away."""
        self.message = message
        self.news.publish(message)

    def edit(self, feature: Feature, path: FieldPath, value: Value) -> None:
        """Take an edit of the person's."""
        try:
            self.store.edit(feature, path, value)
        except UnsupportedError as error:
            self.tell(error.message)
            return
        if self.message:
            self.tell("")

    def save(self, features: Iterable[Feature] = Feature) -> asyncio.Task[Any]:
        """Start to save what is changed; it goes on whatever screen is shown."""
        task = self.start(self._save(tuple(features)))
        self._saves.add(task)
        return task

    async def _save(self, features: tuple[Feature, ...]) -> None:
        results = await self.store.save(features)
        if results and all(result.status is SaveStatus.SAVED for result in results):
            self.tell(f"Saved and verified at {max(result.at for result in results):%H:%M:%S}.")
        else:
            self.tell("  ".join(result.message for result in results))

    async def before_shutdown(self, signal_number: int) -> None:
        """Let a save end; what is not saved stays in the draft."""
        del signal_number
        await self.finish_saves()

    def flush_barrier(self) -> Barrier | None:
        """Hold back what shows an edit until the edit is in the draft on disk."""
        return self.session.draft_barrier()

    def unsaved_work(self) -> str:
        """What became of the edits, for the report of a crash."""
        return "What you had not saved is kept: start again to take it up." if self.store.is_dirty else ""

    async def finish_saves(self) -> None:
        """Wait until no save is under way."""
        while self._saves:
            await asyncio.wait(self._saves)

    def reload(self, *, is_quiet: bool = False) -> None:
        """Read again; where a save ended unknown, find out how."""
        unknown = [
            feature_state.feature
            for feature_state in self.store.feature_states
            if feature_state.status is Status.UNKNOWN
        ]
        for feature in unknown:
            self.start(self._check(feature))
        self.start(self._load((feature for feature in Feature if feature not in unknown), is_quiet=is_quiet))

    async def _check(self, feature: Feature) -> None:
        result = await self.store.recheck(feature)
        if result is not None:
            self.tell(result.message)

    def switch_forwarding_off(self) -> bool:
        """Edit all forwarding to off, numbers kept; whether there was anything to switch."""
        feature = Feature.CALL_FORWARDING
        feature_state = self.store.feature_state(feature)
        on = [
            field.path
            for field in feature.fields
            if field.path[-1] == "enabled"
            and feature_state.value(field.path) is True
            and self.store.capabilities.support(feature, field.path).is_writable
        ]
        for path in on:
            self.edit(feature, path, False)
        return bool(on)

    def step(self, change: Change | None, verb: str) -> None:
        """Tell what an undo or a redo did."""
        self.tell(f"{verb}: {change.title} is {change.texts[1]}." if change else f"There is nothing to {verb.lower()}.")

    def keep_screen(self) -> None:
        """Keep the overview as it is for the next start, if it is shown and everything on it has been read."""
        is_read = all(feature_state.is_editable or feature_state.failure for feature_state in self.store.feature_states)
        if self.screen_file is not None and self.shows_overview and is_read:
            self.save_snapshot(self.screen_file, self.size.height - _NOTE_FROM_BELOW)

    @abstractmethod
    async def open_feature(self, feature: Feature, path: FieldPath | None = None) -> None:
        """Show a feature, with one of its fields in focus."""

    @abstractmethod
    def silence(self, advisory: str, *, is_silenced: bool) -> None:
        """Do not show the advice with this id again, or do."""

    @abstractmethod
    async def action_review(self) -> None:
        """Show what saving would change."""

    @abstractmethod
    async def offer_draft(self) -> None:
        """Ask what to do with the edits of an earlier run."""

    @abstractmethod
    def leave(self) -> None:
        """End the editor without a further question."""

    def tell_from_thread(self, sentence: str) -> None:
        """Tell something from another thread."""
        if self._loop is not None and self.is_running:
            self._loop.call_soon_threadsafe(self.tell, sentence)
