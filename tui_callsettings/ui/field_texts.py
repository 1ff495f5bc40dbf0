"""What stands beside a field's value: the hint below the form, and the annotation on its row."""

from tui_callsettings.models.capabilities import Support
from tui_callsettings.models.field import FieldType, SettingField
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.models.validation import Problem, describe_field, format_field_value, ring_limits
from tui_callsettings.models.value_types import ValueLimits
from tui_callsettings.state.feature_state import FeatureState
from tui_callsettings.state.store_state import StoreState

from .editor import Editor
from .fields.field_row import FieldView, StateIcon
from .keymap import Keymap

_RING_SECONDS = 6
_REQUIRED = {
    FieldType.DESTINATION: "number required",
    FieldType.FORWARD_NUMBER: "number required",
    FieldType.EMAIL: "address required",
}


def usage_text(field: SettingField, view: FieldView, keymap: Keymap) -> str:
    """Return what can be done with a field, beside typing."""
    if not view.is_editable:
        return ""
    if field.type is FieldType.SWITCH:
        return f"{keymap.key('switch.toggle')} turns it on or off."
    if field.type is FieldType.RINGS:
        return f"Type a number, or use {keymap.key('rings.fewer')} and {keymap.key('rings.more')}."
    if field.type is FieldType.CHOICE:
        return f"{keymap.key('choice.previous')} and {keymap.key('choice.next')} choose."
    return ""


def hint_text(field: SettingField, view: FieldView, state: FeatureState, limits: ValueLimits) -> str:
    """Return the hint for the focused field: what it is, why it cannot be changed, what it was."""
    description = describe_field(field, limits)
    if not view.access.is_offered:
        return f"{_sentence(view.access.reason or 'not offered')} {description}"
    if not view.access.is_writable:
        return f"Read-only: {_sentence(view.access.reason, is_capital=False)} {description}"
    parts = [description]
    conflict = next((conflict for conflict in state.conflicts if conflict.path == field.path), None)
    if conflict is not None:
        value = format_field_value(field, conflict.theirs, view.number_region)
        parts.append(f"# Conflict: changed elsewhere to {value}; choose in the review.")
    elif state.saved is not None and any(change.path == field.path for change in state.changes):
        old = state.saved.value(field.path)
        # What a switch was is plain, and nothing is not worth a word.
        if old not in (None, "") and field.type is not FieldType.SWITCH:
            parts.append(f"Saved value: {format_field_value(field, old, view.number_region)}.")
    elif field.path in state.remote_changes:
        parts.append("# Changed elsewhere since you opened the editor.")
    return " ".join(parts)


def _sentence(text: str, *, is_capital: bool = True) -> str:
    text = text[:1].upper() + text[1:] if is_capital else text
    return text if text.endswith((".", "?", "!")) or not text else f"{text}."


def field_view(
    field: SettingField,
    state: StoreState,
    feature: FeatureState,
    problem: Problem | None,
    changed: set[FieldPath],
    *,
    is_missing: bool = False,
) -> FieldView:
    """Return everything the row of a field shows.

    Args:
        field: the field.
        state: everything that is being edited.
        feature: the field's feature.
        problem: what is shown of what is wrong with the value.
        changed: the paths of the fields that are changed.
        is_missing: whether a value is required and there is none.
    """
    path = field.path
    access = state.capabilities.support(feature.feature, path)
    if state.read_only_reason and access.is_writable:
        access = type(access)(type(access.access).READ_ONLY, state.read_only_reason)
    icon = StateIcon.NONE
    if problem is not None:
        icon = StateIcon.INVALID if problem.is_error else StateIcon.UNUSUAL
    elif path in changed:
        icon = StateIcon.CHANGED
    elif path in feature.remote_changes:
        icon = StateIcon.REMOTE
    is_missing = is_missing and access.is_writable and problem is None
    return FieldView(
        value=feature.value(path),
        unreadable=_unreadable(feature, path),
        icon=icon,
        annotation=_REQUIRED.get(field.type, "required")
        if is_missing
        else annotation_text(
            field, feature, state.capabilities.value_limits, access, is_locked=bool(state.read_only_reason)
        ),
        is_missing=is_missing,
        problem=problem,
        access=access,
        is_loaded=feature.is_editable,
        limits=_limits(field, feature, state.capabilities.value_limits),
        number_region=state.owner.region,
    )


def _unreadable(feature: FeatureState, path: FieldPath) -> str:
    if feature.draft is None or feature.draft.value(path) is not None:
        return ""
    return feature.draft.unreadable.get(path, "")


def annotation_text(
    field: SettingField, state: FeatureState, limits: ValueLimits, access: Support, *, is_locked: bool
) -> str:
    """Return what stands behind the value: changed elsewhere, seconds of ringing, or when it applies, if not now."""
    path = field.path
    if not access.is_writable:
        return "" if is_locked else f"read-only: {access.reason}" if access.reason else "read-only"
    if path in state.remote_changes and state.saved is not None and state.value(path) == state.saved.value(path):
        return "changed elsewhere"
    required = field.meta.required_if
    if required is not None and required[0] != "enabled":
        decides = state.feature.field(field.sibling(required[0]))
        if state.value(decides.path) != required[1]:
            return f'applies with "{format_field_value(decides, required[1])}"'
        return ""
    if field.enabled_by is not None and state.value(field.enabled_by) is False:
        return "applies when on"
    return _rings_annotation(field, state, limits)


def _rings_annotation(field: SettingField, state: FeatureState, limits: ValueLimits) -> str:
    value = state.value(field.path)
    if field.type is not FieldType.RINGS:
        return ""
    fewest, most = _limits(field, state, limits)
    seconds = f"about {value * _RING_SECONDS} s " if isinstance(value, int) else ""
    return f"{seconds}({fewest} to {most})"


def _limits(field: SettingField, state: FeatureState, limits: ValueLimits) -> tuple[int, int]:
    if field.type is not FieldType.RINGS or state.draft is None:
        return limits.fewest_rings, limits.most_rings
    fewest, most = ring_limits(field, state.draft, limits)
    return (0 if limits.takes_no_rings else fewest), most


def action_usage(editor: Editor) -> str:
    """Return what Enter does on an action."""
    return f"{editor.keymap.key('form.next')} starts it."
