"""Where things stand, in words: for the header, the overview and the line above the hint."""

from tui_callsettings.state.feature_state import FeatureState, Status
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.state.store import SettingsStore


def counted(number: int, noun: str) -> str:
    """`1 change`, `2 changes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def changes_of(store: SettingsStore) -> str:
    """What is not saved yet: "* 2 changes"; "" if nothing."""
    parts = []
    conflicts = sum(len(feature_state.conflicts) for feature_state in store.feature_states)
    if conflicts:
        parts.append(f"# {counted(conflicts, 'question')}")
    changes = len(store.changes())
    if changes:
        parts.append(f"* {counted(changes, 'change')}")
    return "   ".join(parts)


def activity_of(store: SettingsStore) -> str:
    """What goes on: "reading...", "saving..."; else when all this was read: "read 14:03:22"."""
    phases = {feature_state.status for feature_state in store.feature_states}
    if Status.SAVING in phases:
        return "saving..."
    if phases & {Status.LOADING, Status.UNLOADED}:
        return "reading..."
    times = [feature_state.read_at for feature_state in store.feature_states if feature_state.read_at is not None]
    return f"read {min(times):%H:%M:%S}" if times else ""


def trouble_of(feature_state: FeatureState, reload_key: str) -> str:
    """What the person must know of a feature before editing it; "" if all is well."""
    if feature_state.status is Status.FAILED:
        why = feature_state.failure.details if feature_state.failure else ""
        return f"{feature_state.feature.title} could not be read. {why} {reload_key} reads it again.".replace("  ", " ")
    if feature_state.conflicts:
        fields = ", ".join(conflict.change.field.label for conflict in feature_state.conflicts)
        title = feature_state.feature.title
        return f"{title}: somebody else changed this too: {fields}. The review asks which value to keep."
    if (
        feature_state.last_save is not None
        and feature_state.last_save.status is not SaveStatus.SAVED
        and (feature_state.is_dirty or not _is_done(feature_state))
    ):
        return feature_state.last_save.message
    return ""


def _is_done(feature_state: FeatureState) -> bool:
    return feature_state.status is Status.READY


def phase_words(feature_state: FeatureState) -> str:
    """Why there is nothing to show of a feature: "reading...", "not offered"; "" when there is."""
    if feature_state.status in (Status.UNLOADED, Status.LOADING) and not feature_state.is_editable:
        return "reading..."
    if feature_state.status is Status.UNSUPPORTED:
        return "not offered"
    if feature_state.status is Status.FAILED and not feature_state.is_editable:
        return "could not be read"
    if feature_state.status is Status.SAVING:
        return "saving..."
    return "not confirmed" if feature_state.status is Status.UNKNOWN else ""
