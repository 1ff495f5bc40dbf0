"""The types of what fields hold. Each carries its rule, and the sentence for the person who breaks it.

A value that is only read is not judged: a provider may store what it does not accept any more. The rules apply where a
`ValueContext` is given, which holds the provider's limits.
"""

import re
from collections.abc import Callable
from typing import Annotated, NamedTuple, TypeVar

from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from .destination import canonical_destination, extract_digits, is_dialable, is_sip_address
from .owner import Owner

NUMBER_EXAMPLE = "+1 907 555 1333"
DESTINATION_EXAMPLES = f"{NUMBER_EXAMPLE}, 4021, pat@example.com"

WARNING = "warning"
"""The type of an error that does not stop a save."""

_ERROR = "rule"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_SIP = re.compile(r"[^@\s:<>\"]+@[A-Za-z0-9][A-Za-z0-9.\-]*(:\d{1,5})?")
_SHORTEST_NUMBER = 2
_EXTENSION_DIGITS = range(2, 21)
_LAST_DIGITS = 7
"""Digits at the end of a number by which it is taken for the same in another format."""


class ValueLimits(NamedTuple):
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
        takes_stored_choices: whether the values of a choice that are not offered are accepted all the same.
    """

    fewest_rings: int = 2
    most_rings: int = 20
    takes_no_rings: bool = False
    longest_number: int = 30
    longest_sip_address: int = 161
    voicemail_word: str = ""
    takes_sip: bool = True
    keeps_numbers: bool = True
    takes_stored_choices: bool = False


class ValueContext(NamedTuple):
    """What the rules of one field depend on.

    Attributes:
        limits: the provider's limits.
        owner: the person; the own numbers must not be forwarded to.
        is_on: whether the switch of the field's group is on, so that the value has an effect now.
        most_rings: the account's own maximum; None where it has none.
        choices: the known values of a choice, with their labels.
        stored_choices: further values that a provider may have stored.
        has_recording: whether a custom greeting is uploaded; None where that is not known.
    """

    limits: ValueLimits = ValueLimits()
    owner: Owner = Owner()
    is_on: bool = True
    most_rings: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    stored_choices: frozenset[str] = frozenset()
    has_recording: bool | None = None

    @property
    def ring_limits(self) -> tuple[int, int]:
        """The fewest and the most rings, 0 (at once) aside."""
        most = self.limits.most_rings
        return self.limits.fewest_rings, min(most, self.most_rings) if self.most_rings else most


T = TypeVar("T", int, str)


def _in_context(check: Callable[[T, ValueContext], None]) -> AfterValidator:
    """Return a validator that applies `check` where a context is given."""

    def validate(value: T, info: ValidationInfo) -> T:
        if isinstance(info.context, ValueContext):
            check(value, info.context)
        return value

    return AfterValidator(validate)


def _error(message: str) -> PydanticCustomError:
    return PydanticCustomError(_ERROR, "{text}", {"text": message})


def _warning(message: str) -> PydanticCustomError:
    return PydanticCustomError(WARNING, "{text}", {"text": message})


def rings_message(context: ValueContext) -> str:
    """Return which ring counts are possible: "Enter 2 to 20 rings."."""
    fewest, most = context.ring_limits
    zero = "0 (at once) or " if context.limits.takes_no_rings else ""
    return f"Enter {zero}{fewest} to {most} rings."


def _check_rings(value: int, context: ValueContext) -> None:
    fewest, most = context.ring_limits
    if not (fewest <= value <= most or (value == 0 and context.limits.takes_no_rings)):
        raise _error(rings_message(context))


def _check_destination(value: str, context: ValueContext) -> None:
    word = context.limits.voicemail_word
    if word and value.casefold() == word.casefold():
        return
    if is_sip_address(value):
        _check_sip_address(value, context)
    else:
        _check_number(value, context)


def _check_sip_address(value: str, context: ValueContext) -> None:
    limits = context.limits
    if not limits.takes_sip:
        raise _error(f"This provider forwards to numbers only, for example {NUMBER_EXAMPLE}.")
    scheme, _, address = value.partition(":")
    if scheme.casefold() in ("sip", "sips"):
        raise _error(f'Leave out "{scheme}:": enter {address}.')
    if len(value) > limits.longest_sip_address:
        raise _error(f"A SIP address has at most {limits.longest_sip_address} characters; this has {len(value)}.")
    if not _SIP.fullmatch(value):
        raise _error(f'"{value}" is not a SIP address. Example: pat@example.com.')


def _check_number(value: str, context: ValueContext) -> None:
    number = canonical_destination(value)
    if not is_dialable(number):
        if any(character.isalpha() for character in number):
            raise _error(
                f'"{number}" is not a phone number, extension or SIP address. Examples: {DESTINATION_EXAMPLES}. '
                "To send calls to voicemail, use Voicemail > Send all calls."
            )
        raise _warning(f'"{number}" is unusual, but your provider may accept it. Example: {NUMBER_EXAMPLE}.')
    longest = context.limits.longest_number
    if len(number) > longest:
        raise _error(f"A number has at most {longest} characters; this has {len(number)}.")
    if len(number) < _SHORTEST_NUMBER:
        raise _warning(f'"{number}" is unusually short, but your provider may accept it. Example: {NUMBER_EXAMPLE}.')
    _check_loop(number, context)


def _check_loop(number: str, context: ValueContext) -> None:
    owner = context.owner
    if any(_is_same_number(number, own) for own in owner.own_numbers):
        if context.is_on:
            raise _error(f"{number} is your own number. This would create a forwarding loop. Enter another number.")
        raise _warning(f"{number} is your own number. Turning this on would create a forwarding loop.")
    digits = extract_digits(number)
    own = [extract_digits(each) for each in owner.numbers]
    if len(digits) >= _LAST_DIGITS and any(
        len(each) >= _LAST_DIGITS and each[-_LAST_DIGITS:] == digits[-_LAST_DIGITS:] for each in own
    ):
        raise _warning(f"{number} ends like your own number. Check that it is a different one.")


def _is_same_number(number: str, own: str) -> bool:
    """Return whether two dialable texts are one number: also with 00 or 011 for +, or without the +."""
    return bool(extract_digits(own)) and _international(number) == _international(canonical_destination(own))


def _international(number: str) -> str:
    for prefix in ("+", "011", "00"):
        if number.startswith(prefix) and len(number) > len(prefix) + 6:
            return number.removeprefix(prefix)
    return number


def _check_extension(value: str, context: ValueContext) -> None:
    del context
    number = canonical_destination(value)
    if not (number.isascii() and number.isdigit() and len(number) in _EXTENSION_DIGITS):
        raise _error(f'"{number}" is not an extension. Enter 2 to 20 digits, for example 4021.')


def _check_email(value: str, context: ValueContext) -> None:
    del context
    if "@" not in value or any(character.isspace() for character in value):
        raise _error(f'"{value}" is not an email address. Example: name@example.com.')
    if not _EMAIL.fullmatch(value):
        raise _warning(f'"{value}" is unusual, but your provider may accept it. Example: name@example.com.')


def _check_choice(value: str, context: ValueContext) -> None:
    if value not in dict(context.choices) and value not in context.stored_choices:
        known = " or ".join(f"{choice} ({label})" for choice, label in context.choices)
        raise _warning(f'"{value}" is unusual, but your provider may accept it. Known are {known}.')
    if value == "CUSTOM" and context.has_recording is False:
        raise _error("No custom greeting is uploaded yet. Upload one first, or keep the default greeting.")


def _check_pin(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise _error("A voicemail PIN consists of digits: enter only digits.")
    return value


def pin_error(pin: str) -> str:
    """Return why `pin` cannot be a voicemail PIN, "" if it can; the organization's own rules come on top."""
    try:
        TypeAdapter(Pin, config=ConfigDict(strict=True, hide_input_in_errors=True)).validate_python(pin)
    except ValidationError as error:
        return str(error.errors(include_url=False, include_input=False)[0]["ctx"]["text"])
    return ""


Pin = Annotated[str, AfterValidator(_check_pin)]
RingCount = Annotated[int, _in_context(_check_rings)]
Destination = Annotated[str, _in_context(_check_destination)]
PhoneNumber = Annotated[str, _in_context(_check_number)]
Extension = Annotated[str, _in_context(_check_extension)]
Email = Annotated[str, _in_context(_check_email)]
ChoiceValue = Annotated[str, _in_context(_check_choice)]
