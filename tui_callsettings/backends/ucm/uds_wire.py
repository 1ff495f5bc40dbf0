"""User Data Services (UDS) on the wire: the XML of UCM on premises, as in Cisco's UDS reference."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from tui_callsettings.backends import xml
from tui_callsettings.errors import InvalidResponseError
from tui_callsettings.models.do_not_disturb import CALL_REJECT, RINGER_OFF
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath

from .wire import ALWAYS, VOICEMAIL, build_forward_values, unescape_number

CONTENT_TYPE: Final = "application/xml; charset=UTF-8"

_BUSY: Final[FieldPath] = ("call_forwarding", "busy")
_NO_ANSWER: Final[FieldPath] = ("call_forwarding", "no_answer")

WRITABLE_FIELDS: Final = frozenset(
    {
        (Feature.DO_NOT_DISTURB, ("enabled",)),
        (Feature.CALL_FORWARDING, (*ALWAYS, "enabled")),
        (Feature.CALL_FORWARDING, (*ALWAYS, "destination")),
    }
)
"""The fields with an element that UDS documents for PUT."""

READABLE_FIELDS: Final = frozenset(
    {
        (Feature.DO_NOT_DISTURB, ("applies_to_all_devices",)),
        (Feature.DO_NOT_DISTURB, ("incoming_call_option",)),
        (Feature.DO_NOT_DISTURB, ("devices",)),
        (Feature.CALL_FORWARDING, (*ALWAYS, "applies_to_all_lines")),
        *(
            (Feature.CALL_FORWARDING, (*group, name))
            for group in (_BUSY, _NO_ANSWER)
            for name in ("enabled", "destination", "internal_destination")
        ),
    }
)
"""The fields with an element that UDS documents for GET alone."""

_FORWARD_ALL: Final = "callForwardAllDestination"
_TO_VOICEMAIL: Final = "sendToVoiceMailPilotNumber"
_TO_NUMBER: Final = "sendToCustomDestination"
_DO_NOT_DISTURB: Final = "enableDoNotDisturb"
_OTHER_FORWARDS: Final = {
    _BUSY: ("forwardBusyExternalCallDestination", "forwardBusyInternalCallDestination"),
    _NO_ANSWER: ("forwardNoAnswerExternalCallDestination", "forwardNoAnswerInternalCallDestination"),
}
_OPTIONS: Final = {"0": RINGER_OFF, "1": CALL_REJECT}
_OPTION_TEXTS: Final = {"0": "ringer off", "1": "call reject", "2": "option of the phone profile"}


@dataclass(frozen=True, slots=True)
class ForwardingLocation:
    """Where forward all of a line is read and written: a document, and the way down to it.

    Attributes:
        path: of the document, below the base address.
        steps: the elements from the root down; the first is the root.
        number: the element that contains the number there.
    """

    path: str
    steps: tuple[str, ...]
    number: str


@dataclass(frozen=True, slots=True)
class Extension:
    """A line in a list of lines."""

    identifier: str
    device: str
    number: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Device:
    """A phone, with its own do not disturb.

    Attributes:
        label: its description, else its model or name.
        is_on: whether do not disturb is on there; None where the phone does not report it, or not as a flag.
        is_readable: whether what it reports is a flag, or nothing.
        option: the raw option that decides about calls meanwhile; "" where it is not reported.
    """

    label: str
    is_on: bool | None
    option: str
    is_readable: bool = True

    @property
    def summary(self) -> str:
        """Its do not disturb in a few words: "Desk phone: ON (ringer off)"."""
        unknown = "not reported" if self.is_readable else "not readable"
        state = unknown if self.is_on is None else "ON" if self.is_on else "OFF"
        option = _OPTION_TEXTS.get(self.option, "")
        return f"{self.label}: {state}{f' ({option})' if option else ''}"


def user_path(user: str, *below: str) -> str:
    """Return the path of a user, or of something below it."""
    return "/".join(["/user", *(quote(step, safe="@") for step in (user, *below))])


def all_lines_location(user: str) -> ForwardingLocation:
    """Return the user's own forwarding, which UCM applies to each of the user's lines."""
    return ForwardingLocation(user_path(user), ("user", _FORWARD_ALL), "destination")


def primary_line_location(user: str) -> ForwardingLocation:
    """Return the forwarding of the user's primary extension."""
    return ForwardingLocation(user_path(user), ("user", "primaryExtension", _FORWARD_ALL), "destination")


def extension_location(user: str, device: str, extension: str) -> ForwardingLocation:
    """Return the forwarding of one extension on one device; it has its own name for the number."""
    path = user_path(user, "device", device, "extension", extension)
    return ForwardingLocation(path, ("extension", _FORWARD_ALL), _TO_NUMBER)


def default_location(user: str, root: Element) -> ForwardingLocation | None:
    """Return where a user's forwarding is if no line was chosen; None if that takes the list of extensions."""
    if xml.find_child(root, "primaryExtension", _FORWARD_ALL) is not None:
        return primary_line_location(user)
    is_shared = parse_applies_to_all_lines(root)
    has_own = xml.find_child(root, _FORWARD_ALL) is not None
    return all_lines_location(user) if has_own and is_shared is not False else None


def parse_applies_to_all_lines(root: Element) -> bool | None:
    """Return whether the user's forwarding is that of all lines; None where the user's document does not report it."""
    element = xml.find_child(root, _FORWARD_ALL)
    return None if element is None else xml.parse_bool(element.get("appliesToAllExtensions", ""))


def parse_forward_all(location: ForwardingLocation, root: Element) -> dict[FieldPath, object]:
    """Return the raw values of forward always that `location` has in the document of `root`.

    Raises:
        InvalidResponseError: the document does not have it.
    """
    element = xml.find_child(root, *location.steps[1:])
    if element is None:
        raise InvalidResponseError("The provider's response does not contain where all calls go.")
    return {(*ALWAYS, name): value for name, value in _forward_values(element, location.number).items()}


def parse_other_forwards(root: Element) -> dict[FieldPath, object]:
    """Return the raw values of forwarding when busy and when unanswered, from the document of one line of a device."""
    values: dict[FieldPath, object] = {}
    for group, (external, internal) in _OTHER_FORWARDS.items():
        outside, inside = (xml.find_child(root, name) for name in (external, internal))
        values |= {(*group, name): value for name, value in _forward_values(outside, _TO_NUMBER).items()}
        inner = _forward_values(inside, _TO_NUMBER)
        if inner:
            nowhere = "" if inner["enabled"] is False else inner["enabled"]
            values[*group, "internal_destination"] = inner.get("destination", nowhere)
    return values


def forwarding_body(location: ForwardingLocation, destination: str) -> bytes:
    """Return the body of a PUT that forwards to `destination`, to voicemail (`VOICEMAIL`), or not at all if empty.

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


def parse_do_not_disturb(root: Element, devices: Sequence[Device]) -> dict[FieldPath, object]:
    """Return the raw values of do not disturb from a user's document and the user's devices.

    A value that holds for one device only is not the person's: it is left out where the devices differ or are unknown.

    Raises:
        InvalidResponseError: the document does not have do not disturb.
    """
    element = xml.find_child(root, _DO_NOT_DISTURB)
    if element is None:
        raise InvalidResponseError("The provider's response does not contain do not disturb.")
    values: dict[FieldPath, object] = {}
    applies_to_all = xml.parse_bool(element.get("appliesToAllDevices", ""))
    if applies_to_all is not None:
        values["applies_to_all_devices",] = applies_to_all
    states = {device.is_on for device in devices if device.is_on is not None}
    if applies_to_all is not False:
        values["enabled",] = xml.read_text(element) or None
    elif len(states) == 1:
        values["enabled",] = states.pop()
    relevant = [device for device in devices if device.is_on] or [d for d in devices if d.is_on is not None]
    options = {device.option for device in relevant}
    if len(options) == 1 and (option := _OPTIONS.get(options.pop())):
        values["incoming_call_option",] = option
    if devices:
        values["devices",] = "; ".join(device.summary for device in devices)
    return values


def do_not_disturb_body(*, enabled: bool) -> bytes:
    """Return the body of a PUT that switches do not disturb on all of the user's devices."""
    root = Element("user")
    SubElement(root, _DO_NOT_DISTURB).text = "true" if enabled else "false"
    return xml.serialize(root)


def parse_devices(body: bytes) -> tuple[str, ...]:
    """Return the ids of a user's devices.

    Raises:
        InvalidResponseError: the response is not a list of devices.
    """
    root = xml.parse(body, "devices")
    ids = (
        xml.read_text(xml.find_child(device, "id")) or _id_in_uri(device, "device")
        for device in xml.iter_children(root, "device")
    )
    return tuple(identifier for identifier in ids if identifier)


def parse_device(body: bytes) -> Device:
    """Return one device.

    Raises:
        InvalidResponseError: the response is not a device.
    """
    root = xml.parse(body, "device")
    labels = (xml.read_message(xml.find_child(root, name)) for name in ("description", "model", "name"))
    settings = xml.find_child(root, "doNotDisturbSettings")
    option = xml.find_child(settings, "option")
    text = xml.read_text(xml.find_child(settings, "enable"))
    is_on = xml.parse_bool(text)
    return Device(
        next((label for label in labels if label), "Phone"),
        is_on,
        "" if option is None else option.get("value", "").strip(),
        is_readable=is_on is not None or not text,
    )


def parse_extensions(body: bytes) -> tuple[Extension, ...]:
    """Return the lines of a user or a device, the primary one first.

    Raises:
        InvalidResponseError: the response is not a list of extensions.
    """
    found = tuple(_extensions(xml.parse(body, "extensions")))
    return tuple(sorted(found, key=lambda extension: not extension.is_primary))


def parse_uds_owner(root: Element, line: str, region: str) -> Owner:
    """Return the user a document describes, on `line` or else the primary extension."""
    names = ("displayName", "firstName", "lastName", "userName", "phoneNumber")
    texts = {name: xml.read_message(xml.find_child(root, name)) for name in names}
    primary = xml.read_message(xml.find_child(root, "primaryExtension", "directoryNumber"))
    number = unescape_number(texts["phoneNumber"])
    return Owner(
        name=texts["displayName"] or f"{texts['firstName']} {texts['lastName']}".strip(),
        identity=texts["userName"],
        numbers=(number,) if number else (),
        extension=line or unescape_number(primary),
        region=region,
    )


def parse_error_message(body: bytes) -> str:
    """Return the message of an error's body; "" where it has none (it may be empty, or a gateway's HTML)."""
    try:
        root = xml.parse(body, "errors", "error")
    except InvalidResponseError:
        return ""
    return next((xml.read_message(element) for element in root.iter() if xml.local_name(element) == "message"), "")


def _forward_values(element: Element | None, number: str) -> dict[str, object]:
    flag, destination = (xml.find_child(element, name) for name in (_TO_VOICEMAIL, number))
    return build_forward_values(
        xml.read_text(flag) or None, None if destination is None else xml.read_text(destination)
    )


def _extensions(root: Element) -> Iterator[Extension]:
    for element in xml.iter_children(root, "extension"):
        identifier = xml.read_text(xml.find_child(element, "id")) or _id_in_uri(element, "extension")
        number = unescape_number(xml.read_text(xml.find_child(element, "directoryNumber")))
        if identifier and number:
            is_primary = xml.parse_bool(element.get("isPrimary", "")) is True
            yield Extension(identifier, _id_in_uri(element, "device"), number, is_primary)


def _id_in_uri(element: Element, kind: str) -> str:
    """Return the id that follows `kind` in the element's address; "" where there is none."""
    match = re.search(f"/{kind}/([0-9A-Za-z_-]+)(/|$)", element.get("uri", ""))
    return match.group(1) if match else ""
