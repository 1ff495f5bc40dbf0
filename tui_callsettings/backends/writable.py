"""What a backend does when it is asked to store a field that the account does not take."""

from collections.abc import Collection

from tui_callsettings.errors import RejectedError, UnsupportedError
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting

_NOTHING = (None, "", False, "DEFAULT")
"""Values that ask for what an account without the field does anyway."""


def writable_changes(
    capabilities: Capabilities, feature: Feature, wanted: Setting, changed: Collection[FieldPath]
) -> frozenset[FieldPath]:
    """The fields of `changed` that can be stored.

    A script that sends a whole setting also sends fields that this account lacks; switched off they are dropped.

    Raises:
        NotOfferedError: the account does not have the feature.
        RefusedError: a field cannot be changed, and the wanted value is not just off.
    """
    whole = capabilities.support(feature)
    if not whole.is_offered:
        raise UnsupportedError(f"{feature.title}: {whole.reason}.")
    kept = set()
    for path in changed:
        support = capabilities.support(feature, path)
        if support.is_writable:
            kept.add(path)
        elif support.is_offered or wanted.value(path) not in _NOTHING:
            words = feature.field(path).words
            raise RejectedError(f"{feature.title}, {words}, cannot be changed: {support.reason}. Nothing was changed.")
    return frozenset(kept)
