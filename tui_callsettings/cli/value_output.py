"""Values of a setting as commands and plain mode print them, also those that are not readable."""

from typing import TYPE_CHECKING

from tui_callsettings.models.value_text import unreadable_text

if TYPE_CHECKING:
    from tui_callsettings.models.setting import Setting, SettingField


def field_text(field: "SettingField", setting: "Setting", region: str) -> str:
    """Return the value of a field: "ON", "+1 205-555-0155", "not reported", `not readable: "maybe"`."""
    from tui_callsettings.models.validation import format_field_value

    raw = setting.unreadable.get(field.path)
    return format_field_value(field, setting.value(field.path), region) if raw is None else unreadable_text(raw)
