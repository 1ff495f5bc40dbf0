"""What the UCM simulator holds on premises when it starts, and how User Data Services writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui_callsettings.simulator.markup import XmlNode
from tui_callsettings.simulator.simulated_provider import ApiError

_VERSION = {"version": "14.0.1"}
_PRIMARY = "9a1f4c20-5d7e-4b3a-8f61-2c0d9e8b7a10"
_SECOND = "9a1f4c20-5d7e-4b3a-8f61-2c0d9e8b7a11"


def initial_documents(user: str) -> dict[str, Any]:
    """Return a user with two lines on a desk phone, the first of them also on a softphone."""
    nowhere = {"sendToVoiceMailPilotNumber": "false", "sendToCustomDestination": ""}
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
                "extensions": [_PRIMARY, _SECOND],
            },
            {
                "id": "5ebe75fb-43ac-4458-9539-bc57806a4d19",
                "name": "CSFZLIND",
                "type": "Phone",
                "model": "Cisco Unified Client Services Framework",
                "description": "Laptop",
                "enableDoNotDisturb": "false",
                "extensions": [_PRIMARY],
            },
        ],
        "extensions": [
            _line(_PRIMARY, "8001", "true", nowhere),
            _line(_SECOND, "8003", "false", nowhere),
        ],
    }


def user_node(stored: Mapping[str, Any], address: str) -> XmlNode:
    """Return the user's document: the primary line, what applies to all lines and devices, and where the rest lies."""
    lines, devices = stored["extensions"], stored["devices"]
    primary = next(line for line in lines if line["isPrimary"] == "true")
    same_forward = all(line["callForwardAllDestination"] == primary["callForwardAllDestination"] for line in lines)
    same_disturb = len({device["enableDoNotDisturb"] for device in devices}) == 1
    texts = [XmlNode(name, value) for name, value in stored["user"].items()]
    own = (
        XmlNode("description", "Zoë's desk"),
        XmlNode("directoryNumber", primary["directoryNumber"]),
        XmlNode("callForwardAllDestination", _parts(primary, "destination")),
        XmlNode("voiceMailPilotNumber", primary["voiceMailPilotNumber"]),
    )
    return XmlNode(
        "user",
        (
            *texts,
            XmlNode("primaryExtension", own),
            XmlNode(
                "callForwardAllDestination",
                _parts(primary, "destination"),
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
    texts = (XmlNode(name, device[name]) for name in ("id", "name", "type", "model", "description"))
    return XmlNode("device", tuple(texts), {"uri": f"{address}/device/{device['id']}"})


def extension_node(line: Mapping[str, Any], address: str) -> XmlNode:
    """Return one line.

    Args:
        line: As it is stored.
        address: Of the user, or of the device.
    """
    return XmlNode(
        "extension",
        (
            XmlNode("id", line["id"]),
            XmlNode("directoryNumber", line["directoryNumber"]),
            XmlNode("voiceMailPilotNumber", line["voiceMailPilotNumber"]),
            XmlNode("callForwardAllDestination", _parts(line, "sendToCustomDestination")),
            XmlNode("logMissedCalls", "true"),
            XmlNode("label", line["label"]),
        ),
        {"uri": f"{address}/extension/{line['id']}", "isPrimary": line["isPrimary"], **_VERSION},
    )


def error_node(refused: ApiError) -> XmlNode:
    """Return an error."""
    details = (XmlNode("code", str(refused.status)), XmlNode("message", refused.message))
    return XmlNode("errors", (XmlNode("error", details),))


def _line(identity: str, number: str, primary: str, forward: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": identity,
        "directoryNumber": number,
        "voiceMailPilotNumber": "8900",
        "isPrimary": primary,
        "label": f"Line {number}",
        "callForwardAllDestination": dict(forward),
    }


def _parts(line: Mapping[str, Any], custom: str) -> tuple[XmlNode, ...]:
    forward = line["callForwardAllDestination"]
    return (
        XmlNode("sendToVoiceMailPilotNumber", forward["sendToVoiceMailPilotNumber"]),
        XmlNode(custom, forward["sendToCustomDestination"]),
    )
