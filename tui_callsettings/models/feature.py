"""The registry of features; each feature's module holds its model and its `FeatureSpec`."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from .setting import FieldMeta, FieldPath, Setting, SettingField


def _no_summary(setting: "Setting", region: str) -> str:
    del setting, region
    return ""


class FeatureSpec(NamedTuple):
    """All that is known about a feature apart from any provider's wire.

    Attributes:
        name: its name in commands, files and field keys: "do_not_disturb".
        title: what people call it: "Do not disturb".
        model: the model of its setting; titles, groups and rules of its fields stand there.
        wire_name: its name in JSON output: "doNotDisturb".
        summarize: returns what matters of a setting besides being on or off, in a few words, with numbers in the format
            of a region; "" where nothing does.
        switches: the fields that turn it on, in order; it is on if one of them is.
    """

    name: str
    title: str
    model: "type[Setting]"
    wire_name: str
    summarize: "Callable[[Setting, str], str]" = _no_summary
    switches: "tuple[FieldPath, ...]" = (("enabled",),)


class _Registry(type):
    """Makes `Feature` iterable, in the order of registration, and lets `Feature(name)` find a feature."""

    def __iter__(cls) -> Iterator["Feature"]:
        return iter(_FEATURES.values())

    def __len__(cls) -> int:
        return len(_FEATURES)

    def __call__(cls, name: object) -> "Feature":
        """Return the feature of this name.

        Raises:
            ValueError: no feature has it.
        """
        if isinstance(name, Feature):
            return name
        if not isinstance(name, str) or name not in _FEATURES:
            raise ValueError(f"{name!r} is not a feature")
        return _FEATURES[name]


class Feature(metaclass=_Registry):
    """A feature of a person's calls; one object for each, which can be compared with `is`.

    `Feature.register` adds one. The module of a built-in feature is imported when its spec is first asked for.
    """

    DO_NOT_DISTURB: ClassVar["Feature"]
    CALL_FORWARDING: ClassVar["Feature"]
    VOICEMAIL: ClassVar["Feature"]
    CALL_WAITING: ClassVar["Feature"]

    value: str
    """Its name in commands, files and field keys."""

    _spec: FeatureSpec | None

    if TYPE_CHECKING:

        def __init__(self, name: object) -> None: ...

    @classmethod
    def register(cls, spec: FeatureSpec) -> "Feature":
        """Add a feature.

        Raises:
            ValueError: a feature of this name is there already.
        """
        if spec.name in _FEATURES:
            raise ValueError(f'there is a feature "{spec.name}" already')
        return _add(spec.name, spec)

    @classmethod
    def unregister(cls, feature: "Feature") -> None:
        """Remove a feature that was added."""
        _FEATURES.pop(feature.value, None)
        _by_key.cache_clear()

    @cached_property
    def spec(self) -> FeatureSpec:
        """What is known about it."""
        return self._spec or cast("FeatureSpec", import_module(f".{self.value}", __package__).SPEC)

    @cached_property
    def title(self) -> str:
        """What people call it: "Do not disturb"."""
        return self.spec.title

    @property
    def wire_name(self) -> str:
        """Its name in JSON output: "doNotDisturb"."""
        return self.spec.wire_name

    @property
    def switches(self) -> "tuple[FieldPath, ...]":
        """The fields that turn it on; it is on if one of them is."""
        return self.spec.switches

    def summarize(self, setting: "Setting", region: str = "") -> str:
        """Return what matters of `setting` besides being on or off: "busy; unanswered after 3 rings".

        Args:
            setting: one of this feature's.
            region: two letters of a country, for the format of numbers; "" if unknown.
        """
        return self.spec.summarize(setting, region)

    @property
    def model(self) -> "type[Setting]":
        """The model of its setting."""
        return self.spec.model

    @cached_property
    def fields(self) -> "tuple[SettingField, ...]":
        """All its fields, group by group in the order of the model."""
        return _with_labels(_find_leaves(self.model, (), ()))

    @cached_property
    def field(self) -> "Callable[[FieldPath], SettingField]":
        """Returns the field at a path; texts and checks ask for it at every key.

        Raises:
            KeyError: there is no such field.
        """
        return {field.path: field for field in self.fields}.__getitem__

    def field_title(self, path: "FieldPath") -> str:
        """Return the field's name outside its form: "Forward to (when busy)"."""
        return self.field(path).label

    def key(self, path: "FieldPath") -> str:
        """Return the field's name in commands and files: "call_forwarding.no_answer.destination"."""
        return ".".join(path if path[0] == self.value else (self.value, *path))

    @classmethod
    def find(cls, key: str) -> "tuple[Feature, SettingField]":
        """Return the feature and the field that `key` names.

        Raises:
            KeyError: no field has that key.
        """
        return _by_key()[key]

    def __repr__(self) -> str:
        return f"<Feature {self.value}>"

    def __reduce__(self) -> "tuple[type[Feature], tuple[str]]":
        return Feature, (self.value,)

    def __copy__(self) -> "Feature":
        return self

    def __deepcopy__(self, memo: object) -> "Feature":
        return self


_FEATURES: dict[str, Feature] = {}


def _add(name: str, spec: FeatureSpec | None = None) -> Feature:
    feature = object.__new__(Feature)
    feature.value = name
    feature._spec = spec
    _FEATURES[name] = feature
    _by_key.cache_clear()
    return feature


@cache
def _by_key() -> "dict[str, tuple[Feature, SettingField]]":
    return {feature.key(field.path): (feature, field) for feature in Feature for field in feature.fields}


Feature.DO_NOT_DISTURB = _add("do_not_disturb")
Feature.CALL_FORWARDING = _add("call_forwarding")
Feature.VOICEMAIL = _add("voicemail")
Feature.CALL_WAITING = _add("call_waiting")


def _find_leaves(model: "type[Setting]", above: "FieldPath", groups: tuple[str, ...]) -> "list[SettingField]":
    from .setting import SettingField, group_model

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
    return tuple(field._replace(label=_label(field, is_unique=titles[field.title] == 1)) for field in fields)


def _label(field: "SettingField", *, is_unique: bool) -> str:
    if field.meta.label or is_unique or not field.group:
        return field.meta.label or field.title
    return f"{field.title} ({field.group[-1].lower()})"


def _meta(info: "FieldInfo") -> "FieldMeta | None":
    from .setting import FieldMeta

    metadata: list[Any] = info.metadata
    return next((item for item in metadata if isinstance(item, FieldMeta)), None)
