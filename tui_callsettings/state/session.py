"""One person editing one account: the store with its provider thread, draft, lock and history, put together here."""

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from tui_callsettings import paths
from tui_callsettings.accounts.config import Config
from tui_callsettings.accounts.file_lock import acquire_lock, open_lock_file
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import StorageError
from tui_callsettings.models.account import Account

from .changes import Change
from .drafts import Draft, DraftFile, DraftKeeper
from .ends_file import ends_path
from .event_loop_thread import EventLoopThread, run_inline
from .history import History
from .prompt_cache import UNKNOWN_LINE, prompt_line, write_prompt_line
from .save import SaveResult
from .shared_home import filesystem_notice, other_host_notices
from .store import SettingsStore
from .store_state import StoreState
from .tty_name import terminal_name

if TYPE_CHECKING:
    from .scheduled_ends import ScheduledEnds

_DRAFT_SECONDS = 2.0
"""The part of the time for closing that is kept for connections and for the draft."""
_DISCONNECT_SECONDS = 1.0
"""The part of it that the connections get."""


class LockHolder(NamedTuple):
    """The process that is editing.

    Attributes:
        pid: the process; 0 if it is not known.
        terminal: its terminal, such as "/dev/pts/3"; "" if it has none.
        since: when it started to edit; None if that is not known.
    """

    pid: int = 0
    terminal: str = ""
    since: datetime | None = None

    @property
    def description(self) -> str:
        """Who is editing, such as "another callsettings (process 5172 on /dev/pts/4, since 10:08) is editing …"."""
        details = [f"process {self.pid}" if self.pid else "", f"on {self.terminal}" if self.terminal else ""]
        process = " ".join(filter(None, details))
        since = f"since {self.since.astimezone():%H:%M}" if self.since else ""
        known = ", ".join(filter(None, (process, since)))
        return f"another callsettings{f' ({known})' if known else ''} is editing these settings"

    @property
    def message(self) -> str:
        """Why the editor is read-only, for the person."""
        return f"Read-only: {self.description}. Editing resumes here when it closes."


class SessionLock:
    """The lock of one account on this host.

    The system releases it when its process ends, however it ends, so that no stale lock can remain. What the file
    holds only names the holder; filelock locks our own descriptor, as its FileLock would empty the file.

    Args:
        account: the account's storage key.
        folder: where the file is; None for the state folder.
    """

    def __init__(self, account: str, folder: Path | None = None) -> None:
        name = f"{paths.quote_file_name(account)}.{paths.quote_file_name(socket.gethostname())}.lock"
        self.path = (folder or paths.state_folder()) / name
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this process holds it."""
        return self._descriptor is not None

    def acquire(self) -> LockHolder | None:
        """Acquire the lock. Return None if it is ours now, else its holder.

        Raises:
            StorageError: the file cannot be created, or its file system has no locks.
        """
        if self._descriptor is not None:
            return None
        descriptor = open_lock_file(self.path)
        with contextlib.ExitStack() as unless_ours:
            unless_ours.callback(os.close, descriptor)
            if not acquire_lock(self.path, descriptor):
                return _read_holder(descriptor)
            unless_ours.pop_all()
        self._descriptor = descriptor
        holder = {"pid": os.getpid(), "terminal": terminal_name(), "since": datetime.now(UTC).isoformat()}
        _write(descriptor, json.dumps(holder).encode())
        return None

    def release(self) -> None:
        """Release the lock. The file stays: removing it could take it away from a process that has just opened it."""
        if self._descriptor is not None:
            _write(self._descriptor, b"")
            os.close(self._descriptor)
            self._descriptor = None


def _write(descriptor: int, content: bytes) -> None:
    # On a full disk the lock holds all the same; it only does not name its holder.
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, content, 0)


def _read_holder(descriptor: int) -> LockHolder:
    try:
        document: Any = json.loads(os.pread(descriptor, 4096, 0))
        since = datetime.fromisoformat(document["since"])
        return LockHolder(int(document["pid"]), str(document["terminal"]), since)
    except (ValueError, KeyError, TypeError, OSError, RecursionError):
        return LockHolder()


class CloseReport(NamedTuple):
    """How a session ended.

    Attributes:
        is_finished: whether every save under way has ended; False if one had to be left.
        results: the saves that ended after the person had left, which nobody has seen yet.
        unsaved: the changes that are kept as a draft.
    """

    is_finished: bool = True
    results: tuple[SaveResult, ...] = ()
    unsaved: tuple[Change, ...] = ()


class EditingSession:
    """Everything that an open account needs; `open_session` makes it.

    The editor and plain mode edit with the lock held and a draft kept from the start, and end with `close`. A command
    uses it as an async context manager on its own event loop, and calls `acquire_lock` before it changes anything.

    Attributes:
        account: the account.
        store: its settings.
        history: its earlier saves.
        provider_thread: the thread for provider I/O; None where that runs on the caller's event loop.
        run: runs a coroutine there.
        notices: messages that the person should see at the start.
        lock_holder: the other process that is editing; None if this one may.
        can_set_ends: whether settings may end by themselves here.
        on_warning: called with a message, on another thread, when a draft or a save's history cannot be kept.
    """

    def __init__(
        self,
        account: Account,
        client: CallSettingsClient,
        history: History,
        *,
        provider_thread: EventLoopThread | None,
        folder: Path | None = None,
    ) -> None:
        self.account = account
        self.history = history
        self._provider_thread = provider_thread
        self.on_warning: Callable[[str], None] | None = None
        self.notices: list[str] = []
        self.lock_holder: LockHolder | None = None
        self.can_set_ends = not paths.is_restricted()
        self.run = provider_thread.run if provider_thread is not None else run_inline
        self.store = SettingsStore(client, self.run, history.record_in_thread)
        self._folder = folder
        self._lock = SessionLock(account.storage_key, folder)
        self._is_lock_broken = False
        self._draft_keeper: DraftKeeper | None = None
        self._report: CloseReport | None = None
        self._prompt_line: str | None = None
        self._prompt_source: object = None
        self._prompt_state: StoreState | None = None
        history.on_warning = self.warn

    @property
    def draft(self) -> Draft | None:
        """Unsaved edits of an earlier run, until they are resumed or discarded, or turn out to be saved."""
        return self._draft_keeper.earlier if self._draft_keeper is not None else None

    @property
    def has_ends(self) -> bool:
        """Whether a setting of this account was ever to end by itself; costs next to nothing to ask."""
        return self.ends_path.exists()

    @property
    def ends_path(self) -> Path:
        """The file of the settings that end by themselves."""
        return ends_path(self.account.storage_key, self._folder)

    def open_ends(self) -> "ScheduledEnds":
        """Return the settings that end by themselves; loaded here, as most accounts have none."""
        from .scheduled_ends import ScheduledEnds

        return ScheduledEnds(self.account.storage_key, self._folder)

    @property
    def is_read_only(self) -> bool:
        """Whether another process is editing."""
        return self.lock_holder is not None

    @property
    def provider_thread(self) -> EventLoopThread:
        """The thread for provider I/O, where there is one."""
        if self._provider_thread is None:
            raise RuntimeError("this session runs on the caller's event loop")
        return self._provider_thread

    def prefetch(self) -> None:
        """Start reading everything while the editor is still being loaded; its first load takes the answers."""
        self.provider_thread.submit(self.store.client.prefetch())

    def acquire_lock(self) -> bool:
        """Become the process that edits, and in an editor keep a draft from now on. May be tried again later.

        Returns:
            Whether this process edits now.
        """
        if not self._lock.is_held and not self._is_lock_broken:
            try:
                self.lock_holder = self._lock.acquire()
            except StorageError as error:
                # A save is verified by reading again all the same; only two editors at once would not be noticed.
                self._is_lock_broken = True
                self.lock_holder = None
                self.notices.append(f"Another callsettings on this account would not be noticed. {error.message}")
            self.store.read_only_reason = self.lock_holder.message if self.lock_holder else ""
        is_editor = self._provider_thread is not None
        if self.lock_holder is None and is_editor and self._draft_keeper is None:
            self._keep_draft()
        return self.lock_holder is None

    def _keep_draft(self) -> None:
        file = DraftFile(self.account.storage_key, self._folder)
        self._draft_keeper = DraftKeeper(file, self.store, self.warn)
        others = other_host_notices(self.account.storage_key, self._folder or paths.state_folder())
        self.notices += filter(None, (self._draft_keeper.start(), *others))
        self.store.subscribe(self._refresh_prompt_line, to_edits=False)

    def resume(self) -> None:
        """Take up the edits of the earlier run; those of a feature that is not read yet follow when it is."""
        if self._draft_keeper is not None:
            self._draft_keeper.resume()

    def discard(self) -> None:
        """Drop the edits of the earlier run."""
        if self._draft_keeper is not None:
            self._draft_keeper.discard()

    def draft_barrier(self) -> Callable[[float], bool] | None:
        """Return a function that blocks until every edit made so far is on disk; None if all are there.

        A thread that sends a frame to the terminal calls it first, so that what was ever on the screen is in the
        draft. It takes the seconds to wait at most, and returns whether there is nothing more to wait for.
        """
        return self._draft_keeper.barrier() if self._draft_keeper is not None else None

    def close(self, seconds: float = 10.0) -> CloseReport:
        """Let saves finish, keep what is not saved and close the client, all within `seconds`; the loop may be gone."""
        if self._report is not None:
            return self._report
        self._report = CloseReport()
        end = time.monotonic() + seconds
        is_finished = self.provider_thread.wait_for_saves(seconds - _DRAFT_SECONDS)
        if is_finished:
            self.provider_thread.submit(self.store.client.close(), is_save=True)
        self.provider_thread.close(_DISCONNECT_SECONDS)
        results = self.store.apply_finished_saves()
        self._release(max(end - time.monotonic(), 0))
        self._report = CloseReport(is_finished, results, self.store.unsaved())
        return self._report

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.store.client.close()
        self._release(1.0)

    def warn(self, message: str) -> None:
        """Pass a warning on; from any thread. The screen that would show it may be gone with its event loop."""
        with contextlib.suppress(RuntimeError):
            if self.on_warning is not None:
                self.on_warning(message)

    def _release(self, seconds: float) -> None:
        if self._draft_keeper is not None:
            self._draft_keeper.close(seconds)
        self._lock.release()

    def _refresh_prompt_line(self, state: StoreState) -> None:
        """Keep the line for a shell prompt up to date: once for each load or save, on the draft's thread."""
        source = state.settings(is_draft=False), state.capabilities
        if self._report is not None or state.is_loading or state.is_saving or source == self._prompt_source:
            return
        self._prompt_source = source
        is_scheduled, self._prompt_state = self._prompt_state is not None, state
        if self._draft_keeper is not None and not is_scheduled:
            self._draft_keeper.thread.call_soon(self._write_prompt_line)

    def _write_prompt_line(self) -> None:
        state, self._prompt_state = self._prompt_state, None
        line = prompt_line(state) if state is not None else UNKNOWN_LINE
        if line not in (self._prompt_line, UNKNOWN_LINE):
            self._prompt_line = line
            # A prompt that shows an old line is no reason to disturb an editor.
            with contextlib.suppress(StorageError):
                write_prompt_line(self.account.storage_key, line, self._folder)


def open_history(
    account: Account,
    config: Config | None = None,
    *,
    on_warning: Callable[[str], None] | None = None,
    folder: Path | None = None,
) -> History:
    """Return an account's history with the limits of the configuration; None for the defaults."""
    config = config or Config(Path())
    most, days = config.history_entries, config.history_days
    return History(account.storage_key, folder, most=most, days=days, on_warning=on_warning)


def open_session(
    account: Account,
    config: Config | None = None,
    *,
    client: CallSettingsClient | None = None,
    provider_thread: EventLoopThread | None = None,
    on_warning: Callable[[str], None] | None = None,
    is_editor: bool = True,
    folder: Path | None = None,
) -> EditingSession:
    """Put together client, store, draft, lock and history of an account.

    Args:
        account: the account.
        config: how much history is kept; None for the defaults.
        client: how the account is reached; None for the client with the stored credential.
        provider_thread: a thread that runs already, for the editor; None to start one.
        on_warning: called with a message, on another thread, when a draft or a save's history cannot be kept.
        is_editor: whether to start editing at once, on a thread of its own; False for a command.
        folder: where draft, lock and history are; None for the usual folders.

    Raises:
        ConfigurationError: the account cannot be opened.
    """
    client = client or CallSettingsClient.for_account(account)
    history = open_history(account, config, folder=folder)
    thread = (provider_thread or EventLoopThread()) if is_editor else None
    session = EditingSession(account, client, history, provider_thread=thread, folder=folder)
    session.on_warning = on_warning
    notice = filesystem_notice(folder or paths.data_folder(), folder or paths.state_folder())
    session.notices += filter(None, (notice,))
    if is_editor:
        session.acquire_lock()
    return session
