"""Settings under a name: apply one, keep the present ones, remove one."""

from collections.abc import Sequence

from textual.content import Content

from tui_callsettings.errors import CallSettingsError
from tui_callsettings.state.profiles import ProfileStore
from tui_callsettings.ui import look
from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.status import counted
from tui_callsettings.ui.tables import change_rows, sentence_rows
from tui_callsettings.ui.widgets.picker import Item

from .listing import ListScreen

_SHOWN = 6
"""Changes of a profile that are listed; the review has all of them."""


class ProfilesScreen(ListScreen[tuple[str, str]]):
    """Closes with what to do and the name of the profile: ("apply", "Vacation").

    Args:
        profiles: where they are.
        names: of all of them.
    """

    BINDINGS = bindings(Where.PROFILES)
    EMPTY = "There are no profiles yet. N keeps your present settings under a name."

    def __init__(self, profiles: ProfileStore, names: Sequence[str]) -> None:
        super().__init__()
        self._profiles = profiles
        self._names = names

    def heading(self) -> str:
        """What it is."""
        return "Profiles"

    def footer(self) -> tuple[str, ...]:
        """Its own commands."""
        return ("list.take", "profiles.keep", "profiles.remove", "app.back")

    def on_mount(self) -> None:
        """Say what can be done."""
        self.hint = "Enter applies the profile: the review comes first. N keeps the present settings, D removes."

    def items(self) -> list[Item]:
        """Each with what applying it would change."""
        return [Item(name, (Content.styled(name, look.TITLE), *self._changes(name))) for name in self._names]

    def _changes(self, name: str) -> list[Content]:
        try:
            changes = self._profiles.read(name).changes(self.app.store.settings(is_draft=True))
        except CallSettingsError as error:
            return sentence_rows(f" ! {error.message}", self.width, look.ERROR)
        if not changes:
            return [Content.styled("   as your settings are now", look.MUTED)]
        rows = change_rows(changes[:_SHOWN], self.width - 1)
        more = len(changes) - _SHOWN
        return [*rows, Content.styled(f"   and {counted(more, 'change')} more", look.MUTED)] if more > 0 else rows

    async def taken(self, key: str) -> None:
        """Apply it."""
        self.dismiss(("apply", key))

    def action_keep(self) -> None:
        """Keep the present settings."""
        self.dismiss(("keep", ""))

    def action_remove(self) -> None:
        """Remove the one that is marked."""
        if self.picker.picked is not None:
            self.dismiss(("remove", self.picker.picked.key))
