"""UCM's forwarding on the wire, and its JSON through the Webex cloud; `uds_wire` has the XML of UCM on premises."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from tui_callsettings.backends.webex_id import decode_webex_id
from tui_callsettings.errors import InvalidResponseError
from tui_callsettings.models.call_forwarding import CallForwardAlwaysSetting
from tui_callsettings.models.destination import extract_digits, normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.raw_value import UNREADABLE, parse_flag, parse_text
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.text import clean_text

VOICEMAIL: Final = "VOICEMAIL"
"""The destination that stands for one's own voicemail, as in the vendor's SDK."""

ALWAYS: Final[FieldPath] = ("call_forwarding", "always")

CLOUD_FIELDS: Final = frozenset({(Feature.CALL_FORWARDING, (*ALWAYS, name)) for name in ("enabled", "destination")})
"""The fields that the Webex cloud shows."""

_UUID = re.compile("[0-9A-Za-z_-]+")


def build_forward_values(to_voicemail: object, destination: object) -> dict[str, object]:
    """Return `enabled` and `destination` of one kind of forwarding, raw, as UCM stores it.

    UCM has no switch: forwarding is on where there is somewhere to go, and voicemail wins over a number.

    Args:
        to_voicemail: the raw flag; None where it was not reported.
        destination: the raw number; None where it was not reported.
    """
    flag = None if to_voicemail is None else parse_flag(to_voicemail)
    number = None if destination is None else parse_text(destination)
    if flag is True:
        return {"enabled": True, "destination": VOICEMAIL}
    if isinstance(number, str) and number.strip():
        # On in either case; without the flag it is unknown which of the two.
        shown = [to_voicemail, destination] if flag is UNREADABLE else unescape_number(number)
        return {"enabled": True, "destination": shown}
    if flag is UNREADABLE:
        return {"enabled": [to_voicemail]}
    if number is UNREADABLE:
        return {"enabled": [destination], "destination": [destination]}
    return {"enabled": False} if flag is False else {}


def unescape_number(number: str) -> str:
    r"""Return a number as people dial it: UCM may store the plus as `\+`."""
    number = number.strip()
    return number.removeprefix("\\") if number.startswith("\\+") else number


def is_same_number(one: str, other: str) -> bool:
    """Whether two directory numbers are one, whole and without separators; an empty one is never the same."""
    one, other = (normalize_destination(unescape_number(number)).removeprefix("+") for number in (one, other))
    return bool(extract_digits(one)) and one == other


@dataclass(frozen=True, slots=True)
class CloudLine:
    """One line of a person, with its forward always."""

    number: str
    e164: str
    forwarding: CallForwardAlwaysSetting

    def has_number(self, number: str) -> bool:
        """Whether `number` is this line's directory number, or its number in full."""
        return is_same_number(number, self.number) or is_same_number(number, self.e164)


def person_path(person: str) -> str:
    """Return the path of a person's forwarding, by the raw id."""
    return f"/uc/config/people/{quote(person, safe='')}/features/callforwarding"


def raw_id(identifier: str) -> str:
    """Return a Webex id as a raw uuid in lower case.

    Raises:
        InvalidResponseError: it is neither a raw uuid nor the usual base64 around one.
    """
    raw = decode_webex_id(identifier)
    if not _UUID.fullmatch(raw) or (raw == identifier and "-" not in raw):
        raise InvalidResponseError("The provider's id of a person cannot be read.")
    return raw.lower()


def parse_cloud_lines(document: Mapping[str, Any]) -> tuple[CloudLine, ...]:
    """Return the lines of a person.

    Raises:
        InvalidResponseError: the response is not a list of lines.
    """
    forwarding = document.get("callForwarding")
    entries = forwarding.get("always") if isinstance(forwarding, dict) else None
    if not isinstance(entries, list):
        raise InvalidResponseError("The provider's response does not contain a list of lines.")
    lines = tuple(_cloud_line(entry) for entry in entries if isinstance(entry, dict) and _LINE_NAMES & entry.keys())
    if entries and not lines:
        raise InvalidResponseError("The provider's response contains lines without any known field.")
    return lines


_LINE_NAMES: Final = {"dn", "destination", "destinationVoicemailEnabled"}


def _cloud_line(entry: Mapping[str, Any]) -> CloudLine:
    values = build_forward_values(entry.get("destinationVoicemailEnabled"), entry.get("destination"))
    number, e164 = (unescape_number(_text(entry, name)) for name in ("dn", "e164Number"))
    return CloudLine(number, e164, CallForwardAlwaysSetting.parse_group(values))


def parse_cloud_owner(person: Mapping[str, Any], line: str, region: str) -> Owner:
    """Return the person who is signed in, on `line`."""
    emails = person.get("emails")
    first = next((email for email in emails if isinstance(email, str)), "") if isinstance(emails, list) else ""
    return Owner(name=_text(person, "displayName"), identity=clean_text(first), extension=line, region=region)


def parse_ids(person: Mapping[str, Any]) -> tuple[str, str]:
    """Return the raw ids of a person and of the person's organization.

    Raises:
        InvalidResponseError: they are missing or cannot be read.
    """
    return raw_id(_text(person, "id")), raw_id(_text(person, "orgId"))


def _text(entry: Mapping[str, Any], name: str) -> str:
    """Return a text, or a whole number as text; "" for anything else."""
    value = entry.get(name)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return clean_text(str(value)) if isinstance(value, str) or is_number else ""
