"""Webex Calling's JSON: parsing it into our models, and building the body of a PUT."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tui_callsettings.backends.http_response import (
    HttpResponse,
    RequestContext,
    invalid_response,
    parse_json,
    read_json_error,
    shorten_text,
)
from tui_callsettings.errors import InvalidResponseError
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, FieldType, Setting

from .wire_names import RESOURCES

_NUMBERS = (FieldType.DESTINATION, FieldType.FORWARD_NUMBER, FieldType.EXTENSION)
_TEXTS = (*_NUMBERS, FieldType.EMAIL)

# GET reports it inside the greetings, nothing describes it, and it is read-only by its nature: the stored recording.
_RECORDING = "audioFile"


def parse_setting(feature: Feature, answer: HttpResponse, context: RequestContext) -> Setting:
    """Return the setting in an answer. What this program does not know or cannot read is kept as it is.

    Raises:
        InvalidResponseError: The answer is not JSON, or has none of the setting's fields.
    """
    document = parse_json(answer, context)
    try:
        return feature.model.parse(document)
    except InvalidResponseError:
        failure = invalid_response(answer, context, f"it has nothing of {feature.title.lower()} in it")
    # An error document with the status of a success has the provider's words.
    failure.provider_message = shorten_text(read_json_error(answer))
    raise failure


def build_put_body(
    feature: Feature, setting: Setting, changed: Collection[FieldPath], *, is_whole: bool = False
) -> dict[str, Any]:
    """Return the body of a PUT: the changed groups and what the API description requires.

    A group goes as it was read, with the changes in it and without what is read-only, so that a PUT neither puts back
    what somebody else changed in another group nor breaks a rule that holds within one. A cleared text goes as "".
    Nothing is invented: a required object that the account did not report goes empty.

    Args:
        feature: The feature that the setting belongs to.
        setting: A fresh read with the fields at `changed` altered.
        changed: The changed fields; their groups are sent, and their texts without separators.
        is_whole: Send every group, for a provider that resets what a PUT omits.
    """
    resource = RESOURCES[feature]
    body = document = _writable_document(feature, setting, changed)
    if not is_whole:
        body = _changed_groups(document, [resource.fields[path] for path in changed], resource.required)
    if feature is Feature.VOICEMAIL:
        for name in resource.required:
            body.setdefault(name, {})
    return body


def _writable_document(feature: Feature, setting: Setting, changed: Collection[FieldPath]) -> dict[str, Any]:
    """Return the whole setting as the account gave it, without read-only and absent parts."""
    names = RESOURCES[feature].fields
    document = _without_nulls(setting.to_document())
    for field in feature.fields:
        if field.path not in names:
            continue
        *above, name = names[field.path].split(".")
        group = _group(document, above)
        if field.meta.is_read_only:
            group.pop(name, None)
        elif field.path in changed and field.type in _TEXTS:
            text = str(setting.value(field.path) or "")
            group[name] = normalize_destination(text) if field.type in _NUMBERS else text
    for name in ("sendBusyCalls", "sendUnansweredCalls"):
        _group(document, [name]).pop(_RECORDING, None)
    return document


def _changed_groups(document: dict[str, Any], changed: Collection[str], required: Collection[str]) -> dict[str, Any]:
    """Return the objects around the fields at `changed`, the single fields among these, and the required entries."""
    body = {name: document[name] for name in required if name in document}
    for place in changed:
        *above, name = place.split(".")
        target: dict[str, Any] = body
        for step in above[:-1]:
            target = target.setdefault(step, {})
        if above:
            target[above[-1]] = _group(document, above)
        elif name in document:
            target[name] = document[name]
    return body


def _group(document: dict[str, Any], above: Sequence[str]) -> dict[str, Any]:
    """Return the object at `above`; a detached empty one where there is none."""
    for name in above:
        inner = document.get(name)
        document = inner if isinstance(inner, dict) else {}
    return document


def _without_nulls(document: dict[str, Any]) -> dict[str, Any]:
    """Return `document` without the values that the account gave as null, which no description allows."""
    pairs = ((name, value) for name, value in document.items() if value is not None)
    return {name: _without_nulls(value) if isinstance(value, dict) else value for name, value in pairs}


def parse_owner(person: Mapping[str, Any], profile: Mapping[str, Any], region: str) -> Owner:
    """Return the owner of the settings.

    Args:
        person: An answer to `/people/…?callingData=true`; empty if it could not be read.
        profile: An answer to `/telephony/config/people/me`; empty if it could not be read.
        region: The configured one; "" to take the provider's.
    """
    lines = _objects(profile.get("phoneNumbers"))
    # A mobile number of the person is a fine place to forward to, so it is not one of the line's own numbers.
    work = [n for n in _objects(person.get("phoneNumbers")) if n.get("type") in ("work", "work_extension")]
    numbers = [_text(number.get("value")) for number in work]
    for name in ("directNumber", "enterprise", "esn"):
        numbers += [_text(line.get(name)) for line in lines]
    extension = _text(person.get("extension")) or next((_text(line.get("extension")) for line in lines), "")
    named = f"{_text(profile.get('firstName'))} {_text(profile.get('lastName'))}".strip()
    emails = person.get("emails")
    addresses = [_text(email) for email in emails] if isinstance(emails, list) else []
    return Owner(
        name=_text(person.get("displayName")) or named,
        identity=next(filter(None, [*addresses, _text(profile.get("email"))]), ""),
        numbers=tuple(dict.fromkeys(number for number in numbers if number and number != extension)),
        extension=extension,
        region=region or _country(person, profile),
    )


def _country(person: Mapping[str, Any], profile: Mapping[str, Any]) -> str:
    location = profile.get("location")
    address = location.get("address") if isinstance(location, dict) else None
    for place in (address, *_objects(person.get("addresses"))):
        country = _text(place.get("country")) if isinstance(place, dict) else ""
        if len(country) == 2 and country.isascii() and country.isalpha():
            return country.upper()
    return ""


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _objects(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


class _Rule(BaseModel):
    model_config = ConfigDict(strict=True, hide_input_in_errors=True, defer_build=True)


class _Counted(_Rule):
    enabled: bool = False
    max: int = 0
    number_of_passcodes: int = Field(default=0, alias="numberOfPasscodes")
    number_of_ascending_digits: int = Field(default=0, alias="numberOfAscendingDigits")
    number_of_descending_digits: int = Field(default=0, alias="numberOfDescendingDigits")


class _Length(_Rule):
    min: int
    max: int


class _PinRules(_Rule):
    length: _Length | None = None
    block_repeated_patterns_enabled: bool = Field(default=False, alias="blockRepeatedPatternsEnabled")
    block_user_number_enabled: bool = Field(default=False, alias="blockUserNumberEnabled")
    block_reversed_user_number_enabled: bool = Field(default=False, alias="blockReversedUserNumberEnabled")
    block_reversed_old_passcode_enabled: bool = Field(default=False, alias="blockReversedOldPasscodeEnabled")
    block_previous_passcodes: _Counted = Field(default_factory=_Counted, alias="blockPreviousPasscodes")
    block_repeated_digits: _Counted = Field(default_factory=_Counted, alias="blockRepeatedDigits")
    block_contiguous_sequences: _Counted = Field(default_factory=_Counted, alias="blockContiguousSequences")


def parse_pin_rules(answer: HttpResponse, context: RequestContext) -> tuple[str, ...]:
    """Return the organization's rules for the voicemail PIN, a sentence each.

    Raises:
        InvalidResponseError: The answer is not JSON, or a field is of the wrong type.
    """
    try:
        rules = _PinRules.model_validate(parse_json(answer, context))
    except ValidationError as error:
        raise invalid_response(answer, context, _where(error)) from None
    previous, repeated, runs = (
        rules.block_previous_passcodes,
        rules.block_repeated_digits,
        rules.block_contiguous_sequences,
    )
    up, down = runs.number_of_ascending_digits, runs.number_of_descending_digits
    sentences = {
        f"It has {rules.length.min} to {rules.length.max} digits." if rules.length else "": True,
        "It does not repeat a pattern, such as 121212.": rules.block_repeated_patterns_enabled,
        f"No digit comes more than {repeated.max} times in a row.": repeated.enabled,
        f"It does not count up over more than {up} digits, such as {'123456'[: up + 1]}.": runs.enabled,
        f"It does not count down over more than {down} digits, such as {'987654'[: down + 1]}.": runs.enabled,
        "It is not your own number.": rules.block_user_number_enabled,
        "It is not your own number backwards.": rules.block_reversed_user_number_enabled,
        f"It is none of your last {previous.number_of_passcodes} PINs.": previous.enabled,
        "It is not an old PIN backwards.": rules.block_reversed_old_passcode_enabled,
    }
    return tuple(message for message, is_so in sentences.items() if is_so and message)


def _where(error: ValidationError) -> str:
    place = ".".join(str(step) for step in error.errors(include_input=False, include_url=False)[0]["loc"])
    return f'the value of "{place}" is of the wrong kind'
