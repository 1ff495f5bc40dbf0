"""How things stand, as messages: read-only, signed out, not read or saved, a terminal that is too small."""

from collections.abc import Iterable

from tui_callsettings.errors import CallSettingsError, NotSignedInError
from tui_callsettings.state.feature_state import FeatureState, Status
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.terminal.detect import MIN_SIZE

from .editor import Editor
from .messages import NO_MESSAGE, Severity, StatusMessage

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
