"""What the editor looks after by itself: reading again after an idle time, and the end of another editor."""

from time import monotonic

from tui_callsettings.state.auto_refresh import Watch as Rereading

from .host import Host

_OTHER_SECONDS = 5.0
"""How often it is tried to become the one who edits."""
_LOOK_SECONDS = 15.0
"""How often it is looked whether nobody has pressed a key for long enough."""


class Watch:
    """Watches for one editor; nothing of it paints unless something has changed.

    Args:
        host: the editor.
        minutes: after how many minutes without a key everything is read again, quietly; 0 for never.
    """

    def __init__(self, host: Host, minutes: int) -> None:
        self._host = host
        self.rereading = Rereading(minutes, monotonic())

    def start(self) -> None:
        """Begin; to be called once the editor runs."""
        if self.rereading.seconds_until_due(monotonic()) is not None:
            self._host.set_interval(_LOOK_SECONDS, self.look)
        self._host.set_interval(_OTHER_SECONDS, self.acquire_lock)

    def look(self) -> None:
        """Read again if nobody has pressed a key, and nothing was read, for long enough."""
        self.rereading.notify_key(self._host.last_key_at)
        if self.rereading.is_due(monotonic()) and not self._host.store.is_saving:
            self.rereading.notify_read(monotonic())
            self._host.reload(is_quiet=True)

    def came_to_front(self) -> None:
        """Read again when the person comes back to the terminal, unless that was done just now."""
        self.rereading.notify_focus(monotonic())
        self.look()

    def acquire_lock(self) -> None:
        """Become the one who edits, once nobody else does; the account may have been changed meanwhile."""
        if self._host.session.is_read_only and self._host.session.acquire_lock():
            self._host.tell("Nobody else is editing any more: now you can.")
            self._host.start(self._host.read_and_offer())
