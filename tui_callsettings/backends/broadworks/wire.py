"""BroadWorks on the wire: its documents, their elements in schema order, and the field that each element carries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from tui_callsettings.backends import xml
from tui_callsettings.errors import InvalidResponseError, RejectedError
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, FieldType, Setting, Value
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
_GREETING: Final = {
    "DEFAULT": "Default",
    "CUSTOM": "Personal",
    "ALTERNATE01": "Alternate01",
    "ALTERNATE02": "Alternate02",
    "ALTERNATE03": "Alternate03",
}


class ElementType(Enum):
    """What an element contains."""

    FLAG = "true or false"
    TEXT = "text that can be nil"
    COUNT = "a whole number"
    CHOICE = "one of some texts"
    RECORDING = "an audio file, described by elements of its own"


@dataclass(frozen=True, slots=True)
class ElementSpec:
    """One element of a document and the field that it carries.

    Attributes:
        name: its local name.
        path: the field.
        type: what it contains.
        texts: for a choice, the text of each value of the field.
        is_read_only: whether the user may not write it.
    """

    name: str
    path: FieldPath
    type: ElementType
    texts: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_read_only: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """One document that is read with GET and changed in part with PUT.

    Attributes:
        feature: the feature it belongs to.
        label: its name for people, in messages.
        path: below the user's address.
        root: the name of its root element.
        service: the service a user needs for it, as `services_key` gives it.
        covers: the group or the fields that are missing without it; the path () is the whole feature.
        elements: its elements in schema order.
    """

    feature: Feature
    label: str
    path: str
    root: str
    service: str
    covers: tuple[FieldPath, ...]
    elements: tuple[ElementSpec, ...]

    @property
    def is_part_of_service(self) -> bool:
        """Whether it is a further document of a service that has another one with its own name."""
        return self.root.lower() != self.service


def _flag(name: str, *path: str) -> ElementSpec:
    return ElementSpec(name, path, ElementType.FLAG)


def _text(name: str, *path: str, is_read_only: bool = False) -> ElementSpec:
    return ElementSpec(name, path, ElementType.TEXT, is_read_only=is_read_only)


def _count(name: str, *path: str) -> ElementSpec:
    return ElementSpec(name, path, ElementType.COUNT)


def _greeting(name: str, group: str) -> ElementSpec:
    return ElementSpec(name, (group, "greeting"), ElementType.CHOICE, _GREETING)


def _recording(name: str, group: str) -> ElementSpec:
    return ElementSpec(name, (group, "greeting_uploaded"), ElementType.RECORDING, is_read_only=True)


def _service(feature: Feature, label: str, name: str, group: FieldPath, *elements: ElementSpec) -> Resource:
    return Resource(feature, label, f"services/{name}", name, name.lower(), (group,), elements)


def _forwarding(label: str, name: str, group: FieldPath, *more: ElementSpec) -> Resource:
    active, number = _flag("active", *group, "enabled"), _text("forwardToPhoneNumber", *group, "destination")
    return _service(Feature.CALL_FORWARDING, label, name, group, active, number, *more)


_ALWAYS: Final = ("call_forwarding", "always")
_NO_ANSWER: Final = ("call_forwarding", "no_answer")

_GREETINGS: Final = (
    _greeting("busyAnnouncementSelection", "send_busy_calls"),
    _recording("busyPersonalAudioFile", "send_busy_calls"),
    _greeting("noAnswerAnnouncementSelection", "send_unanswered_calls"),
    _recording("noAnswerPersonalAudioFile", "send_unanswered_calls"),
    _count("noAnswerNumberOfRings", "send_unanswered_calls", "number_of_rings"),
)

RESOURCES: Final = (
    _service(
        Feature.DO_NOT_DISTURB,
        "do not disturb",
        "DoNotDisturb",
        (),
        _flag("active", "enabled"),
        _flag("ringSplash", "ring_splash_enabled"),
    ),
    _forwarding(
        "forward always", "CallForwardingAlways", _ALWAYS, _flag("ringSplash", *_ALWAYS, "ring_reminder_enabled")
    ),
    _forwarding("forward when busy", "CallForwardingBusy", ("call_forwarding", "busy")),
    _forwarding(
        "forward when unanswered",
        "CallForwardingNoAnswer",
        _NO_ANSWER,
        _count("numberOfRings", *_NO_ANSWER, "number_of_rings"),
    ),
    _forwarding("business continuity", "CallForwardingNotReachable", ("business_continuity",)),
    _service(
        Feature.VOICEMAIL,
        "voicemail",
        "VoiceMessaging",
        (),
        _flag("active", "enabled"),
        ElementSpec("processing", ("message_storage", "storage_type"), ElementType.CHOICE, _STORAGE),
        _text("voiceMessageDeliveryEmailAddress", "message_storage", "external_email"),
        _flag("usePhoneMessageWaitingIndicator", "message_storage", "mwi_enabled"),
        _flag("sendVoiceMessageNotifyEmail", "notifications", "enabled"),
        _text("voiceMessageNotifyEmailAddress", "notifications", "destination"),
        _flag("sendCarbonCopyVoiceMessage", "email_copy_of_message", "enabled"),
        _text("voiceMessageCarbonCopyEmailAddress", "email_copy_of_message", "email_id"),
        _flag("transferOnZeroToPhoneNumber", "transfer_to_number", "enabled"),
        _text("transferPhoneNumber", "transfer_to_number", "destination"),
        _flag("alwaysRedirectToVoiceMail", "send_all_calls", "enabled"),
        _flag("busyRedirectToVoiceMail", "send_busy_calls", "enabled"),
        _flag("noAnswerRedirectToVoiceMail", "send_unanswered_calls", "enabled"),
    ),
    Resource(
        Feature.VOICEMAIL,
        "voicemail greetings",
        "services/VoiceMessaging/Greetings",
        "VoiceMessagingGreetings",
        "voicemessaging",
        tuple(element.path for element in _GREETINGS),
        _GREETINGS,
    ),
    _service(
        Feature.VOICEMAIL,
        "fax messages",
        "FaxMessaging",
        ("fax_message",),
        _flag("active", "fax_message", "enabled"),
        _text("phoneNumber", "fax_message", "phone_number", is_read_only=True),
        _text("extension", "fax_message", "extension", is_read_only=True),
    ),
    _service(Feature.CALL_WAITING, "call waiting", "CallWaiting", (), _flag("active", "enabled")),
)
"""All documents with settings. Names, order and meanings: the Xsi-Actions schema."""

OTHER_RULES: Final[Mapping[str, str]] = {
    "SelectiveCallRejection": "selective_rejection",
    "SelectiveCallAcceptance": "selective_acceptance",
    "AnonymousCallRejection": "anonymous_call_rejection",
    "CallForwardingSelective": "selective_forwarding",
    "SimultaneousRingPersonal": "simultaneous_ring",
    "SequentialRing": "sequential_ring",
    "RemoteOffice": "remote_office",
    "PersonalAssistant": "personal_assistant",
}
"""The services that act before or beside the settings: the rule that each one is, by its path below `services/`."""


def feature_resources(feature: Feature) -> tuple[Resource, ...]:
    """Return the documents that make up `feature`."""
    return tuple(resource for resource in RESOURCES if resource.feature is feature)


def feature_elements(feature: Feature) -> Mapping[FieldPath, ElementSpec]:
    """Return the elements of `feature` by the field that they carry; a field without one is unsupported."""
    return {element.path: element for resource in feature_resources(feature) for element in resource.elements}


def read_values(resource: Resource, body: bytes) -> dict[FieldPath, object]:
    """Return the raw values in the response to a GET, by field.

    What the document leaves out is not reported, except for `active`, which is off then, by the schema.

    Raises:
        InvalidResponseError: the response is not the document.
    """
    root = xml.parse(body, resource.root)
    found = {element.path: _read(element, xml.find_child(root, element.name)) for element in resource.elements}
    for element in resource.elements:
        if element.name == "active" and found[element.path] is None:
            found[element.path] = False
    return {path: value for path, value in found.items() if value is not None}


def build_put_body(resource: Resource, target: Setting, changed: Collection[FieldPath]) -> bytes | None:
    """Return the body of a PUT with the elements of `changed` only, in schema order; None if there are none.

    Raises:
        RejectedError: a value cannot be written in its element.
    """
    root = Element(_qualify(resource.root))
    for spec in resource.elements:
        if spec.path in changed and not spec.is_read_only:
            element = SubElement(root, _qualify(spec.name))
            element.text = _format(resource, spec, target.value(spec.path))
            if not element.text:
                xml.set_nil(element)
    return xml.serialize(root, NAMESPACE) if len(root) else None


def parse_services(body: bytes) -> frozenset[str]:
    """Return the services assigned to the user, as `Resource.service` has them.

    An address may be nil, missing or carry a query. The service's title identifies it as well.

    Raises:
        InvalidResponseError: the response is not the list of services.
    """
    keys = set()
    for service in xml.iter_children(xml.parse(body, "Services"), "service"):
        path = xml.read_text(xml.find_child(service, "uri")).partition("?")[0]
        keys.add(path.rstrip("/").rpartition("/")[2].lower())
        title = xml.read_text(xml.find_child(service, "name")).lower()
        keys.add("".join(filter(str.isalnum, title)).removesuffix("user"))
    return frozenset(keys - {""})


def parse_rule_state(service: str, body: bytes) -> bool | None:
    """Return whether the rule of `service` is on; None where its document has a value that is not a flag.

    A document without `active` of its own is on if one of its criteria is, and off by the schema without any.

    Raises:
        InvalidResponseError: the response is not the document.
    """
    root = xml.parse(body, service)
    own = xml.read_text(xml.find_child(root, "active"))
    if own:
        return xml.parse_bool(own)
    criteria = [xml.read_text(element) for element in root.iter() if xml.local_name(element) == "active"]
    states = {xml.parse_bool(text) for text in criteria if text}
    return True if True in states else None if None in states else False


def parse_owner(body: bytes, region: str = "") -> Owner:
    """Return the person a profile describes.

    Raises:
        InvalidResponseError: the response is not a profile.
    """
    details = xml.find_child(xml.parse(body, "Profile"), "details")
    names = ("userId", "firstName", "lastName", "number", "extension")
    texts = {name: xml.read_message(xml.find_child(details, name)) for name in names}
    return Owner(
        name=f"{texts['firstName']} {texts['lastName']}".strip(),
        identity=texts["userId"],
        numbers=(texts["number"],) if texts["number"] else (),
        extension=texts["extension"],
        region=region,
    )


def parse_error_message(body: bytes) -> str:
    """Return the English message of an error's body; "" where it has none (it may be empty, or a gateway's HTML)."""
    try:
        root = xml.parse(body, "ErrorInfo")
    except InvalidResponseError:
        return ""
    return xml.read_message(xml.find_child(root, "summaryEnglish")) or xml.read_message(xml.find_child(root, "summary"))


def _qualify(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _read(spec: ElementSpec, element: Element | None) -> object:
    if spec.type is ElementType.RECORDING:
        return None if element is None else not xml.is_nil(element) and bool(len(element) or xml.read_text(element))
    text = xml.read_text(element)
    by_text = {text.casefold(): value for value, text in spec.texts.items()}
    return by_text.get(text.casefold(), text) or None


def _format(resource: Resource, spec: ElementSpec, value: Value) -> str:
    """Return the text of the element; "" for nil."""
    if spec.type is ElementType.FLAG and isinstance(value, bool):
        return "true" if value else "false"
    if spec.type is ElementType.COUNT and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if spec.type is ElementType.CHOICE and isinstance(value, str) and value:
        return spec.texts.get(value, clean_text(value))
    if spec.type is ElementType.TEXT and not isinstance(value, bool):
        field_type = resource.feature.field(spec.path).type
        typed = "" if value is None else str(value)
        is_number = field_type in (FieldType.DESTINATION, FieldType.FORWARD_NUMBER)
        return normalize_destination(typed) if is_number else clean_text(typed)
    title = resource.feature.field_title(spec.path)
    raise RejectedError(f"{title}: a value is required; nothing was changed.")
