"""Voicemail beside its settings: upload a greeting and change the PIN, under the session's lock and in its history."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tui_callsettings.backends.base import Greeting
from tui_callsettings.errors import CallSettingsError, OutcomeUnknownError, UnsupportedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.voicemail import CUSTOM_GREETING, GREETING_FIELDS

from .save import SaveStatus
from .session import EditingSession

Action = Callable[[], Coroutine[Any, Any, CallSettingsError | None]]


@dataclass(frozen=True, slots=True)
class ActionResult:
    """How an action ended.

    Attributes:
        action: what was to be done, such as "voicemail PIN changed".
        status: saved, rejected or unknown.
        at: when that was known, in local time.
        failure: what went wrong; None if it was done.
    """

    action: str
    status: SaveStatus
    at: datetime
    failure: CallSettingsError | None = None

    @property
    def message(self) -> str:
        """The result in one sentence for the person."""
        if self.failure is not None:
            return self.failure.details
        return f"{self.action[0].upper()}{self.action[1:]}."


async def upload_greeting(
    session: EditingSession, greeting: Greeting, wav: Path, progress: Callable[[int, int], None]
) -> ActionResult:
    """Upload a recording as voicemail greeting, and edit the voicemail setting to play it.

    Args:
        session: the account; nothing is sent unless it holds the lock.
        greeting: which greeting.
        wav: the recording.
        progress: called with the bytes sent and the total, where the upload runs.
    """
    store = session.store
    action = f"{greeting.replace('_', '-')} greeting uploaded"
    result = await _run(session, action, lambda: store.client.upload_greeting(greeting, wav, progress))
    if result.status is SaveStatus.SAVED:
        path = GREETING_FIELDS[greeting]
        store.set_known_value(Feature.VOICEMAIL, (*path[:-1], "greeting_uploaded"), True)
        store.edit(Feature.VOICEMAIL, path, CUSTOM_GREETING)
    return result


async def change_pin(session: EditingSession, pin: str) -> ActionResult:
    """Change the voicemail PIN; no message and no history entry repeats it.

    Args:
        session: the account; nothing is sent unless it holds the lock.
        pin: the new PIN.
    """
    return await _run(session, "voicemail PIN changed", lambda: session.store.client.change_pin(pin))


async def _run(session: EditingSession, action: str, work: Action) -> ActionResult:
    if not session.acquire_lock():
        failure = UnsupportedError(session.store.read_only_reason)
        return ActionResult(action, SaveStatus.REJECTED, datetime.now().astimezone(), failure)
    return await session.run(_run_and_record(session, action, work), is_save=True)


async def _run_and_record(session: EditingSession, action: str, work: Action) -> ActionResult:
    failure = await work()
    status = SaveStatus.SAVED if failure is None else SaveStatus.REJECTED
    if isinstance(failure, OutcomeUnknownError):
        status = SaveStatus.UNKNOWN
    result = ActionResult(action, status, datetime.now().astimezone(), failure)
    if status is not SaveStatus.REJECTED:
        await session.history.record_action(Feature.VOICEMAIL, action, status, result.at)
    return result
