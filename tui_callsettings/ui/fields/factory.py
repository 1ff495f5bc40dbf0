"""From a field of a setting to the control that edits it."""

from tui_callsettings.models.field import FieldType, SettingField

from .choice import ChoiceField
from .field import Field, Report
from .rings import RingsField
from .switch import SwitchField
from .text import TextField

_CONTROLS: dict[FieldType, type[Field]] = {
    FieldType.SWITCH: SwitchField,
    FieldType.RINGS: RingsField,
    FieldType.CHOICE: ChoiceField,
}


def field_for(setting_field: SettingField, changed: Report) -> Field:
    """The control for a field, by its kind; `changed` is told what the person does to it.

    What an account only reports needs no control: words tell it.
    """
    if setting_field.meta.is_read_only:
        return Field(setting_field, changed)
    return _CONTROLS.get(setting_field.type, TextField)(setting_field, changed)
