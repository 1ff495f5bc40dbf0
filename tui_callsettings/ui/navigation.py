"""How screens lead to one another: forms over the overview, dialogs, and what follows from their answers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from textual.screen import Screen

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.state.feature_state import Status

T = TypeVar("T")


class Navigation:
    """The ways between the screens of one editor.

    Args:
        app: the editor.
        factories: what makes each screen, by its name.
    """

    def __init__(self, app: Any, factories: Mapping[str, Callable[..., Screen[Any]]]) -> None:
        self._app = app
        self._make = factories

    async def open_feature(self, feature: Feature, path: FieldPath | None = None) -> None:
        """Show a feature's form over the overview, on its first row or on the field at `path`."""
        state = self._app.state.features[feature]
        if state.status is Status.UNSUPPORTED:
            self._app.show_status(state.failure.details if state.failure else f"{feature.title} is not offered.")
            return
        self._app.show_status("")
        while len(self._app.screen_stack) > 1:
            self._app.pop_screen()
        if not self._app.is_screen_installed(feature.value):
            self._app.install_screen(self._make["form"](feature), feature.value)
        await self._app.push_screen(feature.value)
        form: Any = self._app.screen
        await form.open(path)

    async def show_screen(self, screen: Screen[T], callback: Callable[[T | None], Any] | None = None) -> None:
        """Show a screen; go back to one of its kind where there is one already.

        Args:
            screen: the screen.
            callback: called with what it closes with.
        """
        below = next((each for each in self._app.screen_stack if type(each) is type(screen)), None)
        if below is None:
            self._app.show_status("")
            await self._app.push_screen(screen, callback)
            return
        while self._app.screen is not below:
            self._app.pop_screen()

    async def review(self, *, is_quitting: bool = False) -> None:
        """Show what saving would change; first what was also changed elsewhere."""
        if any(each.conflicts for each in self._app.state.features.values()):
            then = partial(self._review_after_conflicts, is_quitting=is_quitting)
            await self.show_screen(self._make["conflict"](), then)
        elif self._app.state.is_dirty or self._app.state.is_saving:
            await self.show_screen(self._make["review"](is_quitting=is_quitting))
        else:
            self._app.show_status("No changes to save.")

    async def _review_after_conflicts(self, is_resolved: bool | None, *, is_quitting: bool) -> None:
        if is_resolved:
            await self.review(is_quitting=is_quitting)

    def refresh(self) -> None:
        """Draw the screen that is shown anew: something that is not in the store's state has changed."""
        if hasattr(self._app.screen, "refresh_view"):
            self._app.screen.refresh_view()

    async def ask_to_quit(self) -> None:
        """Quit at once, or ask what to do with unsaved changes."""
        if not self._app.state.is_dirty or self._app.state.is_saving:
            self._app.io.quit()
        else:
            await self.show_screen(self._make["quit"](), self._quit_or_stay)

    async def _quit_or_stay(self, choice: str | None) -> None:
        if choice == "save":
            await self.review(is_quitting=True)
        elif choice == "keep_draft":
            self._app.io.quit()
        elif choice == "discard":
            self._app.store.revert()
            self._app.io.quit()

    async def offer_draft(self) -> None:
        """Ask what to do with the draft of an earlier run."""
        await self.show_screen(self._make["draft"]())
