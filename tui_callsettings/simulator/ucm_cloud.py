"""Cisco UCM as the Webex cloud shows it: the lines' call forwarding, read only, in JSON."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tui_callsettings.simulator.authorization import AcceptedCredentials
from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider

PERSON = "0d5d2a8e-6b1f-4a37-8c55-c1b7a2f0e914"
ORGANIZATION = "c7e0b1a4-93d8-4f6e-a2b5-1f8d604e7ab2"
_TRACKING = "trackingid"


def initial_cloud_documents() -> dict[str, Any]:
    """Return a person with two lines: one forwarded to a number, one to voicemail."""
    person = {
        "id": _public_id("PEOPLE", PERSON),
        "emails": ["zoe.lindstrom@example.com"],
        "displayName": "Zoë Lindström",
        "firstName": "Zoë",
        "lastName": "Lindström",
        "orgId": _public_id("ORGANIZATION", ORGANIZATION),
        "type": "person",
    }
    first = {
        "dn": "8001",
        "destination": "8002",
        "destinationVoicemailEnabled": False,
        "e164Number": "+12055550142",
    }
    second = {"dn": "8003", "destinationVoicemailEnabled": True, "e164Number": ""}
    return {"person": person, "callForwarding": {"always": [first, second]}}


class UcmCloud:
    """The cloud's part of the simulator.

    Args:
        provider: Keeps the documents, under `person` and `callForwarding`.
        sign_in: has the `Bearer` token that is accepted.
    """

    def __init__(self, provider: SimulatedProvider, sign_in: AcceptedCredentials) -> None:
        self._provider = provider
        self._sign_in = sign_in

    def routes(self) -> Sequence[BaseRoute]:
        """Return the cloud's routes."""
        return (
            Route("/v1/people/me", self.show_person, methods=["GET"]),
            Route("/v1/uc/config/people/{person}/features/callforwarding", self.show_call_forwarding, methods=["GET"]),
        )

    def error_response(self, error: ApiError) -> Response:
        """Return an error in the cloud's JSON."""
        tracking = _tracking_id()
        descriptions = [{"description": text} for text in (error.message, *error.details)]
        body = {"message": error.message, "errors": descriptions, "trackingId": tracking}
        return JSONResponse(body, error.status, headers={**error.headers, _TRACKING: tracking})

    def apply_external_change(self, values: Mapping[str, Any] | None) -> None:
        """Change a line, named by `dn` (the first where there is none); None turns the first one's forwarding round.

        Raises:
            ApiError: 404, there is no such line.
        """
        lines: list[dict[str, Any]] = self._provider.stored["callForwarding"]["always"]
        if values is None:
            values = {"destination": "" if lines[0].get("destination") else "8009"}
        number = values.get("dn", lines[0]["dn"])
        line = next((line for line in lines if line["dn"] == number), None)
        if line is None:
            raise ApiError(404, f"There is no line {number}.")
        line.update(values)

    async def show_person(self, request: Request) -> Response:
        """Answer GET `/people/me`."""
        self._admit(request)
        person = dict(self._provider.stored["person"])
        if request.query_params.get("callingData") == "true":
            person["phoneNumbers"] = [{"type": "work", "value": "+12055550142"}]
            person["extension"] = "8001"
        return _answer(person)

    async def show_call_forwarding(self, request: Request) -> Response:
        """Answer GET of the lines; person and organization are plain uuids in lower case."""
        self._admit(request)
        if request.path_params["person"] != PERSON:
            raise ApiError(404, "There is no such person. The id is the plain uuid, in lower case.")
        if request.query_params.get("orgId") != ORGANIZATION:
            raise ApiError(400, "orgId is the organization's plain uuid, in lower case.")
        return _answer({"callForwarding": self._provider.stored["callForwarding"]})

    def _admit(self, request: Request) -> None:
        header = request.headers.get("authorization", "")
        if not header.lower().startswith("bearer ") or not self._sign_in.accepts(header):
            raise ApiError(401, "The request requires a valid access token set in the Authorization request header.")


def _answer(body: Mapping[str, Any]) -> Response:
    return JSONResponse(body, headers={_TRACKING: _tracking_id()})


def _tracking_id() -> str:
    return f"SIM_{uuid.uuid4()}"


def _public_id(kind: str, raw: str) -> str:
    return base64.b64encode(f"ciscospark://us/{kind}/{raw}".encode()).decode().rstrip("=")
