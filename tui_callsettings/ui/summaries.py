"""What is shown, in few words, of a feature, of what is wrong with it, and of each of its fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tui_callsettings.errors import CallSettingsError, NotSignedInError
from tui_callsettings.models.capabilities import FULL, Capabilities, Support
from tui_callsettings.models.setting import FieldPath, FieldType, SettingField, Value
from tui_callsettings.models.validation import Problem, describe_field, format_field_value, ring_limits
from tui_callsettings.models.value_types import ValueLimits
from tui_callsettings.state.feature_state import FeatureState, Status
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.terminal.detect import MIN_SIZE

from .editor import Editor
from .keymap import Keymap
from .messages import NO_MESSAGE, Severity, StatusMessage


def is_on(state: FeatureState, capabilities: Capabilities) -> bool | None:
    """Return whether the feature is on in any of its ways; None where that was not reported."""
    feature = state.feature
    offered = [path for path in feature.switches if capabilities.support(feature, path).is_offered]
    values = [state.value(path) for path in offered]
    if True in values:
        return True
    return None if None in values else False


def feature_summary(state: FeatureState, region: str) -> str:
    """Return what matters of a feature beside being on or off, with numbers as people of `region` write them."""
    return "" if state.draft is None else state.feature.summarize(state.draft, region)


def status_text(state: FeatureState) -> str:
    """Return why there is nothing to show of a feature, or what goes on with it; "" when it is ready."""
    if state.status in (Status.UNLOADED, Status.LOADING) and not state.is_editable:
        return "reading..."
    if state.status is Status.UNSUPPORTED:
        return "not offered"
    if state.status is Status.FAILED and not state.is_editable:
        return "could not be read"
    if state.status is Status.SAVING:
        return "saving..."
    return "not confirmed" if state.status is Status.UNKNOWN else ""


def is_loaded(state: StoreState) -> bool:
    """Return whether everything was read, or could not be."""
    return all(each.is_editable or each.failure for each in state.features.values())


_FEWEST_ROWS = 10
"""In fewer rows the fields need the room more than the sentence on the size."""


def visible_message(editor: Editor, standing: StatusMessage) -> StatusMessage:
    """Return what the message bar shows: what just happened, then how things stand, else what the size leaves out."""
    latest = editor.status_message
    if not latest.text:
        return standing if standing.text else size_message(editor)
    if not standing.text or standing.text in latest.text:
        return latest
    severity = Severity.WARNING if latest.severity in (Severity.INFO, Severity.GOOD) else latest.severity
    return StatusMessage(f"{latest.text} {standing.text}", severity, latest.code)


def size_message(editor: Editor) -> StatusMessage:
    """Return that not everything fits into the terminal; nothing if it does, or if the sentence would not."""
    (columns, rows), (min_columns, min_rows) = editor.size, MIN_SIZE
    if (columns >= min_columns and rows >= min_rows) or rows < _FEWEST_ROWS:
        return NO_MESSAGE
    text = f"Too small: {columns} x {rows}. Make the terminal {min_columns} x {min_rows} or larger."
    return StatusMessage(text, Severity.WARNING, "size")


def standing_message(editor: Editor, features: Iterable[FeatureState] = (), notice: str = "") -> StatusMessage:
    """Return how things stand: read-only, signed out, and what is wrong with these features.

    Args:
        editor: the editor, with its state.
        features: those the screen is about.
        notice: shown when there is nothing else.
    """
    parts = [editor.store.read_only_reason, _signed_out_text(editor)]
    reload_key = editor.keymap.key("app.reload")
    parts += [issue_text(each, reload_key) for each in features if signed_out_error(each, editor) is None]
    text = "  ".join(part for part in parts if part) or notice
    return StatusMessage(text, Severity.WARNING, "standing") if text else NO_MESSAGE


def issue_text(state: FeatureState, reload_key: str) -> str:
    """Return what the person must know of a feature before editing it; "" if all is well."""
    title = state.feature.title
    if state.status is Status.FAILED:
        why = state.failure.details if state.failure else ""
        return f"{title} could not be read. {why} Press {reload_key} to try again.".replace("  ", " ")
    if state.conflicts:
        fields = ", ".join(conflict.change.field.label for conflict in state.conflicts)
        return f"{title} was also changed elsewhere: {fields}. Choose which value to keep in the review."
    last = state.last_save
    if (
        last is not None
        and last.status is not SaveStatus.SAVED
        and (state.is_dirty or state.status is not Status.READY)
    ):
        return last.message
    return ""


def blocker_text(state: FeatureState, editor_state: StoreState) -> str:
    """Return why the edits of a feature cannot be saved as they are; "" if they can."""
    blocker = next(iter(editor_state.blockers(state.feature)), None)
    if blocker is None:
        return ""
    return f"Not ready to save: {state.feature.field_title(blocker.path)}: {blocker.message}"


def signed_out_error(state: FeatureState, editor: Editor) -> CallSettingsError | None:
    """Return the error of the last request about this feature, if it failed because the person must sign in."""
    if state.status is Status.FAILED and isinstance(state.failure, NotSignedInError):
        return state.failure
    last = state.last_save
    is_current = last is not None and (editor.signed_in_at is None or last.at > editor.signed_in_at)
    if last is not None and is_current and isinstance(last.failure, NotSignedInError):
        return last.failure
    return None


def _signed_out_text(editor: Editor) -> str:
    errors = [error for each in editor.state.features.values() if (error := signed_out_error(each, editor)) is not None]
    if not errors:
        return ""
    kept = " Your changes are kept." if editor.state.is_dirty else ""
    words = f' The provider says: "{errors[0].provider_message}"' if errors[0].provider_message else ""
    key = editor.keymap.key("app.sign_in")
    return f'You are not signed in to "{editor.account.name}".{words} Press {key} to sign in.{kept}'


class StateIcon(Enum):
    """What is to be known of a field besides its value."""

    NONE = " "
    CHANGED = "*"
    REMOTE = "#"
    INVALID = "!"
    UNUSUAL = "?"


@dataclass(frozen=True, slots=True)
class FieldView:
    """Everything a row shows of its field.

    Attributes:
        value: as the person wants it; None for not reported.
        unreadable: what the provider sent instead of a value that can be read; "" if nothing.
        icon: changed, changed elsewhere, invalid or unusual.
        annotation: what stands behind the value.
        is_missing: whether a value is required and there is none; the annotation says so.
        problem: what is wrong with the value.
        access: whether the account lets the field be changed, and why not.
        is_loaded: whether the feature was read.
        limits: the fewest and the most rings.
        number_region: the country in which numbers are shown.
    """

    value: Value = None
    unreadable: str = ""
    icon: StateIcon = StateIcon.NONE
    annotation: str = ""
    is_missing: bool = False
    problem: Problem | None = None
    access: Support = FULL
    is_loaded: bool = False
    limits: tuple[int, int] = (2, 20)
    number_region: str = ""

    @property
    def is_editable(self) -> bool:
        """Whether the value can be changed now."""
        return self.is_loaded and self.access.is_writable


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
