"""End settings at their time: read again, put back what still has the saved value, verify, and note how it went."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import CallSettingsError, LockedError, NotSignedInError, TemporaryError, UnreachableError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldType, Setting

from .end_record import EndingField, EndStatus, ScheduledEnd, has_value, is_back
from .end_scheduling import cancel_end_job, reschedule
from .end_time import format_end_time
from .save import SaveResult, SaveStatus, save
from .scheduled_ends import ScheduledEnds
from .scheduler import Scheduler, SchedulerKind, find_scheduler
from .session import EditingSession

RETRY_LIMIT = timedelta(hours=24)
"""For how long after its first attempt an end is tried while the provider cannot be reached."""

_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)

ACTION = "ended by itself"
"""What the history calls a save that was made by an end."""

_NO_ANSWER = "No answer arrived."


async def run_end(
    client: CallSettingsClient,
    end: ScheduledEnd,
    on_result: Callable[[SaveResult], Awaitable[None]],
    now: datetime,
) -> ScheduledEnd:
    """End what `end` names, and return it as it is afterwards. The caller holds the session's lock.

    A field that no longer has the value that was saved is left alone. A field that cannot be read or saved for
    the time being stays pending, with the time of the next attempt, until `RETRY_LIMIT` is over. A field that is over
    is not touched again by a later attempt.

    Args:
        client: the account.
        end: a pending end that is due.
        on_result: awaited with the result of each save, for the history.
        now: the present moment, with an offset.
    """
    tried: list[EndingField] = []
    for feature, fields in _by_feature(end.pending_fields):
        tried += await _end_feature(client, feature, fields, on_result)
    return _conclude(end, tried, now, client.account.region)


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
) -> list[EndingField]:
    if feature is None:
        reason = "This version of callsettings does not know the field."
        return [field.conclude(EndStatus.FAILED, reason) for field in fields]
    answer = await client.read(feature)
    setting = answer.data.call_setting
    if setting is None:
        status = EndStatus.PENDING if _is_passing(answer.failure) else EndStatus.FAILED
        return [field.conclude(status, _reason(answer.failure)) for field in fields]
    looked_at = [_look_at(field, setting) for field in fields]
    due = [field for field in looked_at if field.is_pending]
    if due:
        ours = setting.with_values({field.place[1].path: field.back for field in due})
        saved = await save(client, feature, setting, ours)
        await on_result(saved)
        due = [_result_of(field, saved) for field in due]
    return [*(field for field in looked_at if not field.is_pending), *due]


def _look_at(field: EndingField, setting: Setting) -> EndingField:
    """Return the field as it is where there is nothing to save for it; still pending where it goes back now."""
    known = field.place[1]
    current = setting.value(known.path)
    if has_value(field, current):
        return field
    if is_back(field, current):
        return field.conclude(EndStatus.ENDED)
    is_missing = current is None and known.type in (FieldType.SWITCH, FieldType.RINGS, FieldType.CHOICE)
    if is_missing or known.path in setting.unreadable:
        return field.conclude(EndStatus.FAILED, "The provider does not report it.")
    return field.conclude(EndStatus.CHANGED)


def _result_of(field: EndingField, saved: SaveResult) -> EndingField:
    """Return what a save did to one of its fields."""
    path = field.place[1].path
    lost = {change.path for change in saved.mismatches}
    if saved.status in (SaveStatus.SAVED, SaveStatus.PARTIAL, SaveStatus.MISMATCH) and path not in lost:
        return field.conclude(EndStatus.ENDED, saved.message if saved.side_effects else "")
    if saved.status in (SaveStatus.UNKNOWN, SaveStatus.CONFLICT) or _is_passing(saved.failure):
        return field.conclude(EndStatus.PENDING, _reason(saved.failure))
    if saved.status is SaveStatus.MISMATCH:
        return field.conclude(EndStatus.FAILED, "The provider stored a different value.")
    return field.conclude(EndStatus.FAILED, _reason(saved.failure))


def _reason(error: CallSettingsError | None) -> str:
    return error.details if error is not None else _NO_ANSWER


def _is_passing(error: CallSettingsError | None) -> bool:
    """Tell whether the same attempt may succeed later; a new sign-in counts as that."""
    if error is None or isinstance(error, UnreachableError | TemporaryError | NotSignedInError):
        return True
    return error.response_status is not None and error.response_status >= 500


def _conclude(end: ScheduledEnd, tried: Sequence[EndingField], now: datetime, region: str) -> ScheduledEnd:
    """Return an end after an attempt: over, or with the time of the next one."""
    results = {field.key: field for field in tried}
    fields = tuple(results.get(field.key, field) for field in end.fields)
    waiting = [field for field in fields if field.is_pending]
    tried_at = end.tried_at or now.astimezone(UTC)
    end = end.replace(fields=fields, tried_at=tried_at)
    if waiting and now < tried_at + RETRY_LIMIT:
        # The exponent is bounded: the longest wait is reached long before.
        wait = min(_FIRST_WAIT * 2 ** min(end.attempts, 10), _LONGEST_WAIT)
        message = f"Not ended yet. {waiting[0].reason}"
        return end.replace(attempts=end.attempts + 1, retry_at=now.astimezone(UTC) + wait, message=message)
    return _finish(end, now, region)


def _finish(end: ScheduledEnd, now: datetime, region: str) -> ScheduledEnd:
    """Return an end that is over, with what became of its fields in words."""
    fields = [field.conclude(EndStatus.FAILED, field.reason) if field.is_pending else field for field in end.fields]
    ended, changed, failed = (
        [field for field in fields if field.status is status]
        for status in (EndStatus.ENDED, EndStatus.CHANGED, EndStatus.FAILED)
    )
    sentences = []
    if ended:
        labels = "; ".join(f"{field.title} is {field.texts(region)[1]} again" for field in ended)
        sentences += [f"Ended by itself at {format_end_time(now, now)}: {labels}.", *_unique_reasons(ended)]
    if changed:
        labels = "; ".join(field.title for field in changed)
        sentences.append(f"Left alone, because it was changed elsewhere since: {labels}.")
    if failed:
        labels = "; ".join(field.title for field in failed)
        sentences += [f"NOT ENDED: {labels}.", *_unique_reasons(failed), "Check where your calls go."]
    status = EndStatus.FAILED if failed else EndStatus.ENDED if ended else EndStatus.CHANGED
    return end.replace(fields=tuple(fields), status=status, message=" ".join(sentences), retry_at=None)


def _unique_reasons(fields: Sequence[EndingField]) -> list[str]:
    return list(dict.fromkeys(field.reason for field in fields if field.reason))


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
    for listed in ends.pending():
        # Read again: another process may have ended or canceled it while this one waited for a provider.
        end = ends.get(listed.number)
        if end.is_due(now):
            after = await run_end(client, end, on_result, now)
            tried.append(ends.update(end, after))
    return tuple(tried)


async def end_due(session: EditingSession, now: datetime | None = None) -> tuple[ScheduledEnd, ...]:
    """End what is due in an open session, and hand what is out of reach to the scheduler again.

    Every start of a command and of the editor does this, and the editor goes on doing it. While another process holds
    the lock, that one does it. Saves of this session wait meanwhile.

    Returns:
        The ends that were tried, as they are afterwards.

    Raises:
        StorageError: the ends cannot be read or written.
    """
    if not session.has_ends:
        return ()
    ends = session.open_ends()
    now = now or datetime.now(UTC)
    pending = await asyncio.to_thread(ends.pending)
    if not any(end.is_due(now) for end in pending) or not session.acquire_lock():
        return ()

    async def record(result: SaveResult) -> None:
        await session.history.record_in_thread(result, ACTION)

    async with session.store.hold_saves():
        tried = await session.run(run_due_ends(session.store.client, ends, record, now), is_save=True)
    waiting = [end for end in tried if end.is_pending]
    if waiting:
        scheduler = await asyncio.to_thread(find_scheduler)
        for end in waiting:
            await asyncio.to_thread(reschedule, ends, scheduler, session.account, end)
    for end in tried:
        # `at` forgets a job that has run; the files of a timer stay until they are removed.
        if not end.is_pending and end.scheduler is SchedulerKind.SYSTEMD:
            await asyncio.to_thread(cancel_end_job, end)
    return tried


def try_later(session: EditingSession, ends: ScheduledEnds, scheduler: Scheduler, end: ScheduledEnd) -> ScheduledEnd:
    """Hand a pending end to the scheduler again: it came too early, or another process is editing the account.

    It stays due in the second case, so that the other process, which ends what is due, is not held up by this one.

    Raises:
        StorageError: the ends cannot be read or written.
    """
    now = datetime.now(UTC)
    if not end.is_due(now):
        return reschedule(ends, scheduler, session.account, end)[0]
    reason = LockedError("Another callsettings is editing this account.").message
    later = _conclude(end, [field.conclude(field.status, reason) for field in end.pending_fields], now, "")
    if not later.is_pending:
        return ends.update(end, later)
    end = ends.update(end, later.replace(retry_at=end.retry_at))
    return reschedule(ends, scheduler, session.account, end, later.next_attempt_at)[0] if end.is_pending else end
