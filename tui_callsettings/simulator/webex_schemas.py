"""What a request body may look like: names, types, what is required. Meaning is checked in `webex_rules.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from tui_callsettings.simulator.simulated_provider import ApiError


@dataclass(frozen=True)
class BodySchema:
    """A JSON object: kinds of its known fields, and which of them must be there. Unknown fields are ignored."""

    fields: Mapping[str, Kind]
    required: frozenset[str] = frozenset()


Kind = str | tuple[str, ...] | BodySchema
"""`boolean`, `number`, `string`, `array`; a tuple of allowed texts; or a nested object."""

_TYPES: dict[str, type | tuple[type, ...]] = {"boolean": bool, "string": str, "number": (int, float), "array": list}
_SWITCH = BodySchema({"enabled": "boolean"})
_FORWARDING = {"enabled": "boolean", "destination": "string", "destinationVoicemailEnabled": "boolean"}
_GREETING = ("DEFAULT", "CUSTOM")

DO_NOT_DISTURB = BodySchema(
    # The specification requires webexGoOverrideEnabled; the vendor's own web client never sends it.
    {"enabled": "boolean", "ringSplashEnabled": "boolean", "webexGoOverrideEnabled": "boolean"}
)
CALL_FORWARDING = BodySchema(
    {
        "callForwarding": BodySchema(
            {
                "always": BodySchema({**_FORWARDING, "ringReminderEnabled": "boolean"}, frozenset({"enabled"})),
                "busy": BodySchema(_FORWARDING),
                "noAnswer": BodySchema({**_FORWARDING, "numberOfRings": "number"}),
            }
        ),
        "businessContinuity": BodySchema(_FORWARDING),
    }
)
VOICEMAIL = BodySchema(
    {
        "enabled": "boolean",
        "sendAllCalls": _SWITCH,
        "sendBusyCalls": BodySchema({"enabled": "boolean", "greeting": _GREETING}),
        "sendUnansweredCalls": BodySchema({"enabled": "boolean", "greeting": _GREETING, "numberOfRings": "number"}),
        "notifications": BodySchema({"enabled": "boolean", "destination": "string", "smsDestination": "string"}),
        "transferToNumber": BodySchema({"enabled": "boolean", "destination": "string"}),
        "emailCopyOfMessage": BodySchema({"enabled": "boolean", "emailId": "string"}),
        "messageStorage": BodySchema(
            {"mwiEnabled": "boolean", "storageType": ("INTERNAL", "EXTERNAL"), "externalEmail": "string"}
        ),
        "faxMessage": BodySchema({"enabled": "boolean", "phoneNumber": "string", "extension": "string"}),
    },
    # The specification requires transferToNumber too; real clients leave it out.
    frozenset({"notifications"}),
)
CALL_WAITING = BodySchema({"enabled": "boolean"}, frozenset({"enabled"}))
WEBEX_GO_OVERRIDE = _SWITCH
BODY_SCHEMAS = {
    "doNotDisturb": DO_NOT_DISTURB,
    "callForwarding": CALL_FORWARDING,
    "voicemail": VOICEMAIL,
    "callWaiting": CALL_WAITING,
}
"""By the last segment of the setting's path."""
PASSCODE = BodySchema({"passcode": "string"}, frozenset({"passcode"}))
PERSON = BodySchema(
    {
        **dict.fromkeys(("displayName", "firstName", "lastName", "nickName", "extension", "locationId"), "string"),
        **dict.fromkeys(("avatar", "orgId", "department", "manager", "managerId", "title"), "string"),
        **dict.fromkeys(("emails", "phoneNumbers", "roles", "licenses", "addresses", "siteUrls"), "array"),
        "loginEnabled": "boolean",
    },
    frozenset({"displayName"}),
)
NOTHING = BodySchema({})


async def json_body(request: Request, shape: BodySchema) -> dict[str, Any]:
    """Return the request's JSON object, reduced to the fields of a shape.

    Raises:
        Refused: 415 for another media type, 400 for anything that the shape does not allow.
    """
    if media_type(request) != "application/json":
        raise ApiError(415, "This request needs a JSON body.", "Content-Type must be application/json.")
    try:
        value = json.loads(await request.body(), parse_constant=_no_constant)
        # A lone surrogate is valid in JSON's escapes and cannot be sent back as UTF-8.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "The request body is not valid JSON.") from error
    problems = _problems(value, shape, "body")
    if problems:
        raise ApiError(400, "The request body does not fit this resource.", *problems)
    return _known(value, shape)


def media_type(request: Request) -> str:
    """Return the request's media type without parameters, in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def boolean_query(request: Request, name: str) -> bool:
    """Return a query parameter that is `true` or `false`; false when absent.

    Raises:
        Refused: 400 for any other text.
    """
    text = request.query_params.get(name, "false").lower()
    if text not in ("true", "false"):
        raise ApiError(400, f"The query parameter {name} must be true or false.")
    return text == "true"


def _problems(value: Any, kind: Kind, where: str) -> list[str]:
    if isinstance(kind, tuple):
        return [] if value in kind else [f"{where} must be one of {', '.join(kind)}."]
    if isinstance(kind, str):
        fits = isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
        return [] if fits else [f"{where} must be of type {kind}."]
    if not isinstance(value, dict):
        return [f"{where} must be an object."]
    found = [f"{where}.{name} is required." for name in sorted(kind.required - set(value))]
    for name, nested in kind.fields.items():
        if name in value:
            found += _problems(value[name], nested, f"{where}.{name}")
    return found


def _known(value: dict[str, Any], shape: BodySchema) -> dict[str, Any]:
    return {
        name: _known(value[name], kind) if isinstance(kind, BodySchema) else value[name]
        for name, kind in shape.fields.items()
        if name in value
    }


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
