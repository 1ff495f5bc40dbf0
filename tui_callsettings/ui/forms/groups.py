"""Which fields are shown together."""

from dataclasses import dataclass

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import SettingField
from tui_callsettings.models.setting import FieldPath

from .extras import Extra


@dataclass(frozen=True, slots=True)
class Group:
    """The fields that are shown together."""

    title: str
    fields: tuple[SettingField, ...]
    extras: tuple[Extra, ...] = ()

    @property
    def paths(self) -> set[FieldPath]:
        """Where its fields lie."""
        return {field.path for field in self.fields}


def groups_of(feature: Feature) -> tuple[Group, ...]:
    """A feature's groups as its model names them."""
    titles = dict.fromkeys("".join(field.group[:1]) for field in shown_fields(feature))
    return tuple(Group(title, fields_in(feature, title)) for title in titles)


def fields_in(feature: Feature, title: str) -> tuple[SettingField, ...]:
    """The fields of the group with this title; "" for those in none."""
    return tuple(field for field in shown_fields(feature) if "".join(field.group[:1]) == title)


def shown_fields(feature: Feature) -> tuple[SettingField, ...]:
    """The fields with a row of their own; a maximum stands in the row of what it limits."""
    limits = {field.sibling(field.meta.maximum_field) for field in feature.fields if field.meta.maximum_field}
    return tuple(field for field in feature.fields if field.path not in limits)
