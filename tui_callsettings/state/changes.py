"""The three-way merge of a setting: as it was read, as the person wants it, as it is now."""

from dataclasses import dataclass

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import SettingField
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.models.validation import format_field_value, is_same_value


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is to become something else."""

    feature: Feature
    path: FieldPath
    old: Value
    new: Value

    @property
    def field(self) -> SettingField:
        """The field that changes."""
        return self.feature.field(self.path)

    @property
    def title(self) -> str:
        """The field in full: "Call forwarding, no answer, to"."""
        return self.feature.field_title(self.path)

    @property
    def words(self) -> tuple[str, str]:
        """Before and after as people read them: ("OFF", "ON")."""
        return format_field_value(self.field, self.old), format_field_value(self.field, self.new)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that the person and somebody else changed, to different values."""

    feature: Feature
    path: FieldPath
    base: Value
    ours: Value
    now: Value

    @property
    def change(self) -> Change:
        """What saving mine would do."""
        return Change(self.feature, self.path, self.now, self.ours)


@dataclass(frozen=True, slots=True)
class Merge:
    """What came of a three-way merge.

    Attributes:
        wanted: `now` with the person's changes in it; at conflicts it holds `now`.
        changed: the fields in which `wanted` differs from `now`: what has to be written.
        conflicts: the fields about which the person must be asked.
        elsewhere: the fields that somebody else changed and the person did not.
    """

    target: Setting
    changed: tuple[FieldPath, ...]
    conflicts: tuple[Conflict, ...]
    remote_changes: tuple[FieldPath, ...]


def changes_between(feature: Feature, old: Setting, new: Setting) -> tuple[Change, ...]:
    """The fields in which two settings differ, in the order of the model; separators in numbers make no difference."""
    if old is new:
        return ()
    pairs = ((field, old.value(field.path), new.value(field.path)) for field in feature.fields)
    return tuple(Change(feature, f.path, old, new) for f, old, new in pairs if not is_same_value(f, old, new))


def merge_settings(feature: Feature, base: Setting, ours: Setting, now: Setting) -> Merge:
    """Put the person's changes (from `base` to `mine`) onto `now`, field by field."""
    my_changes = {change.path: change.new for change in changes_between(feature, base, ours)}
    their_changes = {change.path for change in changes_between(feature, base, now)}
    target: dict[FieldPath, Value] = {}
    conflicts = []
    for path, value in my_changes.items():
        if is_same_value(feature.field(path), value, now.value(path)):
            continue
        if path in their_changes:
            conflicts.append(Conflict(feature, path, base.value(path), value, now.value(path)))
        else:
            target[path] = value
    remote_changes = tuple(field.path for field in feature.fields if field.path in their_changes - my_changes.keys())
    return Merge(now.with_values(target), tuple(target), tuple(conflicts), remote_changes)
