"""What happens by itself, or when the person comes back: reading again, and editing once another editor has ended."""

from tui_callsettings.ui.watch import Watch

from .errand import Errands


class Watching(Errands):
    """Never touches what the person typed."""

    def on_mount(self) -> None:
        """Begin to watch."""
        self.watcher = Watch(self, self.reread_minutes)
        self.watcher.start()

    def on_terminal_focused(self) -> None:
        """Look whether somebody else changed something."""
        self.watcher.came_to_front()

    def action_take_over(self) -> None:
        """Edit here, if the other editor has ended; that is also tried by itself."""
        self.watcher.acquire_lock()
        if self.session.is_read_only:
            self.tell("The other editor is still open: leave it first, or edit there.")
