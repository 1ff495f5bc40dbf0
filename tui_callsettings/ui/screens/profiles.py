"""Named sets of settings: apply one, save the current settings as one, remove one."""

from collections.abc import Iterable, Mapping, Sequence

from textual.content import Content

from tui_callsettings.errors import CallSettingsError
from tui_callsettings.state.profiles import Profile
from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.rendering import change_rows, count_text, sentence_rows
from tui_callsettings.ui.widgets.marked_list import ListItem

from .list_screen import ListScreen

_SHOWN = 6
"""Changes of a profile that are listed; the review has all of them."""


class ProfilesScreen(ListScreen[tuple[str, str], str]):
    """Closes with what to do and the name of the profile: ("apply", "Vacation").

    Args:
        profiles: each by its name, or why it cannot be read.
    """

    BINDINGS = bindings(Scope.PROFILES)
    SCOPES = (Scope.PROFILES, Scope.LIST)
    HEADING = "Profiles"
    FOOTER_LABELS = {"list.select": "Apply"}  # noqa: RUF012 - a constant

    def __init__(self, profiles: Mapping[str, Profile | CallSettingsError]) -> None:
        super().__init__()
        self._profiles = profiles

    def footer(self) -> tuple[str, ...]:
        """Return the keys, without those that need a profile where there is none."""
        if not self._profiles:
            return ("profiles.save", "app.back")
        return ("list.select", "profiles.save", "profiles.remove", "app.back")

    def on_mount(self) -> None:
        """Say what can be done."""
        keymap = self.editor.keymap
        if not self._profiles:
            self.hint = "A profile is a named set of settings, for example for vacation. You review before it is saved."
            return
        self.hint = (
            f"{keymap.key('list.select')} applies the profile; you review before anything is sent. "
            f"{keymap.key('profiles.save')} saves your current settings as a profile."
        )

    def above(self) -> list[Content]:
        """Return what to do while there is none."""
        if self._profiles:
            return []
        return self.sentences(
            f"No profiles yet. {self.editor.keymap.key('profiles.save')} saves your current settings as a profile."
        )

    @property
    def EMPTY(self) -> str:  # type: ignore[override] # noqa: N802 - `above` has the text
        """Nothing: `above` has the text."""
        return ""

    def items(self) -> Iterable[ListItem[str]]:
        """Return each with what applying it would change."""
        return [
            ListItem(name, (Content.styled(name, styles.TITLE), *self._changes(profile)))
            for name, profile in self._profiles.items()
        ]

    def _changes(self, profile: Profile | CallSettingsError) -> Sequence[Content]:
        if isinstance(profile, CallSettingsError):
            return sentence_rows(f" ! {profile.message}", self.row_width, styles.ERROR)
        changes = profile.changes(self.editor.state.settings(is_draft=True))
        if not changes:
            return [Content.styled("   same as your current settings", styles.MUTED)]
        rows = change_rows(changes[:_SHOWN], self.row_width, self.editor.state.owner.region)
        more = len(changes) - _SHOWN
        return [*rows, Content.styled(f"   and {count_text(more, 'change')} more", styles.MUTED)] if more > 0 else rows

    def select_item(self, key: str) -> None:
        """Apply it."""
        self.dismiss(("apply", key))

    def action_save_profile(self) -> None:
        """Save the current settings."""
        self.dismiss(("save", ""))

    def action_remove(self) -> None:
        """Remove the one with the mark."""
        if self.current_key is not None:
            self.dismiss(("remove", self.current_key))
