"""What is said about a field beside its value: the help below the form, and the note on its row."""

from tui_callsettings.models.field import FieldType, SettingField
from tui_callsettings.models.validation import describe_field, format_field_value, ring_limits
from tui_callsettings.models.value_types import ValueLimits
from tui_callsettings.state.feature_state import FeatureState
from tui_callsettings.state.store import SettingsStore

HOW = {
    FieldType.SWITCH: "Space switches.",
    FieldType.RINGS: "Type a number, or Left and Right.",
    FieldType.CHOICE: "Left and Right choose.",
}
"""What can be done with a field of each kind, beside typing."""


def hint_of(field: SettingField, feature_state: FeatureState, rules: ValueLimits) -> str:
    """The help for the field in focus."""
    parts = [describe_field(field, rules)]
    conflict = next((conflict for conflict in feature_state.conflicts if conflict.path == field.path), None)
    if conflict is not None:
        parts.append(
            f"Somebody else set this to {format_field_value(field, conflict.theirs)} meanwhile; the review asks."
        )
    elif feature_state.saved is not None and any(change.path == field.path for change in feature_state.changes):
        before = feature_state.saved.value(field.path)
        # What a switch was is plain, and nothing is not worth a word.
        if before not in (None, "") and field.type is not FieldType.SWITCH:
            parts.append(f"Was {format_field_value(field, before)}.")
    elif field.path in feature_state.remote_changes:
        parts.append("# Changed by somebody else since you opened the editor.")
    return " ".join(parts)


def note_of(field: SettingField, feature_state: FeatureState) -> str:
    """What stands behind the value: that somebody else changed it, or when it acts, if not now."""
    if (
        field.path in feature_state.remote_changes
        and feature_state.saved is not None
        and feature_state.value(field.path) == feature_state.saved.value(field.path)
    ):
        return "changed elsewhere"
    needed = field.meta.required_if
    if needed is not None and needed[0] != "enabled":
        decides = feature_state.feature.field(field.sibling(needed[0]))
        is_used = feature_state.value(decides.path) == needed[1]
        return "" if is_used else f'used with "{format_field_value(decides, needed[1])}"'
    if field.enabled_by is not None and feature_state.value(field.enabled_by) is False:
        return "used when ON"
    return ""


def rings_of(field: SettingField, feature_state: FeatureState, store: SettingsStore) -> tuple[int, int]:
    """The fewest and the most rings, as the account has it."""
    rules = store.capabilities.value_limits
    fewest, most = (
        ring_limits(field, feature_state.draft, rules)
        if feature_state.draft
        else (rules.fewest_rings, rules.most_rings)
    )
    return (0 if rules.takes_no_rings else fewest), most
