"""One person editing one account: the store with the thread it works on, the draft, the lock and the history."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import StorageError
from tui_callsettings.models.account import Account

from .changes import Change
from .drafts import Draft, DraftFile
from .event_loop_thread import EventLoopThread
from .history import History
from .lock import LockHolder, SessionLock
from .prompt_cache import UNKNOWN_LINE, prompt_line, write_prompt_line
from .store import SettingsStore
from .store_state import StoreState

_DRAFT_SECONDS = 2.0
"""Of the time for closing: so much is set aside for connections and for the draft."""
_GOODBYE_SECONDS = 1.0
"""And of that so much for the connections."""


class EditingSession:
    """What the editor and plain mode hold while a person edits.

    Args:
        account: whose settings.
        client: how they are reached; closed with the session.
        history: where saves are remembered; None for the account's history with its usual limits.
        told: given a sentence, on another thread, when a draft or a save's history cannot be kept.
        folder: where draft and lock lie; None for the state folder.
        service: the thread on which the provider is talked with, where it runs already; closed with the session.

    Attributes:
        store: the settings.
        service: the thread on which the provider is talked with.
        history: what was saved before.
        notices: sentences that the person should see at the start.
        draft: unsaved edits of an earlier run, until they are resumed or discarded, or turn out to be saved.
        holder: who else is editing; None if we may.
        told: given a sentence, on another thread, when a draft or a save's history cannot be kept.
    """

    def __init__(
        self,
        account: Account,
        client: CallSettingsClient,
        *,
        history: History | None = None,
        on_warning: Callable[[str], None] | None = None,
        folder: Path | None = None,
        service: EventLoopThread | None = None,
    ) -> None:
        self.account = account
        self.on_warning = on_warning
        self.service = service or EventLoopThread()
        # A draft is written while the service is busy too: on a slow line, or while the history waits for its file.
        self._keeper = EventLoopThread()
        self.history = history or History(account.storage_key, on_warning=self._warn)
        self.store = SettingsStore(client, self.service.run, self.history.record_in_thread)
        self.notices: list[str] = []
        self.draft: Draft | None = None
        self.lock_holder: LockHolder | None = None
        self._drafts = DraftFile(account.storage_key, folder, self._warn)
        self._lock = SessionLock(account.storage_key, folder)
        self._has_lock_trouble = False
        self._detach: Callable[[], None] | None = None
        self._is_closed = False
        self._glance: str | None = None
        self._glanced: object = None
        self._folder = folder
        self.store.subscribe(self._keep_glance)
        self.acquire_lock()

    def prefetch(self) -> None:
        """Begin to read everything now, while the editor is still being loaded; its first read takes the answers."""
        self.service.submit(self.store.client.prefetch())

    @property
    def is_read_only(self) -> bool:
        """Whether somebody else is editing."""
        return self.lock_holder is not None

    def acquire_lock(self) -> bool:
        """Become the one who edits, if nobody else does; also later, when the other has ended."""
        if not self._lock.is_held and not self._has_lock_trouble:
            try:
                self.lock_holder = self._lock.acquire()
            except StorageError as error:
                self._has_lock_trouble = True
                self.lock_holder = None
                self.notices.append(f"Another callsettings on this account would not be noticed. {error.message}")
            self.store.read_only_reason = self.lock_holder.message if self.lock_holder else ""
        if self.lock_holder is None and self._detach is None:
            self._begin_to_keep()
        return self.lock_holder is None

    def _begin_to_keep(self) -> None:
        self.draft, message = self._drafts.read()
        if message:
            self.notices.append(message)
        self.store.subscribe(self._discard_applied_draft)
        self._detach = self._drafts.attach(self.store, self._keeper, self._earlier)
        self._discard_applied_draft()

    def _earlier(self) -> tuple[Change, ...]:
        return self.draft.changes if self.draft is not None else ()

    def _discard_applied_draft(self, state: StoreState | None = None) -> None:
        del state
        if self.draft is not None and not self._is_closed and self.draft.is_already_applied(self.store):
            self.discard()

    def resume(self) -> None:
        """Take up the edits of the earlier run; those of a feature that is not read yet follow when it is."""
        if self.draft is not None:
            draft, self.draft = self.draft, None
            draft.resume(self.store)
            self._drafts.keep(self.store, self._keeper)

    def discard(self) -> None:
        """Drop the edits of the earlier run."""
        if self.draft is not None:
            self.draft = None
            self._drafts.keep(self.store, self._keeper)

    def close(self, seconds: float = 10.0) -> bool:
        """Let a running save finish, keep what is not saved and close the client, all within `seconds`.

        False if a save had to be left unfinished.
        """
        if self._is_closed:
            return True
        self._is_closed = True
        end = time.monotonic() + seconds
        is_finished = self.service.wait_for_saves(seconds - _DRAFT_SECONDS)
        if is_finished:
            self.service.submit(self.store.client.close(), is_save=True)
        self.service.close(_GOODBYE_SECONDS)
        self.store.apply_finished_saves()
        if self._detach is not None:
            self._detach()
            self._drafts.keep(self.store, self._keeper, self._earlier())
        self._keeper.close(max(end - time.monotonic(), 0))
        self._lock.release()
        return is_finished

    def _keep_glance(self, state: StoreState) -> None:
        """Keep the line for the prompt in step with what is stored, as far as it is read."""
        stored = self.store.settings(is_draft=False), self.store.capabilities
        if self._is_closed or state.is_loading or stored == self._glanced:
            return
        self._glanced = stored
        line = prompt_line(self.store)
        if line not in (self._glance, UNKNOWN_LINE):
            self._glance = line
            self._keeper.call_soon(lambda: self._write_glance(line))

    def _write_glance(self, line: str) -> None:
        # A prompt that shows an old line is no reason to disturb somebody who is editing.
        with contextlib.suppress(StorageError):
            write_prompt_line(self.account.storage_key, line, self._folder)

    def _warn(self, message: str) -> None:
        # The screen that would show it may be gone already, with its event loop.
        with contextlib.suppress(RuntimeError):
            if self.on_warning is not None:
                self.on_warning(message)
