"""Review and save: what would change, the person's yes, what was proved, and the questions that a save can raise."""

from tui_callsettings.call_flow import compare_flows, find_advisories
from tui_callsettings.cli.save_command import review_lines
from tui_callsettings.errors import NotSignedInError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.validation import format_field_value
from tui_callsettings.state.changes import Conflict
from tui_callsettings.state.feature_state import Resolution, Status
from tui_callsettings.state.save import SaveResult, SaveStatus

from .plain_session import PlainSession


class Review:
    """The way from changes to saved settings.

    Args:
        sitting: the settings and the person.
    """

    def __init__(self, plain_session: PlainSession) -> None:
        self._session = plain_session
        self._store = plain_session.store
        self._console = plain_session.console

    def work(self) -> None:
        """Settle conflicts, show what would change, ask, save, and say how it ended; again after a new conflict."""
        while self._is_settled():
            if not self._store.is_dirty:
                self._console.write("Nothing is changed; there is nothing to save.")
                return
            features = self._reviewed()
            if not features or not self._console.confirm("Save this?"):
                self._console.write("Not saved; your changes are still here.")
                return
            self._console.write("Saving...")
            results = self._session.run(self._store.save(features))
            self._session.report_messages()
            for result in results:
                self._say(result)
            self.settle_unknown()
            if not any(result.status is SaveStatus.CONFLICT for result in results):
                return

    def settle_unknown(self) -> None:
        """Where nobody knows whether a save was done, offer to find out."""
        for feature in Feature:
            while self._store.feature_state(feature).status is Status.UNKNOWN:
                self._console.write(f"{feature.title}: not confirmed: no answer arrived.")
                if not self._console.confirm("Read again to find out?"):
                    self._console.write("Do not rely on it before you have read again: type reload.")
                    return
                self._check(feature)

    def _check(self, feature: Feature) -> None:
        result = self._session.run(self._store.recheck(feature))
        if result is not None and result.status is not SaveStatus.UNKNOWN:
            self._say(result)

    def _is_settled(self) -> bool:
        """Ask about each field that somebody else changed too; False if the person leaves one open."""
        for feature_state in self._store.feature_states:
            for conflict in feature_state.conflicts:
                resolution = self._decided(conflict)
                if resolution is None:
                    self._console.write("Not saved; your changes are still here.")
                    return False
                self._store.resolve_conflict(conflict.feature, conflict.path, resolution)
        return True

    def _decided(self, conflict: Conflict) -> Resolution | None:
        field = conflict.change.field
        self._console.write("", f"{conflict.change.title}: somebody else changed it while you did.")
        self._console.write(f"It was {format_field_value(field, conflict.base)}.")
        options = [
            f"mine: {format_field_value(field, conflict.ours)}",
            f"theirs, which is stored now: {format_field_value(field, conflict.theirs)}",
        ]
        chosen = self._console.choose("Which is to be? Number, Enter decides later:", options)
        return None if chosen is None else (Resolution.OURS, Resolution.THEIRS)[chosen]

    def _reviewed(self) -> list[Feature]:
        """Show what would change; the features of it that can be saved."""
        write = self._console.write
        write("", "You change:", *review_lines(self._store.changes()))
        write(*(f"? {change.title}: {problem.message}" for change, problem in self._store.state.warnings()))
        write(*compare_flows(self._session.path(is_draft=False), self._session.path(is_draft=True)))
        store = self._store
        silenced = self._session.config.silenced_advisories
        for advice in find_advisories(store.settings(is_draft=True), store.capabilities, store.owner, silenced):
            write(f"Advice: {advice.message} {advice.reason}")
        dirty = [feature_state.feature for feature_state in store.feature_states if feature_state.is_dirty]
        for feature in dirty:
            self._say_hindrance(feature)
        return [feature for feature in dirty if store.state.can_save(feature)]

    def _say_hindrance(self, feature: Feature) -> None:
        blocking = self._store.state.blockers(feature)
        for problem in blocking:
            self._console.write(f"! {feature.field_title(problem.path)}: {problem.message}")
        if blocking:
            self._console.write(f"{feature.title} cannot be saved before that is put right.")
        elif not self._store.state.can_save(feature):
            phase = self._store.feature_state(feature).status.value
            self._console.write(f"{feature.title} cannot be saved now ({phase}): type reload first.")

    def _say(self, result: SaveResult) -> None:
        if result.status is not SaveStatus.UNKNOWN:
            self._console.write(result.message)
        if isinstance(result.failure, NotSignedInError):
            self._console.write("Type login to sign in; your changes are kept meanwhile.")
