"""From raw values by field path to a setting."""

from collections.abc import Mapping
from typing import Any

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting


def parse_values(feature: Feature, values: Mapping[FieldPath, object]) -> Setting:
    """Return the setting of `feature` with the raw `values` of a provider's documents.

    Raises:
        InvalidResponseError: there are none.
    """
    document: dict[str, Any] = {}
    for path, value in values.items():
        group = document
        for name in path[:-1]:
            group = group.setdefault(name, {})
        group[path[-1]] = value
    return feature.model.parse(document)
