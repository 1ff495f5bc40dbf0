"""What Cisco UCM says on the wire: JSON through the Webex cloud, XML from User Data Services (UDS) on premises."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from tui_callsettings.backends import xml
from tui_callsettings.backends.webex_id import decode_webex_id
from tui_callsettings.errors import InvalidResponseError
from tui_callsettings.models.call_forwarding import CallForwardAlwaysSetting
from tui_callsettings.models.destination import extract_digits, normalize_destination
from tui_callsettings.models.owner import Owner

VOICEMAIL: Final = "VOICEMAIL"
"""The destination that stands for one's own voicemail: the word of the vendor's SDK."""

CONTENT_TYPE: Final = "application/xml; charset=UTF-8"

_UUID = re.compile("[0-9A-Za-z_-]+")


def build_forward_always(destination: str, *, to_voicemail: bool) -> CallForwardAlwaysSetting:
    """Forward always as UCM has it: on where there is somewhere to go, and voicemail wins over a number."""
    if to_voicemail:
        return CallForwardAlwaysSetting(enabled=True, destination=VOICEMAIL)
    if destination:
        return CallForwardAlwaysSetting(enabled=True, destination=destination)
    return CallForwardAlwaysSetting(enabled=False)


def is_same_number(one: str, other: str) -> bool:
    """Whether two directory numbers are one, whole and without separators; an empty one is never the same."""
    return bool(extract_digits(one)) and normalize_destination(one).removeprefix("+") == normalize_destination(
        other
    ).removeprefix("+")


# Through the Webex cloud.


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
    """Where the forwarding of a person is, by the raw id."""
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
    """The lines of a person.

    Raises:
        BadAnswerError: the answer cannot be read.
    """
    forwarding = document.get("callForwarding")
    entries = forwarding.get("always") if isinstance(forwarding, dict) else None
    if not isinstance(entries, list):
        raise InvalidResponseError("The provider's answer has no list of lines in it.")
    return tuple(_cloud_line(entry) for entry in entries if isinstance(entry, dict))


def _cloud_line(entry: Mapping[str, Any]) -> CloudLine:
    to_voicemail = entry.get("destinationVoicemailEnabled") is True
    forwarding = build_forward_always(_told(entry, "destination"), to_voicemail=to_voicemail)
    return CloudLine(_told(entry, "dn"), _told(entry, "e164Number"), forwarding)


def _told(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value.strip() if isinstance(value, str) else ""


def parse_cloud_owner(person: Mapping[str, Any], line: str, region: str) -> Owner:
    """The person who is signed in, on `line`."""
    emails = person.get("emails")
    first = next((email for email in emails if isinstance(email, str)), "") if isinstance(emails, list) else ""
    return Owner(name=_told(person, "displayName"), identity=first, extension=line, region=region)


def parse_ids(person: Mapping[str, Any]) -> tuple[str, str]:
    """The raw ids of a person and of the person's organisation.

    Raises:
        BadAnswerError: they are not told.
    """
    return raw_id(_told(person, "id")), raw_id(_told(person, "orgId"))


# On premises.


@dataclass(frozen=True, slots=True)
class ForwardingLocation:
    """Where the forwarding of a line is read and written: a document, and the way down to it.

    Attributes:
        path: of the document, below the base address.
        steps: the elements from the root down; the first is the root.
        number: the element that holds the number there.
    """

    path: str
    steps: tuple[str, ...]
    number: str


@dataclass(frozen=True, slots=True)
class Extension:
    """A line of a person, as the lists of extensions tell."""

    identifier: str
    device: str
    number: str
    is_primary: bool


_FORWARD_ALL: Final = "callForwardAllDestination"
_TO_VOICEMAIL: Final = "sendToVoiceMailPilotNumber"
_DO_NOT_DISTURB: Final = "enableDoNotDisturb"


def user_path(user: str, *below: str) -> str:
    """The path of a user, or of something below it."""
    return "/".join(["/user", *(quote(step, safe="@") for step in (user, *below))])


def all_lines_location(user: str) -> ForwardingLocation:
    """The user's own forwarding, which UCM applies to each of the user's lines."""
    return ForwardingLocation(user_path(user), ("user", _FORWARD_ALL), "destination")


def primary_line_location(user: str) -> ForwardingLocation:
    """The forwarding of the user's primary extension."""
    return ForwardingLocation(user_path(user), ("user", "primaryExtension", _FORWARD_ALL), "destination")


def extension_location(user: str, device: str, extension: str) -> ForwardingLocation:
    """The forwarding of one extension on one device; it has its own name for the number."""
    path = user_path(user, "device", device, "extension", extension)
    return ForwardingLocation(path, ("extension", _FORWARD_ALL), "sendToCustomDestination")


def default_location(user: str, root: Element) -> ForwardingLocation | None:
    """Where a user's forwarding is if no line was chosen; None if only the list of extensions can tell."""
    if xml.find_child(root, "primaryExtension", _FORWARD_ALL) is not None:
        return primary_line_location(user)
    own = xml.find_child(root, _FORWARD_ALL)
    applies_to_all = own is not None and xml.parse_bool(own.get("appliesToAllExtensions", "")) is not False
    return all_lines_location(user) if applies_to_all else None


def parse_forwarding(location: ForwardingLocation, root: Element) -> CallForwardAlwaysSetting:
    """Forward always as `place` has it in the document of `root`."""
    element = xml.find_child(root, *location.steps[1:])
    to_voicemail = xml.read_flag(xml.find_child(element, _TO_VOICEMAIL)) is True
    return build_forward_always(xml.text(xml.find_child(element, location.number)), to_voicemail=to_voicemail)


def forwarding_body(location: ForwardingLocation, destination: str) -> bytes:
    """The body of a PUT that forwards to `destination`, to voicemail where it is that word, or not at all if empty.

    An absent element keeps its value, so a number stored beside voicemail stays; an empty one resets the value. What
    resetting does to the voicemail switch is the system's choice, so that one is written out.
    """
    root = element = Element(location.steps[0])
    for step in location.steps[1:]:
        element = SubElement(element, step)
    to_voicemail = destination.casefold() == VOICEMAIL.casefold()
    SubElement(element, _TO_VOICEMAIL).text = "true" if to_voicemail else "false"
    if not to_voicemail:
        SubElement(element, location.number).text = destination
    return xml.serialize(root)


def parse_do_not_disturb(root: Element) -> bool:
    """Whether do not disturb is on for the user."""
    return xml.read_flag(xml.find_child(root, _DO_NOT_DISTURB)) is True


def do_not_disturb_body(*, enabled: bool) -> bytes:
    """The body of a PUT that switches do not disturb on all of the user's devices."""
    root = Element("user")
    SubElement(root, _DO_NOT_DISTURB).text = "true" if enabled else "false"
    return xml.serialize(root)


def parse_devices(body: bytes) -> tuple[str, ...]:
    """The ids of a user's devices.

    Raises:
        BadAnswerError: the answer cannot be read.
    """
    root = xml.parse(body, "devices")
    ids = (
        xml.text(xml.find_child(device, "id")) or _after(device, "device")
        for device in xml.iter_children(root, "device")
    )
    return tuple(identifier for identifier in ids if identifier)


def parse_extensions(body: bytes) -> tuple[Extension, ...]:
    """The lines of a user or a device, the primary one first.

    Raises:
        BadAnswerError: the answer cannot be read.
    """
    found = tuple(_extensions(xml.parse(body, "extensions")))
    return tuple(sorted(found, key=lambda extension: not extension.is_primary))


def _extensions(root: Element) -> Iterator[Extension]:
    for element in xml.iter_children(root, "extension"):
        identifier = xml.text(xml.find_child(element, "id")) or _after(element, "extension")
        number = xml.text(xml.find_child(element, "directoryNumber"))
        if identifier and number:
            is_primary = xml.parse_bool(element.get("isPrimary", "")) is True
            yield Extension(identifier, _after(element, "device"), number, is_primary)


def _after(element: Element, kind: str) -> str:
    """The id that follows `kind` in the element's address; "" if its address does not tell."""
    match = re.search(f"/{kind}/([0-9A-Za-z_-]+)(/|$)", element.get("uri", ""))
    return match.group(1) if match else ""


def parse_uds_owner(root: Element, line: str, region: str) -> Owner:
    """The user a document describes, on `line` or else the primary extension."""

    def told(name: str) -> str:
        return xml.read_message(xml.find_child(root, name))

    number = told("phoneNumber")
    primary = xml.read_message(xml.find_child(root, "primaryExtension", "directoryNumber"))
    return Owner(
        name=told("displayName") or f"{told('firstName')} {told('lastName')}".strip(),
        identity=told("userName"),
        numbers=(number,) if number else (),
        extension=line or primary,
        region=region,
    )


def parse_error_message(body: bytes) -> str:
    """The words of an error's body; "" where it has none (it may be empty, or a gateway's HTML)."""
    try:
        root = xml.parse(body, "errors", "error")
    except InvalidResponseError:
        return ""
    return next((xml.read_message(element) for element in root.iter() if xml.local_name(element) == "message"), "")
