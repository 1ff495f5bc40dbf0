"""What the BroadWorks simulator holds when it starts, and the documents that nobody writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from tui_callsettings.simulator.markup import XmlNode, build_node

SERVICE_TABLE: dict[str, dict[str, Any]] = json.loads(
    files(__package__).joinpath("broadworks_services.json").read_text(encoding="utf-8")
)
"""By path below `/services/`; of each element, in schema order, the kind and the value at the start."""

SERVICES: dict[str, str] = {path: entry["title"] for path, entry in SERVICE_TABLE.items() if "title" in entry}
"""Names for people, by path below `/services/`."""

_PROFILE = {
    "lastName": "Lindström",
    "firstName": "Zoë",
    "groupId": "Fiction & Sons",
    "serviceProvider": "Fiction",
    "number": "2055550142",
    "extension": "4021",
    "timeZone": "Europe/Stockholm",
}
_ACCESS_CODES = {"Call Forwarding Always Activation": "*72", "Call Forwarding Always Deactivation": "*73"}
URI_STYLES = ("path", "query", "nil", "missing")
"""What `/services` may give as the address of a service."""


def initial_documents(user: str) -> dict[str, Any]:
    """Return the services, settings and profile of a person who changed nothing yet."""
    return {
        "services": [path for path in SERVICES if SERVICE_TABLE[path].get("isAssigned", True)],
        **{
            path: {name: value for name, (_, value) in entry["elements"].items()}
            for path, entry in SERVICE_TABLE.items()
        },
        "profile": {"userId": user, **_PROFILE},
    }


def profile_node(profile: Mapping[str, str], address: str) -> XmlNode:
    """Return `/profile`, which lies at an address: the person's details, and where further documents are."""
    links = {"scheduleList": "Schedule", "fac": "Fac", "registrations": "Registrations"}
    links = {name: f"{address}/{path}" for name, path in links.items()}
    return build_node("Profile", {"details": profile, **links, "countryCode": "1"})


def access_codes_node() -> XmlNode:
    """Return `/profile/Fac`: two of the codes that a phone may dial."""
    codes = [{"codeName": name, "code": code} for name, code in _ACCESS_CODES.items()]
    return build_node("FAC", {"featureAccessCode": codes})


def services_node(assigned: Sequence[str], address: str, uris: str) -> XmlNode:
    """Return `/services`, which lies at an address: each assigned service with its own, and two that have none."""
    listed: list[dict[str, str | None]] = [{"name": "Music On Hold User"}]
    for path in assigned:
        service: dict[str, str | None] = {"name": SERVICES[path], "uri": f"{address}/{path}"}
        if uris == "query":
            service["uri"] = f"{address}/{path}?format=xml"
        elif uris == "nil":
            service["uri"] = None
        elif uris == "missing":
            del service["uri"]
        listed.append(service)
    listed.append({"name": "Third-Party Voice Mail Support", "uri": None})
    return build_node("Services", {"service": listed})


def error_node(message: str, status: int) -> XmlNode:
    """Return an `ErrorInfo`; `summary` is in another language than `summaryEnglish`, as it may be."""
    summary = f"La demande a été refusée ({status})."
    return build_node("ErrorInfo", {"summary": summary, "summaryEnglish": message, "errorCode": f"99{status}"})
