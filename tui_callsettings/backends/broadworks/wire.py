"""What BroadWorks says on the wire: its resources, their elements in schema order, and our fields that they carry."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from tui_callsettings.backends import xml
from tui_callsettings.errors import InvalidResponseError, RejectedError
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.text import clean_text

NAMESPACE: Final = "http://schema.broadsoft.com/xsi"
ACTIONS: Final = "com.broadsoft.xsi-actions"
CONTENT_TYPE: Final = "application/xml; charset=UTF-8"
SERVICES: Final = "services"
PROFILE: Final = "profile"

_STORAGE: Final = {
    "INTERNAL": "Unified Voice and Email Messaging",
    "EXTERNAL": "Deliver To Email Address Only",
}
_STORAGE_WORDS: Final = {words: value for value, words in _STORAGE.items()}


class ElementType(Enum):
    """What an element holds."""

    FLAG = "true or false"
    TEXT = "text that can be nil"
    COUNT = "a whole number"
    STORAGE = "where messages are kept"


@dataclass(frozen=True, slots=True)
class ElementSpec:
    """One element of a resource and the field that it carries."""

    name: str
    path: FieldPath
    content: ElementType


@dataclass(frozen=True, slots=True)
class Resource:
    """One document that is read with GET and changed in part with PUT.

    Attributes:
        feature: the feature it belongs to.
        part: what people call it, for messages.
        path: below the user's address.
        root: the name of its root element.
        service: the service a user needs for it: the last segment of that service's address, lower case.
        covers: the group or field that is missing without it; () for the whole feature.
        items: its elements in schema order.
        is_optional: whether a user with the service may still not have it.
    """

    feature: Feature
    part: str
    path: str
    root: str
    service: str
    covers: FieldPath
    items: tuple[ElementSpec, ...]
    is_optional: bool = False


def _service(feature: Feature, part: str, name: str, covers: FieldPath, *items: ElementSpec) -> Resource:
    return Resource(feature, part, f"services/{name}", name, name.lower(), covers, items)


def _forwarding(part: str, name: str, covers: FieldPath, *more: ElementSpec) -> Resource:
    active = ElementSpec("active", (*covers, "enabled"), ElementType.FLAG)
    number = ElementSpec("forwardToPhoneNumber", (*covers, "destination"), ElementType.TEXT)
    return _service(Feature.CALL_FORWARDING, part, name, covers, active, number, *more)


_ALWAYS: Final = ("call_forwarding", "always")
_BUSY: Final = ("call_forwarding", "busy")
_NO_ANSWER: Final = ("call_forwarding", "no_answer")
_VOICEMAIL_RINGS: Final = ("send_unanswered_calls", "number_of_rings")

RESOURCES: Final = (
    _service(
        Feature.DO_NOT_DISTURB,
        "do not disturb",
        "DoNotDisturb",
        (),
        ElementSpec("active", ("enabled",), ElementType.FLAG),
        ElementSpec("ringSplash", ("ring_splash_enabled",), ElementType.FLAG),
    ),
    _forwarding(
        "forward always",
        "CallForwardingAlways",
        _ALWAYS,
        ElementSpec("ringSplash", (*_ALWAYS, "ring_reminder_enabled"), ElementType.FLAG),
    ),
    _forwarding("forward busy", "CallForwardingBusy", _BUSY),
    _forwarding(
        "forward no answer",
        "CallForwardingNoAnswer",
        _NO_ANSWER,
        ElementSpec("numberOfRings", (*_NO_ANSWER, "number_of_rings"), ElementType.COUNT),
    ),
    _forwarding("business continuity", "CallForwardingNotReachable", ("business_continuity",)),
    _service(
        Feature.VOICEMAIL,
        "voicemail",
        "VoiceMessaging",
        (),
        ElementSpec("active", ("enabled",), ElementType.FLAG),
        ElementSpec("processing", ("message_storage", "storage_type"), ElementType.STORAGE),
        ElementSpec("voiceMessageDeliveryEmailAddress", ("message_storage", "external_email"), ElementType.TEXT),
        ElementSpec("usePhoneMessageWaitingIndicator", ("message_storage", "mwi_enabled"), ElementType.FLAG),
        ElementSpec("sendVoiceMessageNotifyEmail", ("notifications", "enabled"), ElementType.FLAG),
        ElementSpec("voiceMessageNotifyEmailAddress", ("notifications", "destination"), ElementType.TEXT),
        ElementSpec("sendCarbonCopyVoiceMessage", ("email_copy_of_message", "enabled"), ElementType.FLAG),
        ElementSpec("voiceMessageCarbonCopyEmailAddress", ("email_copy_of_message", "email_id"), ElementType.TEXT),
        ElementSpec("transferOnZeroToPhoneNumber", ("transfer_to_number", "enabled"), ElementType.FLAG),
        ElementSpec("transferPhoneNumber", ("transfer_to_number", "destination"), ElementType.TEXT),
        ElementSpec("alwaysRedirectToVoiceMail", ("send_all_calls", "enabled"), ElementType.FLAG),
        ElementSpec("busyRedirectToVoiceMail", ("send_busy_calls", "enabled"), ElementType.FLAG),
        ElementSpec("noAnswerRedirectToVoiceMail", ("send_unanswered_calls", "enabled"), ElementType.FLAG),
    ),
    Resource(
        Feature.VOICEMAIL,
        "voicemail rings",
        "services/VoiceMessaging/Greetings",
        "VoiceMessagingGreetings",
        "voicemessaging",
        _VOICEMAIL_RINGS,
        (ElementSpec("noAnswerNumberOfRings", _VOICEMAIL_RINGS, ElementType.COUNT),),
        is_optional=True,
    ),
    _service(
        Feature.CALL_WAITING, "call waiting", "CallWaiting", (), ElementSpec("active", ("enabled",), ElementType.FLAG)
    ),
)
"""All resources. Names, order and meanings: the Xsi-Actions schema."""


def feature_resources(feature: Feature) -> tuple[Resource, ...]:
    """The documents that make up `feature`."""
    return tuple(resource for resource in RESOURCES if resource.feature is feature)


def supported_paths(feature: Feature) -> frozenset[FieldPath]:
    """The fields of `feature` that the platform has."""
    return frozenset(item.path for resource in feature_resources(feature) for item in resource.items)


def parse_values(resource: Resource, body: bytes) -> dict[FieldPath, Value]:
    """The values in a GET's answer; what it does not tell is left out, but for `active`, which then means off.

    Raises:
        BadAnswerError: the answer cannot be read.
    """
    root = xml.parse(body, resource.root)
    values = {item.path: _value(item, xml.find_child(root, item.name)) for item in resource.items}
    for item in resource.items:
        if item.name == "active" and values[item.path] is None:
            values[item.path] = False
    return {path: value for path, value in values.items() if value is not None}


def build_setting(feature: Feature, values: Mapping[FieldPath, Value]) -> Setting:
    """The setting that holds `values`."""
    return feature.model().with_values(values)


def build_put_body(resource: Resource, wanted: Setting, changed: Collection[FieldPath]) -> bytes | None:
    """The body of a PUT with the elements of `changed` only, in schema order; None if the resource has none of them.

    Raises:
        RefusedError: a value cannot be written in this element.
    """
    root = Element(_qualified(resource.root))
    for item in resource.items:
        if item.path in changed:
            element = SubElement(root, _qualified(item.name))
            element.text = _written(resource, item, wanted.value(item.path))
            if not element.text:
                xml.set_nil(element)
    return xml.serialize(root, NAMESPACE) if len(root) else None


def parse_services(body: bytes) -> frozenset[str]:
    """The services a user has: the last segment of each one's address, lower case.

    Raises:
        BadAnswerError: the answer cannot be read.
    """
    root = xml.parse(body, "Services")
    addresses = (xml.text(xml.find_child(service, "uri")) for service in xml.iter_children(root, "service"))
    return frozenset(address.rstrip("/").rpartition("/")[2].lower() for address in addresses if address)


def parse_owner(body: bytes, region: str = "") -> Owner:
    """The person a profile describes.

    Raises:
        BadAnswerError: the answer cannot be read.
    """
    details = xml.find_child(xml.parse(body, "Profile"), "details")
    told = {
        name: xml.read_message(xml.find_child(details, name))
        for name in ("userId", "firstName", "lastName", "number", "extension")
    }
    return Owner(
        name=f"{told['firstName']} {told['lastName']}".strip(),
        identity=told["userId"],
        numbers=(told["number"],) if told["number"] else (),
        extension=told["extension"],
        region=region,
    )


def parse_error_message(body: bytes) -> str:
    """The English words of an error's body; "" where it has none (it may be empty, or a gateway's HTML)."""
    try:
        root = xml.parse(body, "ErrorInfo")
    except InvalidResponseError:
        return ""
    return xml.read_message(xml.find_child(root, "summaryEnglish")) or xml.read_message(xml.find_child(root, "summary"))


def _qualified(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _value(item: ElementSpec, element: Element | None) -> Value:
    if item.content is ElementType.FLAG:
        return xml.read_flag(element)
    if item.content is ElementType.COUNT:
        return xml.read_count(element)
    told = xml.text(element)
    return (_STORAGE_WORDS.get(told, told) if item.content is ElementType.STORAGE else told) or None


def _written(resource: Resource, item: ElementSpec, value: Value) -> str:
    """The text of the element; "" for nil."""
    if item.content is ElementType.FLAG and isinstance(value, bool):
        return "true" if value else "false"
    if item.content is ElementType.COUNT and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if item.content is ElementType.STORAGE and isinstance(value, str) and value:
        return _STORAGE.get(value, clean_text(value))
    if item.content is ElementType.TEXT and not isinstance(value, bool):
        is_number = resource.feature.field(item.path).type in (FieldType.DESTINATION, FieldType.FORWARD_NUMBER)
        typed = "" if value is None else str(value)
        return normalize_destination(typed) if is_number else clean_text(typed)
    field = resource.feature.field(item.path)
    raise RejectedError(f"{resource.feature.title}, {field.words}: a value is needed here; nothing was changed.")
