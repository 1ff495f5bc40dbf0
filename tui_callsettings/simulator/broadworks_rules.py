"""The BroadWorks documents: their elements in schema order, what each may hold, and what one needs from another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tui_callsettings.simulator.markup import XmlNode
from tui_callsettings.simulator.simulated_provider import ApiError

XSI_NAMESPACE = "http://schema.broadsoft.com/xsi"

Document = dict[str, str | None]
"""Elements by name, in schema order; None where the value is missing."""

_BOOLEANS = {"true": "true", "1": "true", "false": "false", "0": "false"}
_NUMBER = re.compile(r"\+?[0-9*#](?:[0-9*#]|-(?=[0-9*#])){0,29}")
_ADDRESS = re.compile(r"[^\s@:<>\"]+@[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")
_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+")
_PROCESSING = ("Unified Voice and Email Messaging", "Deliver To Email Address Only")


@dataclass(frozen=True)
class ElementRule:
    """What an element may hold.

    Attributes:
        canonical: Returns the value as it is stored, or None where it is not allowed.
        allowed: What is allowed, for the refusal.
        nillable: Whether `xsi:nil` clears it.
        is_read_only: Whether a PUT may not name it.
        is_recording: Whether it describes an audio file, in elements of its own.
    """

    normalize: Callable[[str], str | None]
    allowed: str
    nillable: bool = False
    is_read_only: bool = False
    is_recording: bool = False


@dataclass(frozen=True)
class DocumentSchema:
    """One document.

    Attributes:
        root: Name of its root element.
        elements: Kinds by element, in schema order.
        needs: (element, value, other element): with that value the other one must have a content.
    """

    root: str
    elements: Mapping[str, ElementRule]
    needs: tuple[tuple[str, str, str], ...] = ()

    def merge_put(self, stored: Mapping[str, str | None], sent: XmlNode) -> Document:
        """Return the stored document with what a PUT sent; an element that was not sent stays.

        Raises:
            ApiError: 400; the stored document is untouched.
        """
        if sent.name != self.root:
            raise ApiError(400, f"The document is {sent.name}; it must be {self.root}.")
        if not isinstance(sent.content, tuple) and sent.content != "":
            raise ApiError(400, f"{self.root} holds elements, not a text or nil.")
        order = list(self.elements)
        reached = -1
        document = dict(stored)
        for child in sent.children:
            if child.name not in order:
                raise ApiError(400, f"{self.root} has no element {child.name}.")
            position = order.index(child.name)
            if position <= reached:
                raise ApiError(400, f"The element {child.name} is out of order or there twice.")
            reached = position
            if self.elements[child.name].is_read_only:
                raise ApiError(400, f"The element {child.name} cannot be changed by the user.")
            document[child.name] = self._value(child)
        return self.require_dependencies(document)

    def apply_json(self, stored: Mapping[str, str | None], values: Mapping[str, Any]) -> Document:
        """Return the stored document with values from JSON: booleans, numbers, texts, None for nil.

        Raises:
            ApiError: 400.
        """
        document = dict(stored)
        for name, value in values.items():
            if name not in self.elements:
                raise ApiError(400, f"{self.root} has no element {name}.")
            text = str(value).lower() if isinstance(value, bool) else str(value)
            document[name] = self._value(XmlNode(name, None if value is None else text))
        return self.require_dependencies(document)

    def require_dependencies(self, document: Document) -> Document:
        """Return the document if its elements go together.

        Raises:
            ApiError: 400.
        """
        for element, value, other in self.needs:
            if document[element] == value and document[other] is None:
                raise ApiError(400, f"With {element} {value}, {other} is needed.")
        return document

    def node(self, document: Mapping[str, str | None]) -> XmlNode:
        """Return a document as XML."""
        return XmlNode(self.root, tuple(self._element(name, document[name]) for name in self.elements))

    def _element(self, name: str, value: str | None) -> XmlNode:
        if value is None or not self.elements[name].is_recording:
            return XmlNode(name, value)
        return XmlNode(name, (XmlNode("description", value), XmlNode("mediaType", "WAV")))

    def _value(self, sent: XmlNode) -> str | None:
        kind = self.elements[sent.name]
        if sent.attributes:
            raise ApiError(400, f"The element {sent.name} has no attribute {next(iter(sent.attributes))}.")
        if sent.content is None:
            if not kind.nillable:
                raise ApiError(400, f"The element {sent.name} cannot be nil.")
            return None
        value = kind.normalize(sent.content) if isinstance(sent.content, str) else None
        if value is None:
            raise ApiError(400, f"The element {sent.name} has a content that is not allowed: it is {kind.allowed}.")
        return value


def _rings(text: str) -> str | None:
    if not re.fullmatch(r"[0-9]{1,2}", text, flags=re.ASCII):
        return None
    return str(int(text)) if int(text) == 0 or 2 <= int(text) <= 20 else None


def _number(text: str) -> str | None:
    is_address = len(text) <= 161 and _ADDRESS.fullmatch(text) is not None
    return text if is_address or _NUMBER.fullmatch(text) else None


def _one_of(*allowed: str) -> ElementRule:
    return ElementRule(lambda text: text if text in allowed else None, " or ".join(allowed))


SWITCH = ElementRule(_BOOLEANS.get, "true or false")
RINGS = ElementRule(_rings, "0 or a number from 2 to 20")
NUMBER = ElementRule(_number, "a number, an extension or user@host", nillable=True)
EMAIL = ElementRule(lambda text: text if _EMAIL.fullmatch(text) else None, "an e-mail address", nillable=True)
PROCESSING = _one_of(*_PROCESSING)

BUSY_GREETING = _one_of("Default", "Personal")
NO_ANSWER_GREETING = _one_of("Default", "Personal", "Alternate01", "Alternate02", "Alternate03")
RECORDING = ElementRule(lambda text: text, "a description", nillable=True, is_read_only=True, is_recording=True)
ASSIGNED_NUMBER = replace(NUMBER, is_read_only=True)

_FORWARDING = {"active": SWITCH, "forwardToPhoneNumber": NUMBER}
_NEEDS_NUMBER = (("active", "true", "forwardToPhoneNumber"),)

SCHEMAS = {
    "DoNotDisturb": DocumentSchema("DoNotDisturb", {"active": SWITCH, "ringSplash": SWITCH}),
    "CallForwardingAlways": DocumentSchema(
        "CallForwardingAlways", {**_FORWARDING, "ringSplash": SWITCH}, _NEEDS_NUMBER
    ),
    "CallForwardingBusy": DocumentSchema("CallForwardingBusy", _FORWARDING, _NEEDS_NUMBER),
    "CallForwardingNoAnswer": DocumentSchema(
        "CallForwardingNoAnswer", {**_FORWARDING, "numberOfRings": RINGS}, _NEEDS_NUMBER
    ),
    "CallForwardingNotReachable": DocumentSchema("CallForwardingNotReachable", _FORWARDING, _NEEDS_NUMBER),
    "CallWaiting": DocumentSchema("CallWaiting", {"active": SWITCH}),
    "VoiceMessaging": DocumentSchema(
        "VoiceMessaging",
        {
            "active": SWITCH,
            "processing": PROCESSING,
            "voiceMessageDeliveryEmailAddress": EMAIL,
            "usePhoneMessageWaitingIndicator": SWITCH,
            "sendVoiceMessageNotifyEmail": SWITCH,
            "voiceMessageNotifyEmailAddress": EMAIL,
            "sendCarbonCopyVoiceMessage": SWITCH,
            "voiceMessageCarbonCopyEmailAddress": EMAIL,
            "transferOnZeroToPhoneNumber": SWITCH,
            "transferPhoneNumber": NUMBER,
            "alwaysRedirectToVoiceMail": SWITCH,
            "busyRedirectToVoiceMail": SWITCH,
            "noAnswerRedirectToVoiceMail": SWITCH,
        },
        (
            ("processing", _PROCESSING[1], "voiceMessageDeliveryEmailAddress"),
            ("sendVoiceMessageNotifyEmail", "true", "voiceMessageNotifyEmailAddress"),
            ("sendCarbonCopyVoiceMessage", "true", "voiceMessageCarbonCopyEmailAddress"),
            ("transferOnZeroToPhoneNumber", "true", "transferPhoneNumber"),
        ),
    ),
    "VoiceMessaging/Greetings": DocumentSchema(
        "VoiceMessagingGreetings",
        {
            "busyAnnouncementSelection": BUSY_GREETING,
            "busyPersonalAudioFile": RECORDING,
            "noAnswerAnnouncementSelection": NO_ANSWER_GREETING,
            "noAnswerPersonalAudioFile": RECORDING,
            "noAnswerNumberOfRings": RINGS,
        },
        (
            ("busyAnnouncementSelection", "Personal", "busyPersonalAudioFile"),
            ("noAnswerAnnouncementSelection", "Personal", "noAnswerPersonalAudioFile"),
        ),
    ),
    "FaxMessaging": DocumentSchema(
        "FaxMessaging", {"active": SWITCH, "phoneNumber": ASSIGNED_NUMBER, "extension": ASSIGNED_NUMBER}
    ),
    "CallForwardingSelective": DocumentSchema(
        "CallForwardingSelective",
        {"active": SWITCH, "defaultForwardToPhoneNumber": NUMBER, "playRingReminder": SWITCH},
    ),
    "SimultaneousRingPersonal": DocumentSchema(
        "SimultaneousRingPersonal", {"active": SWITCH, "doNotRingIfOnCall": SWITCH}
    ),
    "RemoteOffice": DocumentSchema("RemoteOffice", {"active": SWITCH, "remoteOfficeNumber": NUMBER}),
    **{
        name: DocumentSchema(name, {"active": SWITCH})
        for name in (
            "SelectiveCallAcceptance",
            "SelectiveCallRejection",
            "AnonymousCallRejection",
            "SequentialRing",
            "PersonalAssistant",
        )
    },
}
"""Schemas by path below `/services/`."""
