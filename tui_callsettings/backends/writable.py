"""Decide which fields of a change a backend stores, and which it rejects."""

from collections.abc import Collection

from tui_callsettings.errors import RejectedError, UnsupportedError
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting

_NOTHING = (None, "", False, "DEFAULT")
"""Values that ask for what an account without the field does anyway."""


def writable_changes(
    capabilities: Capabilities, feature: Feature, target: Setting, changed: Collection[FieldPath]
) -> frozenset[FieldPath]:
    """Return the fields of `changed` that can be stored.

    A script that sends a whole setting also sends fields that this account does not have; turned off, they are dropped.

    Raises:
        UnsupportedError: the account does not have the feature.
        RejectedError: a field cannot be changed, and its value is not just off.
    """
    whole = capabilities.support(feature)
    if not whole.is_offered:
        raise UnsupportedError(f"{feature.title}: {whole.reason}.")
    kept = set()
    for path in changed:
        support = capabilities.support(feature, path)
        if support.is_writable:
            kept.add(path)
        elif support.is_offered or target.value(path) not in _NOTHING:
            label = feature.field(path).label
            raise RejectedError(f"{feature.title}: {label} cannot be changed: {support.reason}. Nothing was changed.")
    return frozenset(kept)
