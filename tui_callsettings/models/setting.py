"""The base of every setting, and reading and changing one of its fields by path."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Self, cast

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer
from pydantic.alias_generators import to_camel

from tui_callsettings.text import clean_text

FieldPath = tuple[str, ...]
"""Where a field lies within a setting: `("call_forwarding", "no_answer", "destination")`."""

Value = bool | int | str | None
"""What a field can hold. None means that the account gave no value."""


class Setting(BaseModel):
    """A frozen part of a person's call settings.

    snake_case in Python, camelCase on the wire. Every field is optional on read: what an account does not send stays
    absent and is not written back as an invented default. Fields this version does not know are kept.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        alias_generator=to_camel,
        populate_by_name=True,
        hide_input_in_errors=True,
        defer_build=True,
    )

    @model_serializer(mode="wrap")
    def _given_fields_only(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        dumped = cast("dict[str, Any]", serialize(self))
        for name, info in type(self).model_fields.items():
            if name not in self.model_fields_set:
                dumped.pop(name, None)
                dumped.pop(info.alias or name, None)
        return dumped

    def value(self, path: FieldPath) -> Value:
        """Return the value at `path`, a text as `clean_text` gives it; None where it, or a group above it, is absent.

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
        """A copy in which the field at `path` holds `value`; groups missing on the way are made, empty but for it."""
        name, rest = path[0], path[1:]
        if not rest:
            return self.model_copy(update={name: value})
        group = getattr(self, name)
        if group is None:
            group = group_model(type(self), name)()
        return self.model_copy(update={name: group.with_value(rest, value)})

    def with_values(self, values: Mapping[FieldPath, Value]) -> Self:
        """A copy in which each field of `values` holds its new value."""
        setting = self
        for path, value in values.items():
            setting = setting.with_value(path, value)
        return setting


@cache
def _has_field(model: type[BaseModel], path: FieldPath) -> bool:
    for step, name in enumerate(path):
        if name not in model.model_fields:
            return False
        if step < len(path) - 1:
            model = group_model(model, name)
    return True


def group_model(model: type[BaseModel], name: str) -> type[Setting]:
    """The model of the group `name` within `model`.

    Raises:
        KeyError: `name` is a single field, not a group.
    """
    annotation = model.model_fields[name].annotation
    for candidate in getattr(annotation, "__args__", (annotation,)):
        if isinstance(candidate, type) and issubclass(candidate, Setting):
            return candidate
    raise KeyError(name)
