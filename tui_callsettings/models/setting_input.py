"""Settings that a program passes to the library, as a model or a mapping, checked and flattened into field values.

A setter must never succeed at nothing: whatever is not a known field with a value of its type is rejected, and the
message names the field and the rule.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tui_callsettings.errors import RejectedError

from .feature import Feature
from .setting import FieldPath, FieldType, Setting, Value, group_model

_MAX_SHOWN = 40
"""Characters of a wrong value that a message repeats."""


@dataclass(frozen=True, slots=True)
class SettingInput:
    """The fields that a program wants to set.

    Attributes:
        feature: the feature they belong to.
        values: the new values of fields that can be changed.
        echoes: what was passed besides and cannot be changed, by wire path: read-only fields, names this version does
            not know, nulls. A setting that was read and is passed back has them; they must equal what is stored.
    """

    feature: Feature
    values: dict[FieldPath, Value] = field(default_factory=dict)
    echoes: dict[tuple[str, ...], object] = field(default_factory=dict)

    def check_echoes(self, stored: Setting) -> None:
        """Reject what cannot be changed and differs from `stored`.

        Raises:
            RejectedError: there is such a value, or there is nothing besides.
        """
        document: object = stored.model_dump(by_alias=True)
        for path, value in self.echoes.items():
            if _lookup(document, path) != value:
                raise RejectedError(_echo_message(self.feature, path, value))
        if not self.values:
            raise RejectedError(_empty_message(self.feature))


def parse_setting_input(feature: Feature, setting: object) -> SettingInput:
    """Check the names and types of `setting`: the feature's model, or a mapping in camelCase or snake_case.

    Raises:
        RejectedError: it is something else, has a value of a wrong type, or is empty.
    """
    expected = feature.model
    if isinstance(setting, Setting):
        if not isinstance(setting, expected):
            raise RejectedError(f"{feature.title}: pass a {expected.__name__}, not a {type(setting).__name__}.")
    elif not isinstance(setting, Mapping):
        raise RejectedError(
            f"{feature.title}: pass a {expected.__name__} or a mapping such as {_example(feature)}, "
            f"not {_describe(setting)}."
        )
    parsed = SettingInput(feature)
    _collect(parsed, expected, setting, (), ())
    if not parsed.values and not parsed.echoes:
        raise RejectedError(_empty_message(feature))
    return parsed


def wire_name(feature: Feature, path: FieldPath) -> str:
    """Return the name of a field in JSON: "callForwarding.noAnswer.numberOfRings"."""
    names, model = [], feature.model
    for step, name in enumerate(path):
        names.append(model.model_fields[name].alias or name)
        if step < len(path) - 1:
            model = group_model(model, name)
    return ".".join(names)


def _collect(
    parsed: SettingInput, model: type[Setting], given: object, path: FieldPath, wire_path: tuple[str, ...]
) -> None:
    """Add the members of one group to `parsed`."""
    names = {alias: name for name, info in model.model_fields.items() for alias in (name, info.alias or name)}
    seen: set[str] = set()
    for key, value in _members(given):
        name = names.get(key)
        if name is None:
            parsed.echoes[*wire_path, key] = value
            continue
        if name in seen:
            raise RejectedError(f"{'.'.join((*wire_path, key))} is given twice, in two spellings.")
        seen.add(name)
        wire = (*wire_path, model.model_fields[name].alias or name)
        try:
            group = group_model(model, name)
        except KeyError:
            _add_field(parsed, (*path, name), wire, value)
            continue
        if value is None:
            parsed.echoes[wire] = None
        elif isinstance(value, Mapping | group):
            _collect(parsed, group, value, (*path, name), wire)
        else:
            raise RejectedError(f"{'.'.join(wire)} must be a group of fields, not {_describe(value)}.")


def _members(given: object) -> Iterator[tuple[str, object]]:
    """Yield the names and values that `given` sets itself."""
    if isinstance(given, Setting):
        extra = given.model_extra or {}
        for name in given.model_fields_set:
            yield name, extra[name] if name in extra else getattr(given, name)
        return
    assert isinstance(given, Mapping)  # noqa: S101 - the caller checked it
    for name, value in given.items():
        if not isinstance(name, str):
            raise RejectedError(f"{_describe(name)} is not the name of a field.")
        yield name, value


def _add_field(parsed: SettingInput, path: FieldPath, wire: tuple[str, ...], value: object) -> None:
    field_type = parsed.feature.field(path).type
    if parsed.feature.field(path).meta.is_read_only or (value is None and field_type in _NEVER_EMPTY):
        parsed.echoes[wire] = value
        return
    is_count = isinstance(value, int) and not isinstance(value, bool)
    if field_type is FieldType.SWITCH:
        is_right, rule = isinstance(value, bool), "true or false"
    elif field_type is FieldType.RINGS:
        is_right, rule = is_count, "a whole number"
    else:
        is_right, rule = value is None or isinstance(value, str), "a text"
    if not is_right:
        raise RejectedError(f"{'.'.join(wire)} must be {rule}, not {_describe(value)}.")
    parsed.values[path] = value  # type: ignore[assignment]  # one of the types checked above


_NEVER_EMPTY = (FieldType.SWITCH, FieldType.RINGS, FieldType.CHOICE)
"""Types of fields that cannot be cleared: null means that the provider reported none."""


def _echo_message(feature: Feature, path: tuple[str, ...], value: object) -> str:
    name = ".".join(path)
    fields = {wire_name(feature, known.path): known for known in feature.fields}
    known = fields.get(name)
    if known is not None and known.meta.is_read_only:
        return f"{name} cannot be changed: it is read-only, set by your provider."
    if known is not None:
        return f"{name} cannot be empty: leave it out, or give it a value."
    if value is None and any(other.startswith(f"{name}.") for other in fields):
        return f"{name} must be a group of fields, not null."
    near = difflib.get_close_matches(name, fields, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"For example {_example(feature)}."
    return f"{feature.title} has no field {name[:_MAX_SHOWN]}. {hint}"


def _empty_message(feature: Feature) -> str:
    return f"{feature.title}: the setting is empty. Set at least one field, for example {_example(feature)}."


def _example(feature: Feature) -> str:
    """Return a mapping that sets the first field of `feature` that can be changed."""
    path = next(known.path for known in feature.fields if not known.meta.is_read_only)
    *groups, name = wire_name(feature, path).split(".")
    return "".join(f'{{"{group}": ' for group in groups) + f'{{"{name}": True}}' + "}" * len(groups)


def _lookup(document: object, path: tuple[str, ...]) -> object:
    for name in path:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def _describe(value: object) -> str:
    """Return a wrong value as a message repeats it, or its type where it could be long or secret."""
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, str) and len(value) <= _MAX_SHOWN:
        return f'"{value}"'
    return f"a value of type {type(value).__name__}"
