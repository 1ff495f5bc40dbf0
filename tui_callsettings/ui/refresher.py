"""What the editor does by itself: reading again after an idle time, and taking over when another editor has closed."""

from time import monotonic
from typing import Any

from tui_callsettings.state.auto_refresh import AutoRefresh

_LOCK_SECONDS = 5.0
"""How often it is tried to become the one who edits."""
_END_SECONDS = 10.0
"""How often due ends are run, where an end is pending."""
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
        self._last_key_at = 0.0
        self.auto_refresh = AutoRefresh(minutes, monotonic())

    def start(self) -> None:
        """Start the timers."""
        if self.auto_refresh.seconds_until_due(monotonic()) is not None:
            self._app.set_interval(_IDLE_SECONDS, self.refresh_if_due)
        self._app.set_interval(_LOCK_SECONDS, self.take_over)
        self._app.set_interval(_END_SECONDS, self.end_due)

    def note_key(self, now: float) -> None:
        """Note that a key was pressed."""
        self._last_key_at = now

    def refresh_if_due(self) -> None:
        """Read again if nobody has pressed a key, and nothing was read, for long enough."""
        self.auto_refresh.notify_key(self._last_key_at)
        if self.auto_refresh.is_due(monotonic()) and not self._app.state.is_saving:
            self.auto_refresh.notify_read(monotonic())
            self._app.io.reload(is_quiet=True)

    def terminal_focused(self) -> None:
        """Read again when the person comes back to the terminal, unless that was done just now."""
        self.auto_refresh.notify_focus(monotonic())
        self.refresh_if_due()

    def end_due(self) -> None:
        """End what is due; another process may have moved it, so that the file is asked."""
        if self._app.state.ends and not self._app.session.is_read_only:
            self._app.run_worker(self._app.ends.run_due(), "ends", "ends", exit_on_error=False)

    def take_over(self) -> None:
        """Become the one who edits, once nobody else does; the account may have been changed meanwhile."""
        if self._app.session.is_read_only and self._app.session.acquire_lock():
            self._app.start_session()
            self._app.show_status("The other editor has closed: you can edit now.")
