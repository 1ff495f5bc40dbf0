"""What the editor does by itself: reading again after an idle time, and taking over when another editor has closed."""

from datetime import UTC, datetime
from time import monotonic
from typing import Any

from textual.timer import Timer

from tui_callsettings.state.auto_refresh import AutoRefresh

_LOCK_SECONDS = 5.0
"""How often it is tried to become the one who edits."""
_END_SECONDS = 10.0
"""After how long at the latest pending ends are looked at: the clock may be set, or another process move an end."""
_IDLE_SECONDS = 15.0
"""How often it is checked whether nobody has pressed a key for long enough."""


class Refresher:
    """Timers of one editor; nothing is painted unless something has changed.

    Args:
        app: the editor.
        minutes: after how many minutes without a key everything is read again, quietly; 0 for never.
    """

    def __init__(self, app: Any, minutes: int) -> None:
        self._app = app
        self._end_timer: Timer | None = None
        self.auto_refresh = AutoRefresh(minutes, monotonic())

    def start(self) -> None:
        """Start the timers."""
        if self.auto_refresh.seconds_until_due(monotonic()) is not None:
            self._app.set_interval(_IDLE_SECONDS, self.refresh_if_due)
        self._app.set_interval(_LOCK_SECONDS, self.take_over)

    def refresh_if_due(self) -> None:
        """Read again if nobody has pressed a key, and nothing was read, for long enough."""
        self.auto_refresh.notify_key(self._app.last_key_at)
        if self.auto_refresh.is_due(monotonic()) and not self._app.state.is_saving:
            self.auto_refresh.notify_read(monotonic())
            self._app.io.reload(is_quiet=True)

    def terminal_focused(self) -> None:
        """Read again when the person comes back to the terminal, unless that was done just now."""
        self.auto_refresh.notify_focus(monotonic())
        self.refresh_if_due()

    def plan_ends(self) -> None:
        """Set the timer to the time of the next end, so that it is on time while this editor holds the lock."""
        if self._end_timer is not None:
            self._end_timer.stop()
            self._end_timer = None
        times = [end.next_attempt_at for end in self._app.state.ends]
        if times:
            seconds = (min(times) - datetime.now(UTC)).total_seconds()
            # One that is due already was just tried, or another process holds the lock.
            wait = min(seconds, _END_SECONDS) if seconds > 0 else _END_SECONDS
            self._end_timer = self._app.set_timer(wait, self.end_due)

    def end_due(self) -> None:
        """End what is due; another process may have moved it, so that the file is asked."""
        if not self._app.session.is_read_only:
            self._app.run_worker(self._app.ends.run_due(), "ends", "ends", exit_on_error=False)
        self.plan_ends()

    def take_over(self) -> None:
        """Become the one who edits, once nobody else does; the account may have been changed meanwhile."""
        if self._app.session.is_read_only and self._app.session.acquire_lock():
            self._app.start_session()
            self._app.show_status("The other editor has closed: you can edit now.")
