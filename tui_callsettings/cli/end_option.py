"""`--for` and `--until` of commands that change settings: the saved change goes back by itself at a time."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from tui_callsettings.client import CallSettingsClient
    from tui_callsettings.models.account import Account
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.setting import FieldPath
    from tui_callsettings.state.changes import Change
    from tui_callsettings.state.end_record import ScheduledEnd
    from tui_callsettings.state.end_time import EndTime
    from tui_callsettings.state.save import SaveResult
    from tui_callsettings.state.scheduled_ends import ScheduledEnds
    from tui_callsettings.state.scheduler import Scheduler
    from tui_callsettings.state.session import EditingSession


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    ends = parser.add_mutually_exclusive_group()
    ends.add_argument("--for", dest="for_", metavar="TIME", help="go back by itself after this long, for example 2h")
    ends.add_argument(
        "--until", metavar="TIME", help='go back by itself then, for example 17:00, "mon 9:00" or 2026-12-01T08:00'
    )


def is_given(arguments: argparse.Namespace) -> bool:
    """Return whether the change is to end by itself."""
    return getattr(arguments, "for_", None) is not None or getattr(arguments, "until", None) is not None


class EndRequest:
    """The end that a command line asks for, with the scheduler that would bring it about.

    Args:
        end: when, and what was decided about a time that daylight saving skips or repeats.
        scheduler: what runs the command then, found out before anything is saved.
    """

    def __init__(self, end: "EndTime", scheduler: "Scheduler") -> None:
        self.end = end
        self.scheduler = scheduler

    def lines(self) -> list[str]:
        """Return what the review says of it."""
        return [f"Ends by itself: {time_text(self.end.at)}. {self.scheduler.promise}", *filter(None, [self.end.remark])]


def read_request(arguments: argparse.Namespace) -> EndRequest | None:
    """Return the end that the command line asks for; None if it asks for none.

    Raises:
        UsageError: the time is not understood or has passed.
    """
    if not is_given(arguments):
        return None
    from datetime import UTC, datetime

    from tui_callsettings.state.end_time import parse_duration, parse_end_time
    from tui_callsettings.state.scheduler import find_scheduler

    now = datetime.now(UTC)
    if getattr(arguments, "for_", None) is not None:
        end = parse_duration(arguments.for_, now)
    else:
        end = parse_end_time(arguments.until, now)
    return EndRequest(end, find_scheduler())


def time_text(at: "datetime") -> str:
    """Return a time for people, with its zone: "Thu 26 Nov 17:00 CET"."""
    from tui_callsettings.state.end_time import format_with_zone

    return format_with_zone(at)


class EndKeeper:
    """What a save means for the ends of its account: sets the new one, and keeps, moves or drops earlier ones.

    Args:
        session: the session of the account; its lock is held.
        request: the end that the command asks for; None for none.
        places: the fields that the command sets, also those that hold the value already.
    """

    def __init__(
        self,
        session: "EditingSession",
        request: EndRequest | None = None,
        places: "Sequence[tuple[Feature, FieldPath]]" = (),
    ) -> None:
        self._session = session
        self._places = places
        self.keeps = False
        self.request = request
        self.is_lost = False

    @property
    def ends_at(self) -> str | None:
        """When the change ends by itself, as JSON data; None for never, and where the end could not be set."""
        if self.request is None or self.is_lost:
            return None
        return self.request.end.at.isoformat(timespec="seconds")

    @property
    def _ends(self) -> "ScheduledEnds":
        return self._session.open_ends()

    def review_lines(self, changes: "Sequence[Change]") -> list[str]:
        """Return what the review says of ends: the new one, or those that the changes replace.

        Raises:
            StorageError: the ends cannot be read, so that none can be set.
        """
        if self.request is not None:
            self._ends.load()
            return self.request.lines()
        return [
            f"This replaces a value that ends by itself: {time_text(end.at)} (end {end.number})."
            for end in self._replaced(changes)
        ]

    def ask(self, changes: "Sequence[Change]", *, is_asking: bool) -> list[str]:
        """Ask on a terminal whether earlier ends of the changed fields are kept, moved or dropped.

        Args:
            changes: what is to be saved.
            is_asking: whether there is somebody to ask; else they are dropped.

        Returns:
            What to print.
        """
        if self.request is not None or not self._replaced(changes):
            return []
        if not is_asking:
            return ["That end is dropped. Use --until to set another."]
        from tui_callsettings.errors import UsageError

        while True:
            print("Keep that end, drop it, or move it to another time? [keep, drop or a time, Enter keeps] ", end="")
            sys.stdout.flush()
            answer = sys.stdin.readline().strip()
            word = answer.casefold()
            if not word or "keep".startswith(word):
                self.keeps = True
                return ["The end is kept for the new value."]
            if "drop".startswith(word):
                return ["The end is dropped."]
            try:
                return self.request_time(answer)
            except UsageError as error:
                print(error.message)

    def request_time(self, text: str) -> list[str]:
        """Have the change end at the time that the person typed, or after the duration. Return what to print.

        Raises:
            UsageError: `text` is neither.
        """
        from tui_callsettings.state.end_time import is_duration

        values = {"for_": text, "until": None} if is_duration(text) else {"for_": None, "until": text}
        self.request = read_request(argparse.Namespace(**values))
        return self.request.lines() if self.request else []

    def check_time(self) -> None:
        """Reject an end that passed while the person read the review.

        Raises:
            UsageError: it has passed.
        """
        from datetime import UTC, datetime

        from tui_callsettings.errors import UsageError

        if self.request is not None and self.request.end.at <= datetime.now(UTC):
            raise UsageError("The time to end has passed in the meantime. Nothing was saved; use a later time.")

    def apply(self, results: "Iterable[SaveResult]") -> tuple[list[str], list[str]]:
        """Set, keep or drop ends for what was saved and verified. Return what to print, and warnings."""
        from tui_callsettings.errors import StorageError
        from tui_callsettings.state.end_scheduling import EndPlan, apply_end_plan, unverified_text, verified_changes
        from tui_callsettings.state.scheduler import Scheduler, SchedulerKind

        results = tuple(results)
        request, saved = self.request, verified_changes(results)
        if request is not None and not saved:
            self.is_lost = True
            return [], ["Nothing ends by itself, because the change was not saved and verified."]
        if request is None and not self._session.has_ends:
            return [], []
        plan = EndPlan(request.end.at if request else None, self.keeps)
        scheduler = request.scheduler if request else Scheduler(SchedulerKind.NONE)
        try:
            end, warning = apply_end_plan(self._ends, scheduler, self._session.account, plan, saved)
        except StorageError as error:
            self.is_lost = True
            return [], [f"{error.message} Saved, but the change does not end by itself."]
        if end is None:
            return [], []
        self.is_lost = False
        lines = [f"Ends by itself: {time_text(end.at)} (end {end.number})."]
        return lines, [text for text in (warning, unverified_text(results)) if text]

    def move(self) -> tuple[list[str], list[str]]:
        """Move the pending ends of fields that hold the new value already. Return what to print, and warnings.

        Raises:
            StorageError: the ends cannot be read or written.
        """
        request = self.request
        if request is None:
            return [], []
        from tui_callsettings.state.end_scheduling import move_end

        affected = self._ends.affecting(list(self._places)) if self._session.has_ends else ()
        moved = [
            move_end(self._ends, request.scheduler, self._session.account, end.number, request.end.at)
            for end in affected
        ]
        if not moved:
            self.is_lost = True
            return [], ["Nothing ends by itself: there is no earlier value to go back to."]
        lines = [line for end, _ in moved for line in end_lines(end, self._session.store.owner.region)]
        return lines, [warning for _, warning in moved if warning]

    def _replaced(self, changes: "Sequence[Change]") -> "tuple[ScheduledEnd, ...]":
        if not self._session.has_ends:
            return ()
        from tui_callsettings.state.end_scheduling import conflicting_ends

        return conflicting_ends(self._ends.pending(), changes)


def pending_lines(account: "Account") -> list[str]:
    """Return a line for each setting of an account that ends by itself.

    Raises:
        StorageError: the ends cannot be read.
    """
    from tui_callsettings.state.ends_file import ends_path

    if not ends_path(account.storage_key).exists():
        return []
    from tui_callsettings.state.scheduled_ends import ScheduledEnds

    lines = []
    for end in ScheduledEnds(account.storage_key).pending():
        retry = f" Tried again: {time_text(end.retry_at)}. {end.message}" if end.retry_at else ""
        fields = "; ".join(f"{field.title}: {' -> '.join(field.texts(account.region))}" for field in end.pending_fields)
        lines.append(f"Ends by itself, {time_text(end.at)}: {fields}.{retry}")
    return lines


def lost_lines(account: "Account", *, is_removed: bool) -> list[str]:
    """Return what a sign-out, or the removal of the account, means for its pending ends.

    Args:
        account: the account.
        is_removed: whether the ends are given up, with their jobs; after a sign-out they wait for a new sign-in.
    """
    from tui_callsettings.errors import StorageError

    try:
        lines = pending_lines(account)
    except StorageError as error:
        return [error.message]
    if not lines:
        return []
    if not is_removed:
        return ["These no longer end by themselves unless you sign in again before their time:", *lines]
    return ["These no longer end by themselves; turn them off yourself if you do not want them:", *lines]


def cancel_all(account: "Account") -> None:
    """Cancel the pending ends of an account, with their jobs.

    Raises:
        StorageError: the ends cannot be read or written.
    """
    from tui_callsettings.state.ends_file import ends_path

    if ends_path(account.storage_key).exists():
        from tui_callsettings.state.end_scheduling import cancel_ends

        cancel_ends(account)


def end_lines(end: "ScheduledEnd", region: str) -> list[str]:
    """Return an end as text for people of `region`: a line for it, and one for each field."""
    state = str(end.status) if not end.is_pending else f"ends {time_text(end.next_attempt_at)}"
    lines = [f"{end.number:>4}  {state}" + (f"  {end.message}" if end.message else "")]
    for field in end.fields:
        value, back = field.texts(region)
        lines.append(f"      {field.title}: {value} -> {back}")
    return lines


def end_document(end: "ScheduledEnd") -> dict[str, Any]:
    """Return an end as JSON data."""
    document = end.model_dump(mode="json", exclude={"is_seen", "tried_at", "job", "created_at", "retry_at"})
    times = {"createdAt": end.created_at, "retryAt": end.retry_at}
    return document | {name: at.isoformat(timespec="seconds") if at else None for name, at in times.items()}


@asynccontextmanager
async def open_client(arguments: argparse.Namespace) -> "AsyncIterator[CallSettingsClient]":
    """Yield the client of the account, for a command that only reads.

    Where settings may be due to end, they end first, which takes a session; else a look for their file is all it costs.
    """
    from tui_callsettings.state.ends_file import ends_path

    from . import account_options
    from .save_command import open_command_session

    if not ends_path(account_options.account(arguments).storage_key).exists():
        async with account_options.client(arguments) as client:
            yield client
        return
    async with open_command_session(arguments) as session:
        if session is not None:
            yield session.store.client


async def run_due_ends(session: "EditingSession") -> list[str]:
    """End what is due, and return a line for each end that is over and that the person has not seen."""
    if not session.has_ends:
        return []
    import asyncio

    from tui_callsettings.errors import StorageError
    from tui_callsettings.state.end_runner import end_due

    try:
        await end_due(session)
        return [end.message for end in await asyncio.to_thread(session.open_ends().take_unseen)]
    except StorageError as error:
        return [error.message]
