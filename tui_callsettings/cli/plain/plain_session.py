"""One sitting: an account that is open for editing, and the person at the other end of the transcript."""

import asyncio
import os
import time
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any, Self, TypeVar

from tui_callsettings.accounts.config import Config
from tui_callsettings.call_flow import CallFlow, build_call_flow
from tui_callsettings.errors import CallSettingsError, NotSignedInError
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.feature_state import Status
from tui_callsettings.state.session import open_session

from .console import Console
from .termination import Terminated, ignore_signals, install_handlers

T = TypeVar("T")

LONGEST_SAVE = 10.0
"""Seconds that a save under way has at the end of the program."""

_LONGEST_READ = 0.5
"""Seconds that a read under way has: nothing depends on it."""


class PlainSession:
    """The session with the provider, worked on from this thread between one answer and the next.

    It is a context manager: leaving it lets a save end and keeps what is not saved.

    Args:
        account: whose settings.
        config: the configuration in force.
        transcript: where to say and ask.

    Attributes:
        session: what is edited.
        store: the session's settings.
        transcript: as given.
        config: as given.

    Raises:
        ConfigurationError: the account cannot be opened.
    """

    def __init__(self, account: Account, config: Config, console: Console) -> None:
        self.console = console
        self.config = config
        self._queued: list[str] = []
        self.session = open_session(account, config, on_warning=self._queue_message)
        self.store = self.session.store
        self._runner = asyncio.Runner()
        self._must_end_at: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        ignore_signals()
        is_dirty = self.store.is_dirty
        seconds = LONGEST_SAVE if self.store.is_saving else _LONGEST_READ
        if self._must_end_at is not None:
            seconds = max(0.0, self._must_end_at - time.monotonic())
        if kind is None:
            with suppress(CallSettingsError, TimeoutError, OSError):
                self.session.service.submit(self.store.client.close()).result(_LONGEST_READ)
        self._runner.close()
        self.session.close(seconds)
        if kind is not None and is_dirty:
            self.console.write_last("", "What you changed and did not save is kept: the next start offers it.")
        if kind is None:
            install_handlers()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do `work` with the provider and wait for it; a save goes on to its end even when the program is to end."""
        task = self._runner.get_loop().create_task(work)
        try:
            return self._runner.get_loop().run_until_complete(task)
        except Terminated:
            if self.store.is_saving:
                self._must_end_at = time.monotonic() + LONGEST_SAVE
                self._runner.get_loop().run_until_complete(asyncio.wait({task}, timeout=LONGEST_SAVE))
            raise

    def load(self, features: Iterable[Feature] = tuple(Feature)) -> None:
        """Read, and take over the editing where somebody else did it before and has ended."""
        self.session.acquire_lock()
        self.run(self.store.load(features))
        self.report_messages()

    def report_messages(self) -> None:
        """Say what came up meanwhile: a draft that cannot be kept, a save that is not in the history."""
        said, self._queued[:] = tuple(self._queued), []
        self.console.write(*said)

    def path(self, *, is_draft: bool) -> CallFlow:
        """What happens to a call: as the settings are, or as they would be after a save."""
        return build_call_flow(self.store.settings(is_draft=is_draft), self.store.capabilities, self.store.owner)

    @property
    def needs_sign_in(self) -> bool:
        """Whether the provider wants to know who asks."""
        return any(
            feature_state.status is Status.FAILED and isinstance(feature_state.failure, NotSignedInError)
            for feature_state in self.store.feature_states
        )

    def _queue_message(self, sentence: str) -> None:
        self._queued.append(sentence)


def silence_output() -> None:
    """Send what is still written nowhere: the terminal is gone, and the exit status must not suffer from that."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
