"""Review and save: what would change, the person's yes, what was proved, and the questions that a save can raise."""

from tui_callsettings.call_path import advisories, before_and_after
from tui_callsettings.cli.change import review_lines
from tui_callsettings.errors import NotSignedInError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.rules import words_of
from tui_callsettings.state.merge import Conflict
from tui_callsettings.state.saving import Outcome, Result
from tui_callsettings.state.slot import Phase, Side

from .sitting import Sitting


class Review:
    """The way from changes to saved settings.

    Args:
        sitting: the settings and the person.
    """

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._store = sitting.store
        self._transcript = sitting.transcript

    def work(self) -> None:
        """Settle conflicts, show what would change, ask, save, and say how it ended; again after a new conflict."""
        while self._is_settled():
            if not self._store.is_dirty:
                self._transcript.say("Nothing is changed; there is nothing to save.")
                return
            features = self._reviewed()
            if not features or not self._transcript.confirmed("Save this?"):
                self._transcript.say("Not saved; your changes are still here.")
                return
            self._transcript.say("Saving...")
            outcomes = self._sitting.run(self._store.save(features))
            self._sitting.tell()
            for outcome in outcomes:
                self._say(outcome)
            self.settle_unknown()
            if not any(outcome.result is Result.CONFLICT for outcome in outcomes):
                return

    def settle_unknown(self) -> None:
        """Where nobody knows whether a save was done, offer to find out."""
        for feature in Feature:
            while self._store.slot(feature).phase is Phase.UNKNOWN:
                self._transcript.say(f"{feature.title}: cannot tell yet whether it was saved, because no answer came.")
                if not self._transcript.confirmed("Read again to find out?"):
                    self._transcript.say("Do not rely on it before you have read again: type reload.")
                    return
                self._check(feature)

    def _check(self, feature: Feature) -> None:
        outcome = self._sitting.run(self._store.check(feature))
        if outcome is not None and outcome.result is not Result.UNKNOWN:
            self._say(outcome)

    def _is_settled(self) -> bool:
        """Ask about each field that somebody else changed too; False if the person leaves one open."""
        for slot in self._store.slots:
            for conflict in slot.conflicts:
                side = self._decided(conflict)
                if side is None:
                    self._transcript.say("Not saved; your changes are still here.")
                    return False
                self._store.settle(conflict.feature, conflict.path, side)
        return True

    def _decided(self, conflict: Conflict) -> Side | None:
        field = conflict.change.field
        self._transcript.say("", f"{conflict.change.title}: somebody else changed it while you did.")
        self._transcript.say(f"It was {words_of(field, conflict.base)}.")
        options = [
            f"mine: {words_of(field, conflict.mine)}",
            f"theirs, which is stored now: {words_of(field, conflict.now)}",
        ]
        chosen = self._transcript.choose("Which is to be? Number, Enter decides later:", options)
        return None if chosen is None else (Side.MINE, Side.THEIRS)[chosen]

    def _reviewed(self) -> list[Feature]:
        """Show what would change; the features of it that can be saved."""
        say = self._transcript.say
        say("", "You change:", *review_lines(self._store.changes()))
        say(*(f"? {change.title}: {problem.sentence}" for change, problem in self._store.warnings()))
        say(*before_and_after(self._sitting.path(is_draft=False), self._sitting.path(is_draft=True)))
        store = self._store
        silenced = self._sitting.config.silenced_advisories
        for advice in advisories(store.settings(is_draft=True), store.capabilities, store.owner, silenced):
            say(f"Advice: {advice.sentence} {advice.reason}")
        dirty = [slot.feature for slot in store.slots if slot.is_dirty]
        for feature in dirty:
            self._say_hindrance(feature)
        return [feature for feature in dirty if store.can_save(feature)]

    def _say_hindrance(self, feature: Feature) -> None:
        blocking = self._store.blocking(feature)
        for problem in blocking:
            self._transcript.say(f"! {feature.title}, {feature.field(problem.path).words}: {problem.sentence}")
        if blocking:
            self._transcript.say(f"{feature.title} cannot be saved before that is put right.")
        elif not self._store.can_save(feature):
            phase = self._store.slot(feature).phase.value
            self._transcript.say(f"{feature.title} cannot be saved now ({phase}): type reload first.")

    def _say(self, outcome: Outcome) -> None:
        if outcome.result is not Result.UNKNOWN:
            self._transcript.say(outcome.sentence)
        if isinstance(outcome.failure, NotSignedInError):
            self._transcript.say("Type login to sign in; your changes are kept meanwhile.")
