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
}
"""Names for people, by path below `/services/`."""

_WITHOUT_ADDRESS = "Music On Hold User"
_WITH_NIL_ADDRESS = "Third-Party Voice Mail Support"


def initial_documents() -> dict[str, Any]:
    """Return the services and settings of a person who changed nothing yet."""
    off = {"active": "false", "forwardToPhoneNumber": None}
    return {
        "services": list(SERVICES),
        "DoNotDisturb": {"active": "false", "ringSplash": "false"},
        "CallForwardingAlways": {**off, "ringSplash": "false"},
        "CallForwardingBusy": dict(off),
        "CallForwardingNoAnswer": {**off, "numberOfRings": "3"},
        "CallForwardingNotReachable": dict(off),
        "CallWaiting": {"active": "true"},
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
        "VoiceMessaging/Greetings": {"noAnswerNumberOfRings": "4"},
    }


def initial_profile(user: str) -> dict[str, str]:
    """Return the details of the person; the name has letters outside ASCII."""
    return {
        "userId": user,
        "lastName": "Lindström",
        "firstName": "Zoë",
        "groupId": "Fiction & Sons",
        "number": "2055550142",
        "extension": "4021",
        "timeZone": "Europe/Stockholm",
    }


def profile_node(profile: Mapping[str, str]) -> XmlNode:
    """Return `/profile`."""
    return XmlNode("Profile", (XmlNode("details", tuple(XmlNode(name, value) for name, value in profile.items())),))


def services_node(assigned: Sequence[str], address: str) -> XmlNode:
    """Return `/services`: each assigned service with its address, and two that have none.

    Args:
        assigned: Paths below `/services/`.
        address: Path of `/services`.
    """
    listed = [_service(SERVICES[name], XmlNode("uri", f"{address}/{name}")) for name in assigned]
    return XmlNode("Services", (_service(_WITHOUT_ADDRESS), *listed, _service(_WITH_NIL_ADDRESS, XmlNode("uri", None))))


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
