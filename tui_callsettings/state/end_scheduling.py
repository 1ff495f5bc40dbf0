"""Set, move, keep and drop ends, and hand them to the machine's scheduler."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from tui_callsettings import paths
from tui_callsettings.errors import UsageError
from tui_callsettings.models.account import Account

from .changes import Change
from .end_record import EndStatus, ScheduledEnd
from .save import SaveResult, SaveStatus
from .scheduled_ends import ScheduledEnds
from .scheduler import Scheduler, SchedulerError, SchedulerKind, cancel_job


@dataclass(frozen=True, slots=True)
class EndPlan:
    """What a save is to do to ends.

    Attributes:
        at: when the saved changes go back; None for never.
        keeps: with `at` None, whether fields that have an end keep it for their new value; else they lose it.
    """

    at: datetime | None = None
    keeps: bool = False


def verified_changes(results: Iterable[SaveResult]) -> tuple[Change, ...]:
    """Return the changes that were saved, and seen to be stored when reading again."""
    changes = []
    for result in results:
        if result.new is not None and result.status in (SaveStatus.SAVED, SaveStatus.PARTIAL, SaveStatus.MISMATCH):
            lost = {change.path for change in result.mismatches}
            changes += [change for change in result.written if change.path not in lost]
    return tuple(changes)


def unverified_text(results: Iterable[SaveResult]) -> str:
    """Return which changes of a save do not end by themselves, as they were not saved and verified; "" for none."""
    titles = []
    for result in results:
        if not verified_changes([result]):
            titles.append(result.feature.title)
        else:
            titles += [change.title for change in result.mismatches]
    return f"Does not end by itself, because it was not saved and verified: {'; '.join(titles)}." if titles else ""


def conflicting_ends(pending: Iterable[ScheduledEnd], changes: Iterable[Change]) -> tuple[ScheduledEnd, ...]:
    """Return those of `pending` with a field that `changes` give another value than the one to go back to."""
    values = {change.key: change.new for change in changes}
    return tuple(
        end
        for end in pending
        if any(field.key in values and field.back != values[field.key] for field in end.pending_fields)
    )


def apply_end_plan(
    ends: ScheduledEnds, scheduler: Scheduler, account: Account, plan: EndPlan, changes: Sequence[Change]
) -> tuple[ScheduledEnd | None, str]:
    """Do to ends what `plan` says, after `changes` were saved and verified.

    A field that was put back by hand loses its end, whatever the plan is for it.

    Returns:
        The new end, None where none was asked for, and a warning for the person, else "".

    Raises:
        StorageError: the ends cannot be read or written.
    """
    if plan.at is not None and changes:
        return schedule_end(ends, scheduler, account, changes, plan.at)
    backs = {field.key: field.back for end in ends.pending() for field in end.pending_fields}
    kept = [change for change in changes if plan.keeps and change.key in backs and backs[change.key] != change.new]
    dropped = [change for change in changes if change.key in backs and change not in kept]
    if kept:
        ends.keep(kept)
    if dropped:
        for end in ends.drop_fields((change.feature, change.path) for change in dropped):
            cancel_end_job(end)
    return None, ""


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
    ends: ScheduledEnds, scheduler: Scheduler, account: Account, end: ScheduledEnd, at: datetime | None = None
) -> tuple[ScheduledEnd, str]:
    """Hand a pending end, or its next attempt, to the scheduler in place of an earlier job.

    Args:
        ends: where the end is written down.
        scheduler: what runs the command.
        account: the account of the end.
        end: the end.
        at: when to run the command; None for when the end is due.

    Returns:
        The end with its new job, and a warning for the person, else "".

    Raises:
        StorageError: the end cannot be written down.
    """
    cancel_end_job(end)
    warning = ""
    try:
        name = f"{_job_name(account)}-{end.number}"
        job = scheduler.schedule(at or end.next_attempt_at, until_command(account, end), name)
        after = end.replace(scheduler=job.kind, job=job.name)
    except SchedulerError as error:
        after = end.replace(scheduler=SchedulerKind.NONE, job="")
        warning = f"{error.message} It ends when callsettings next runs after that time."
    written = ends.update(end, after)
    if written.scheduler_job != after.scheduler_job:
        # It was canceled or moved meanwhile.
        cancel_end_job(after)
    return written, warning


def cancel_end(ends: ScheduledEnds, number: int) -> ScheduledEnd:
    """Cancel a pending end: its fields stay as they are. Return what stands: it may have happened meanwhile.

    Raises:
        UsageError: there is none of that number.
        StorageError: the ends cannot be read or written.
    """
    end = ends.get(number)
    if not end.is_pending:
        return end
    cancel_end_job(end)
    return ends.update(end, end.replace(status=EndStatus.CANCELED, message="Canceled.", is_seen=True))


def cancel_ends(account: Account) -> None:
    """Cancel every pending end of an account, with its jobs, before the account is removed.

    Raises:
        StorageError: the ends cannot be read or written.
    """
    ends = ScheduledEnds(account.storage_key)
    for end in ends.pending():
        cancel_end(ends, end.number)


def move_end(
    ends: ScheduledEnds, scheduler: Scheduler, account: Account, number: int, at: datetime
) -> tuple[ScheduledEnd, str]:
    """Give a pending end another time.

    Returns:
        The end, and a warning for the person where the scheduler did not take it, else "".

    Raises:
        UsageError: there is none of that number, or it is over.
        StorageError: the ends cannot be read or written.
    """
    end = ends.get(number)
    if not end.is_pending:
        raise UsageError(f"End {number} is over already. List all with: callsettings until --all")
    moved = end.replace(at=at.astimezone(UTC), attempts=0, tried_at=None, retry_at=None, message="")
    written = ends.update(end, moved)
    return reschedule(ends, scheduler, account, written) if written.is_pending else (written, written.message)


def until_command(account: Account, end: ScheduledEnd) -> tuple[str, ...]:
    """Return the command that the scheduler runs for an end."""
    # -P: the scheduler runs it in a folder that may have files named like our modules.
    start: tuple[str, ...] = (sys.executable, "-P", "-m", "tui_callsettings")
    if paths.is_restricted():
        start = (sys.executable, "-I", "-m", "tui_callsettings", "--restricted", "--allow-until")
    return (*start, "--account", account.name, "until", "run", str(end.number))


def cancel_end_job(end: ScheduledEnd) -> None:
    """Take a job back. One that stays behind does no harm: the end that it names is no longer pending."""
    try:
        cancel_job(end.scheduler_job)
    except SchedulerError:
        return


def _job_name(account: Account) -> str:
    """Return an account's name for a job: letters, digits and dashes; the number makes it unique with this."""
    return sha256(account.storage_key.encode()).hexdigest()[:10]
