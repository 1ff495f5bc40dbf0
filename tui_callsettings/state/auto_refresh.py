"""When the editor reloads by itself, so that changes made elsewhere are seen without a key pressed."""

FOCUS_SECONDS = 20.0
"""Going back and forth between windows causes at most one reload in this time."""


class AutoRefresh:
    """Decides when a quiet reload is due. It has no clock: callers pass the time, in seconds of any steady clock.

    A reload is due when the terminal gets the focus, and after some minutes without a key; on a metered link never.

    Args:
        reread_minutes: minutes without a key; 0 for never, on focus neither.
        now: the time of the first load.
    """

    def __init__(self, reread_minutes: float, now: float) -> None:
        self._idle_seconds = max(reread_minutes, 0) * 60
        self._read_at = now
        self._key_at = now
        self._is_focus_due = False

    def notify_key(self, now: float) -> None:
        """Note that a key was pressed."""
        self._key_at = now

    def notify_focus(self, now: float) -> None:
        """Note that the terminal got the focus."""
        self._is_focus_due = now - self._read_at >= FOCUS_SECONDS

    def notify_read(self, now: float) -> None:
        """Note that a load was started, for whatever reason."""
        self._read_at = now
        self._is_focus_due = False

    def is_due(self, now: float) -> bool:
        """Return whether to reload now."""
        wait = self.seconds_until_due(now)
        return wait is not None and wait <= 0

    def seconds_until_due(self, now: float) -> float | None:
        """Return how long until a reload is due if nothing happens until then; None if never."""
        if not self._idle_seconds:
            return None
        if self._is_focus_due:
            return 0.0
        last = max(self._key_at, self._read_at)
        if now < last:
            # The clock was set back: its earlier times would put the reload off forever.
            self._key_at = self._read_at = last = now
        return max(last + self._idle_seconds - now, 0.0)
