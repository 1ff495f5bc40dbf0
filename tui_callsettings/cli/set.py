"""`callsettings set KEY=VALUE …`: set any field."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import save_command
from .exit_status import ExitStatus
from .field_keys import KEYS
from .vocabulary import find_key

if TYPE_CHECKING:
    from tui_callsettings.models.setting import SettingField, Value


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    settings = parser.add_argument(
        "settings", nargs="*", metavar="KEY=VALUE", help="a field and its new value; KEY= clears a text"
    )
    settings.completer = lambda **_: [f"{key}=" for key in KEYS]  # type: ignore[attr-defined]
    parser.add_argument("--list", action="store_true", help="list all fields with their meaning")
    save_command.add_options(parser)


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Save the values, or list the fields."""
    if arguments.list:
        print("\n".join(_field_lines()))
        return ExitStatus.DONE
    if not arguments.settings:
        from tui_callsettings.errors import ConfigurationError

        raise ConfigurationError(
            "Add a field and its value, for example: callsettings set dnd=on. List all fields with: "
            "callsettings set --list"
        )
    return save_command.save_values(arguments, _values(arguments.settings))


def _values(settings: Sequence[str]) -> "dict[str, Value]":
    from tui_callsettings.errors import ConfigurationError
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.setting import FieldType
    from tui_callsettings.models.validation import parse_value

    values: dict[str, Value] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        key = find_key(name)
        _, field = Feature.find(key)
        if not equals:
            raise ConfigurationError(f"{name} has no value. Write {name}={_example(field)}")
        if not text.strip() and field.type in (FieldType.SWITCH, FieldType.RINGS, FieldType.CHOICE):
            raise ConfigurationError(
                f"{name} cannot be empty. Use {_allowed(field)}, for example {name}={_example(field)}"
            )
        values[key] = parse_value(field, text)
    return values


def _allowed(field: "SettingField") -> str:
    """Return what a field takes: "on | off", "a number of rings"."""
    if field.type.value == "switch":
        return "on | off"
    return " | ".join(choice.value for choice in field.meta.choices) or field.type.value


def _example(field: "SettingField") -> str:
    choices = field.meta.choices
    return {"switch": "on", "rings": "4"}.get(field.type.value) or (choices[0].value if choices else "4022")


def _field_lines() -> list[str]:
    from tui_callsettings.models.feature import Feature

    lines = []
    for feature in Feature:
        for field in feature.fields:
            if not field.meta.is_read_only:
                title = feature.field_title(field.path)
                lines.append(f"{feature.key(field.path)}={_allowed(field)}\n    {title}. {field.description}")
    return lines
