"""What a person types about a field on one line: "2 on", "busy to 4022", "forward always +1 907 555 1333"."""

from dataclasses import dataclass

from tui_callsettings.cli.vocabulary import find_key
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, FieldType, SettingField


@dataclass(frozen=True, slots=True)
class FieldInput:
    """A field, and the text of its new value.

    Attributes:
        feature: the feature of the field.
        field: the field.
        text: the new value as typed; "" where only the field was named.
        switch: the field to turn on too, where a number followed the name of a forwarding rule; else None.
    """

    feature: Feature
    field: SettingField
    text: str = ""
    switch: FieldPath | None = None


def parse_field_input(text: str, feature: Feature | None = None) -> FieldInput | None:
    """Return the field that the first words of `text` name, with the rest as its value; None if they name none.

    Args:
        text: what was typed.
        feature: the feature at hand; its name may be left out.
    """
    words = text.split()
    for count in range(len(words), 0, -1):
        key = _find_key(words[:count], feature)
        if key is not None:
            found_feature, field = Feature.find(key)
            return _with_number(FieldInput(found_feature, field, " ".join(words[count:])))
    return None


def _find_key(words: list[str], feature: Feature | None) -> str | None:
    names = [".".join(words)]
    if feature is not None:
        names.insert(0, f"{feature.value}.{names[0]}")
        title = " ".join(words).casefold()
        names += [feature.key(field.path) for field in feature.fields if field.title.casefold() == title]
    for name in names:
        try:
            return find_key(name)
        except ConfigurationError:
            continue
    return None


def _with_number(found: FieldInput) -> FieldInput:
    """Take a number after the name of a forwarding rule for its destination, as the commands do."""
    if not found.text or found.field.type is not FieldType.SWITCH or found.text.casefold() in ("on", "off"):
        return found
    destination = found.field.sibling("destination")
    field = next((field for field in found.feature.fields if field.path == destination), None)
    if field is None or field.type is not FieldType.DESTINATION:
        return found
    return FieldInput(found.feature, field, found.text, found.field.path)
