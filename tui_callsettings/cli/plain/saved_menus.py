"""Settings that were saved: the history of this account, and profiles."""

from tui_callsettings.cli.history import entry_lines
from tui_callsettings.cli.save_command import review_lines
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.state.history import HistoryEntry
from tui_callsettings.state.profiles import ProfileStore

from .plain_session import PlainSession

_LIMIT = 20


class HistoryMenu:
    """Earlier saves, and restoring them as changes that are reviewed and saved.

    Args:
        plain_session: the settings and the console.
    """

    def __init__(self, plain_session: PlainSession) -> None:
        self._session = plain_session
        self._console = plain_session.console

    def run(self) -> None:
        """List the saves and restore one."""
        entries = self._session.session.history.entries(_LIMIT)
        if not entries:
            self._console.write("No saves from this machine yet.")
            return
        region = self._session.store.owner.region
        self._console.write("", "History", *(line for entry in entries for line in entry_lines(entry, region)))
        numbers = {str(entry.number): entry for entry in entries}
        question = "Number of a save to restore (Enter back):"
        while answer := self._console.ask(question):
            if answer in numbers:
                self._restore(numbers[answer])
                return
            self._console.write(f'There is no save number "{answer}" in this list.')

    def _restore(self, entry: HistoryEntry) -> None:
        if not entry.changes:
            self._console.write("This save has no settings to restore.")
            return
        options = [f"settings from before save {entry.number}", f"settings as they were after save {entry.number}"]
        chosen = self._console.choose("Restore (number, Enter back):", options)
        if chosen is None:
            return
        values = entry.old_values() if chosen == 0 else entry.new_values()
        setting = (None if chosen == 0 else entry.new_setting) or entry.old_setting
        store = self._session.store
        before = store.changes()
        current = store.feature_state(entry.feature)
        changed = {path: value for path, value in values.items() if current.value(path) != value}
        self._console.write(*store.restore(entry.feature, changed, setting))
        new = [change for change in store.changes() if change not in before]
        self._console.write(*review_lines(new, store.owner.region))
        self._console.write("Restored, not saved yet: type save." if new else "No change: already set.")


class ProfileMenu:
    """Named settings.

    Args:
        plain_session: the settings and the console.
    """

    def __init__(self, plain_session: PlainSession) -> None:
        self._session = plain_session
        self._console = plain_session.console
        self._profiles = ProfileStore()

    def run(self) -> None:
        """Save, apply or remove a profile."""
        try:
            self._run()
        except CallSettingsError as error:
            self._console.write(error.details)

    def _run(self) -> None:
        names = self._profiles.names()
        options = ["save current settings as a profile", *(f"{name}" for name in names)]
        chosen = self._console.choose("Profile (number or name, Enter back):", options)
        if chosen == 0:
            self._save()
        elif chosen is not None:
            self._handle(names[chosen - 1])

    def _save(self) -> None:
        name = self._console.ask('Profile name, for example "Vacation" (Enter back):')
        if not name:
            return
        if name in self._profiles.names() and not self._console.confirm(f'Replace profile "{name}"?'):
            return
        path = self._profiles.save(name, self._session.store.settings(is_draft=False))
        self._console.write(f"Saved to {path}; you can edit this file.")

    def _handle(self, name: str) -> None:
        profile = self._profiles.read(name)
        store = self._session.store
        changes = profile.changes(store.settings(is_draft=True))
        self._console.write(*(review_lines(changes, store.owner.region) or ["same as your current settings"]))
        chosen = self._console.choose("Choose a number (Enter back):", ["apply", "remove"])
        if chosen == 0:
            self._console.write(*profile.apply(store))
            self._console.write("Applied, not saved yet: type save." if store.is_dirty else "No change: already set.")
        elif chosen == 1 and self._console.confirm(f'Remove profile "{name}"?'):
            self._profiles.remove(name)
            self._console.write(f'Removed profile "{name}".')
