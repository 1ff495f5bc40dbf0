"""Where things stand, in few words: a feature in one line, unsaved changes, and when the settings were verified."""

from collections.abc import Iterable

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.state.feature_state import FeatureState, Status
from tui_callsettings.state.store_state import StoreState

from .rendering import count_text


def is_on(state: FeatureState, capabilities: Capabilities) -> bool | None:
    """Return whether the feature is on in any of its ways; None where that was not reported."""
    feature = state.feature
    offered = [path for path in feature.switches if capabilities.support(feature, path).is_offered]
    values = [state.value(path) for path in offered]
    if True in values:
        return True
    return None if None in values else False


def feature_summary(state: FeatureState) -> str:
    """Return what matters of a feature beside being on or off."""
    return "" if state.draft is None else state.feature.spec.summarize(state.draft)


def changes_text(features: Iterable[FeatureState]) -> str:
    """Return what is not saved yet: "* 2 unsaved"; "" if nothing."""
    features = tuple(features)
    conflicts = sum(len(state.conflicts) for state in features)
    changes = sum(len(state.changes) for state in features)
    parts = [f"# {count_text(conflicts, 'conflict')}"] if conflicts else []
    parts += [f"* {changes} unsaved"] if changes else []
    return "   ".join(parts)


def activity_text(features: Iterable[FeatureState]) -> str:
    """Return what goes on: "reading...", "saving..."; else when all of this was last verified: "read 14:03:22"."""
    features = tuple(features)
    statuses = {state.status for state in features}
    if Status.SAVING in statuses:
        return "saving..."
    if statuses & {Status.LOADING, Status.UNLOADED}:
        return "reading..."
    times = [state.read_at for state in features if state.read_at is not None]
    return f"read {min(times):%H:%M:%S}" if times else ""


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
