"""What is wrong with a value, and how values are parsed from text, compared and shown."""

from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from pydantic import ConfigDict, TypeAdapter, ValidationError

from .destination import is_same_destination, normalize_destination
from .feature import Feature
from .number_format import format_number
from .owner import Owner
from .setting import FieldPath, FieldType, Setting, SettingField, Value
from .value_text import format_value
from .value_types import (
    NUMBER_EXAMPLE,
    WARNING,
    ChoiceValue,
    Destination,
    Email,
    Extension,
    PhoneNumber,
    RingCount,
    ValueContext,
    ValueLimits,
    rings_message,
)

NOT_REPORTED = "not reported"


class ProblemSeverity(Enum):
    """Whether a problem stops a save."""

    ERROR = "error"
    WARNING = "warning"


class Problem(NamedTuple):
    """What is wrong with a field, in one sentence with what is allowed."""

    path: FieldPath
    message: str
    severity: ProblemSeverity = ProblemSeverity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether it stops a save."""
        return self.severity is ProblemSeverity.ERROR


def parse_value(field: SettingField, text: str) -> Value:
    """Return the value of `text` as a person typed it; other text stays as it is, for `find_problem`."""
    if field.type is FieldType.SWITCH:
        return _SWITCH_TEXTS.get(text.strip().casefold(), text)
    if field.type is FieldType.RINGS:
        digits = text.strip()
        is_count = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_COUNT
        return int(digits) if is_count else digits or None
    if field.type is FieldType.CHOICE:
        by_label = {label.casefold(): value for value, label in field.meta.choice_labels.items()}
        return by_label.get(text.strip().casefold(), text.strip().upper())
    return normalize_destination(text)


_LONGEST_COUNT = 9
_SWITCH_TEXTS = {
    "on": True,
    "true": True,
    "yes": True,
    "1": True,
    "off": False,
    "false": False,
    "no": False,
    "0": False,
}


def is_same_value(field: SettingField, one: Value, other: Value) -> bool:
    """Return whether two values mean the same: no text equals an empty one, separators in numbers do not count."""
    if field.type in (FieldType.DESTINATION, FieldType.FORWARD_NUMBER, FieldType.EXTENSION):
        return is_same_destination(_text(one), _text(other))
    return one == other or (one in (None, "") and other in (None, ""))


def format_field_value(field: SettingField, value: Value, region: str = "") -> str:
    """Return `value` as people read it: "ON", "3 rings (about 18 seconds)", "-" for no text, "not reported".

    The only place where a value becomes text for people: a number is grouped here as in the sentences about calls.

    Args:
        field: the field.
        value: what it holds.
        region: two letters of the country in which a number without a country code is read; "" if unknown.
    """
    if value is None and field.type in (FieldType.SWITCH, FieldType.RINGS, FieldType.CHOICE):
        return NOT_REPORTED
    if isinstance(value, str) and value and field.type in (FieldType.DESTINATION, FieldType.FORWARD_NUMBER):
        return format_number(value, region)
    return format_value(value, field.meta.choice_labels, field.meta.state_labels)


def describe_field(field: SettingField, limits: ValueLimits) -> str:
    """Return what the field does, and what happens to a number to forward to when forwarding is turned off."""
    if field.type is not FieldType.DESTINATION:
        return field.description
    kept = "The number is kept when you turn this off."
    deleted = "Your provider deletes the number when you turn this off."
    return f"{field.description} {kept if limits.keeps_numbers else deleted}"


def ring_limits(field: SettingField, setting: Setting, limits: ValueLimits) -> tuple[int, int]:
    """Return the fewest and the most rings that the field takes, 0 (at once) aside."""
    return _context(field, setting, limits, Owner()).ring_limits


def find_problems(
    feature: Feature,
    setting: Setting,
    limits: ValueLimits,
    owner: Owner | None = None,
    previous: Setting | None = None,
) -> tuple[Problem, ...]:
    """Return all that is wrong with a setting, in the order of its fields. Arguments: see `find_problem`."""
    found = (find_problem(field, setting, limits, owner, previous) for field in feature.fields)
    return tuple(problem for problem in found if problem is not None)


def find_problem(
    field: SettingField,
    setting: Setting,
    limits: ValueLimits,
    owner: Owner | None = None,
    previous: Setting | None = None,
) -> Problem | None:
    """Return what is wrong with one field of `setting`, or None.

    Args:
        field: the field.
        setting: holds its value, and those on which its rule depends.
        limits: the provider's limits.
        owner: the person to whom the account belongs; a destination is compared with the owner's numbers.
        previous: a setting that existed before, which is to be restored: what it already had is a warning only.
    """
    if field.meta.is_read_only or field.path in setting.unreadable:
        return None
    value = setting.value(field.path)
    if value is None or value == "":
        problem = _find_missing(field, setting)
    else:
        problem = _find_broken_rule(field, value, _context(field, setting, limits, owner or Owner()))
    if problem is not None and previous is not None and _is_unchanged(field, setting, previous):
        return Problem(problem.path, problem.message, ProblemSeverity.WARNING)
    return problem


def _is_unchanged(field: SettingField, setting: Setting, previous: Setting) -> bool:
    paths = [field.path, *([field.enabled_by] if field.enabled_by else [])]
    return all(setting.value(path) == previous.value(path) for path in paths)


def _context(field: SettingField, setting: Setting, limits: ValueLimits, owner: Owner) -> ValueContext:
    maximum = setting.value(field.sibling(field.meta.maximum_field)) if field.meta.maximum_field else None
    uploaded = setting.value(field.sibling("greeting_uploaded")) if field.path[-1] == "greeting" else None
    return ValueContext(
        limits,
        owner,
        is_on=field.enabled_by is None or setting.value(field.enabled_by) is True,
        most_rings=maximum if isinstance(maximum, int) and maximum >= limits.fewest_rings else None,
        choices=tuple((choice.value, choice.label) for choice in field.meta.choices),
        stored_choices=frozenset(choice.value for choice in field.meta.stored_choices if limits.takes_stored_choices),
        has_recording=uploaded if isinstance(uploaded, bool) else None,
    )


def _find_broken_rule(field: SettingField, value: Value, context: ValueContext) -> Problem | None:
    if isinstance(value, str) and field.type is not FieldType.EMAIL:
        value = normalize_destination(value)
    try:
        _adapter(field.type).validate_python(value, context=context)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[0]
        text = details.get("ctx", {}).get("text") or _type_message(field, value, context)
        severity = ProblemSeverity.WARNING if details["type"] == WARNING else ProblemSeverity.ERROR
        return Problem(field.path, text, severity)
    return None


def _type_message(field: SettingField, value: Value, context: ValueContext) -> str:
    if field.type is FieldType.RINGS:
        return rings_message(context)
    if field.type is FieldType.SWITCH:
        return f'"{value}" is neither on nor off.'
    return f'"{value}" is not a text.'


@cache
def _adapter(field_type: FieldType) -> TypeAdapter[Any]:
    return TypeAdapter(_TYPES[field_type], config=ConfigDict(strict=True, hide_input_in_errors=True))


_TYPES: dict[FieldType, Any] = {
    FieldType.SWITCH: bool,
    FieldType.RINGS: RingCount,
    FieldType.DESTINATION: Destination,
    FieldType.FORWARD_NUMBER: PhoneNumber,
    FieldType.EXTENSION: Extension,
    FieldType.EMAIL: Email,
    FieldType.CHOICE: ChoiceValue,
    FieldType.TEXT: str,
}


def _find_missing(field: SettingField, setting: Setting) -> Problem | None:
    if field.meta.required_if is None:
        return None
    sibling, value = field.meta.required_if
    if setting.value(field.sibling(sibling)) != value:
        return None
    if field.meta.alternative and setting.value(field.sibling(field.meta.alternative)):
        return None
    what = "an email address" if field.type is FieldType.EMAIL else "a number"
    example = "name@example.com" if field.type is FieldType.EMAIL else NUMBER_EXAMPLE
    why = "This is on" if value is True else "Messages are sent to email"
    if field.type is FieldType.DESTINATION:
        why = "Forwarding is on"
    return Problem(field.path, f"{why}, so {what} is required, for example {example}.")


def _text(value: Value) -> str:
    return "" if value is None else str(value)
