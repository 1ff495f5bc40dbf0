"""Before a save: what would change, what is in the way, and what becomes of a call. Afterwards: how it ended."""

from textual.content import Content

from tui_callsettings.models.feature import Feature
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.reviews import blocking_of, review_rows, savable_of
from tui_callsettings.ui.status import counted
from tui_callsettings.ui.widgets.choices import Choices
from tui_callsettings.ui.widgets.header import Header

from .question import QuestionScreen

_HINT = "Nothing is sent before you say so. Undo also brings back what you discard here."
_HINT_BLOCKED = "Keep editing goes to the first problem."


class ReviewScreen(QuestionScreen[None]):
    """Old and new in words, and three ways to go on.

    Args:
        is_leaving: whether the editor ends once all is saved.
    """

    BINDINGS = bindings(Where.REVIEW)

    def __init__(self, *, is_leaving: bool = False) -> None:
        super().__init__()
        self._is_leaving = is_leaving
        self._is_saving = False

    def footer(self) -> tuple[str, ...]:
        """Its own commands."""
        return ("review.save", "review.keep", "review.discard")

    def heading(self) -> str:
        """The question."""
        return "Review"

    @property
    def question(self) -> object:
        """The changes as they are now: when they have changed, they must be read again."""
        return self.app.store.changes(), self.app.store.is_saving

    def rows(self) -> list[Content]:
        """Problems, changes, and what a caller would notice."""
        return review_rows(self.app)

    def follow(self) -> None:
        """Show all of it as it is now."""
        super().follow()
        store = self.app.store
        changes = store.changes()
        title = "Saving..." if store.is_saving else f"Save {counted(len(changes), 'change')}?"
        self.query_one(Header).title = title if changes or store.is_saving else "Nothing to save"
        self.query_one(Choices).offer(*self.choices())
        self.hint = _HINT_BLOCKED if blocking_of(self.app.store) else _HINT

    def choices(self) -> list[tuple[str, str]]:
        """What makes sense as things stand; Enter means the first."""
        if self.app.store.is_saving:
            return [("keep", "[K]eep editing meanwhile")]
        blocking, savable = blocking_of(self.app.store), savable_of(self.app.store)
        save = ("save", "[S]ave the others" if blocking else "[S]ave")
        keep, discard = ("keep", "[K]eep editing"), ("discard", "[D]iscard these changes")
        if blocking:
            return [keep, *([save] if savable else []), discard]
        return [*([save] if savable else []), keep, discard]

    async def action_save(self) -> None:
        """Save; back to where one was when all went well."""
        features = savable_of(self.app.store)
        if self._is_saving or not features:
            return
        self._is_saving = True
        self.app.tell("")
        self.app.start(self._saved(features))

    async def _saved(self, features: list[Feature]) -> None:
        await self.app.save(features)
        self._is_saving = False
        results = [self.app.store.feature_state(feature).last_save for feature in features]
        is_done = all(result is not None and result.status is SaveStatus.SAVED for result in results)
        if is_done and not self.app.store.is_dirty:
            if self._is_leaving:
                self.app.leave()
            elif self.is_active:
                self.dismiss(None)
        elif self.is_active and any(feature_state.conflicts for feature_state in self.app.store.feature_states):
            self.dismiss(None)
            await self.app.action_review()
        elif self.is_attached:
            self.follow()

    async def action_keep(self) -> None:
        """Back to the form; to the first problem if there is one."""
        blocking = blocking_of(self.app.store)
        if blocking:
            feature, problem = blocking[0]
            await self.app.open_feature(feature, problem.path)
        else:
            self.dismiss(None)

    def action_discard(self) -> None:
        """Drop the changes."""
        if self.app.store.is_saving:
            return
        self.app.store.revert()
        key = self.app.key_table.key("app.undo")
        self.app.tell(f"Discarded. {key} brings each edit back.")
        if self._is_leaving:
            self.app.leave()
        else:
            self.dismiss(None)
