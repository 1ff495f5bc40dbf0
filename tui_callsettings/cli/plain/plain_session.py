"""The session of plain mode: an open account, and the console at which a person edits it."""

import asyncio
import os
import time
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any, Self, TypeVar

from tui_callsettings.accounts.config import Config
from tui_callsettings.call_flow import CallFlow, build_call_flow
from tui_callsettings.cli import end_option
from tui_callsettings.errors import CallSettingsError, NotSignedInError, StorageError
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.feature_state import Status
from tui_callsettings.state.session import open_session

from .console import Console
from .termination import Terminated, ignore_signals, install_handlers

T = TypeVar("T")

SAVE_TIMEOUT = 10.0
"""Seconds that a running save has at the end of the program."""

_READ_TIMEOUT = 0.5
"""Seconds that a running read has: nothing depends on it."""


class PlainSession:
    """An editing session that this thread works on between one answer and the next.

    It is a context manager: leaving it lets a save end and keeps what is not saved.

    Args:
        account: the account.
        config: the configuration in force.
        console: the console.
        can_set_ends: whether settings may end by themselves here.

    Attributes:
        session: the editing session.
        store: its settings.
        console: as given.
        config: as given.
        next_account: the account to open after this session; None for the same.

    Raises:
        ConfigurationError: the account cannot be opened.
    """

    def __init__(self, account: Account, config: Config, console: Console, *, can_set_ends: bool = True) -> None:
        self.console = console
        self.can_set_ends = can_set_ends
        self.next_account: Account | None = None
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
        seconds = SAVE_TIMEOUT if self.store.is_saving else _READ_TIMEOUT
        if self._must_end_at is not None:
            seconds = max(0.0, self._must_end_at - time.monotonic())
        if kind is None:
            with suppress(CallSettingsError, TimeoutError, OSError):
                self.session.provider_thread.submit(self.store.client.close()).result(_READ_TIMEOUT)
        self._runner.close()
        report = self.session.close(seconds)
        if kind is not None and report.unsaved:
            self.console.write_last("", "Your unsaved changes are kept as a draft; the next start offers them.")
        if kind is None:
            install_handlers()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` and wait for it; a save runs to its end even when a signal ends the program."""
        task = self._runner.get_loop().create_task(work)
        try:
            return self._runner.get_loop().run_until_complete(task)
        except Terminated:
            if self.store.is_saving:
                self._must_end_at = time.monotonic() + SAVE_TIMEOUT
                self._runner.get_loop().run_until_complete(asyncio.wait({task}, timeout=SAVE_TIMEOUT))
            raise

    def load(self, features: Iterable[Feature] = Feature) -> None:
        """Read the features; take over editing where another process did it before and has ended."""
        self.session.acquire_lock()
        self.console.write(*self.run(end_option.run_due_ends(self.session)))
        self.run(self.store.load(features))
        self.report_messages()

    def end_due_settings(self) -> None:
        """End what became due in the meantime, and read again what that changed."""
        lines = self.run(end_option.run_due_ends(self.session)) if self.session.has_ends else []
        if lines:
            self.console.write(*lines)
            self.run(self.store.load(is_quiet=True))

    def end_lines(self) -> list[str]:
        """Return a line for each setting that ends by itself."""
        try:
            return end_option.pending_lines(self.session.account)
        except StorageError as error:
            return [error.message]

    def report_messages(self) -> None:
        """Write the warnings that came up on other threads."""
        messages, self._queued[:] = tuple(self._queued), []
        self.console.write(*messages)

    def path(self, *, is_draft: bool) -> CallFlow:
        """Return where calls go: as stored, or as they would after a save."""
        store = self.store
        settings = store.settings(is_draft=is_draft)
        return build_call_flow(settings, store.capabilities, store.owner, other_rules=store.state.other_rules)

    @property
    def needs_sign_in(self) -> bool:
        """Whether a feature could not be read for want of a sign-in."""
        return any(
            feature_state.status is Status.FAILED and isinstance(feature_state.failure, NotSignedInError)
            for feature_state in self.store.feature_states
        )

    def _queue_message(self, message: str) -> None:
        self._queued.append(message)


def silence_output() -> None:
    """Discard further output: the terminal is gone, and that must not change the exit status."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
