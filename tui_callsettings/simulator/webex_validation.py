"""What the provider refuses although the body is well formed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from tui_callsettings.simulator.simulated_provider import ApiError
from tui_callsettings.simulator.webex_documents import merged
from tui_callsettings.simulator.webex_schemas import Schema

_OPTIONAL_TEXTS = frozenset({"destination", "smsDestination", "phoneNumber", "extension"})
"""Absent when there is none; an empty text in a request clears them."""
_NUMBER = re.compile(r"\+?[0-9*#-]{2,30}", re.ASCII)
_SMS_NUMBER = re.compile(r"\+1[0-9]{10}", re.ASCII)
_EXTENSION = re.compile(r"[0-9]{2,20}", re.ASCII)
_SIP_ADDRESS = re.compile(r"(?!sips?:)[^\s@:;<>\"\x00-\x1f]+@[A-Za-z0-9._-]+(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+", re.ASCII)
_SIP_LENGTH = 161
_VOICEMAIL_FORMATS = (
    ("notifications", "smsDestination", _SMS_NUMBER, "a US or Canada number in E.164 form"),
    ("notifications", "destination", _EMAIL, "an e-mail address"),
    ("emailCopyOfMessage", "emailId", _EMAIL, "an e-mail address"),
    ("messageStorage", "externalEmail", _EMAIL, "an e-mail address"),
    ("faxMessage", "phoneNumber", _NUMBER, "a phone number"),
    ("faxMessage", "extension", _EXTENSION, "2 to 20 digits"),
)
_RESET_VALUES = {"boolean": False, "number": 3}


def apply_put(
    feature: str, stored: Mapping[str, Any], body: Mapping[str, Any], *, reset_schema: Schema | None = None
) -> dict[str, Any]:
    """Return a feature's document as a PUT leaves it; 400, with a sentence for each rule that is broken.

    What the body leaves out stays, or is reset by the schema that is given for that.
    """
    base = stored if reset_schema is None else _reset(stored, reset_schema)
    document = _without_empty_texts(merged(base, body))
    rules = {"callForwarding": _forwarding_problems, "voicemail": _voicemail_problems}.get(feature)
    problems = list(rules(document, body)) if rules else []
    if problems:
        raise ApiError(400, "The settings contradict each other or a value is not allowed.", *problems)
    return document


def _reset(document: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """Return a document with what a body can name off, absent or at its first value, and the rest as it was."""
    result = dict(document)
    for name in schema["properties"].keys() & document.keys():
        inner = schema["properties"][name]
        if inner["type"] == "object":
            result[name] = _reset(document[name], inner)
        elif "enum" in inner:
            result[name] = inner["enum"][0]
        elif inner["type"] == "string":
            del result[name]
        else:
            result[name] = _RESET_VALUES[inner["type"]]
    return result


def _forwarding_problems(document: Mapping[str, Any], _body: Mapping[str, Any]) -> Iterator[str]:
    kinds = {**document["callForwarding"], "businessContinuity": document["businessContinuity"]}
    for name, part in kinds.items():
        yield from _destination_problems(name, part)
    yield from _ring_problems("noAnswer", kinds["noAnswer"])


def _voicemail_problems(document: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[str]:
    yield from _ring_problems("sendUnansweredCalls", document["sendUnansweredCalls"])
    for name in ("sendBusyCalls", "sendUnansweredCalls"):
        if document[name]["greeting"] == "CUSTOM" and not document[name]["greetingUploaded"]:
            yield f"{name}.greeting cannot be CUSTOM before a greeting was uploaded."
    yield from _destination_problems("transferToNumber", document["transferToNumber"])
    for part, field, pattern, description in _VOICEMAIL_FORMATS:
        value = document[part].get(field)
        if value and not pattern.fullmatch(value):
            yield f"{part}.{field} must be {description}."
    notifications, copies = document["notifications"], document["emailCopyOfMessage"]
    if notifications["enabled"] and not (notifications.get("destination") or notifications.get("smsDestination")):
        yield "notifications.destination is needed while notifications is on."
    if copies["enabled"] and not copies.get("emailId"):
        yield "emailCopyOfMessage.emailId is needed while emailCopyOfMessage is on."
    storage, fax = body.get("messageStorage", {}), body.get("faxMessage", {})
    if storage.get("storageType") == "EXTERNAL" and not storage.get("externalEmail"):
        yield "messageStorage.externalEmail must be sent along with the storage type EXTERNAL."
    if fax.get("enabled") and not fax.get("phoneNumber"):
        yield "faxMessage.phoneNumber must be sent along when fax is switched on."


def _destination_problems(name: str, part: Mapping[str, Any]) -> Iterator[str]:
    destination = part.get("destination")
    if destination is None:
        if part["enabled"]:
            yield f"{name}.destination is needed while {name} is on."
    elif not _NUMBER.fullmatch(destination) and not _is_sip_address(destination):
        yield f"{name}.destination must be a phone number, an extension or user@host."


def _is_sip_address(text: str) -> bool:
    return len(text) <= _SIP_LENGTH and _SIP_ADDRESS.fullmatch(text) is not None


def _ring_problems(name: str, part: Mapping[str, Any]) -> Iterator[str]:
    rings, most = part["numberOfRings"], part["systemMaxNumberOfRings"]
    if rings not in range(2, most + 1):
        yield f"{name}.numberOfRings must be a whole number from 2 to {most}."


def _without_empty_texts(document: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in document.items():
        if name in _OPTIONAL_TEXTS and value == "":
            continue
        if name == "numberOfRings" and isinstance(value, float) and value.is_integer():
            result[name] = int(value)
        else:
            result[name] = _without_empty_texts(value) if isinstance(value, Mapping) else value
    return result


def find_passcode_problems(
    passcode: str, rules: Mapping[str, Any], numbers: tuple[str, ...], previous: tuple[str, ...]
) -> list[str]:
    """Return what the organization's rules have against a voicemail passcode, one sentence each.

    The rules are as the API shows them, the person's own numbers digits only, previous passcodes oldest first.
    """
    if not re.fullmatch(r"[0-9]+", passcode, re.ASCII):
        return ["The passcode must consist of digits."]
    shortest, longest = rules["length"]["min"], rules["length"]["max"]
    recent = previous[-rules["blockPreviousPasscodes"]["numberOfPasscodes"] :]
    repeats, runs = rules["blockRepeatedDigits"], rules["blockContiguousSequences"]
    up, down = runs["numberOfAscendingDigits"], runs["numberOfDescendingDigits"]
    is_pattern = re.fullmatch(r"(\d{2,})\1+", passcode) is not None
    broken = {
        f"have {shortest} to {longest} digits": not shortest <= len(passcode) <= longest,
        "not repeat a pattern": rules["blockRepeatedPatternsEnabled"] and is_pattern,
        "not be the person's own number": rules["blockUserNumberEnabled"] and passcode in numbers,
        "not be the person's own number backwards": (
            rules["blockReversedUserNumberEnabled"] and passcode[::-1] in numbers
        ),
        f"differ from the last {len(recent)}": rules["blockPreviousPasscodes"]["enabled"] and passcode in recent,
        "not be the old one backwards": (rules["blockReversedOldPasscodeEnabled"] and passcode[::-1] in previous[-1:]),
        f"not repeat a digit more than {repeats['max']} times": (
            repeats["enabled"] and _longest_run(passcode, 0) > repeats["max"]
        ),
        f"not count up over more than {up} digits": runs["enabled"] and _longest_run(passcode, 1) > up,
        f"not count down over more than {down} digits": runs["enabled"] and _longest_run(passcode, -1) > down,
    }
    return [f"The passcode must {rule}." for rule, is_broken in broken.items() if is_broken]


def _longest_run(digits: str, step: int) -> int:
    """Return the length of the longest run in which each digit differs from the one before by `step`."""
    longest = length = 1
    for left, right in pairwise(digits):
        length = length + 1 if int(right) - int(left) == step else 1
        longest = max(longest, length)
    return longest
