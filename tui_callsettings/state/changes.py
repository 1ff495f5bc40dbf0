"""The differences between settings: one changed field, a conflict over a field, and a three-way merge."""

from typing import NamedTuple

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import SettingField
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.models.validation import format_field_value, is_same_value


class Change(NamedTuple):
    """One field of one feature that has, or is to get, another value."""

    feature: Feature
    path: FieldPath
    old: Value
    new: Value

    @property
    def field(self) -> SettingField:
        """The field that changes."""
        return self.feature.field(self.path)

    @property
    def key(self) -> str:
        """The field's name in commands and files: "call_forwarding.busy.destination"."""
        return self.feature.key(self.path)

    @property
    def title(self) -> str:
        """The field's full title: "Call forwarding, no answer, to"."""
        return self.feature.field_title(self.path)

    def texts(self, region: str = "") -> tuple[str, str]:
        """Return the old and the new value as people of `region` read them: ("OFF", "ON")."""
        field = self.field
        return format_field_value(field, self.old, region), format_field_value(field, self.new, region)


class Conflict(NamedTuple):
    """A field that was changed here and elsewhere, to different values.

    Attributes:
        feature: the feature the field belongs to.
        path: the field.
        base: the value before either change.
        ours: the value drafted here.
        theirs: the value at the provider.
    """

    feature: Feature
    path: FieldPath
    base: Value
    ours: Value
    theirs: Value

    @property
    def change(self) -> Change:
        """The change that saving `ours` would make."""
        return Change(self.feature, self.path, self.theirs, self.ours)


class Merge(NamedTuple):
    """The result of a three-way merge.

    Attributes:
        target: `theirs` with our changes applied; at conflicts it keeps `theirs`.
        changed: the fields in which `target` differs from `theirs`, which is what has to be written.
        conflicts: the fields that need a decision.
        remote_changes: the fields that were changed elsewhere and not here.
    """

    target: Setting
    changed: tuple[FieldPath, ...]
    conflicts: tuple[Conflict, ...]
    remote_changes: tuple[FieldPath, ...]


def changes_between(feature: Feature, old: Setting, new: Setting) -> tuple[Change, ...]:
    """Return the fields in which two settings differ, in the model's order; number separators are ignored."""
    if old is new:
        return ()
    values = ((field, old.value(field.path), new.value(field.path)) for field in feature.fields)
    return tuple(
        Change(feature, field.path, one, other) for field, one, other in values if not is_same_value(field, one, other)
    )


def merge_settings(feature: Feature, base: Setting, ours: Setting, theirs: Setting) -> Merge:
    """Apply our changes (from `base` to `ours`) to `theirs`, field by field."""
    our_changes = {change.path: change.new for change in changes_between(feature, base, ours)}
    their_changes = {change.path for change in changes_between(feature, base, theirs)}
    target: dict[FieldPath, Value] = {}
    conflicts = []
    for path, value in our_changes.items():
        if is_same_value(feature.field(path), value, theirs.value(path)):
            continue
        if path in their_changes:
            conflicts.append(Conflict(feature, path, base.value(path), value, theirs.value(path)))
        else:
            target[path] = value
    remote = tuple(field.path for field in feature.fields if field.path in their_changes - our_changes.keys())
    return Merge(theirs.with_values(target), tuple(target), tuple(conflicts), remote)
