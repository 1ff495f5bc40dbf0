"""Review and save: what would change, the confirmation, the result, and the questions that a save can raise."""

from tui_callsettings.call_flow import build_call_flow, compare_flows, find_advisories
from tui_callsettings.cli.end_option import EndKeeper
from tui_callsettings.cli.save_command import review_lines
from tui_callsettings.errors import NotSignedInError, StorageError, UsageError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting
from tui_callsettings.models.validation import format_field_value
from tui_callsettings.state.changes import Conflict
from tui_callsettings.state.feature_state import Resolution, Status
from tui_callsettings.state.save import SaveResult, SaveStatus

from .plain_session import PlainSession

_KEPT = "Not saved; your changes are kept."


class SaveDialog:
    """The way from changes to saved settings.

    Args:
        plain_session: the settings and the console.
    """

    def __init__(self, plain_session: PlainSession) -> None:
        self._session = plain_session
        self._store = plain_session.store
        self._console = plain_session.console

    def run(self) -> None:
        """Resolve conflicts, review, ask, save and write the results; again after a new conflict."""
        while self._resolve_conflicts():
            if not self._store.is_dirty:
                self._console.write("No changes to save.")
                return
            features = self._review()
            ends = EndKeeper(self._session.session)
            if not features or not self._confirm(ends):
                self._console.write(_KEPT)
                return
            self._console.write("Saving...")
            results = self._session.run(self._store.save(features))
            self._session.report_messages()
            for result in results:
                self._report(result)
            if not any(result.status is SaveStatus.CONFLICT for result in results):
                self._console.write(*(line for lines in ends.apply(results) for line in lines))
            self.recheck_unknown(ends)
            if not any(result.status is SaveStatus.CONFLICT for result in results):
                return

    def _confirm(self, ends: EndKeeper) -> bool:
        """Ask what becomes of earlier ends, and whether to save; "until" with a time has the change end by itself."""
        try:
            replaced = ends.review_lines(self._store.changes())
        except StorageError as error:
            self._console.write(error.message)
            replaced = []
        if replaced:
            self._console.write(*replaced)
            options = ["keep that end for the new value", "drop it", "move it to another time"]
            chosen = self._console.choose("Choose a number (Enter keeps it):", options)
            ends.keeps = chosen != 1
            if chosen == 2:
                self._ask_time(ends)
        if not self._session.can_set_ends:
            return self._console.confirm("Save?")
        self._console.write('To have it end by itself, type until and a time first, for example "until 17:00".')
        while self._console.confirm("Save?", take=lambda answer: self._take_end(answer, ends)):
            try:
                ends.check_time()
            except UsageError as error:
                self._console.write(error.message)
                continue
            return True
        return False

    def _ask_time(self, ends: EndKeeper) -> None:
        while answer := self._console.ask('New time, for example 17:00, 2h or "mon 9:00" (Enter keeps the end):'):
            try:
                self._console.write(*ends.request_time(answer))
            except UsageError as error:
                self._console.write(error.message)
            else:
                return

    def _take_end(self, answer: str, ends: EndKeeper) -> bool:
        word, _, text = answer.partition(" ")
        if word not in ("until", "for") or not text.strip():
            return False
        try:
            self._console.write(*ends.request_time(text.strip()))
        except UsageError as error:
            self._console.write(error.message)
        return True

    def recheck_unknown(self, ends: EndKeeper | None = None) -> None:
        """Offer to find out how a save ended that was not confirmed.

        Args:
            ends: what the save means for ends, which is done once it is confirmed.
        """
        for feature in Feature:
            while self._store.feature_state(feature).status is Status.UNKNOWN:
                self._console.write(f"{feature.title}: not confirmed: no answer arrived.")
                if not self._console.confirm("Read again to find out?"):
                    self._console.write("Do not rely on it before you have read again: type reload.")
                    return
                result = self._session.run(self._store.recheck(feature))
                if result is not None and result.status is not SaveStatus.UNKNOWN:
                    self._report(result)
                    self._console.write(*(line for lines in (ends.apply([result]) if ends else ()) for line in lines))

    def _resolve_conflicts(self) -> bool:
        """Ask about each field that was changed elsewhere too; return False if the person leaves one open."""
        for state in self._store.feature_states:
            for conflict in state.conflicts:
                resolution = self._ask_resolution(conflict)
                if resolution is None:
                    self._console.write(_KEPT)
                    return False
                self._store.resolve_conflict(conflict.feature, conflict.path, resolution)
        return True

    def _ask_resolution(self, conflict: Conflict) -> Resolution | None:
        field, region = conflict.change.field, self._store.owner.region
        self._console.write("", f"Conflict: {conflict.change.title} was also changed elsewhere.")
        self._console.write(f"It was {format_field_value(field, conflict.base, region)}.")
        options = [
            f"yours: {format_field_value(field, conflict.ours, region)}",
            f"theirs, which is stored now: {format_field_value(field, conflict.theirs, region)}",
        ]
        chosen = self._console.choose("Which value should be saved? Choose a number (Enter decides later):", options)
        return None if chosen is None else (Resolution.OURS, Resolution.THEIRS)[chosen]

    def _review(self) -> list[Feature]:
        """Write what would change; return the features that can be saved."""
        write, store = self._console.write, self._store
        write("", "Changes:", *review_lines(store.changes(), store.owner.region))
        write(*(f"? {change.title}: {problem.message}" for change, problem in store.state.warnings()))
        dirty = [state.feature for state in store.feature_states if state.is_dirty]
        for feature in dirty:
            self._report_blockers(feature)
        savable = [feature for feature in dirty if store.state.can_save(feature)]
        if savable:
            self._write_effect(store.state.settings_after_save())
        return savable

    def _write_effect(self, after: dict[Feature, Setting]) -> None:
        """Write what the save would change for a caller; edits that cannot be saved are not part of it."""
        store = self._store
        flow = build_call_flow(after, store.capabilities, store.owner, other_rules=store.state.other_rules)
        self._console.write(*compare_flows(self._session.path(is_draft=False), flow))
        silenced = self._session.config.silenced_advisories
        for advice in find_advisories(after, store.capabilities, store.owner, silenced, flow=flow):
            self._console.write(f"Advice: {advice.message} {advice.reason}")

    def _report_blockers(self, feature: Feature) -> None:
        blockers = self._store.state.blockers(feature)
        for problem in blockers:
            self._console.write(f"! {feature.field_title(problem.path)}: {problem.message}")
        if blockers:
            self._console.write(f"{feature.title}: errors must be fixed before saving.")
        elif not self._store.state.can_save(feature):
            status = self._store.feature_state(feature).status.value
            self._console.write(f"{feature.title} cannot be saved now ({status}). Type reload first.")

    def _report(self, result: SaveResult) -> None:
        if result.status is not SaveStatus.UNKNOWN:
            self._console.write(result.message)
        if isinstance(result.failure, NotSignedInError):
            self._console.write("Type login to sign in; your changes are kept.")
