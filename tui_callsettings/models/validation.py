"""The rules that values must obey: one table, used by the forms, the command line and the embedded account."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from .destination import extract_digits, is_dialable, is_same_destination, is_sip_address, normalize_destination
from .feature import Feature
from .field import FieldType, SettingField
from .owner import Owner
from .setting import FieldPath, Setting, Value
from .value_text import format_value
from .voicemail import CUSTOM_GREETING


@dataclass(frozen=True, slots=True)
class ValueLimits:
    """The limits of one provider's values; the defaults are Webex Calling's.

    Attributes:
        fewest_rings: of a ring count, other than 0.
        most_rings: of a ring count; an account's own maximum lowers it.
        takes_no_rings: whether 0 rings (at once) is a ring count.
        longest_number: characters of a number to forward to.
        longest_sip_address: characters of user@host.
        voicemail_word: what to enter as a destination to mean one's own voicemail; "" where there is no such word.
        takes_sip: whether calls can be forwarded to a SIP address.
        keeps_numbers: whether a number to forward to is kept while forwarding is off.
    """

    fewest_rings: int = 2
    most_rings: int = 20
    takes_no_rings: bool = False
    longest_number: int = 30
    longest_sip_address: int = 161
    voicemail_word: str = ""
    takes_sip: bool = True
    keeps_numbers: bool = True


class Severity(Enum):
    """Whether a problem stops a save."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field, in one sentence with what is allowed and an example."""

    path: FieldPath
    message: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether it stops a save."""
        return self.severity is Severity.ERROR


NUMBER_EXAMPLE = "+1 907 555 1333"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_SIP = re.compile(r"[^@\s:<>\"]+@[A-Za-z0-9][A-Za-z0-9.\-]*(:\d{1,5})?")


def parse_value(field: SettingField, text: str) -> Value:
    """The value that `text`, as a person typed it, stands for; text that is none stays as it is, for `problem_of`."""
    if field.type is FieldType.SWITCH:
        return _SWITCH_WORDS.get(text.strip().casefold(), text)
    if field.type is FieldType.RINGS:
        digits_only = text.strip()
        is_count = digits_only.isascii() and digits_only.isdigit() and len(digits_only) <= _LONGEST_COUNT
        return int(digits_only) if is_count else digits_only or None
    if field.type is FieldType.CHOICE:
        by_words = {choice.words.casefold(): choice.value for choice in field.meta.choices}
        return by_words.get(text.strip().casefold(), text.strip().upper())
    return normalize_destination(text)


_LONGEST_COUNT = 9
_SWITCH_WORDS = {
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
    """Whether two values mean the same: absent equals empty, and separators in numbers make no difference."""
    if field.type in (FieldType.DESTINATION, FieldType.FORWARD_NUMBER, FieldType.EXTENSION):
        return is_same_destination(_text(one), _text(other))
    return one == other or (one in (None, "") and other in (None, ""))


def format_field_value(field: SettingField, value: Value) -> str:
    """`value` as people read it: "ON", "3 rings (about 18 seconds)", "-" where there is none."""
    return format_value(value, {choice.value: choice.words for choice in field.meta.choices}, field.meta.state_labels)


def describe_field(field: SettingField, rules: ValueLimits) -> str:
    """What the field is, and what becomes of a number to forward to while forwarding is off."""
    if field.type is not FieldType.DESTINATION:
        return field.description
    kept = "Kept when you switch off." if rules.keeps_numbers else "Your provider forgets it when you switch off."
    return f"{field.description} {kept}"


def ring_limits(field: SettingField, setting: Setting, rules: ValueLimits) -> tuple[int, int]:
    """The fewest and the most rings the field takes, 0 (at once) aside."""
    maximum = setting.value(field.sibling(field.meta.maximum_field)) if field.meta.maximum_field else None
    most = min(rules.most_rings, maximum) if isinstance(maximum, int) and maximum > 0 else rules.most_rings
    return rules.fewest_rings, most


def problems(feature: Feature, setting: Setting, rules: ValueLimits, owner: Owner | None = None) -> tuple[Problem, ...]:
    """All that is wrong with a setting, in the order of its fields."""
    found = (find_problem(field, setting, rules, owner) for field in feature.fields)
    return tuple(problem for problem in found if problem is not None)


def find_problem(
    field: SettingField, setting: Setting, rules: ValueLimits, owner: Owner | None = None
) -> Problem | None:
    """What is wrong with one field of `setting`, or None."""
    if field.meta.is_read_only:
        return None
    value = setting.value(field.path)
    if value is None or value == "":
        return _missing(field, setting)
    return _CHECKS[field.type](_Case(field, value, setting, rules, owner or Owner()))


@dataclass(frozen=True, slots=True)
class _Case:
    field: SettingField
    value: Value
    setting: Setting
    rules: ValueLimits
    owner: Owner

    def error(self, message: str) -> Problem:
        return Problem(self.field.path, message)

    def warning(self, message: str) -> Problem:
        return Problem(self.field.path, message, Severity.WARNING)


def _missing(field: SettingField, setting: Setting) -> Problem | None:
    if field.meta.required_if is None:
        return None
    sibling, value = field.meta.required_if
    if setting.value(field.sibling(sibling)) != value:
        return None
    if field.meta.alternative and setting.value(field.sibling(field.meta.alternative)):
        return None
    what, example = _WANTED[field.type]
    why = "This is switched on and needs" if value is True else "Without a mailbox this needs"
    return Problem(field.path, f"{why} {what}, such as {example}.")


_WANTED = {
    FieldType.DESTINATION: ("a number, an extension or a SIP address", NUMBER_EXAMPLE),
    FieldType.FORWARD_NUMBER: ("a number", NUMBER_EXAMPLE),
    FieldType.EMAIL: ("an e-mail address", "name@example.com"),
}


def _check_switch(case: _Case) -> Problem | None:
    return None if isinstance(case.value, bool) else case.error(f'"{case.value}" is not a switch: use on or off.')


def _check_rings(case: _Case) -> Problem | None:
    fewest, most = ring_limits(case.field, case.setting, case.rules)
    zero = "0 (at once) or " if case.rules.takes_no_rings else ""
    allowed = f"use {zero}a whole number from {fewest} to {most}, such as {min(4, most)}"
    if not isinstance(case.value, int) or isinstance(case.value, bool):
        return case.error(f'"{case.value}" is not a number of rings: {allowed}.')
    if fewest <= case.value <= most or (case.value == 0 and case.rules.takes_no_rings):
        return None
    return case.error(f"{case.value} ring{' is' if case.value == 1 else 's are'} not possible: {allowed}.")


def _check_destination(case: _Case) -> Problem | None:
    text = normalize_destination(_text(case.value))
    if case.rules.voicemail_word and text.casefold() == case.rules.voicemail_word.casefold():
        return None
    if is_sip_address(text):
        return _check_sip(case, text)
    return _check_number(case)


def _check_sip(case: _Case, text: str) -> Problem | None:
    if not case.rules.takes_sip:
        return case.error(f"This provider forwards to numbers only, such as {NUMBER_EXAMPLE}.")
    if text.casefold().startswith(("sip:", "sips:")):
        return case.error(f"Leave out the part before the colon: {text.split(':', 1)[1]}.")
    if len(text) > case.rules.longest_sip_address:
        return case.error(
            f"A SIP address has at most {case.rules.longest_sip_address} characters; this has {len(text)}."
        )
    if not _SIP.fullmatch(text):
        return case.error(f'"{text}" is not a SIP address: use user@host, such as desk@example.com.')
    return None


def _check_number(case: _Case) -> Problem | None:
    text = normalize_destination(_text(case.value))
    if not is_dialable(text):
        if any(c.isalpha() for c in text):
            return case.error(
                f'"{text}" is not a number: use digits, * and #, with + in front, such as {NUMBER_EXAMPLE}.'
            )
        return case.warning(f'"{text}" does not look like a number such as {NUMBER_EXAMPLE}; your provider decides.')
    if len(text) > case.rules.longest_number:
        return case.error(f"A number has at most {case.rules.longest_number} characters; this has {len(text)}.")
    if len(text) < 2:
        return case.warning(f'"{text}" is very short for a number such as {NUMBER_EXAMPLE}; your provider decides.')
    return _check_loop(case, text)


def _check_loop(case: _Case, text: str) -> Problem | None:
    if any(_is_own(text, own) for own in case.owner.own_numbers):
        return case.error(f"{text} is your own number: calls would go round in a circle. Enter another number.")
    ours = [extract_digits(own) for own in case.owner.numbers if len(extract_digits(own)) >= _LAST_DIGITS]
    if len(extract_digits(text)) >= _LAST_DIGITS and any(
        own[-_LAST_DIGITS:] == extract_digits(text)[-_LAST_DIGITS:] for own in ours
    ):
        return case.warning(f"{text} ends like your own number: check that it is somebody else's.")
    return None


_LAST_DIGITS = 7


def _is_own(text: str, own: str) -> bool:
    """Whether two dialable texts are one number: also with 00 or 011 for +, or without the +."""
    return bool(extract_digits(own)) and _international(text) == _international(normalize_destination(own))


def _international(text: str) -> str:
    for prefix in ("+", "011", "00"):
        if text.startswith(prefix) and len(text) > len(prefix) + 6:
            return text.removeprefix(prefix)
    return text


def _check_extension(case: _Case) -> Problem | None:
    text = normalize_destination(_text(case.value))
    if text.isascii() and text.isdigit() and 2 <= len(text) <= 20:
        return None
    return case.error(f'"{text}" is not an extension: use 2 to 20 digits, such as 4021.')


def _check_email(case: _Case) -> Problem | None:
    text = _text(case.value)
    if "@" not in text or any(c.isspace() for c in text):
        return case.error(f'"{text}" is not an e-mail address: it needs an @, such as name@example.com.')
    if not _EMAIL.fullmatch(text):
        return case.warning(f'"{text}" does not look like name@example.com; your provider decides.')
    return None


def _check_choice(case: _Case) -> Problem | None:
    known = {choice.value for choice in case.field.meta.choices}
    if case.value not in known:
        allowed = " or ".join(f"{choice.value} ({choice.words})" for choice in case.field.meta.choices)
        return case.warning(f'"{case.value}" is not known here: usual are {allowed}.')
    if case.value == CUSTOM_GREETING and case.setting.value(case.field.sibling("greeting_uploaded")) is False:
        return case.error("There is no recording of yours yet: upload one first, or keep the standard greeting.")
    return None


def _text(value: Value) -> str:
    return "" if value is None else str(value)


_CHECKS: dict[FieldType, Callable[[_Case], Problem | None]] = {
    FieldType.SWITCH: _check_switch,
    FieldType.RINGS: _check_rings,
    FieldType.DESTINATION: _check_destination,
    FieldType.FORWARD_NUMBER: _check_number,
    FieldType.EXTENSION: _check_extension,
    FieldType.EMAIL: _check_email,
    FieldType.CHOICE: _check_choice,
}
