"""The people of the simulated organization and their documents, in the form in which the API sends them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

ORGANIZATION_UUID = "5f0c7a1e-8a44-4b0e-9d3c-2b6f1c0e7d55"
USER_UUID = "0b9d3c1a-6f57-4e2f-8c6a-7a1d5e9f2c01"
COLLEAGUE_UUID = "3e8f5b72-1c9d-4a60-b1e4-9d2c6a7f8e02"
ADMINISTRATOR_UUID = "a4d7e9f0-2b3c-4d5e-8f6a-1b2c3d4e5f03"
_LOCATION_UUID = "c1d2e3f4-0516-4728-9a3b-4c5d6e7f8a04"
_ROLE_UUID = "d9e8f7a6-b5c4-4d3e-92f1-a0b1c2d3e405"
_REGION = "eu"
"""Not `us`, so that a client which takes that for granted is found out."""

SYSTEM_MAX_RINGS = 15
SERVICES = (
    "Call Forwarding Always",
    "Call Forwarding Busy",
    "Call Forwarding No Answer",
    "Call Forwarding Not Reachable",
    "Call Waiting",
    "Do Not Disturb",
    "Voice Messaging User",
    "Call Forwarding Selective",
    "Selective Call Acceptance",
    "Selective Call Rejection",
    "Anonymous Call Rejection",
    "Call Block",
    "Simultaneous Ring Personal",
    "Sequential Ring",
)


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


def public_id(kind: str, uuid: str) -> str:
    """Return the id that the API shows: base64 without padding of `ciscospark://region/KIND/uuid`."""
    return base64.urlsafe_b64encode(f"ciscospark://{_REGION}/{kind}/{uuid}".encode()).decode().rstrip("=")


def raw_id(webex_id: str) -> str:
    """Return the last segment of an id of any region and padding, by which ids are compared; "" if it is none."""
    unpadded = webex_id.rstrip("=")
    try:
        address = base64.urlsafe_b64decode(unpadded + "=" * (-len(unpadded) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""
    return address.rpartition("/")[2] if address.startswith("ciscospark://") else ""


ORGANIZATION_ID = public_id("ORGANIZATION", ORGANIZATION_UUID)


def initial_documents() -> dict[str, Any]:
    """Return everything that is stored at the start: the organization, a user, a colleague and an administrator."""
    return {
        "organization": {
            "id": ORGANIZATION_ID,
            "displayName": "Simulated Telephony Ltd",
            "created": "2021-03-04T09:00:00.000Z",
        },
        "people": {
            USER_UUID: _documents(USER_UUID, "Robin", "Quayle", "+12055550142", "4142"),
            COLLEAGUE_UUID: _documents(COLLEAGUE_UUID, "Sam", "Ferrant", "+12055550143", "4143"),
            # Without a calling license, as administrators often are.
            ADMINISTRATOR_UUID: {"person": _person(ADMINISTRATOR_UUID, "Alex", "Minder", is_admin=True)},
        },
    }


def _documents(uuid: str, first: str, last: str, number: str, extension: str) -> dict[str, Any]:
    email = _email(first, last)
    return {
        "person": _person(uuid, first, last),
        "calling": {
            "phoneNumbers": [{"type": "work", "value": number, "primary": True}],
            "extension": extension,
            "locationId": public_id("LOCATION", _LOCATION_UUID),
        },
        "profile": _profile(uuid, first, last, email, number, extension),
        "services": {"services": list(SERVICES)},
        "doNotDisturb": {
            "enabled": False,
            "ringSplashEnabled": True,
            "webexGoOverrideEnabled": False,
            "quietHours": {"enabled": False},
        },
        "callForwarding": _forwarding(),
        "voicemail": _voicemail(email),
        "callWaiting": {"enabled": True, "toneVolume": 3},
        **_other_rules(),
        "greetings": {},
        "voicemailRules": _passcode_rules(),
        "passcodeChanges": 0,
    }


def _email(first: str, last: str) -> str:
    return f"{first}.{last}@example.com".lower()


def _person(uuid: str, first: str, last: str, *, is_admin: bool = False) -> dict[str, Any]:
    person = {
        "id": public_id("PEOPLE", uuid),
        "emails": [_email(first, last)],
        "displayName": f"{first} {last}",
        "nickName": first,
        "firstName": first,
        "lastName": last,
        "orgId": ORGANIZATION_ID,
        "created": "2021-03-04T09:12:00.000Z",
        "lastModified": "2024-02-06T10:30:00.000Z",
        "timezone": "Europe/London",
        "status": "active",
        "invitePending": "false",
        "loginEnabled": "true",
        "type": "person",
    }
    return {**person, "roles": [public_id("ROLE", _ROLE_UUID)]} if is_admin else person


def _profile(uuid: str, first: str, last: str, email: str, number: str, extension: str) -> dict[str, Any]:
    return {
        "id": public_id("PEOPLE", uuid),
        "firstName": first,
        "lastName": last,
        "email": email,
        "announcementLanguage": "English",
        "locationDialingCode": "83",
        "supportMobility": False,
        "emergencyCallBackNumber": number,
        "phoneNumbers": [
            {
                "directNumber": number,
                "enterprise": f"83{extension}",
                "extension": extension,
                "routingPrefix": "83",
                "esn": f"83{extension}",
                "primary": True,
            }
        ],
        "devices": [],
        "location": {
            "id": public_id("LOCATION", _LOCATION_UUID),
            "name": "Harbour Office",
            "address": {"address1": "1 Quay Street", "city": "Bristol", "postalCode": "BS1 1AA", "country": "GB"},
        },
        "receptionistUrl": "https://receptionist.example.com",
        "callingHostUrl": "https://calling.example.com",
        "attendantConsoleUrl": "https://attendant.example.com",
    }


def _forwarding() -> dict[str, Any]:
    return {
        "callForwarding": {
            "always": {"enabled": False, "ringReminderEnabled": False, "destinationVoicemailEnabled": False},
            "busy": {"enabled": False, "destination": "4143", "destinationVoicemailEnabled": False},
            "noAnswer": {
                "enabled": True,
                "destination": "+12055550143",
                "numberOfRings": 3,
                "systemMaxNumberOfRings": SYSTEM_MAX_RINGS,
                "destinationVoicemailEnabled": False,
            },
        },
        "businessContinuity": {"enabled": False, "destinationVoicemailEnabled": False},
    }


def _voicemail(email: str) -> dict[str, Any]:
    return {
        "enabled": True,
        "sendAllCalls": {"enabled": False},
        "sendBusyCalls": {"enabled": True, "greeting": "DEFAULT", "greetingUploaded": False},
        "sendUnansweredCalls": {
            "enabled": True,
            "greeting": "DEFAULT",
            "greetingUploaded": True,
            "audioFile": {"name": "on-holiday.wav", "mediaType": "WAV"},
            "numberOfRings": 6,
            "systemMaxNumberOfRings": SYSTEM_MAX_RINGS,
        },
        "notifications": {"enabled": False, "destination": email},
        "transferToNumber": {"enabled": False},
        "emailCopyOfMessage": {"enabled": False, "emailId": email},
        "messageStorage": {"mwiEnabled": True, "storageType": "INTERNAL", "externalEmail": email},
        "faxMessage": {"enabled": False},
        "voiceMessageForwardingEnabled": False,
    }


def _other_rules() -> dict[str, Any]:
    switched: dict[str, dict[str, Any]] = {name: {"enabled": False} for name in OTHER_RULES}
    for name in ("selectiveForward", "selectiveAccept", "selectiveReject", "simultaneousRing", "sequentialRing"):
        switched[name]["criteria"] = []
    switched["selectiveForward"] |= {"defaultPhoneNumberToForward": "+12055550177", "ringReminderEnabled": False}
    switched["singleNumberReach"]["numbers"] = []
    return {**switched, "callBlock": {"numbers": []}}


def _passcode_rules() -> dict[str, Any]:
    return {
        "blockRepeatedPatternsEnabled": True,
        "blockUserNumberEnabled": True,
        "blockReversedUserNumberEnabled": True,
        "blockPreviousPasscodes": {"enabled": True, "numberOfPasscodes": 3},
        "blockReversedOldPasscodeEnabled": True,
        "blockRepeatedDigits": {"enabled": True, "max": 3},
        "blockContiguousSequences": {"enabled": True, "numberOfAscendingDigits": 3, "numberOfDescendingDigits": 3},
        "length": {"min": 6, "max": 15},
    }


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
