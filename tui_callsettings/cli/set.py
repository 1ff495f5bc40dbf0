"""`callsettings set KEY=VALUE …`: give any field a value."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import save_command
from .exit_status import ExitStatus
from .field_keys import KEYS

if TYPE_CHECKING:
    from tui_callsettings.models.field import SettingField
    from tui_callsettings.models.setting import Value


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    settings = parser.add_argument(
        "settings", nargs="*", metavar="KEY=VALUE", help="a field and its new value; KEY= clears a text"
    )
    settings.completer = lambda **_: [f"{key}=" for key in KEYS]  # type: ignore[attr-defined]
    parser.add_argument("--list", action="store_true", help="list all keys with what they mean")
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Save the values, or list the keys."""
    if arguments.list or not arguments.settings:
        print("\n".join(_key_lines()))
        return ExitStatus.DONE if arguments.list else ExitStatus.USAGE
    return save_command.save_values(arguments, _values(arguments.settings))


def _values(settings: Sequence[str]) -> "dict[str, Value]":
    from tui_callsettings.errors import ConfigurationError
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.field import FieldType
    from tui_callsettings.models.validation import parse_value

    values: dict[str, Value] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals:
            raise ConfigurationError(f'"{setting}" has no value: write KEY=VALUE, such as call_waiting.enabled=on.')
        if key not in KEYS:
            raise ConfigurationError(_unknown(key))
        _, field = Feature.find(key)
        if not text.strip() and field.type in (FieldType.SWITCH, FieldType.RINGS, FieldType.CHOICE):
            raise ConfigurationError(
                f"{key} cannot be empty: it takes {_allowed(field)}, such as {key}={_example(field)}."
            )
        values[key] = parse_value(field, text)
    return values


def _allowed(field: "SettingField") -> str:
    """What a field takes: "on | off", "a number of rings"."""
    if field.type.value == "switch":
        return "on | off"
    return " | ".join(choice.value for choice in field.meta.choices) or field.type.value


def _example(field: "SettingField") -> str:
    return {"switch": "on", "rings": "4"}.get(field.type.value) or field.meta.choices[0].value


def _unknown(key: str) -> str:
    import difflib

    near: list[Any] = difflib.get_close_matches(key, KEYS, n=1)
    hint = f"Did you mean {near[0]}?" if near else "List all keys with: callsettings set --list"
    return f'There is no field "{key}". {hint}'


def _key_lines() -> list[str]:
    from tui_callsettings.models.feature import Feature

    lines = []
    for key in KEYS:
        _, field = Feature.find(key)
        lines.append(f"{key}={_allowed(field)}\n    {field.title}. {field.description}")
    return lines
