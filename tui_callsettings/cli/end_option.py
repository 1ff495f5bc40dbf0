"""`--for` and `--until` of commands that change settings: the saved change goes back by itself at a time."""

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from tui_callsettings.models.account import Account
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.setting import FieldPath
    from tui_callsettings.state.changes import Change
    from tui_callsettings.state.end_time import EndTime
    from tui_callsettings.state.save import SaveResult
    from tui_callsettings.state.scheduled_ends import ScheduledEnd, ScheduledEnds
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
    from datetime import UTC, datetime

    from tui_callsettings.state.end_time import format_end_time

    return f"{format_end_time(at, datetime.now(UTC))} {at.astimezone():%Z}".strip()


class EndKeeper:
    """What a save means for the ends of its account: sets the new one, and drops those that it makes meaningless.

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
        self.request = request

    @property
    def ends_at(self) -> str | None:
        """When the change ends by itself, as JSON data; None for never."""
        return self.request.end.at.isoformat(timespec="seconds") if self.request else None

    @property
    def _ends(self) -> "ScheduledEnds":
        from tui_callsettings.state.scheduled_ends import ScheduledEnds

        return ScheduledEnds(self._session.account.storage_key, self._session.ends_path.parent)

    def review_lines(self, changes: "Sequence[Change]") -> list[str]:
        """Return what the review says of ends: the new one, or those that the changes cut short."""
        if self.request is not None:
            return self.request.lines()
        return [
            f"This replaces a value that would have ended by itself: {time_text(end.at)}. That end is dropped for the "
            "fields that change here; use --until to set another."
            for end in self._affected((change.feature, change.path) for change in changes)
        ]

    def apply(self, results: "Iterable[SaveResult]") -> list[str]:
        """Set or drop ends for what was saved and verified. Return what to print.

        Raises:
            StorageError: the ends cannot be read or written.
        """
        from tui_callsettings.state.save import SaveStatus

        saved = [c for result in results if result.status is SaveStatus.SAVED for c in result.written]
        if not saved:
            return ["Nothing ends by itself, as the change was not saved and verified."] if self.request else []
        if self.request is not None:
            return self._schedule(self.request, saved)
        if self._affected((change.feature, change.path) for change in saved):
            from tui_callsettings.state.end_runner import cancel_end_job

            for end in self._ends.drop_fields((change.feature, change.path) for change in saved):
                cancel_end_job(end)
        return []

    def move(self) -> list[str]:
        """Move the pending ends of fields that hold the value already. Return what to print.

        Raises:
            StorageError: the ends cannot be read or written.
        """
        request = self.request
        if request is None:
            return []
        from tui_callsettings.state.end_runner import move_end

        moved = [
            move_end(self._ends, request.scheduler, self._session.account, end.number, request.end.at)
            for end in self._affected(self._places)
        ]
        if not moved:
            return ["Nothing ends by itself: there is no earlier value to go back to."]
        return [line for end, warning in moved for line in (*end_lines(end), *filter(None, [warning]))]

    def _schedule(self, request: EndRequest, saved: "Sequence[Change]") -> list[str]:
        from tui_callsettings.state.end_runner import schedule_end

        end, warning = schedule_end(self._ends, request.scheduler, self._session.account, saved, request.end.at)
        return [f"Ends by itself: {time_text(end.at)} (end {end.number}).", *filter(None, [warning])]

    def _affected(self, places: "Iterable[tuple[Feature, FieldPath]]") -> "tuple[ScheduledEnd, ...]":
        return self._ends.affecting(list(places)) if self._session.has_ends else ()


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
        fields = "; ".join(line.strip() for line in end_lines(end)[1:])
        lines.append(f"Ends by itself, {time_text(end.at)}: {fields}.{retry}")
    return lines


def end_lines(end: "ScheduledEnd") -> list[str]:
    """Return an end as text: a line for it, and one for each field."""
    from tui_callsettings.state.changes import Change

    state = str(end.status) if not end.is_pending else f"ends {time_text(end.retry_at or end.at)}"
    lines = [f"{end.number:>4}  {state}" + (f"  {end.message}" if end.message else "")]
    for field in end.fields:
        try:
            feature, known = field.place
        except KeyError:
            lines.append(f"      {field.key}")
            continue
        change = Change(feature, known.path, field.value, field.back)
        lines.append(f"      {change.title}: {change.texts[0]} -> {change.texts[1]}")
    return lines


def end_document(end: "ScheduledEnd") -> dict[str, Any]:
    """Return an end as JSON data."""
    return end.model_dump(mode="json", exclude={"is_seen"})


async def end_due_settings(arguments: argparse.Namespace) -> None:
    """End what is due before a command that opens no session; costs a look for a file where nothing ever was to end."""
    from tui_callsettings.state.ends_file import ends_path

    from . import account_options
    from .save_command import open_command_session

    if ends_path(account_options.account(arguments).storage_key).exists():
        async with open_command_session(arguments):
            return


async def run_due_ends(session: "EditingSession") -> list[str]:
    """End what is due, and return a line for each end that is over and that the person has not seen."""
    if not session.has_ends:
        return []
    import asyncio

    from tui_callsettings.errors import StorageError
    from tui_callsettings.state.end_runner import end_due
    from tui_callsettings.state.scheduled_ends import ScheduledEnds

    try:
        await end_due(session)
        ends = ScheduledEnds(session.account.storage_key, session.ends_path.parent)
        return [end.message for end in await asyncio.to_thread(ends.take_unseen)]
    except StorageError as error:
        return [error.message]
