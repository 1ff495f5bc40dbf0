"""What the UCM simulator holds when it starts, and how User Data Services shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from tui_callsettings.simulator.markup import XmlNode, build_node

PILOT = "sendToVoiceMailPilotNumber"
CUSTOM = "sendToCustomDestination"
FORWARD_ALL = "callForwardAllDestination"
OTHER_FORWARDS = (
    "forwardBusyExternalCallDestination",
    "forwardNoAnswerExternalCallDestination",
    "forwardBusyInternalCallDestination",
    "forwardNoAnswerInternalCallDestination",
)
"""What one line of one device also shows, in the order of Cisco's reference; users cannot write it here."""

DND_OPTIONS = {"0": "Ringer Off", "1": "Call Reject", "2": "Use Common Phone Profile Setting"}
"""What a device does with a call while do not disturb is on."""

_VERSION = "14.0.1"


def initial_documents(user: str) -> dict[str, Any]:
    """Return a person with two lines in the cloud and a user with two lines and two devices on premises."""
    documents: dict[str, Any] = json.loads(
        files(__package__).joinpath("ucm_documents.json").read_text(encoding="utf-8")
    )
    documents["user"]["userName"] = user
    return documents


def user_node(stored: Mapping[str, Any], address: str) -> XmlNode:
    """Return the user's document: the primary line, what applies to all lines and devices, and where the rest lies."""
    lines, devices = stored["extensions"], stored["devices"]
    primary = next(line for line in lines if line["isPrimary"] == "true")
    forward = {PILOT: primary[FORWARD_ALL][PILOT], "destination": primary[FORWARD_ALL][CUSTOM]}
    same_forward = all(line[FORWARD_ALL] == primary[FORWARD_ALL] for line in lines)
    same_disturb = len({device["enableDoNotDisturb"] for device in devices}) == 1
    return build_node(
        "user",
        {
            "@uri": address,
            "@version": _VERSION,
            **stored["user"],
            "primaryExtension": {
                "description": "Zoë's desk",
                "directoryNumber": primary["directoryNumber"],
                FORWARD_ALL: forward,
                "voiceMailPilotNumber": primary["voiceMailPilotNumber"],
            },
            FORWARD_ALL: {"@appliesToAllExtensions": str(same_forward).lower(), **forward},
            "enableDoNotDisturb": {
                "@appliesToAllDevices": str(same_disturb).lower(),
                "$": devices[0]["enableDoNotDisturb"],
            },
            "devices": {"@uri": f"{address}/devices"},
            "extensions": {"@uri": f"{address}/extensions"},
        },
    )


def list_node(name: str, items: list[XmlNode], address: str) -> XmlNode:
    """Return a list of devices or lines, which lies at an address."""
    return XmlNode(name, tuple(items), {"uri": address, "version": _VERSION})


def device_node(device: Mapping[str, Any], address: str, *, is_complete: bool = False) -> XmlNode:
    """Return one device of the user at an address; complete, it also shows the device's own do not disturb."""
    own = f"{address}/device/{device['id']}"
    shown: dict[str, Any] = {"@uri": own}
    shown |= {name: device[name] for name in ("id", "name", "type", "model", "description")}
    if is_complete:
        options = [{"@value": value, "$": title} for value, title in DND_OPTIONS.items()]
        option = {"@value": device["doNotDisturbOption"], "supportedDndOptions": {"option": options}}
        shown["@version"] = _VERSION
        shown["doNotDisturbSettings"] = {"enable": device["enableDoNotDisturb"], "option": option}
        shown["extensions"] = {"@uri": f"{own}/extensions"}
    return build_node("device", shown)


def extension_node(line: Mapping[str, Any], address: str, *, is_complete: bool = False) -> XmlNode:
    """Return one line of the user or device at an address; complete, it also shows where other calls go."""
    forwards = (FORWARD_ALL, *OTHER_FORWARDS) if is_complete else (FORWARD_ALL,)
    return build_node(
        "extension",
        {
            "@uri": f"{address}/extension/{line['id']}",
            "@isPrimary": line["isPrimary"],
            "@version": _VERSION,
            **{name: line[name] for name in ("id", "directoryNumber", "voiceMailPilotNumber", *forwards)},
            "logMissedCalls": "true",
            "label": line["label"],
        },
    )
