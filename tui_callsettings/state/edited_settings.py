"""All features as the person is editing them: what is shown, what would change, what is in the way. Nothing is sent."""

from collections.abc import Callable, Iterable

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import NotOfferedError
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.rules import Problem, problems
from tui_callsettings.models.setting import FieldPath, Setting, Value

from .edit_log import Edit, EditLog
from .merge import Change
from .saving import unfit
from .slot import Phase, Side, Slot

Listener = Callable[[Slot], None]


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
        self._slots = {feature: Slot(feature) for feature in Feature}
        self._listeners: list[Listener] = []
        self._log = EditLog()
        self._waiting: dict[Feature, tuple[Change, ...]] = {}

    @property
    def capabilities(self) -> Capabilities:
        """What the account can do, as far as known now."""
        return self.client.capabilities

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All features, in order."""
        return tuple(self._slots.values())

    def slot(self, feature: Feature) -> Slot:
        """One feature."""
        return self._slots[feature]

    def settings(self, *, is_draft: bool) -> dict[Feature, Setting]:
        """The settings that are known: as the person wants them, or as last read."""
        pairs = ((slot.feature, slot.draft if is_draft else slot.saved) for slot in self.slots)
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
            raise NotOfferedError(self.read_only_reason)
        support = self.capabilities.support(feature, path)
        if not support.is_writable:
            title = feature.title_of(path)
            # "Call forwarding, busy, to, cannot …" but "Call waiting cannot …".
            comma = "," if "," in title else ""
            raise NotOfferedError(f"{title}{comma} cannot be changed: {support.reason}.")
        slot = self.slot(feature)
        before = slot.value(path)
        if not slot.is_editable or (type(before), before) == (type(value), value):
            return
        self._log.add(Edit(feature, path, before, value))
        self._put_edited(slot, path, value)

    def acknowledge(self, feature: Feature, path: FieldPath, value: Value) -> None:
        """Know of a value that something else done here gave a field: when it is read, it is no change of others."""
        self._put(self.slot(feature).acknowledged(path, value))

    def undo(self) -> Change | None:
        """Take back the last edit; what it was, or None if there is none."""
        edit = self._log.undo(self._shown)
        return None if edit is None else self._step(edit, edit.before)

    def redo(self) -> Change | None:
        """Make the last undone edit again; what it was, or None if there is none."""
        edit = self._log.redo(self._shown)
        return None if edit is None else self._step(edit, edit.after)

    def _shown(self, feature: Feature, path: FieldPath) -> Value:
        return self.slot(feature).value(path)

    def _step(self, edit: Edit, value: Value) -> Change:
        slot = self.slot(edit.feature)
        change = Change(edit.feature, edit.path, slot.value(edit.path), value)
        self._put_edited(slot, edit.path, value)
        return change

    def _put_edited(self, slot: Slot, path: FieldPath, value: Value) -> None:
        if not self.capabilities.rules.keeps_numbers:
            slot = slot.with_numbers_of(path, value)
        self._put(slot.edited(path, value))

    def revert(self, features: Iterable[Feature] = tuple(Feature)) -> None:
        """Drop the person's changes to `features`; each can be had back by `undo`."""
        for feature in features:
            for change in self.slot(feature).changes:
                self._log.add_whole(Edit(feature, change.path, change.after, change.before))
            self._put(self.slot(feature).reverted())

    def settle(self, feature: Feature, path: FieldPath, side: Side) -> None:
        """Decide one conflict. Taking theirs can be undone."""
        slot = self.slot(feature)
        settled = slot.settled(path, side)
        switch = feature.field(path).switch
        if switch is not None and settled.value(switch) is False and not self.capabilities.rules.keeps_numbers:
            settled = settled.with_numbers_of(switch, False)
        if settled.value(path) != slot.value(path):
            self._log.add_whole(Edit(feature, path, slot.value(path), settled.value(path)))
        self._put(settled)

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
            was = self.slot(feature)
            if not was.is_editable:
                continue
            del self._waiting[feature]
            resumed = was.resumed(changes)
            for path in (change.path for change in changes):
                if was.value(path) != resumed.value(path):
                    self._log.add_whole(Edit(feature, path, was.value(path), resumed.value(path)))
            self._put(resumed)

    def changes(self) -> tuple[Change, ...]:
        """All that saving would change."""
        return tuple(change for slot in self.slots for change in slot.changes)

    def unsaved(self) -> tuple[Change, ...]:
        """All that must not be lost: the changes, and edits of an earlier run whose feature could not be read yet."""
        changes = [change for slot in self.slots for change in slot.unsaved]
        return (*changes, *(change for waiting in self._waiting.values() for change in waiting))

    @property
    def is_dirty(self) -> bool:
        """Whether the person changed anything."""
        return any(slot.is_dirty for slot in self.slots)

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return any(slot.phase is Phase.SAVING for slot in self.slots)

    def problems(self, feature: Feature) -> tuple[Problem, ...]:
        """All that is wrong with a feature as the person wants it."""
        draft = self.slot(feature).draft
        return () if draft is None else problems(feature, draft, self.capabilities.rules, self.owner)

    def blocking(self, feature: Feature) -> tuple[Problem, ...]:
        """What must be put right before a save: errors that are not in the stored setting already."""
        slot = self.slot(feature)
        if slot.saved is None or not slot.is_dirty:
            return ()
        stored = {(p.path, p.sentence) for p in problems(feature, slot.saved, self.capabilities.rules, self.owner)}
        touched = {change.path for change in slot.changes}
        found = {
            problem.path: problem
            for problem in self.problems(feature)
            if problem.is_error and (problem.path in touched or (problem.path, problem.sentence) not in stored)
        }
        barred = (self._barred(change) for change in slot.changes if change.path not in found)
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
        sentence = unfit(change)
        return Problem(change.path, sentence) if sentence else None

    def can_save(self, feature: Feature) -> bool:
        """Whether there is something to save and nothing in its way."""
        slot = self.slot(feature)
        is_idle = slot.phase in (Phase.READY, Phase.UNKNOWN, Phase.FAILED)
        return is_idle and slot.is_dirty and not slot.conflicts and not self.blocking(feature)

    def _put(self, slot: Slot) -> None:
        if slot != self._slots[slot.feature]:
            self._slots[slot.feature] = slot
            for listener in tuple(self._listeners):
                # A listener may have edited meanwhile: nobody is told of what is over.
                listener(self._slots[slot.feature])
