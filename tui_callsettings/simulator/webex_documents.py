"""The people of the simulated organization and their documents, in the form in which the API sends them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import Any

from tui_callsettings.simulator.webex_json import public_id

ORGANIZATION_UUID = "5f0c7a1e-8a44-4b0e-9d3c-2b6f1c0e7d55"
ORGANIZATION_ID = public_id("ORGANIZATION", ORGANIZATION_UUID)
USER_UUID = "0b9d3c1a-6f57-4e2f-8c6a-7a1d5e9f2c01"
COLLEAGUE_UUID = "3e8f5b72-1c9d-4a60-b1e4-9d2c6a7f8e02"
ADMINISTRATOR_UUID = "a4d7e9f0-2b3c-4d5e-8f6a-1b2c3d4e5f03"
_LOCATION_ID = public_id("LOCATION", "c1d2e3f4-0516-4728-9a3b-4c5d6e7f8a04")
_ROLE_ID = public_id("ROLE", "d9e8f7a6-b5c4-4d3e-92f1-a0b1c2d3e405")

OTHER_RULES = (
    "selectiveForward",
    "selectiveAccept",
    "selectiveReject",
    "anonymousCallReject",
    "callBlock",
    "simultaneousRing",
    "sequentialRing",
    "singleNumberReach",
    "personalAssistant",
    "executive/callFiltering",
)
"""Settings that act before or beside the person's own; read under `me/settings`."""


def initial_documents() -> dict[str, Any]:
    """Return everything that is stored at the start: the organization, a user, a colleague and an administrator."""
    administrator = _person(ADMINISTRATOR_UUID, "Alex", "Minder")["person"]
    return {
        "organization": {
            "id": ORGANIZATION_ID,
            "displayName": "Simulated Telephony Ltd",
            "created": "2021-03-04T09:00:00.000Z",
        },
        "people": {
            USER_UUID: _person(USER_UUID, "Robin", "Quayle", "+12055550142", "4142"),
            COLLEAGUE_UUID: _person(COLLEAGUE_UUID, "Sam", "Ferrant", "+12055550143", "4143"),
            # Without a calling license, as administrators often are.
            ADMINISTRATOR_UUID: {"person": {**administrator, "roles": [_ROLE_ID]}},
        },
    }


def _person(uuid: str, first: str, last: str, number: str = "", extension: str = "") -> dict[str, Any]:
    template = Template(files(__package__).joinpath("webex_person.json").read_text(encoding="utf-8"))
    documents: dict[str, Any] = json.loads(
        template.substitute(
            person_id=public_id("PEOPLE", uuid),
            organization_id=ORGANIZATION_ID,
            location_id=_LOCATION_ID,
            first=first,
            last=last,
            email=f"{first}.{last}@example.com".lower(),
            number=number,
            extension=extension,
        )
    )
    return documents


def merged(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with changes laid over it, object by object; lists and values are replaced whole."""
    result = dict(document)
    for name, value in changes.items():
        present = result.get(name)
        if isinstance(present, Mapping) and isinstance(value, Mapping):
            result[name] = merged(present, value)
        else:
            result[name] = value
    return result
