"""What the BroadWorks simulator holds when it starts, and the documents that nobody writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tui_callsettings.simulator.markup import XmlNode

SERVICES = {
    "DoNotDisturb": "Do Not Disturb",
    "CallForwardingAlways": "Call Forwarding Always",
    "CallForwardingBusy": "Call Forwarding Busy",
    "CallForwardingNoAnswer": "Call Forwarding No Answer",
    "CallForwardingNotReachable": "Call Forwarding Not Reachable",
    "CallWaiting": "Call Waiting",
    "VoiceMessaging": "Voice Messaging User",
    "FaxMessaging": "Fax Messaging",
    "CallForwardingSelective": "Call Forwarding Selective",
    "SelectiveCallAcceptance": "Selective Call Acceptance",
    "SelectiveCallRejection": "Selective Call Rejection",
    "AnonymousCallRejection": "Anonymous Call Rejection",
    "SimultaneousRingPersonal": "Simultaneous Ring Personal",
    "SequentialRing": "Sequential Ring",
    "RemoteOffice": "Remote Office",
    "PersonalAssistant": "Personal Assistant",
}
"""Names for people, by path below `/services/`."""

NOT_ASSIGNED_AT_FIRST = ("SelectiveCallAcceptance", "SequentialRing", "RemoteOffice", "PersonalAssistant")
"""Services that the person gets only when a test assigns them."""

_WITHOUT_ADDRESS = "Music On Hold User"
_WITH_NIL_ADDRESS = "Third-Party Voice Mail Support"


def initial_documents() -> dict[str, Any]:
    """Return the services and settings of a person who changed nothing yet."""
    off = {"active": "false", "forwardToPhoneNumber": None}
    return {
        "services": [name for name in SERVICES if name not in NOT_ASSIGNED_AT_FIRST],
        "DoNotDisturb": {"active": "false", "ringSplash": "false"},
        "CallForwardingAlways": {**off, "ringSplash": "false"},
        "CallForwardingBusy": dict(off),
        "CallForwardingNoAnswer": {**off, "numberOfRings": "3"},
        "CallForwardingNotReachable": dict(off),
        "CallWaiting": {"active": "true"},
        **_voicemail_documents(),
        "FaxMessaging": {"active": "false", "phoneNumber": "2055550143", "extension": None},
        **_rule_documents(),
    }


def _voicemail_documents() -> dict[str, Any]:
    return {
        "VoiceMessaging": {
            "active": "true",
            "processing": "Unified Voice and Email Messaging",
            "voiceMessageDeliveryEmailAddress": None,
            "usePhoneMessageWaitingIndicator": "true",
            "sendVoiceMessageNotifyEmail": "false",
            "voiceMessageNotifyEmailAddress": None,
            "sendCarbonCopyVoiceMessage": "false",
            "voiceMessageCarbonCopyEmailAddress": None,
            "transferOnZeroToPhoneNumber": "false",
            "transferPhoneNumber": None,
            "alwaysRedirectToVoiceMail": "false",
            "busyRedirectToVoiceMail": "true",
            "noAnswerRedirectToVoiceMail": "true",
        },
        "VoiceMessaging/Greetings": {
            "busyAnnouncementSelection": "Default",
            "busyPersonalAudioFile": "Busy, March",
            "noAnswerAnnouncementSelection": "Default",
            "noAnswerPersonalAudioFile": "Away, March",
            "noAnswerNumberOfRings": "4",
        },
    }


def _rule_documents() -> dict[str, Any]:
    return {
        "CallForwardingSelective": {
            "active": "false",
            "defaultForwardToPhoneNumber": None,
            "playRingReminder": "false",
        },
        "SelectiveCallAcceptance": {"active": "false"},
        "SelectiveCallRejection": {"active": "false"},
        "AnonymousCallRejection": {"active": "false"},
        "SimultaneousRingPersonal": {"active": "false", "doNotRingIfOnCall": "false"},
        "SequentialRing": {"active": "false"},
        "RemoteOffice": {"active": "false", "remoteOfficeNumber": None},
        "PersonalAssistant": {"active": "false"},
    }


def initial_profile(user: str) -> dict[str, str]:
    """Return the details of the person; the name has letters outside ASCII."""
    return {
        "userId": user,
        "lastName": "Lindström",
        "firstName": "Zoë",
        "groupId": "Fiction & Sons",
        "serviceProvider": "Fiction",
        "number": "2055550142",
        "extension": "4021",
        "timeZone": "Europe/Stockholm",
    }


def profile_node(profile: Mapping[str, str], address: str) -> XmlNode:
    """Return `/profile`: the person's details, and where further documents are.

    Args:
        profile: the details.
        address: path of `/profile`.
    """
    details = XmlNode("details", tuple(XmlNode(name, value) for name, value in profile.items()))
    below = {"scheduleList": "Schedule", "fac": "Fac", "registrations": "Registrations"}
    links = tuple(XmlNode(name, f"{address}/{path}") for name, path in below.items())
    return XmlNode("Profile", (details, *links, XmlNode("countryCode", "1")))


def access_codes_node() -> XmlNode:
    """Return `/profile/Fac`: two of the codes that a phone may dial."""
    codes = (("Call Forwarding Always Activation", "*72"), ("Call Forwarding Always Deactivation", "*73"))
    return XmlNode("FAC", tuple(_access_code(name, code) for name, code in codes))


def _access_code(name: str, code: str) -> XmlNode:
    return XmlNode("featureAccessCode", (XmlNode("codeName", name), XmlNode("code", code)))


URI_STYLES = ("path", "query", "nil", "missing")
"""What `/services` may give as the address of a service."""


def services_node(assigned: Sequence[str], address: str, uris: str = "path") -> XmlNode:
    """Return `/services`: each assigned service with its address, and two that have none.

    Args:
        assigned: Paths below `/services/`.
        address: Path of `/services`.
        uris: One of `URI_STYLES`.
    """
    listed = [_service(SERVICES[name], *_uri(f"{address}/{name}", uris)) for name in assigned]
    without = (_service(_WITHOUT_ADDRESS), *listed, _service(_WITH_NIL_ADDRESS, XmlNode("uri", None)))
    return XmlNode("Services", without)


def _uri(address: str, style: str) -> tuple[XmlNode, ...]:
    if style == "missing":
        return ()
    return (XmlNode("uri", {"nil": None, "query": f"{address}?format=xml"}.get(style, address)),)


def error_node(message: str, status: int) -> XmlNode:
    """Return an `ErrorInfo`; `summary` is in another language than `summaryEnglish`, as it may be."""
    return XmlNode(
        "ErrorInfo",
        (
            XmlNode("summary", f"La demande a été refusée ({status})."),
            XmlNode("summaryEnglish", message),
            XmlNode("errorCode", f"99{status}"),
        ),
    )


def _service(name: str, *address: XmlNode) -> XmlNode:
    return XmlNode("service", (XmlNode("name", name), *address))
