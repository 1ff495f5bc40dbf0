"""Settings as a file: the TOML that `show --toml` writes, and the TOML or JSON that `apply` reads."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tui_callsettings.errors import ConfigurationError

from .vocabulary import find_key

if TYPE_CHECKING:
    from tui_callsettings.models.capabilities import Capabilities
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.setting import Setting, SettingField, Value

_HEADER = "# Call settings; apply them with: callsettings apply FILE. Fields that are not listed keep their values.\n"


def format_toml(settings: "Mapping[Feature, Setting]", capabilities: "Capabilities") -> str:
    """Return the fields that the account lets be changed and has a value for, one table for each feature."""
    from tui_callsettings.models.setting import FieldType

    lines = [_HEADER]
    for feature, setting in settings.items():
        table = []
        for field in feature.fields:
            value = setting.value(field.path)
            if value is None and field.type not in (FieldType.SWITCH, FieldType.RINGS, FieldType.CHOICE):
                # No number is a value like any other: without it, a number set later would stay.
                value = ""
            is_unreadable = field.path in setting.unreadable
            if value is None or is_unreadable or not capabilities.support(feature, field.path).is_writable:
                continue
            key = feature.key(field.path).removeprefix(f"{feature.value}.")
            table.append(f"{key} = {_toml_value(value)}")
        if table:
            lines += [f"[{feature.value}]", *table, ""]
    return "\n".join(lines).rstrip() + "\n"


def parse_settings_file(text: str, name: str) -> "dict[str, Value]":
    """Return the values in `text`, by field key.

    Args:
        text: TOML, or JSON: nested objects with field keys, or what `show --json` prints.
        name: the file, for messages.

    Raises:
        ConfigurationError: it is neither, or a name or value in it is wrong.
    """
    document = _parse(text, name)
    values: dict[str, Value] = {}
    for key, value in _flatten(document, ()):
        try:
            found = find_key(key)
            if value is not None:
                values[found] = _typed_value(found, value)
        except ConfigurationError as error:
            raise ConfigurationError(f"{name}: {error.message}") from None
    if not values:
        raise ConfigurationError(f"{name} has no settings in it. A line is, for example: dnd = true")
    return values


def _parse(text: str, name: str) -> "Mapping[str, Any]":
    if text.lstrip().startswith("{"):
        try:
            document = json.loads(text)
        except ValueError as error:
            raise ConfigurationError(f"{name} is not valid JSON: {error}.") from None
        return _sdk_settings(document) or document
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{name} is not valid TOML: {error}. A line is, for example: dnd = true") from None


def _sdk_settings(document: "Mapping[str, Any]") -> dict[str, Any] | None:
    """Return the settings of a document that `show --json` printed, without what cannot be set; None for another."""
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.setting_input import wire_name

    by_name = {feature.wire_name: feature for feature in Feature}
    if not document or not all(
        name in by_name and isinstance(item, dict) and "data" in item for name, item in document.items()
    ):
        return None
    values: dict[str, Any] = {}
    for name, item in document.items():
        feature, data = by_name[name], item["data"]
        for field in feature.fields:
            value: Any = data.get("callSetting") or {}
            wire = wire_name(feature, field.path)
            for part in wire.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            if value is not None and not field.meta.is_read_only and wire not in (data.get("unsupported") or {}):
                values[feature.key(field.path)] = value
    return values


def _flatten(document: "Mapping[str, Any]", path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _flatten(value, (*path, name))
        else:
            yield ".".join((*path, name)), value


def _typed_value(key: str, value: object) -> "Value":
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.setting import FieldType
    from tui_callsettings.models.validation import parse_value

    _, field = Feature.find(key)
    if isinstance(value, bool) and field.type is FieldType.SWITCH:
        return value
    if isinstance(value, int) and not isinstance(value, bool) and field.type is FieldType.RINGS:
        return value
    if isinstance(value, str):
        return parse_value(field, value)
    raise ConfigurationError(f"{key} must be {_rule(field)}.")


def _rule(field: "SettingField") -> str:
    rules = {"switch": "true or false", "rings": "a whole number"}
    return rules.get(field.type.value, 'a text in quotes, for example "4022"')


def _toml_value(value: "Value") -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    # TOML's basic strings have JSON's escapes.
    return json.dumps(value or "")
