"""One person editing one account: the store with the thread it works on, the draft, the lock and the history."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import StorageError
from tui_callsettings.models.account import Account

from .drafts import Draft, Drafts
from .glance import NOT_KNOWN, keep_glance, short_line
from .history import History
from .lock import Holder, Lock
from .merge import Change
from .service import Service
from .slot import Phase, Slot
from .store import SettingsStore

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
        told: Callable[[str], None] | None = None,
        folder: Path | None = None,
        service: Service | None = None,
    ) -> None:
        self.account = account
        self.told = told
        self.service = service or Service()
        # A draft is written while the service is busy too: on a slow line, or while the history waits for its file.
        self._keeper = Service()
        self.history = history or History(account.subject, told=self._tell)
        self.store = SettingsStore(client, self.service.run, self.history.record)
        self.notices: list[str] = []
        self.draft: Draft | None = None
        self.holder: Holder | None = None
        self._drafts = Drafts(account.subject, folder, self._tell)
        self._lock = Lock(account.subject, folder)
        self._has_lock_trouble = False
        self._unfollow: Callable[[], None] | None = None
        self._is_closed = False
        self._glance: str | None = None
        self._glanced: object = None
        self._folder = folder
        self.store.subscribe(self._keep_glance)
        self.take_over()

    def read_ahead(self) -> None:
        """Begin to read everything now, while the editor is still being loaded; its first read takes the answers."""
        self.service.submit(self.store.client.read_ahead())

    @property
    def is_read_only(self) -> bool:
        """Whether somebody else is editing."""
        return self.holder is not None

    def take_over(self) -> bool:
        """Become the one who edits, if nobody else does; also later, when the other has ended."""
        if not self._lock.is_held and not self._has_lock_trouble:
            try:
                self.holder = self._lock.acquire()
            except StorageError as error:
                self._has_lock_trouble = True
                self.holder = None
                self.notices.append(f"Another callsettings on this account would not be noticed. {error.sentence}")
            self.store.read_only_reason = self.holder.sentence if self.holder else ""
        if self.holder is None and self._unfollow is None:
            self._begin_to_keep()
        return self.holder is None

    def _begin_to_keep(self) -> None:
        self.draft, sentence = self._drafts.read()
        if sentence:
            self.notices.append(sentence)
        self.store.subscribe(self._drop_moot_draft)
        self._unfollow = self._drafts.follow(self.store, self._keeper, self._earlier)
        self._drop_moot_draft()

    def _earlier(self) -> tuple[Change, ...]:
        return self.draft.changes if self.draft is not None else ()

    def _drop_moot_draft(self, slot: Slot | None = None) -> None:
        del slot
        if self.draft is not None and not self._is_closed and self.draft.is_moot(self.store):
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
        is_finished = self.service.finish(seconds - _DRAFT_SECONDS)
        if is_finished:
            self.service.submit(self.store.client.close(), is_save=True)
        self.service.close(_GOODBYE_SECONDS)
        self.store.catch_up()
        if self._unfollow is not None:
            self._unfollow()
            self._drafts.keep(self.store, self._keeper, self._earlier())
        self._keeper.close(max(end - time.monotonic(), 0))
        self._lock.release()
        return is_finished

    def _keep_glance(self, slot: Slot) -> None:
        """Keep the line for the prompt in step with what is stored, as far as it is read."""
        del slot
        stored = self.store.settings(is_draft=False), self.store.capabilities
        is_reading = any(each.phase is Phase.LOADING for each in self.store.slots)
        if self._is_closed or is_reading or stored == self._glanced:
            return
        self._glanced = stored
        line = short_line(self.store)
        if line not in (self._glance, NOT_KNOWN):
            self._glance = line
            self._keeper.call(lambda: self._write_glance(line))

    def _write_glance(self, line: str) -> None:
        # A prompt that shows an old line is no reason to disturb somebody who is editing.
        with contextlib.suppress(StorageError):
            keep_glance(self.account.subject, line, self._folder)

    def _tell(self, sentence: str) -> None:
        # The screen that would show it may be gone already, with its event loop.
        with contextlib.suppress(RuntimeError):
            if self.told is not None:
                self.told(sentence)
