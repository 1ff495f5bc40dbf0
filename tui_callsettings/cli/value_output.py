"""Values as commands and plain mode print them: numbers as stored, and as the region of the account formats them."""

from typing import TYPE_CHECKING

from tui_callsettings.models.value_text import unreadable_text

if TYPE_CHECKING:
    from tui_callsettings.models.field import SettingField
    from tui_callsettings.models.setting import Setting, Value


def field_text(field: "SettingField", setting: "Setting", region: str) -> str:
    """Return the value of a field: "ON", "+12055550155 (+1 205-555-0155)", "not reported", `not readable: "maybe"`."""
    raw = setting.unreadable.get(field.path)
    if raw is not None:
        return unreadable_text(raw)
    return value_text(field, setting.value(field.path), region)


def value_text(field: "SettingField", value: "Value", region: str) -> str:
    """Return a value: as `field_text` for a setting that could be read."""
    from tui_callsettings.models.field import FieldType
    from tui_callsettings.models.validation import format_field_value

    text = format_field_value(field, value)
    if field.type not in (FieldType.DESTINATION, FieldType.FORWARD_NUMBER) or not value or not isinstance(value, str):
        return text
    from tui_callsettings.call_flow import format_number

    formatted = format_number(value, region)
    return text if formatted == text else f"{text} ({formatted})"
