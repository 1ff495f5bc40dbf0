"""What BroadWorks says on the wire: its resources, their elements in schema order, and our fields that they carry."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from tui_callsettings.backends import xml
from tui_callsettings.errors import BadAnswerError, RefusedError
from tui_callsettings.models.destination import cleaned, plain_text
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import Kind
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Setting, Value

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


class Content(Enum):
    """What an element holds."""

    FLAG = "true or false"
    TEXT = "text that can be nil"
    COUNT = "a whole number"
    STORAGE = "where messages are kept"


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a resource and the field that it carries."""

    name: str
    path: FieldPath
    content: Content


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
    items: tuple[Item, ...]
    is_optional: bool = False


def _service(feature: Feature, part: str, name: str, covers: FieldPath, *items: Item) -> Resource:
    return Resource(feature, part, f"services/{name}", name, name.lower(), covers, items)


def _forwarding(part: str, name: str, covers: FieldPath, *more: Item) -> Resource:
    active = Item("active", (*covers, "enabled"), Content.FLAG)
    number = Item("forwardToPhoneNumber", (*covers, "destination"), Content.TEXT)
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
        Item("active", ("enabled",), Content.FLAG),
        Item("ringSplash", ("ring_splash_enabled",), Content.FLAG),
    ),
    _forwarding(
        "forward always",
        "CallForwardingAlways",
        _ALWAYS,
        Item("ringSplash", (*_ALWAYS, "ring_reminder_enabled"), Content.FLAG),
    ),
    _forwarding("forward busy", "CallForwardingBusy", _BUSY),
    _forwarding(
        "forward no answer",
        "CallForwardingNoAnswer",
        _NO_ANSWER,
        Item("numberOfRings", (*_NO_ANSWER, "number_of_rings"), Content.COUNT),
    ),
    _forwarding("business continuity", "CallForwardingNotReachable", ("business_continuity",)),
    _service(
        Feature.VOICEMAIL,
        "voicemail",
        "VoiceMessaging",
        (),
        Item("active", ("enabled",), Content.FLAG),
        Item("processing", ("message_storage", "storage_type"), Content.STORAGE),
        Item("voiceMessageDeliveryEmailAddress", ("message_storage", "external_email"), Content.TEXT),
        Item("usePhoneMessageWaitingIndicator", ("message_storage", "mwi_enabled"), Content.FLAG),
        Item("sendVoiceMessageNotifyEmail", ("notifications", "enabled"), Content.FLAG),
        Item("voiceMessageNotifyEmailAddress", ("notifications", "destination"), Content.TEXT),
        Item("sendCarbonCopyVoiceMessage", ("email_copy_of_message", "enabled"), Content.FLAG),
        Item("voiceMessageCarbonCopyEmailAddress", ("email_copy_of_message", "email_id"), Content.TEXT),
        Item("transferOnZeroToPhoneNumber", ("transfer_to_number", "enabled"), Content.FLAG),
        Item("transferPhoneNumber", ("transfer_to_number", "destination"), Content.TEXT),
        Item("alwaysRedirectToVoiceMail", ("send_all_calls", "enabled"), Content.FLAG),
        Item("busyRedirectToVoiceMail", ("send_busy_calls", "enabled"), Content.FLAG),
        Item("noAnswerRedirectToVoiceMail", ("send_unanswered_calls", "enabled"), Content.FLAG),
    ),
    Resource(
        Feature.VOICEMAIL,
        "voicemail rings",
        "services/VoiceMessaging/Greetings",
        "VoiceMessagingGreetings",
        "voicemessaging",
        _VOICEMAIL_RINGS,
        (Item("noAnswerNumberOfRings", _VOICEMAIL_RINGS, Content.COUNT),),
        is_optional=True,
    ),
    _service(Feature.CALL_WAITING, "call waiting", "CallWaiting", (), Item("active", ("enabled",), Content.FLAG)),
)
"""All resources. Names, order and meanings: the Xsi-Actions schema."""


def resources_of(feature: Feature) -> tuple[Resource, ...]:
    """The documents that make up `feature`."""
    return tuple(resource for resource in RESOURCES if resource.feature is feature)


def carried(feature: Feature) -> frozenset[FieldPath]:
    """The fields of `feature` that the platform has."""
    return frozenset(item.path for resource in resources_of(feature) for item in resource.items)


def decoded(resource: Resource, body: bytes) -> dict[FieldPath, Value]:
    """The values in a GET's answer; what it does not tell is left out, but for `active`, which then means off.

    Raises:
        BadAnswerError: the answer cannot be read.
    """
    root = xml.parsed(body, resource.root)
    values = {item.path: _value(item, xml.child(root, item.name)) for item in resource.items}
    for item in resource.items:
        if item.name == "active" and values[item.path] is None:
            values[item.path] = False
    return {path: value for path, value in values.items() if value is not None}


def setting_of(feature: Feature, values: Mapping[FieldPath, Value]) -> Setting:
    """The setting that holds `values`."""
    return feature.model().with_values(values)


def encoded(resource: Resource, wanted: Setting, changed: Collection[FieldPath]) -> bytes | None:
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
    return xml.written(root, NAMESPACE) if len(root) else None


def services_in(body: bytes) -> frozenset[str]:
    """The services a user has: the last segment of each one's address, lower case.

    Raises:
        BadAnswerError: the answer cannot be read.
    """
    root = xml.parsed(body, "Services")
    addresses = (xml.text(xml.child(service, "uri")) for service in xml.children(root, "service"))
    return frozenset(address.rstrip("/").rpartition("/")[2].lower() for address in addresses if address)


def owner_in(body: bytes, region: str = "") -> Owner:
    """The person a profile describes.

    Raises:
        BadAnswerError: the answer cannot be read.
    """
    details = xml.child(xml.parsed(body, "Profile"), "details")
    told = {
        name: xml.words(xml.child(details, name)) for name in ("userId", "firstName", "lastName", "number", "extension")
    }
    return Owner(
        name=f"{told['firstName']} {told['lastName']}".strip(),
        identity=told["userId"],
        numbers=(told["number"],) if told["number"] else (),
        extension=told["extension"],
        region=region,
    )


def words_in(body: bytes) -> str:
    """The English words of an error's body; "" where it has none (it may be empty, or a gateway's HTML)."""
    try:
        root = xml.parsed(body, "ErrorInfo")
    except BadAnswerError:
        return ""
    return xml.words(xml.child(root, "summaryEnglish")) or xml.words(xml.child(root, "summary"))


def _qualified(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _value(item: Item, element: Element | None) -> Value:
    if item.content is Content.FLAG:
        return xml.flag(element)
    if item.content is Content.COUNT:
        return xml.count(element)
    told = xml.text(element)
    return (_STORAGE_WORDS.get(told, told) if item.content is Content.STORAGE else told) or None


def _written(resource: Resource, item: Item, value: Value) -> str:
    """The text of the element; "" for nil."""
    if item.content is Content.FLAG and isinstance(value, bool):
        return "true" if value else "false"
    if item.content is Content.COUNT and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if item.content is Content.STORAGE and isinstance(value, str) and value:
        return _STORAGE.get(value, plain_text(value))
    if item.content is Content.TEXT and not isinstance(value, bool):
        is_number = resource.feature.field(item.path).kind in (Kind.DESTINATION, Kind.FORWARD_NUMBER)
        typed = "" if value is None else str(value)
        return cleaned(typed) if is_number else plain_text(typed)
    field = resource.feature.field(item.path)
    raise RefusedError(f"{resource.feature.title}, {field.words}: a value is needed here; nothing was changed.")
