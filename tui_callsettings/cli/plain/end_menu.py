"""Settings that end by themselves: what is due is ended, and the ends are listed, canceled and moved."""

from datetime import UTC, datetime

from tui_callsettings.cli import end_option
from tui_callsettings.errors import CallSettingsError, UsageError
from tui_callsettings.state.end_record import EndStatus, ScheduledEnd
from tui_callsettings.state.end_scheduling import cancel_end, move_end
from tui_callsettings.state.end_time import parse_end
from tui_callsettings.state.scheduler import find_scheduler

from .plain_session import PlainSession

_EXAMPLE = 'for example 17:00, 2h, "mon 9:00" or 2026-12-01T08:00'


class EndMenu:
    """The pending ends of the account.

    Args:
        plain_session: the settings and the console.
    """

    def __init__(self, plain_session: PlainSession) -> None:
        self._session = plain_session
        self._console = plain_session.console
        session = plain_session.session
        self._ends = session.open_ends()

    def run(self) -> None:
        """List the ends, and cancel or move one."""
        try:
            self._run()
        except CallSettingsError as error:
            self._console.write(error.message)

    def _run(self) -> None:
        pending = self._ends.pending() if self._session.session.has_ends else ()
        if not pending:
            self._console.write("Nothing ends by itself. To have a change end, type until and a time when you save it.")
            return
        self._console.write("", *(line for end in pending for line in self._lines(end)))
        numbers = {str(end.number): end for end in pending}
        while answer := self._console.ask("Number of an end to cancel or move (Enter back):"):
            if answer in numbers:
                self._handle(numbers[answer].number)
                return
            self._console.write(f'There is no end number "{answer}" in this list.')

    def _lines(self, end: ScheduledEnd) -> list[str]:
        return end_option.end_lines(end, self._session.store.owner.region)

    def _handle(self, number: int) -> None:
        chosen = self._console.choose("Choose a number (Enter back):", ["move it to another time", "cancel it"])
        if chosen == 0:
            self._move(number)
        elif chosen == 1:
            end = cancel_end(self._ends, number)
            is_canceled = end.status is EndStatus.CANCELED
            text = f"Canceled end {number}. The settings stay as they are." if is_canceled else end.message
            self._console.write(text)

    def _move(self, number: int) -> None:
        while answer := self._console.ask(f"New time, {_EXAMPLE} (Enter back):"):
            try:
                time = parse_end(answer, datetime.now(UTC))
            except UsageError as error:
                self._console.write(error.message)
                continue
            scheduler = find_scheduler()
            end, warning = move_end(self._ends, scheduler, self._session.session.account, number, time.at)
            lines = self._lines(end) if end.is_pending else []
            self._console.write(*lines, *filter(None, [time.remark, warning or scheduler.promise]))
            return
