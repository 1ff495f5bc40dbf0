"""One person editing one account: the store with the thread it works on, the draft, the lock and the history."""

from collections.abc import Callable
from pathlib import Path

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import StorageError
from tui_callsettings.models.account import Account

from .drafts import Draft, Drafts
from .history import History
from .lock import Holder, Lock
from .service import Service
from .store import SettingsStore


class EditingSession:
    """What the editor and plain mode hold while a person edits.

    Args:
        account: whose settings.
        client: how they are reached.
        history: where saves are remembered; None for the account's history with its usual limits.
        told: given a sentence, on the service's thread, when a draft or a save's history cannot be kept.
        folder: where draft and lock lie; None for the state folder.

    Attributes:
        store: the settings.
        history: what was saved before.
        notices: sentences that the person should see at the start.
        draft: unsaved edits of an earlier run, until they are resumed or discarded.
        holder: who else is editing; None if we may.
    """

    def __init__(
        self,
        account: Account,
        client: CallSettingsClient,
        *,
        history: History | None = None,
        told: Callable[[str], None] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.account = account
        self.service = Service()
        self.history = history or History(account.name, told=told)
        self.store = SettingsStore(client, self.service.run, self.history.record)
        self.notices: list[str] = []
        self.draft: Draft | None = None
        self.holder: Holder | None = None
        self._drafts = Drafts(account.name, folder, told)
        self._lock = Lock(account.name, folder)
        self._unfollow: Callable[[], None] | None = None
        self.take_over()

    @property
    def is_read_only(self) -> bool:
        """Whether somebody else is editing."""
        return self.holder is not None

    def take_over(self) -> bool:
        """Become the one who edits, if nobody else does; also later, when the other has ended."""
        if self._lock.is_held:
            return True
        try:
            self.holder = self._lock.acquire()
        except StorageError as error:
            self.holder = None
            self.notices.append(f"Another callsettings on this account would not be noticed. {error.sentence}")
        self.store.read_only_reason = self.holder.sentence if self.holder else ""
        if self.holder is None and self._unfollow is None and self.draft is None:
            self._find_draft()
        return self.holder is None

    def _find_draft(self) -> None:
        self.draft, sentence = self._drafts.read()
        if sentence:
            self.notices.append(sentence)
        if self.draft is None:
            self._follow()

    def resume(self) -> None:
        """Take up the edits of the earlier run. Read the settings first."""
        if self.draft is not None:
            draft, self.draft = self.draft, None
            self._follow()
            draft.resume(self.store)

    def discard(self) -> None:
        """Drop the edits of the earlier run."""
        self.draft = None
        self._follow()
        self._drop_file()

    def close(self, seconds: float = 10.0) -> bool:
        """Let a running save finish, `seconds` at most, and keep what is not saved. False if a save had to be left."""
        is_finished = self.service.close(seconds)
        if self._unfollow is not None:
            self._unfollow()
            self._drafts.flush()
        self._lock.release()
        return is_finished

    def _follow(self) -> None:
        if self._unfollow is None:
            self._unfollow = self._drafts.follow(self.store, self.service)

    def _drop_file(self) -> None:
        try:
            self._drafts.write(())
        except StorageError as error:
            self.notices.append(error.sentence)
