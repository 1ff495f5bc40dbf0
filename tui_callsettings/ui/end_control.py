"""Settings that end by themselves, in the editor: what the next save does to ends, and ending what is due."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tui_callsettings.errors import StorageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.save import SaveResult
from tui_callsettings.state.store_state import StoreState

from .messages import Severity

if TYPE_CHECKING:
    from tui_callsettings.state.end_record import ScheduledEnd
    from tui_callsettings.state.end_time import EndTime
    from tui_callsettings.state.scheduled_ends import ScheduledEnds
    from tui_callsettings.state.scheduler import Scheduler
    from tui_callsettings.state.session import EditingSession
    from tui_callsettings.state.store import SettingsStore


class EndControl:
    """The ends of the account that is open. Files are read and written on other threads.

    Args:
        app: the editor.

    Attributes:
        request: when the next save ends by itself; None for never.
        drops: whether the next save drops the ends of the fields that it changes, instead of keeping them.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._is_running = False
        self.request: EndTime | None = None
        self.scheduler: Scheduler | None = None
        self.drops = False

    @property
    def ends(self) -> "ScheduledEnds":
        """The file of the ends."""
        session: EditingSession = self._app.session
        return session.open_ends()

    @property
    def replaced(self) -> "tuple[ScheduledEnd, ...]":
        """The pending ends of fields that the changes give another value."""
        state = self._app.state
        if not state.ends or not state.changes:
            return ()
        from tui_callsettings.state.end_scheduling import conflicting_ends

        return conflicting_ends(state.ends, state.changes)

    def request_end(self, end: "EndTime | None", scheduler: "Scheduler | None" = None, *, drops: bool = False) -> None:
        """Set what the next save does to ends."""
        self.request, self.scheduler, self.drops = end, scheduler, drops

    def sentences(self) -> list[str]:
        """Return what the review says of ends."""
        if self.request is not None and self.scheduler is not None:
            time = f"Ends by itself: {time_text(self.request.at)}. {self.scheduler.promise}"
            return [time, *filter(None, [self.request.remark])]
        verb = "dropped" if self.drops else "kept for the new value"
        return [
            f"This replaces a value that ends by itself: {time_text(end.at)}. That end is {verb}."
            for end in self.replaced
        ]

    async def refresh(self) -> None:
        """Have the state show the pending ends as they are written down now."""
        session = self._app.session
        try:
            has_ends = await asyncio.to_thread(lambda: session.has_ends)
            pending = await asyncio.to_thread(self.ends.pending) if has_ends else ()
        except StorageError as error:
            self._app.show_status(error.message, Severity.ERROR, "ends")
            return
        if session is self._app.session:
            session.store.show_ends(pending)

    async def run_due(self) -> None:
        """End what is due, show what is not seen yet, and read again what that changed."""
        session = self._app.session
        if self._is_running or not await asyncio.to_thread(lambda: session.has_ends):
            return
        from tui_callsettings.state.end_runner import end_due

        self._is_running = True
        try:
            tried = await end_due(session)
            unseen = await asyncio.to_thread(self.ends.take_unseen)
        except StorageError as error:
            self._app.show_status(error.message, Severity.ERROR, "ends")
            return
        finally:
            self._is_running = False
        self._note_values(session.store, tried)
        await self.refresh()
        if unseen:
            self._app.show_status(" ".join(end.message for end in unseen), Severity.WARNING, "ended")
        if tried or unseen:
            self._app.io.reload(is_quiet=True)

    def _note_values(self, store: "SettingsStore", tried: "Iterable[ScheduledEnd]") -> None:
        """Record the values that ends gave, so that reading them is no change made elsewhere."""
        from tui_callsettings.state.end_record import EndStatus

        for field in (field for end in tried for field in end.fields if field.status is EndStatus.ENDED):
            feature, known = field.place
            if store.feature_state(feature).is_editable:
                store.set_known_value(feature, known.path, field.back)

    async def after_save(self, results: Iterable[SaveResult]) -> None:
        """Set, keep or drop ends for what was saved and verified, and add to the message what became of them."""
        from tui_callsettings.state.end_scheduling import EndPlan, apply_end_plan, verified_changes

        request, scheduler, drops = self.request, self.scheduler, self.drops
        saved = verified_changes(results)
        if not saved:
            # The choice stays for the next try.
            return
        self.request_end(None)
        if request is None and not self._app.state.ends:
            return
        from tui_callsettings.state.scheduler import Scheduler, SchedulerKind

        plan = EndPlan(request.at if request else None, keeps=not drops)
        account = self._app.session.account
        try:
            end, warning = await asyncio.to_thread(
                apply_end_plan, self.ends, scheduler or Scheduler(SchedulerKind.NONE), account, plan, saved
            )
        except StorageError as error:
            self._app.show_status(f"{error.message} Saved, but it does not end by itself.", Severity.ERROR, "ends")
            return
        await self.refresh()
        if end is not None:
            text = f"{self._app.status_message.text} Ends by itself: {time_text(end.at)}. {warning}".strip()
            self._app.show_status(text, Severity.WARNING if warning else self._app.status_message.severity, "ends")


def time_text(at: datetime) -> str:
    """Return a time for people, with its zone; loaded here, as most accounts have no end to show."""
    from tui_callsettings.state.end_time import format_with_zone

    return format_with_zone(at)


def feature_end_text(ends: "Iterable[ScheduledEnd]", feature: Feature) -> str:
    """Return until when a feature stays as it is: "until 17:00"; "" where nothing of it ends by itself."""
    ends = tuple(ends)
    if not ends:
        return ""
    from tui_callsettings.state.end_time import format_end_time

    now = datetime.now(UTC)
    keys = {feature.key(field.path) for field in feature.fields}
    times = [end.at for end in ends for field in end.pending_fields if field.key in keys]
    return f"until {format_end_time(min(times), now)}" if times else ""


def calls_end_text(state: StoreState) -> str:
    """Return until when all calls go where the header says: "until 17:00"; "" where that does not end by itself."""
    if not state.ends:
        return ""
    from tui_callsettings.state.end_record import calls_end_at

    times = {field.key: end.at for end in state.ends for field in end.pending_fields}
    at = calls_end_at(state.settings(is_draft=False), times)
    return f"until {time_text(at)}" if at is not None else ""
