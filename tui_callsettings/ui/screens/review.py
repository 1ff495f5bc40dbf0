"""Before a save: what would change, what is in the way, and what becomes of a call. Afterwards: how it ended."""

from collections.abc import Sequence

from textual.content import Content

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.validation import Problem
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui import styles
from tui_callsettings.ui.call_flow_view import save_effect_rows
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.rendering import change_rows, count_text, sentence_rows
from tui_callsettings.ui.screens.dialog import Answer
from tui_callsettings.ui.widgets.screen_frame import StatusHeader

from .dialog import Dialog


class ReviewScreen(Dialog[None]):
    """Old and new in words, and three ways to go on.

    Args:
        is_quitting: whether the editor ends once everything is saved.
    """

    BINDINGS = bindings(Scope.REVIEW)
    SCOPES = (Scope.REVIEW, Scope.DIALOG)

    def __init__(self, *, is_quitting: bool = False) -> None:
        super().__init__()
        self._is_quitting = is_quitting

    def heading(self) -> str:
        """Return the question, from the first frame on: a title that changes would have to be read again."""
        state = self.editor.state
        if state.is_saving:
            return "Saving..."
        if not state.changes:
            return "Nothing to save"
        savable, count = sum(state.can_save(change.feature) for change in state.changes), len(state.changes)
        if not savable:
            return "Nothing can be saved yet"
        return f"Save {count_text(count, 'change')}?" if savable == count else f"Save {savable} of {count} changes?"

    @property
    def question(self) -> object:
        """The changes as they are now: when they have changed, they must be read again."""
        ends = self.editor.ends
        return self.editor.state.changes, self.editor.state.is_saving, ends.choice

    def footer(self) -> tuple[str, ...]:
        """Return the commands of the answers that can be given now."""
        return tuple(f"review.{answer}" for answer, _ in self.answers())

    def _blocking(self) -> list[tuple[Feature, Problem]]:
        state = self.editor.state
        return [(feature, problem) for feature in Feature for problem in state.blockers(feature)]

    def _savable(self) -> list[Feature]:
        return [feature for feature in Feature if self.editor.state.can_save(feature)]

    def text_rows(self, width: int) -> list[Content]:
        """Return what is in the way, the changes, what is unusual in them, and what comes of it."""
        state = self.editor.state
        rows: list[Content] = []
        for feature, problem in self._blocking():
            text = f"! {feature.field_title(problem.path)}: {problem.message}"
            rows += [*sentence_rows(text, width, styles.ERROR), Content("")]
        savable, region = self._savable(), state.owner.region
        rows += change_rows((change for change in state.changes if change.feature in savable), width, region)
        waiting = [change for change in state.changes if change.feature not in savable]
        if waiting and savable:
            rows += [Content(""), *sentence_rows("Not part of this save:", width)]
        rows += change_rows(waiting, width, region)
        for change, problem in state.warnings():
            rows += sentence_rows(f"? {change.title}: {problem.message}", width, styles.WARNING)
        for sentence in self.editor.ends.sentences():
            rows += sentence_rows(sentence, width, styles.WARNING)
        if savable or state.is_saving:
            rows += [Content(""), *save_effect_rows(self.editor, width)]
        return rows

    def update_view(self, state: StoreState) -> None:
        """Show all of it as it is now."""
        super().update_view(state)
        self.query_one(StatusHeader).title = self.heading()
        keymap = self.editor.keymap
        if state.is_saving:
            self.hint = "The save goes on, and its result is shown, wherever you are in the editor."
        elif self._blocking():
            self.hint = f"Fix the errors first: {keymap.key('review.keep')} goes to the first one."
        else:
            self.hint = (
                f"Nothing is sent until you press {keymap.key('review.save')}. "
                f"Undo ({keymap.key('app.undo')}) restores discarded changes."
            )

    def answers(self) -> Sequence[Answer]:
        """Return what makes sense as things stand."""
        if self.editor.state.is_saving:
            return (("keep", "[K]eep editing meanwhile"),)
        blocking, savable = self._blocking(), self._savable()
        save = (("save", "[S]ave the valid changes" if blocking else "[S]ave"),) if savable else ()
        keep = (("keep", "[K]eep editing"),)
        discard = (("discard", "[D]iscard"),) if self.editor.state.changes else ()
        until = (("until", "[U]ntil..."),) if savable and self.editor.is_available("review.until") else ()
        return (*keep, *save, *until, *discard) if blocking else (*save, *keep, *until, *discard)

    async def take_answer(self, answer: str) -> None:
        """Save, go back to the form, or discard."""
        if answer == "save":
            self.editor.io.start_save(self._savable(), is_quitting=self._is_quitting)
        elif answer == "until":
            await self.editor.action_start("choose_end")
        elif answer == "keep":
            await self._keep_editing()
        else:
            self._discard()

    async def _keep_editing(self) -> None:
        blocking = self._blocking()
        if blocking and not self.editor.state.is_saving:
            feature, problem = blocking[0]
            await self.editor.navigation.open_feature(feature, problem.path)
        else:
            self.dismiss(None)

    def _discard(self) -> None:
        self.editor.store.revert()
        self.editor.ends.request_end(None)
        self.editor.show_status(f"Discarded. {self.editor.keymap.key('app.undo')} restores each edit.")
        if self._is_quitting:
            self.editor.io.quit()
        else:
            self.dismiss(None)

    async def conclude(self) -> None:
        """Close after a save, where nothing is left to review; ask about what was also changed elsewhere."""
        if not self.is_active:
            return
        if any(each.conflicts for each in self.editor.state.features.values()):
            self.dismiss(None)
            await self.editor.navigation.review(is_quitting=self._is_quitting)
        elif not self.editor.state.is_dirty:
            self.dismiss(None)
        else:
            self.refresh_view()
