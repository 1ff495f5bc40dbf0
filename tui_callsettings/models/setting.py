"""The base of every setting, and what describes its fields: three values, lenient parsing, reading by path."""

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, Self, cast

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from tui_callsettings.errors import InvalidResponseError
from tui_callsettings.text import clean_text

from .raw_value import UNREADABLE, Parser, parser_for, raw_text

FieldPath = tuple[str, ...]
"""Where a field is within a setting: `("call_forwarding", "no_answer", "destination")`."""

Value = bool | int | str | None
"""What a field holds. None means *not reported*, which is never the same as off."""


class Setting(BaseModel):
    """A frozen part of a person's call settings.

    snake_case in Python, camelCase on the wire. Every field is optional: None is a value that the provider did not
    report. Fields of which this version knows nothing are kept, and so is the raw value of a field that could not be
    read, so that both go back to the provider unchanged.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="allow",
        alias_generator=to_camel,
        populate_by_name=True,
        hide_input_in_errors=True,
        defer_build=True,
    )

    @classmethod
    def parse(cls, raw: Mapping[str, object]) -> Self:
        """Return the setting in a provider's document, field by field.

        Flags may be "true", "false", "1" or "0", counts may be texts and texts may be JSON numbers. A field of any
        other type is unreadable, the rest of the document is read all the same.

        Args:
            raw: the document, with the names of the wire or of Python.

        Raises:
            InvalidResponseError: the document has no field that this version knows.
        """
        if not any(name in _field_names(cls) for name in raw):
            title = cls.__name__.removesuffix("Setting")
            raise InvalidResponseError(f"The answer is not a {title} setting: it has none of its fields.")
        return cls.parse_group(raw)

    @classmethod
    def parse_group(cls, raw: Mapping[str, object]) -> Self:
        """Return a group of a document, or a whole one that may be empty, in the same lenient way."""
        values: dict[str, object] = {}
        kept: dict[str, object] = {}
        for key, item in raw.items():
            name = _field_names(cls).get(key)
            if name is None:
                kept[key] = item
                continue
            value = _parse_value(cls, name, item)
            if value is UNREADABLE:
                kept[_aliases(cls)[name]] = item
            else:
                values[name] = value
        setting = cast("Self", cls.model_construct(_fields_set=set(values), **values))
        _extra(setting).update(kept)
        return setting

    @property
    def unreadable(self) -> Mapping[FieldPath, str]:
        """The fields with a value of a wrong type, and that raw value as a short text for people."""
        return dict(_unreadable_fields(self))

    def to_document(self) -> dict[str, Any]:
        """Return the JSON document: the reported fields with the names of the wire, and all that was kept unread."""
        return self.model_dump(by_alias=True, exclude_unset=True, warnings=False)

    def value(self, path: FieldPath) -> Value:
        """Return the value at `path`, a text as `clean_text` gives it; None where it is not reported or unreadable.

        The text as the provider sent it stays in the model, for writing back.

        Raises:
            KeyError: the model has no such field.
        """
        if not _has_field(type(self), path):
            raise KeyError(".".join(path))
        here: Any = self
        for name in path:
            here = getattr(here, name)
            if here is None:
                break
        return clean_text(here) if isinstance(here, str) else cast("Value", here)

    def with_value(self, path: FieldPath, value: Value) -> Self:
        """Return a copy in which the field at `path` holds `value`; groups missing on the way are made.

        The type is not checked: a draft keeps what a person typed, such as "3x" for a ring count, until
        `validation.find_problem` rejects it. A value from a program goes through `setting_input` first.

        Raises:
            KeyError: the model has no such field.
        """
        if not _has_field(type(self), path):
            raise KeyError(".".join(path))
        name, rest = path[0], path[1:]
        if rest:
            group = getattr(self, name)
            if group is None:
                group = group_model(type(self), name)()
            new: object = group.with_value(rest, value)
        else:
            new = value
        copy = self.model_copy(update={name: new})
        _extra(copy).pop(_aliases(type(self))[name], None)
        return copy

    def with_values(self, values: Mapping[FieldPath, Value]) -> Self:
        """Return a copy in which each field of `values` holds its new value."""
        setting = self
        for path, value in values.items():
            setting = setting.with_value(path, value)
        return setting


def _extra(setting: Setting) -> dict[str, Any]:
    return cast("dict[str, Any]", setting.model_extra)


def _parse_value(model: type[Setting], name: str, raw: object) -> object:
    if raw is None:
        return None
    parser = _parsers(model)[name]
    if parser is not None:
        return parser(raw)
    return group_model(model, name).parse_group(raw) if isinstance(raw, Mapping) else UNREADABLE


def _unreadable_fields(setting: Setting, above: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    model, extra = type(setting), _extra(setting)
    for name, alias in _aliases(model).items():
        path = (*above, name)
        if alias in extra:
            text = raw_text(extra[alias])
            yield from ((leaf, text) for leaf in _leaf_paths(model, name, path))
        elif isinstance(group := getattr(setting, name), Setting):
            yield from _unreadable_fields(group, path)


@cache
def _aliases(model: type[BaseModel]) -> dict[str, str]:
    """The name of each field on the wire."""
    return {name: info.alias or name for name, info in model.model_fields.items()}


@cache
def _field_names(model: type[BaseModel]) -> dict[str, str]:
    """The field that each name stands for, be it the wire's or Python's."""
    aliases = _aliases(model)
    return {**{alias: name for name, alias in aliases.items()}, **{name: name for name in aliases}}


@cache
def _parsers(model: type[BaseModel]) -> dict[str, Parser | None]:
    """How each field is read; None for a group."""
    return {name: parser_for(info.annotation) for name, info in model.model_fields.items()}


@cache
def _leaf_paths(model: type[BaseModel], name: str, path: FieldPath) -> tuple[FieldPath, ...]:
    if _parsers(model)[name] is not None:
        return (path,)
    group = group_model(model, name)
    return tuple(leaf for inner in group.model_fields for leaf in _leaf_paths(group, inner, (*path, inner)))


@cache
def _has_field(model: type[BaseModel], path: FieldPath) -> bool:
    for step, name in enumerate(path):
        if name not in model.model_fields or (step < len(path) - 1 and _parsers(model)[name] is not None):
            return False
        if step < len(path) - 1:
            model = group_model(model, name)
    return bool(path)


def group_model(model: type[BaseModel], name: str) -> type[Setting]:
    """Return the model of the group `name` within `model`.

    Raises:
        KeyError: `name` is a single field, not a group.
    """
    annotation = model.model_fields[name].annotation
    for candidate in getattr(annotation, "__args__", (annotation,)):
        if isinstance(candidate, type) and issubclass(candidate, Setting):
            return candidate
    raise KeyError(name)


class FieldType(Enum):
    """The type of value that a field takes; it decides the rule that checks it and the control that edits it."""

    SWITCH = "switch"
    DESTINATION = "destination"
    FORWARD_NUMBER = "number"
    EXTENSION = "extension"
    RINGS = "rings"
    EMAIL = "email address"
    CHOICE = "choice"
    TEXT = "text"


class Choice(NamedTuple):
    """One value of a choice and the label that people read."""

    value: str
    label: str


class FieldMeta(NamedTuple):
    """How a field is edited; written beside it in its model.

    Attributes:
        type: the type of value that it takes.
        choices: the values of a choice, in order.
        stored_choices: values that are shown with their label where a provider has stored them, and not offered.
        maximum_field: for rings, the sibling field that holds the account's own maximum.
        required_if: what makes a value necessary: the sibling's name and the value that it then has.
        alternative: the sibling field that does as well where this one is required.
        is_read_only: whether the account reports it and never accepts it.
        is_provider_specific: whether only accounts that list it in `Capabilities.specific_fields` have it; elsewhere it
            is hidden.
        state_labels: the labels of a switch that is off, and of one that is on.
        group: the title of the group in which it is shown, where that is not the group of its model.
        label: its name outside the form, where its title does not do and the group's title after it neither.
    """

    type: FieldType
    choices: tuple[Choice, ...] = ()
    stored_choices: tuple[Choice, ...] = ()
    maximum_field: str | None = None
    required_if: tuple[str, Value] | None = None
    alternative: str | None = None
    is_read_only: bool = False
    is_provider_specific: bool = False
    state_labels: tuple[str, str] = ("OFF", "ON")
    group: str = ""
    label: str = ""

    @property
    def choice_labels(self) -> dict[str, str]:
        """The label of each value of a choice, also of those that are not offered."""
        return {choice.value: choice.label for choice in (*self.choices, *self.stored_choices)}


class SettingField(NamedTuple):
    """One field of one feature.

    Attributes:
        path: where it is in the feature's model.
        title: its name on the form, beside others of its group: "Forward to".
        label: its name everywhere else: "Forward to (when busy)".
        description: one sentence of help.
        group: the titles of its groups, outermost first: ("When busy",).
        enabled_by: the switch of the same group, if the field has an effect only while that is on.
        meta: how it is edited.
    """

    path: FieldPath
    title: str
    label: str
    description: str
    group: tuple[str, ...]
    enabled_by: FieldPath | None
    meta: FieldMeta

    @property
    def type(self) -> FieldType:
        """The type of value that it takes."""
        return self.meta.type

    def sibling(self, name: str) -> FieldPath:
        """Return the path of the field `name` in the same group."""
        return (*self.path[:-1], name)
