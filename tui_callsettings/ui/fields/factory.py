"""From a field of a setting to the row that edits it."""

from textual.widget import Widget

from tui_callsettings.models.setting import FieldType, SettingField

from .choice_field import ChoiceField
from .field_row import FieldRow
from .read_only_field import ReadOnlyField
from .switch_field import SwitchField
from .text_field import RingsField, TextField

_CONTROLS: dict[FieldType, type[SwitchField] | type[RingsField] | type[ChoiceField]] = {
    FieldType.SWITCH: SwitchField,
    FieldType.RINGS: RingsField,
    FieldType.CHOICE: ChoiceField,
}


def make_row(field: SettingField, title_width: int) -> FieldRow:
    """Return the row for a field; its control depends on the field's type, and on whether it is ever written."""
    control: Widget
    control = ReadOnlyField(field) if field.meta.is_read_only else _CONTROLS.get(field.type, TextField)(field)
    return FieldRow(field, control, title_width)
