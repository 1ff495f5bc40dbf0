"""When the editor reads again by itself, so that what others change is seen without a key pressed."""

FOCUS_SECONDS = 20.0
"""Somebody who goes back and forth between windows causes no more than one reading in this time."""


class Watch:
    """Decides when a quiet reading is due. It has no clock: it is told the time, in seconds of any steady clock.

    A reading is due when the terminal gets the focus, and after some minutes in which nobody pressed a key; on a link
    that is paid for by the byte it never is.

    Args:
        reread_minutes: minutes without a key; 0 for never reading by itself, on focus neither.
        now: the time at which the settings were read first.
    """

    def __init__(self, reread_minutes: float, now: float) -> None:
        self._idle_seconds = max(reread_minutes, 0) * 60
        self._read_at = now
        self._key_at = now
        self._has_focus_come = False

    def notify_key(self, now: float) -> None:
        """A key was pressed."""
        self._key_at = now

    def notify_focus(self, now: float) -> None:
        """The terminal got the focus."""
        self._has_focus_come = now - self._read_at >= FOCUS_SECONDS

    def notify_read(self, now: float) -> None:
        """The settings were read, or a reading was begun, by whatever cause."""
        self._read_at = now
        self._has_focus_come = False

    def is_due(self, now: float) -> bool:
        """Whether to read again now."""
        wait = self.seconds_until_due(now)
        return wait is not None and wait <= 0

    def seconds_until_due(self, now: float) -> float | None:
        """How long until a reading is due if nothing happens until then; None if never."""
        if not self._idle_seconds:
            return None
        if self._has_focus_come:
            return 0.0
        last = max(self._key_at, self._read_at)
        if now < last:
            # A clock that was set back: what it said before is worth nothing, and would put it off for ever.
            self._key_at = self._read_at = last = now
        return max(last + self._idle_seconds - now, 0.0)
