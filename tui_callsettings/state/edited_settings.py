"""All features as the person is editing them: what is shown, what would change, what is in the way. Nothing is sent."""

from collections.abc import Callable, Iterable

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import UnsupportedError
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.models.validation import Problem, problems

from .changes import Change
from .feature_state import FeatureState, Resolution, Status
from .save import type_error_text
from .undo import UndoStack, UndoStep

Listener = Callable[[FeatureState], None]


class EditedSettings:
    """The features of one account and the person's edits of them; `SettingsStore` loads and saves them.

    Args:
        client: the account.

    Attributes:
        owner: whose settings these are, once that is read.
        read_only_reason: why nothing can be edited here; "" while it can.
    """

    def __init__(self, client: CallSettingsClient) -> None:
        self.client = client
        self.owner = Owner()
        self.read_only_reason = ""
        self._slots = {feature: FeatureState(feature) for feature in Feature}
        self._listeners: list[Listener] = []
        self._log = UndoStack()
        self._waiting: dict[Feature, tuple[Change, ...]] = {}

    @property
    def capabilities(self) -> Capabilities:
        """What the account can do, as far as known now."""
        return self.client.capabilities

    @property
    def feature_states(self) -> tuple[FeatureState, ...]:
        """All features, in order."""
        return tuple(self._slots.values())

    def feature_state(self, feature: Feature) -> FeatureState:
        """One feature."""
        return self._slots[feature]

    def settings(self, *, is_draft: bool) -> dict[Feature, Setting]:
        """The settings that are known: as the person wants them, or as last read."""
        pairs = (
            (feature_state.feature, feature_state.draft if is_draft else feature_state.saved)
            for feature_state in self.feature_states
        )
        return {feature: setting for feature, setting in pairs if setting is not None}

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` told of each new slot; the answer ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def edit(self, feature: Feature, path: FieldPath, value: Value) -> None:
        """Give a field a value; nothing is sent.

        Raises:
            KeyError: the feature has no such field.
            NotOfferedError: the account does not let it be changed; the sentence says why.
        """
        if self.read_only_reason:
            raise UnsupportedError(self.read_only_reason)
        support = self.capabilities.support(feature, path)
        if not support.is_writable:
            title = feature.field_title(path)
            # "Call forwarding, busy, to, cannot …" but "Call waiting cannot …".
            comma = "," if "," in title else ""
            raise UnsupportedError(f"{title}{comma} cannot be changed: {support.reason}.")
        feature_state = self.feature_state(feature)
        old = feature_state.value(path)
        if not feature_state.is_editable or (type(old), old) == (type(value), value):
            return
        self._log.add(UndoStep(feature, path, old, value))
        self._put_edited(feature_state, path, value)

    def set_known_value(self, feature: Feature, path: FieldPath, value: Value) -> None:
        """Know of a value that something else done here gave a field: when it is read, it is no change of others."""
        self._put(self.feature_state(feature).with_known_value(path, value))

    def undo(self) -> Change | None:
        """Take back the last edit; what it was, or None if there is none."""
        edit = self._log.undo(self._shown)
        return None if edit is None else self._step(edit, edit.old)

    def redo(self) -> Change | None:
        """Make the last undone edit again; what it was, or None if there is none."""
        edit = self._log.redo(self._shown)
        return None if edit is None else self._step(edit, edit.new)

    def _shown(self, feature: Feature, path: FieldPath) -> Value:
        return self.feature_state(feature).value(path)

    def _step(self, edit: UndoStep, value: Value) -> Change:
        feature_state = self.feature_state(edit.feature)
        change = Change(edit.feature, edit.path, feature_state.value(edit.path), value)
        self._put_edited(feature_state, edit.path, value)
        return change

    def _put_edited(self, feature_state: FeatureState, path: FieldPath, value: Value) -> None:
        if not self.capabilities.value_limits.keeps_numbers:
            feature_state = feature_state.with_dependent_numbers(path, value)
        self._put(feature_state.with_edit(path, value))

    def revert(self, features: Iterable[Feature] = tuple(Feature)) -> None:
        """Drop the person's changes to `features`; each can be had back by `undo`."""
        for feature in features:
            for change in self.feature_state(feature).changes:
                self._log.add_step(UndoStep(feature, change.path, change.new, change.old))
            self._put(self.feature_state(feature).without_edits())

    def resolve_conflict(self, feature: Feature, path: FieldPath, resolution: Resolution) -> None:
        """Decide one conflict. Taking theirs can be undone."""
        feature_state = self.feature_state(feature)
        resolved = feature_state.with_resolution(path, resolution)
        switch = feature.field(path).enabled_by
        if switch is not None and resolved.value(switch) is False and not self.capabilities.value_limits.keeps_numbers:
            resolved = resolved.with_dependent_numbers(switch, False)
        if resolved.value(path) != feature_state.value(path):
            self._log.add_step(UndoStep(feature, path, feature_state.value(path), resolved.value(path)))
        self._put(resolved)

    def resume(self, kept: Iterable[Change]) -> None:
        """Take up edits of an earlier run: merged with the settings as they are now; clashes become conflicts.

        Edits of a feature that could not be read yet wait until it is.
        """
        by_feature: dict[Feature, list[Change]] = {}
        for change in kept:
            by_feature.setdefault(change.feature, []).append(change)
        # All of them wait first: a listener told of one feature still finds those of the others among the unsaved.
        self._waiting |= {feature: tuple(changes) for feature, changes in by_feature.items()}
        for feature, changes in by_feature.items():
            was = self.feature_state(feature)
            if not was.is_editable:
                continue
            del self._waiting[feature]
            resumed = was.with_restored_edits(changes)
            for path in (change.path for change in changes):
                if was.value(path) != resumed.value(path):
                    self._log.add_step(UndoStep(feature, path, was.value(path), resumed.value(path)))
            self._put(resumed)

    def changes(self) -> tuple[Change, ...]:
        """All that saving would change."""
        return tuple(change for feature_state in self.feature_states for change in feature_state.changes)

    def unsaved(self) -> tuple[Change, ...]:
        """All that must not be lost: the changes, and edits of an earlier run whose feature could not be read yet."""
        changes = [change for feature_state in self.feature_states for change in feature_state.unsaved]
        return (*changes, *(change for waiting in self._waiting.values() for change in waiting))

    @property
    def is_dirty(self) -> bool:
        """Whether the person changed anything."""
        return any(feature_state.is_dirty for feature_state in self.feature_states)

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return any(feature_state.status is Status.SAVING for feature_state in self.feature_states)

    def problems(self, feature: Feature) -> tuple[Problem, ...]:
        """All that is wrong with a feature as the person wants it."""
        draft = self.feature_state(feature).draft
        return () if draft is None else problems(feature, draft, self.capabilities.value_limits, self.owner)

    def blocking(self, feature: Feature) -> tuple[Problem, ...]:
        """What must be put right before a save: errors that are not in the stored setting already."""
        feature_state = self.feature_state(feature)
        if feature_state.saved is None or not feature_state.is_dirty:
            return ()
        stored = {
            (p.path, p.message)
            for p in problems(feature, feature_state.saved, self.capabilities.value_limits, self.owner)
        }
        touched = {change.path for change in feature_state.changes}
        found = {
            problem.path: problem
            for problem in self.problems(feature)
            if problem.is_error and (problem.path in touched or (problem.path, problem.message) not in stored)
        }
        barred = (self._barred(change) for change in feature_state.changes if change.path not in found)
        return (*found.values(), *(problem for problem in barred if problem is not None))

    def warnings(self) -> tuple[tuple[Change, Problem], ...]:
        """Changes that can be saved but are unusual, and why; the person sees it before the save."""
        return tuple(
            (change, problem)
            for change in self.changes()
            for problem in self.problems(change.feature)
            if problem.path == change.path and not problem.is_error
        )

    def _barred(self, change: Change) -> Problem | None:
        support = self.capabilities.support(change.feature, change.path)
        if not support.is_writable:
            return Problem(change.path, f"This cannot be changed: {support.reason}. Undo it, or discard your changes.")
        message = type_error_text(change)
        return Problem(change.path, message) if message else None

    def can_save(self, feature: Feature) -> bool:
        """Whether there is something to save and nothing in its way."""
        feature_state = self.feature_state(feature)
        is_idle = feature_state.status in (Status.READY, Status.UNKNOWN, Status.FAILED)
        return is_idle and feature_state.is_dirty and not feature_state.conflicts and not self.blocking(feature)

    def _put(self, feature_state: FeatureState) -> None:
        if feature_state != self._slots[feature_state.feature]:
            self._slots[feature_state.feature] = feature_state
            for listener in tuple(self._listeners):
                # A listener may have edited meanwhile: nobody is told of what is over.
                listener(self._slots[feature_state.feature])
