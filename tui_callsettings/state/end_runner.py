"""End settings at their time: read again, put back what still has the saved value, verify, and note how it went."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from tui_callsettings import paths
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import CallSettingsError, LockedError, NotSignedInError, TemporaryError, UnreachableError
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature

from .changes import Change
from .end_time import format_end_time
from .save import SaveResult, SaveStatus, save
from .scheduled_ends import EndingField, EndStatus, ScheduledEnd, ScheduledEnds, has_value, is_back
from .scheduler import Scheduler, SchedulerError, SchedulerKind, cancel_job, find_scheduler
from .session import EditingSession

RETRY_LIMIT = timedelta(hours=24)
"""For how long after its time an end is tried while the provider cannot be reached."""

_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)

ACTION = "ended by itself"
"""What the history calls a save that was made by an end."""


@dataclass(frozen=True, slots=True)
class _FieldResult:
    """What became of one field."""

    field: EndingField
    status: EndStatus
    error: CallSettingsError | None = None

    @property
    def can_retry(self) -> bool:
        """Whether a later attempt may succeed."""
        return self.status is EndStatus.PENDING


async def run_end(
    client: CallSettingsClient,
    end: ScheduledEnd,
    on_result: Callable[[SaveResult], Awaitable[None]],
    now: datetime,
) -> ScheduledEnd:
    """End what `end` names, and return it as it is afterwards. The caller holds the session's lock.

    A field that no longer has the value that was saved is left alone. One whose feature cannot be read or saved for
    the time being stays pending, with the time of the next attempt, until `RETRY_LIMIT` is over.

    Args:
        client: the account.
        end: a pending end that is due.
        on_result: awaited with the result of each save, for the history.
        now: the present moment, with an offset.
    """
    results: list[_FieldResult] = []
    for feature, fields in _by_feature(end.fields):
        results += await _end_feature(client, feature, fields, on_result)
    return _conclude(end, results, now)


def _by_feature(fields: Sequence[EndingField]) -> list[tuple[Feature | None, list[EndingField]]]:
    """Return the fields by feature; None for those that this version does not know."""

    def feature_of(field: EndingField) -> Feature | None:
        try:
            return field.place[0]
        except KeyError:
            return None

    order = sorted(fields, key=lambda field: getattr(feature_of(field), "value", ""))
    return [(feature, list(group)) for feature, group in groupby(order, feature_of)]


async def _end_feature(
    client: CallSettingsClient,
    feature: Feature | None,
    fields: Sequence[EndingField],
    on_result: Callable[[SaveResult], Awaitable[None]],
) -> list[_FieldResult]:
    if feature is None:
        error = CallSettingsError("This version of callsettings does not know the field.")
        return [_FieldResult(field, EndStatus.FAILED, error) for field in fields]
    answer = await client.read(feature)
    setting = answer.data.call_setting
    if setting is None:
        status = EndStatus.PENDING if _is_passing(answer.failure) else EndStatus.FAILED
        return [_FieldResult(field, status, answer.failure) for field in fields]
    results, due = [], []
    for field in fields:
        current = setting.value(field.place[1].path)
        if has_value(field, current):
            due.append(field)
        else:
            results.append(_FieldResult(field, EndStatus.ENDED if is_back(field, current) else EndStatus.CHANGED))
    if due:
        ours = setting.with_values({field.place[1].path: field.back for field in due})
        saved = await save(client, feature, setting, ours)
        await on_result(saved)
        results += [_result_of(field, saved) for field in due]
    return results


def _result_of(field: EndingField, saved: SaveResult) -> _FieldResult:
    """Return what a save did to one of its fields."""
    path = field.place[1].path
    lost = {change.path for change in saved.mismatches}
    if saved.status in (SaveStatus.SAVED, SaveStatus.PARTIAL, SaveStatus.MISMATCH) and path not in lost:
        return _FieldResult(field, EndStatus.ENDED)
    if saved.status in (SaveStatus.UNKNOWN, SaveStatus.CONFLICT) or _is_passing(saved.failure):
        return _FieldResult(field, EndStatus.PENDING, saved.failure)
    if saved.status is SaveStatus.MISMATCH:
        return _FieldResult(field, EndStatus.FAILED, CallSettingsError("The provider stored a different value."))
    return _FieldResult(field, EndStatus.FAILED, saved.failure)


def _is_passing(error: CallSettingsError | None) -> bool:
    """Tell whether the same attempt may succeed later; a new sign-in counts as that."""
    if error is None or isinstance(error, UnreachableError | TemporaryError | NotSignedInError):
        return True
    return error.response_status is not None and error.response_status >= 500


def _conclude(end: ScheduledEnd, results: Sequence[_FieldResult], now: datetime) -> ScheduledEnd:
    waiting = [result for result in results if result.can_retry]
    if waiting and now < end.at + RETRY_LIMIT:
        wait = min(_FIRST_WAIT * 2**end.attempts, _LONGEST_WAIT)
        error = waiting[0].error
        reason = error.details if error is not None else "No answer arrived."
        return end.replace(attempts=end.attempts + 1, retry_at=now.astimezone(UTC) + wait, message=reason)
    failed = [result for result in results if result.status in (EndStatus.FAILED, EndStatus.PENDING)]
    ended = [result for result in results if result.status is EndStatus.ENDED]
    changed = [result for result in results if result.status is EndStatus.CHANGED]
    status = EndStatus.FAILED if failed else EndStatus.ENDED if ended else EndStatus.CHANGED
    sentences = []
    if ended:
        sentences.append(f"Ended by itself at {format_end_time(now, now)}: {_labels(ended, is_back=True)}.")
    if changed:
        sentences.append(f"Left alone, because it was changed elsewhere since: {_labels(changed, is_back=False)}.")
    if failed:
        error = failed[0].error
        reason = error.details if error is not None else "No answer arrived."
        sentences.append(f"NOT ENDED: {_labels(failed, is_back=False)}. {reason} Check where your calls go.")
    return end.replace(status=status, message=" ".join(sentences), retry_at=None)


def _labels(results: Sequence[_FieldResult], *, is_back: bool) -> str:
    """Return the fields of `results` for people, with the value that they went back to."""
    texts = []
    for result in results:
        field = result.field
        try:
            feature, known = field.place
        except KeyError:
            texts.append(field.key)
            continue
        change = Change(feature, known.path, field.value, field.back)
        texts.append(f"{change.title} is {change.texts[1]} again" if is_back else change.title)
    return "; ".join(texts)


async def run_due_ends(
    client: CallSettingsClient,
    ends: ScheduledEnds,
    on_result: Callable[[SaveResult], Awaitable[None]],
    now: datetime | None = None,
) -> tuple[ScheduledEnd, ...]:
    """End everything that is due. The caller holds the session's lock, so that nothing is ended twice.

    Returns:
        The ends that were tried, as they are afterwards.

    Raises:
        StorageError: the ends cannot be read or written.
    """
    now = now or datetime.now(UTC)
    tried = []
    for end in ends.pending():
        # Read again: another process may have ended it while this one waited for the lock or for a provider.
        if end.is_due(now) and ends.get(end.number).is_due(now):
            after = await run_end(client, end, on_result, now)
            ends.update(after)
            tried.append(after)
    return tuple(tried)


async def end_due(session: EditingSession, now: datetime | None = None) -> tuple[ScheduledEnd, ...]:
    """End what is due in an open session, and hand what is out of reach to the scheduler again.

    Every start of a command and of the editor does this, and the editor goes on doing it. While another process holds
    the lock, that one does it.

    Returns:
        The ends that were tried, as they are afterwards.

    Raises:
        StorageError: the ends cannot be read or written.
    """
    if not session.has_ends:
        return ()
    ends = ScheduledEnds(session.account.storage_key, session.ends_path.parent)
    now = now or datetime.now(UTC)
    pending = await asyncio.to_thread(ends.pending)
    if not any(end.is_due(now) for end in pending) or not session.acquire_lock():
        return ()

    async def record(result: SaveResult) -> None:
        await session.history.record_in_thread(result, ACTION)

    tried = await session.run(run_due_ends(session.store.client, ends, record, now), is_save=True)
    waiting = [end for end in tried if end.is_pending]
    if waiting:
        scheduler = await asyncio.to_thread(find_scheduler)
        for end in waiting:
            await asyncio.to_thread(reschedule, ends, scheduler, session.account, end)
    return tried


def schedule_end(
    ends: ScheduledEnds, scheduler: Scheduler, account: Account, changes: Sequence[Change], at: datetime
) -> tuple[ScheduledEnd, str]:
    """Write down that verified changes go back at `at`, and hand that to the machine's scheduler.

    The end is written first: where the scheduler does not take it, it happens when callsettings next runs.

    Returns:
        The end, and a warning for the person where the scheduler did not take it, else "".

    Raises:
        StorageError: the end cannot be written down.
    """
    replaced = ends.affecting([(change.feature, change.path) for change in changes])
    end = ends.add(changes, at, datetime.now(UTC))
    for old in replaced:
        if not ends.get(old.number).is_pending:
            cancel_end_job(old)
    return reschedule(ends, scheduler, account, end)


def reschedule(
    ends: ScheduledEnds, scheduler: Scheduler, account: Account, end: ScheduledEnd
) -> tuple[ScheduledEnd, str]:
    """Hand a pending end, or its next attempt, to the scheduler in place of an earlier job.

    Returns:
        The end with its new job, and a warning for the person, else "".

    Raises:
        StorageError: the end cannot be written down.
    """
    cancel_end_job(end)
    warning = ""
    try:
        name = f"{_job_name(account)}-{end.number}"
        job = scheduler.schedule(end.retry_at or end.at, until_command(account, end), name)
        end = end.replace(scheduler=job.kind, job=job.name)
    except SchedulerError as error:
        end = end.replace(scheduler=SchedulerKind.NONE, job="")
        warning = f"{error.message} It ends when callsettings next runs after that time."
    ends.update(end)
    return end, warning


def cancel_end(ends: ScheduledEnds, number: int) -> ScheduledEnd:
    """Cancel a pending end: its fields stay as they are.

    Raises:
        UsageError: there is none of that number.
        StorageError: the ends cannot be read or written.
    """
    end = ends.get(number)
    if end.is_pending:
        cancel_end_job(end)
        end = end.replace(status=EndStatus.CANCELED, message="Canceled.", is_seen=True)
        ends.update(end)
    return end


def move_end(
    ends: ScheduledEnds, scheduler: Scheduler, account: Account, number: int, at: datetime
) -> tuple[ScheduledEnd, str]:
    """Give a pending end another time.

    Returns:
        The end, and a warning for the person where the scheduler did not take it, else "".

    Raises:
        UsageError: there is none of that number.
        StorageError: the ends cannot be read or written.
    """
    end = ends.get(number).replace(at=at.astimezone(UTC), attempts=0, retry_at=None, message="")
    return reschedule(ends, scheduler, account, end)


def try_later(ends: ScheduledEnds, scheduler: Scheduler, account: Account, end: ScheduledEnd) -> ScheduledEnd:
    """Hand a pending end to the scheduler again: it came too early, or another process is editing the account.

    Raises:
        StorageError: the ends cannot be read or written.
    """
    now = datetime.now(UTC)
    if end.is_due(now):
        error = LockedError("Another callsettings is editing this account.")
        end = _conclude(end, [_FieldResult(field, EndStatus.PENDING, error) for field in end.fields], now)
    if end.is_pending:
        return reschedule(ends, scheduler, account, end)[0]
    ends.update(end)
    return end


def until_command(account: Account, end: ScheduledEnd) -> tuple[str, ...]:
    """Return the command that the scheduler runs for an end."""
    # -P: the scheduler runs it in a folder whose files must not be taken for modules of ours.
    start: tuple[str, ...] = (sys.executable, "-P", "-m", "tui_callsettings")
    if paths.is_restricted():
        start = (sys.executable, "-I", "-m", "tui_callsettings", "--restricted", "--allow-until")
    return (*start, "--account", account.name, "until", "run", str(end.number))


def _job_name(account: Account) -> str:
    """Return an account's name for a job: letters, digits and dashes; the number makes it unique with this."""
    from hashlib import sha256

    return sha256(account.storage_key.encode()).hexdigest()[:10]


def cancel_end_job(end: ScheduledEnd) -> None:
    """Take a job back. One that stays behind does no harm: the end that it names is no longer pending."""
    try:
        cancel_job(end.scheduler_job)
    except SchedulerError:
        return
