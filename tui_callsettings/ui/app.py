"""The editor: which screens there are and how they lead to one another."""

from importlib import import_module
from typing import Any

from textual.screen import Screen

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.state.feature_state import Status

from .commands import Found
from .errands.accounts import AccountErrands
from .errands.lookups import Lookups
from .errands.profiles import ProfileErrands
from .errands.voicemail import VoicemailErrands
from .errands.watching import Watching
from .keys import Where, bindings
from .screens.overview import OverviewScreen
from .screens.screen import EditorScreen


def _form(feature: Feature) -> Screen[Any]:
    name = "".join(word.capitalize() for word in feature.value.split("_"))
    screen: Screen[Any] = getattr(import_module(f".screens.{feature.value}", __package__), f"{name}Screen")()
    return screen


class EditorApp(AccountErrands, Lookups, ProfileErrands, VoicemailErrands, Watching):
    """The editor of one account. Screens are imported and made when they are first shown."""

    CSS_PATH = "app.tcss"
    BINDINGS = bindings(Where.EVERYWHERE)

    def get_default_screen(self) -> Screen[Any]:
        """The overview comes first, with nothing below it."""
        return OverviewScreen()

    def on_mount(self) -> None:
        """Take the keys in force, and read everything."""
        self.set_keymap(self.key_table.keymap())
        self.begin()

    async def open_feature(self, feature: Feature, path: FieldPath | None = None) -> None:
        """Show a feature's form, over the overview and nothing else."""
        feature_state = self.store.feature_state(feature)
        if feature_state.status is Status.UNSUPPORTED:
            self.tell(feature_state.failure.details if feature_state.failure else f"{feature.title} is not offered.")
            return
        self.tell("")
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if not self.is_screen_installed(feature.value):
            self.install_screen(_form(feature), feature.value)
        form: Any = self.get_screen(feature.value)
        await self.push_screen(form)
        if path is not None:
            await form.go_to(path)

    async def action_back(self) -> None:
        """Leave the screen that is shown; nothing is lost."""
        if isinstance(self.screen, EditorScreen):
            self.screen.back()

    async def action_review(self) -> None:
        """Show what saving would change; first what somebody else changed too."""
        if any(feature_state.conflicts for feature_state in self.store.feature_states):
            await self.show("conflict", "ConflictScreen", then=self._settled)
        else:
            await self._review()

    async def _settled(self, is_done: bool | None) -> None:
        if is_done:
            await self._review()

    async def _review(self, *, is_leaving: bool = False) -> None:
        if self.store.is_dirty or self.store.is_saving:
            await self.show("review", "ReviewScreen", is_leaving=is_leaving)
        else:
            self.tell("Nothing has been changed.")

    async def action_forwarding_off(self) -> None:
        """Switch all forwarding off, with the review before it is sent."""
        if self.switch_forwarding_off():
            await self.action_review()
        else:
            self.tell("No forwarding is on.")

    def action_reload(self) -> None:
        """Read again."""
        self.tell("")
        self.reload()

    def action_undo(self) -> None:
        """Take back the last edit."""
        self.step(self.store.undo(), "Undo")

    def action_redo(self) -> None:
        """Make it again."""
        self.step(self.store.redo(), "Redo")

    async def action_find(self) -> None:
        """Find a command or a field."""
        await self.show("find", "FindScreen", then=self._found)

    async def _found(self, found: Found | None) -> None:
        if found is not None:
            await found.run()

    async def action_help(self) -> None:
        """Show the help."""
        await self.show("help", "HelpScreen")

    async def action_quit(self) -> None:
        """Leave at once, or ask what to do with changes."""
        if not self.store.is_dirty or self.store.is_saving:
            self.leave()
        else:
            await self.show("quit", "QuitScreen", then=self._left)

    async def _left(self, choice: str | None) -> None:
        if choice == "save":
            await self._review(is_leaving=True)
        elif choice == "keep_draft":
            self.leave()
        elif choice == "discard":
            self.store.revert()
            self.leave()

    async def offer_draft(self) -> None:
        """Ask what to do with the edits of an earlier run."""
        await self.show("draft", "DraftScreen")

    def leave(self) -> None:
        """End the editor as soon as no save is under way."""
        self.start(self._leave_when_saved())

    async def _leave_when_saved(self) -> None:
        if self.store.is_saving:
            self.tell("Leaving as soon as the save has ended...")
            await self.finish_saves()
        self.exit(0)
