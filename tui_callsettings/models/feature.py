"""The features, and what belongs to each: its title, its model and its fields."""

from collections import Counter
from dataclasses import replace
from enum import Enum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from .field import FieldMeta, SettingField
    from .setting import FieldPath, Setting


class Feature(Enum):
    """A feature of a person's calls. Its value is its name in commands, files and field keys."""

    DO_NOT_DISTURB = "do_not_disturb"
    CALL_FORWARDING = "call_forwarding"
    VOICEMAIL = "voicemail"
    CALL_WAITING = "call_waiting"

    @property
    def title(self) -> str:
        """What people call it: "Do not disturb"."""
        return self.value.replace("_", " ").capitalize()

    @property
    def wire_name(self) -> str:
        """Its name in the Webex paths and in JSON output: "doNotDisturb"."""
        first, *rest = self.value.split("_")
        return first + "".join(word.capitalize() for word in rest)

    @property
    def model(self) -> "type[Setting]":
        """The model of its setting; its module is imported when it is first asked for."""
        model: type[Setting] = getattr(import_module(f".{self.value}", __package__), _MODELS[self])
        return model

    @property
    def fields(self) -> "tuple[SettingField, ...]":
        """All its fields, in the order of the model."""
        return _fields(self)

    def field(self, path: "FieldPath") -> "SettingField":
        """The field at `path`.

        Raises:
            KeyError: there is no such field.
        """
        return _by_path(self)[path]

    def field_title(self, path: "FieldPath") -> str:
        """Return the field's name outside its form: "Forward to (when busy)"."""
        return self.field(path).label

    def key(self, path: "FieldPath") -> str:
        """The field's name in commands and files: "call_forwarding.no_answer.destination"."""
        return ".".join(path if path[0] == self.value else (self.value, *path))

    @classmethod
    def find(cls, key: str) -> "tuple[Feature, SettingField]":
        """The feature and the field that `key` names.

        Raises:
            KeyError: no field has that key.
        """
        return _by_key()[key]


_MODELS = {
    Feature.DO_NOT_DISTURB: "DoNotDisturbSetting",
    Feature.CALL_FORWARDING: "CallForwardSetting",
    Feature.VOICEMAIL: "VoicemailSetting",
    Feature.CALL_WAITING: "CallWaitingSetting",
}


@cache
def _fields(feature: Feature) -> "tuple[SettingField, ...]":
    return _with_labels(_find_leaves(feature.model, (), ()))


@cache
def _by_path(feature: Feature) -> "dict[FieldPath, SettingField]":
    return {field.path: field for field in feature.fields}


@cache
def _by_key() -> "dict[str, tuple[Feature, SettingField]]":
    return {feature.key(field.path): (feature, field) for feature in Feature for field in feature.fields}


def _find_leaves(model: "type[Setting]", above: "FieldPath", groups: tuple[str, ...]) -> "list[SettingField]":
    from .field import SettingField
    from .setting import group_model

    leaves: list[SettingField] = []
    switch = (*above, "enabled") if above and "enabled" in model.model_fields else None
    for name, info in model.model_fields.items():
        path = (*above, name)
        meta = _meta(info)
        if meta is None:
            inner = (*groups, info.title) if info.title else groups
            leaves += _find_leaves(group_model(model, name), path, inner)
        else:
            title = info.title or name
            group = (meta.group,) if meta.group else groups
            enabled_by = None if switch == path else switch
            leaves.append(SettingField(path, title, title, info.description or "", group, enabled_by, meta))
    return leaves


def _with_labels(fields: "list[SettingField]") -> "tuple[SettingField, ...]":
    titles = Counter(field.title for field in fields)
    groups = list(dict.fromkeys(field.group[:1] for field in fields))
    fields = sorted(fields, key=lambda field: groups.index(field.group[:1]))
    return tuple(replace(field, label=_label(field, is_unique=titles[field.title] == 1)) for field in fields)


def _label(field: "SettingField", *, is_unique: bool) -> str:
    if field.meta.label or is_unique or not field.group:
        return field.meta.label or field.title
    return f"{field.title} ({field.group[-1].lower()})"


def _meta(info: "FieldInfo") -> "FieldMeta | None":
    from .field import FieldMeta

    metadata: list[Any] = info.metadata
    return next((item for item in metadata if isinstance(item, FieldMeta)), None)
