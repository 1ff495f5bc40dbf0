"""The state of the settings store as one frozen value, and what can be derived from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from tui_callsettings.errors import RejectedError, UnsupportedError
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.models.validation import Problem, ProblemSeverity, find_problems

from .changes import Change
from .feature_state import FeatureState, Status
from .save import SaveResult, SaveStatus, value_type_error

if TYPE_CHECKING:
    from .end_record import ScheduledEnd

AcceptedProblem = tuple[Feature, FieldPath, str, Value]
"""A problem that stops no save while its field holds that value: feature, field, message, value."""


@dataclass(frozen=True, slots=True)
class StoreState:
    """All features of one account as the person is editing them.

    Attributes:
        capabilities: what the account can do, as far as known.
        features: each feature's state, in order.
        owner: the owner of the settings, once that is read.
        other_rules: the provider's rules that act before or beside the settings, as far as they could be read.
        read_only_reason: why nothing can be edited here; "" while it can.
        pending_edits: edits of an earlier run that wait until their feature is read.
        can_undo: whether an edit can be undone.
        is_undo_at_save: whether the next undo would take back an edit that was saved already.
        can_redo: whether an undone edit can be redone.
        restored: problems of a restored state, which was accepted once and therefore may be saved again.
        ends: the fields that go back by themselves, and when.
    """

    capabilities: Capabilities
    features: Mapping[Feature, FeatureState] = field(
        default_factory=lambda: {feature: FeatureState(feature) for feature in Feature}
    )
    owner: Owner = field(default_factory=Owner)
    other_rules: tuple[OtherRule, ...] = ()
    read_only_reason: str = ""
    pending_edits: Mapping[Feature, tuple[Change, ...]] = field(default_factory=dict)
    can_undo: bool = False
    is_undo_at_save: bool = False
    can_redo: bool = False
    restored: frozenset[AcceptedProblem] = frozenset()
    ends: "tuple[ScheduledEnd, ...]" = ()

    def settings(self, *, is_draft: bool) -> dict[Feature, Setting]:
        """Return the settings that are known, as edited or as last read."""
        pairs = ((each.feature, each.draft if is_draft else each.saved) for each in self.features.values())
        return {feature: setting for feature, setting in pairs if setting is not None}

    def with_feature(self, state: FeatureState) -> "StoreState":
        """Return the state with another one of a feature."""
        return replace(self, features={**self.features, state.feature: state})

    def settings_after_save(self) -> dict[Feature, Setting]:
        """Return the settings as a save would leave them: what cannot be saved stays as last read."""
        found = {}
        for feature, current in self.features.items():
            is_part = self.can_save(feature) or current.status is Status.SAVING
            setting = current.draft if is_part else current.saved
            if setting is not None:
                found[feature] = setting
        return found

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that saving everything would make."""
        return tuple(change for each in self.features.values() for change in each.changes)

    @property
    def unsaved(self) -> tuple[Change, ...]:
        """Everything that must not be lost: the changes, and the pending edits of an earlier run."""
        changes = [change for each in self.features.values() for change in each.unsaved]
        return (*changes, *(change for pending in self.pending_edits.values() for change in pending))

    @property
    def is_dirty(self) -> bool:
        """Whether the person changed anything."""
        return any(each.is_dirty for each in self.features.values())

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return any(each.status is Status.SAVING for each in self.features.values())

    @property
    def is_loading(self) -> bool:
        """Whether a feature is being read."""
        return any(each.status is Status.LOADING for each in self.features.values())

    def find_problems(self, feature: Feature) -> tuple[Problem, ...]:
        """Return everything that is wrong with a feature as edited."""
        return self._find_problems(feature, self.features[feature].draft)

    def blockers(self, feature: Feature) -> tuple[Problem, ...]:
        """Return what must be fixed before a save: errors that are not in the stored setting already."""
        current = self.features[feature]
        if current.saved is None or not current.is_dirty:
            return ()
        accepted = self._accepted_problems(feature)
        blocking = {
            problem.path: problem
            for problem in self.find_problems(feature)
            if problem.is_error and (problem.path, problem.message) not in accepted
        }
        barred = (self._access_problem(change) for change in current.changes if change.path not in blocking)
        return (*blocking.values(), *(problem for problem in barred if problem is not None))

    def warnings(self) -> tuple[tuple[Change, Problem], ...]:
        """Return the changes that can be saved but are unusual, each with its reason, for the review."""
        found = []
        for feature, current in self.features.items():
            barred = {(problem.path, problem.message) for problem in self.blockers(feature)}
            problems = [p for p in self.find_problems(feature) if (p.path, p.message) not in barred]
            for change in current.changes:
                found += [(change, _as_warning(p)) for p in problems if p.path == change.path]
        return tuple(found)

    def can_save(self, feature: Feature) -> bool:
        """Whether there is something to save and nothing in its way."""
        current = self.features[feature]
        is_idle = current.status in (Status.READY, Status.UNKNOWN, Status.FAILED)
        return is_idle and current.is_dirty and not current.conflicts and not self.blockers(feature)

    def check_writable(self, feature: Feature, path: FieldPath) -> None:
        """Check that a field can be edited.

        Raises:
            KeyError: the feature has no such field.
            UnsupportedError: the account does not let it be changed; the message gives the reason.
        """
        if self.read_only_reason:
            raise UnsupportedError(self.read_only_reason)
        support = self.capabilities.support(feature, path)
        if not support.is_writable:
            title = feature.field_title(path)
            # "Call forwarding, busy, to, cannot …" but "Call waiting cannot …".
            comma = "," if "," in title else ""
            raise UnsupportedError(f"{title}{comma} cannot be changed: {support.reason}.")

    def rules_on(self) -> tuple[Change, ...]:
        """Return the changes that turn off every forwarding rule that is on and can be changed."""
        feature = Feature.CALL_FORWARDING
        current = self.features[feature]
        return tuple(
            Change(feature, field.path, True, False)
            for field in feature.fields
            if field.path[-1] == "enabled"
            and current.value(field.path) is True
            and self.capabilities.support(feature, field.path).is_writable
        )

    def save_refusal(self, feature: Feature) -> SaveResult | None:
        """Return the result of a save that must not be sent; None if it may be."""
        current, at = self.features[feature], datetime.now().astimezone()
        if current.draft is None:
            return None
        refused = partial(SaveResult, feature, SaveStatus.REJECTED, at, current.draft)
        if self.read_only_reason:
            return refused(failure=UnsupportedError(self.read_only_reason))
        if current.conflicts:
            return SaveResult(
                feature, SaveStatus.CONFLICT, at, current.draft, old=current.saved, conflicts=current.conflicts
            )
        for problem in self.blockers(feature):
            label = feature.field(problem.path).label
            return refused(failure=RejectedError(f"{label[0].upper()}{label[1:]}: {problem.message}"))
        return None

    def _accepted_problems(self, feature: Feature) -> set[tuple[FieldPath, str]]:
        """Return the errors that stand in no save's way: those of the stored setting, and those of a restored one.

        A stored one counts only where the change leaves it alone: neither its field nor the switch it depends on.
        """
        current = self.features[feature]
        touched = {change.path for change in current.changes}
        stored = {
            (problem.path, problem.message)
            for problem in self._find_problems(feature, current.saved)
            if problem.path not in touched and feature.field(problem.path).enabled_by not in touched
        }
        restored = {
            (path, message)
            for owner, path, message, value in self.restored
            if owner is feature and current.value(path) == value
        }
        return stored | restored

    def _find_problems(self, feature: Feature, setting: Setting | None) -> tuple[Problem, ...]:
        if setting is None:
            return ()
        return find_problems(feature, setting, self.capabilities.value_limits, self.owner)

    def _access_problem(self, change: Change) -> Problem | None:
        support = self.capabilities.support(change.feature, change.path)
        if not support.is_writable:
            return Problem(change.path, f"This cannot be changed: {support.reason}. Undo it, or discard your changes.")
        error = value_type_error(change)
        return Problem(change.path, error) if error else None

    def accepted_problems(self, feature: Feature, setting: Setting) -> Iterator[AcceptedProblem]:
        """Yield the errors that `setting` has by today's rules, for a state that was accepted once."""
        for problem in self._find_problems(feature, setting):
            if problem.is_error:
                yield feature, problem.path, problem.message, setting.value(problem.path)


def _as_warning(problem: Problem) -> Problem:
    return Problem(problem.path, problem.message, ProblemSeverity.WARNING)
