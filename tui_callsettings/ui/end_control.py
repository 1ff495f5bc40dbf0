"""Settings that end by themselves, in the editor: what the next save does to ends, and ending what is due."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tui_callsettings.errors import StorageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.save import SaveResult, SaveStatus
from tui_callsettings.state.store_state import StoreState

from .messages import Severity

if TYPE_CHECKING:
    from tui_callsettings.state.end_record import ScheduledEnd
    from tui_callsettings.state.end_time import EndTime
    from tui_callsettings.state.scheduled_ends import ScheduledEnds
    from tui_callsettings.state.scheduler import Scheduler
    from tui_callsettings.state.session import EditingSession
    from tui_callsettings.state.store import SettingsStore


@dataclass(frozen=True, slots=True)
class EndChoice:
    """What a save does to ends.

    Attributes:
        request: when it ends by itself; None for never.
        scheduler: what runs the command then.
        drops: whether it drops the ends of the fields that it changes, instead of keeping them.
    """

    request: "EndTime | None" = None
    scheduler: "Scheduler | None" = None
    drops: bool = False


class EndControl:
    """The ends of the account that is open. Files are read and written on other threads.

    Args:
        app: the editor.

    Attributes:
        choice: what the next save does to ends.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._is_running = False
        self.choice = EndChoice()
        self._unconfirmed: dict[Feature, EndChoice] = {}

    def reset(self) -> None:
        """Forget what was chosen: another session is shown."""
        self.choice = EndChoice()
        self._unconfirmed = {}

    @property
    def request(self) -> "EndTime | None":
        """When the next save ends by itself; None for never."""
        return self.choice.request

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
        self.choice = EndChoice(end, scheduler, drops)

    def sentences(self) -> list[str]:
        """Return what the review says of ends."""
        request, scheduler = self.choice.request, self.choice.scheduler
        if request is not None and scheduler is not None:
            return [f"Ends by itself: {time_text(request.at)}. {scheduler.promise}", *filter(None, [request.remark])]
        verb = "dropped" if self.choice.drops else "kept for the new value"
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
            self._app.refresher.plan_ends()

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
        results, choice = tuple(results), self.choice
        unknown = [result.feature for result in results if result.status is SaveStatus.UNKNOWN]
        self._unconfirmed |= dict.fromkeys(unknown, choice)
        is_done = await self._apply(choice, [result for result in results if result.feature not in unknown])
        if is_done or unknown:
            self.request_end(None)
        if choice.request is None:
            return
        if unknown:
            titles = "; ".join(feature.title for feature in unknown)
            self._add_to_message(f"The end ({_until(choice)}) is set once the check confirms the save: {titles}.")
        elif not is_done:
            self._add_to_message(f"No end is set; the next save ends by itself ({_until(choice)}).")

    async def after_recheck(self, result: SaveResult) -> None:
        """Do what was chosen for a save, now that it is known how it ended."""
        if result.status is SaveStatus.UNKNOWN or result.feature not in self._unconfirmed:
            return
        choice = self._unconfirmed.pop(result.feature)
        if not await self._apply(choice, [result]) and choice.request is not None:
            self._add_to_message(f"No end is set ({_until(choice)}).")

    async def _apply(self, choice: EndChoice, results: "list[SaveResult]") -> bool:
        """Do what was chosen for what was saved and verified; return whether anything was."""
        from tui_callsettings.state.end_scheduling import EndPlan, apply_end_plan, unverified_text, verified_changes

        request, saved = choice.request, verified_changes(results)
        if not saved or (request is None and not self._app.state.ends):
            return bool(saved)
        from tui_callsettings.state.scheduler import Scheduler, SchedulerKind

        plan = EndPlan(request.at if request else None, keeps=not choice.drops)
        scheduler = choice.scheduler or Scheduler(SchedulerKind.NONE)
        try:
            end, warning = await asyncio.to_thread(
                apply_end_plan, self.ends, scheduler, self._app.session.account, plan, saved
            )
        except StorageError as error:
            self._app.show_status(f"{error.message} Saved, but it does not end by itself.", Severity.ERROR, "ends")
            return True
        await self.refresh()
        if end is not None:
            texts = filter(None, (f"Ends by itself: {time_text(end.at)}.", unverified_text(results), warning))
            self._add_to_message(" ".join(texts), is_warning=bool(warning))
        return True

    def _add_to_message(self, text: str, *, is_warning: bool = False) -> None:
        message = self._app.status_message
        severity = Severity.WARNING if is_warning and message.severity is not Severity.ERROR else message.severity
        self._app.show_status(f"{message.text} {text}", severity, "ends")


def _until(choice: EndChoice) -> str:
    return f"until {time_text(choice.request.at)}" if choice.request is not None else ""


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
