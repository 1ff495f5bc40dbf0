"""A feature in one line: whether it is on, and what matters of the rest."""

from collections.abc import Callable

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.state.feature_state import FeatureState

_RULES = (
    ("always", ("call_forwarding", "always")),
    ("busy", ("call_forwarding", "busy")),
    ("no answer", ("call_forwarding", "no_answer")),
    ("not reachable", ("business_continuity",)),
)


def switches_of(feature: Feature) -> tuple[FieldPath, ...]:
    """What decides whether the feature is on: one switch, or forwarding's four."""
    if feature is Feature.CALL_FORWARDING:
        return tuple((*path, "enabled") for _, path in _RULES)
    return (("enabled",),)


def is_on(feature_state: FeatureState) -> bool | None:
    """Whether the feature is on in any of its ways; None where the account gives no value."""
    values = [feature_state.value(path) for path in switches_of(feature_state.feature)]
    return True if True in values else None if all(value is None for value in values) else False


def gist_of(feature_state: FeatureState) -> str:
    """What matters of the rest."""
    return _GISTS[feature_state.feature](feature_state)


def _forwarding(feature_state: FeatureState) -> str:
    parts = []
    for name, path in _RULES:
        number = feature_state.value((*path, "destination")) or "?"
        if feature_state.value((*path, "enabled")):
            parts.append(f"{name} → {number}")
    return ", ".join(parts)


def _voicemail(feature_state: FeatureState) -> str:
    if not feature_state.value(("enabled",)):
        return ""
    if feature_state.value(("send_all_calls", "enabled")):
        return "all calls"
    parts = []
    if feature_state.value(("send_busy_calls", "enabled")):
        parts.append("busy")
    if feature_state.value(("send_unanswered_calls", "enabled")):
        rings = feature_state.value(("send_unanswered_calls", "number_of_rings"))
        parts.append(f"not answered, {rings} rings" if rings is not None else "not answered")
    return "; ".join(parts) or "no calls go there"


def _do_not_disturb(feature_state: FeatureState) -> str:
    if not feature_state.value(("enabled",)):
        return ""
    return "callers are treated as if you were busy"


def _nothing(feature_state: FeatureState) -> str:
    del feature_state
    return ""


_GISTS: dict[Feature, Callable[[FeatureState], str]] = {
    Feature.DO_NOT_DISTURB: _do_not_disturb,
    Feature.CALL_FORWARDING: _forwarding,
    Feature.VOICEMAIL: _voicemail,
    Feature.CALL_WAITING: _nothing,
}
