"""What the UCM simulator holds on premises when it starts, and how User Data Services writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui_callsettings.simulator.markup import XmlNode
from tui_callsettings.simulator.simulated_provider import ApiError

FORWARD_ALL = "callForwardAllDestination"
OTHER_FORWARDS = (
    "forwardBusyExternalCallDestination",
    "forwardNoAnswerExternalCallDestination",
    "forwardBusyInternalCallDestination",
    "forwardNoAnswerInternalCallDestination",
)
"""What one line of one device also shows, in the order of Cisco's reference; users cannot write it here."""

RINGER_OFF = "0"
DND_OPTIONS = {RINGER_OFF: "Ringer Off", "1": "Call Reject", "2": "Use Common Phone Profile Setting"}
"""What a device does with a call while do not disturb is on."""

_VERSION = {"version": "14.0.1"}
_PRIMARY = "9a1f4c20-5d7e-4b3a-8f61-2c0d9e8b7a10"
_SECOND = "9a1f4c20-5d7e-4b3a-8f61-2c0d9e8b7a11"


def initial_documents(user: str) -> dict[str, Any]:
    """Return a user with two lines on a desk phone, the first of them also on a softphone."""
    return {
        "user": {
            "id": "bd176b00-808e-4940-8d29-316e3f9443ba",
            "userName": user,
            "firstName": "Zoë",
            "lastName": "Lindström",
            "displayName": "Zoë Lindström",
            "phoneNumber": "+12055550142",
            "email": "zoe.lindstrom@example.com",
            "homeCluster": "true",
        },
        "devices": [
            {
                "id": "2a610c78-6754-4c56-bd4d-5a8d972c7a43",
                "name": "SEP00DEADBEEF01",
                "type": "Phone",
                "model": "Cisco 8851",
                "description": "Desk & window",
                "enableDoNotDisturb": "false",
                "doNotDisturbOption": RINGER_OFF,
                "extensions": [_PRIMARY, _SECOND],
            },
            {
                "id": "5ebe75fb-43ac-4458-9539-bc57806a4d19",
                "name": "CSFZLIND",
                "type": "Phone",
                "model": "Cisco Unified Client Services Framework",
                "description": "Laptop",
                "enableDoNotDisturb": "false",
                "doNotDisturbOption": RINGER_OFF,
                "extensions": [_PRIMARY],
            },
        ],
        "extensions": [
            _line(_PRIMARY, "8001", "true", to_voicemail=True),
            _line(_SECOND, "8003", "false", to_voicemail=False),
        ],
    }


def user_node(stored: Mapping[str, Any], address: str) -> XmlNode:
    """Return the user's document: the primary line, what applies to all lines and devices, and where the rest lies."""
    lines, devices = stored["extensions"], stored["devices"]
    primary = next(line for line in lines if line["isPrimary"] == "true")
    same_forward = all(line[FORWARD_ALL] == primary[FORWARD_ALL] for line in lines)
    same_disturb = len({device["enableDoNotDisturb"] for device in devices}) == 1
    texts = [XmlNode(name, value) for name, value in stored["user"].items()]
    own = (
        XmlNode("description", "Zoë's desk"),
        XmlNode("directoryNumber", primary["directoryNumber"]),
        XmlNode(FORWARD_ALL, _forward(primary, "destination")),
        XmlNode("voiceMailPilotNumber", primary["voiceMailPilotNumber"]),
    )
    return XmlNode(
        "user",
        (
            *texts,
            XmlNode("primaryExtension", own),
            XmlNode(
                FORWARD_ALL,
                _forward(primary, "destination"),
                {"appliesToAllExtensions": str(same_forward).lower()},
            ),
            XmlNode(
                "enableDoNotDisturb",
                devices[0]["enableDoNotDisturb"],
                {"appliesToAllDevices": str(same_disturb).lower()},
            ),
            XmlNode("devices", "", {"uri": f"{address}/devices"}),
            XmlNode("extensions", "", {"uri": f"{address}/extensions"}),
        ),
        {"uri": address, **_VERSION},
    )


def device_node(device: Mapping[str, Any], address: str) -> XmlNode:
    """Return one device of the list."""
    return XmlNode("device", _device_texts(device), {"uri": f"{address}/device/{device['id']}"})


def device_details_node(device: Mapping[str, Any], address: str) -> XmlNode:
    """Return the document of one device, with its own do not disturb."""
    options = tuple(XmlNode("option", title, {"value": value}) for value, title in DND_OPTIONS.items())
    supported = XmlNode("supportedDndOptions", options)
    settings = (
        XmlNode("enable", device["enableDoNotDisturb"]),
        XmlNode("option", (supported,), {"value": device["doNotDisturbOption"]}),
    )
    own = f"{address}/device/{device['id']}"
    return XmlNode(
        "device",
        (
            *_device_texts(device),
            XmlNode("doNotDisturbSettings", settings),
            XmlNode("extensions", "", {"uri": f"{own}/extensions"}),
        ),
        {"uri": own, **_VERSION},
    )


def extension_node(line: Mapping[str, Any], address: str, *, is_complete: bool = False) -> XmlNode:
    """Return one line.

    Args:
        line: As it is stored.
        address: Of the user, or of the device.
        is_complete: Whether it is the line's own document, which also shows where other calls go.
    """
    forwards = (FORWARD_ALL, *OTHER_FORWARDS) if is_complete else (FORWARD_ALL,)
    return XmlNode(
        "extension",
        (
            XmlNode("id", line["id"]),
            XmlNode("directoryNumber", line["directoryNumber"]),
            XmlNode("voiceMailPilotNumber", line["voiceMailPilotNumber"]),
            *(XmlNode(name, _forward(line, "sendToCustomDestination", name)) for name in forwards),
            XmlNode("logMissedCalls", "true"),
            XmlNode("label", line["label"]),
        ),
        {"uri": f"{address}/extension/{line['id']}", "isPrimary": line["isPrimary"], **_VERSION},
    )


def error_node(refused: ApiError) -> XmlNode:
    """Return an error."""
    details = (XmlNode("code", str(refused.status)), XmlNode("message", refused.message))
    return XmlNode("errors", (XmlNode("error", details),))


def _line(identity: str, number: str, primary: str, *, to_voicemail: bool) -> dict[str, Any]:
    unanswered = {"sendToVoiceMailPilotNumber": str(to_voicemail).lower(), "sendToCustomDestination": ""}
    return {
        "id": identity,
        "directoryNumber": number,
        "voiceMailPilotNumber": "8900",
        "isPrimary": primary,
        "label": f"Line {number}",
        FORWARD_ALL: {"sendToVoiceMailPilotNumber": "false", "sendToCustomDestination": ""},
        **{name: dict(unanswered) for name in OTHER_FORWARDS},
    }


def _device_texts(device: Mapping[str, Any]) -> tuple[XmlNode, ...]:
    return tuple(XmlNode(name, device[name]) for name in ("id", "name", "type", "model", "description"))


def _forward(line: Mapping[str, Any], custom: str, name: str = FORWARD_ALL) -> tuple[XmlNode, ...]:
    return (
        XmlNode("sendToVoiceMailPilotNumber", line[name]["sendToVoiceMailPilotNumber"]),
        XmlNode(custom, line[name]["sendToCustomDestination"]),
    )
