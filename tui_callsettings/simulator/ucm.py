"""A simulated Cisco UCM: through the Webex cloud below `/v1`, and on premises below `/cucm-uds`, for one user.

The cloud shows the lines' call forwarding, read only, in JSON. `ucm_uds.py` is the part on premises.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tui_callsettings.simulator.authorization import AcceptedCredentials, random_secret
from tui_callsettings.simulator.markup import STYLE_HELP, split_option, style_option
from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider
from tui_callsettings.simulator.ucm_documents import initial_documents
from tui_callsettings.simulator.ucm_uds import UcmUds
from tui_callsettings.simulator.webex_json import json_error, tracking_header

_USER = "zlind"
_PERSON = "0d5d2a8e-6b1f-4a37-8c55-c1b7a2f0e914"
_ORGANIZATION = "c7e0b1a4-93d8-4f6e-a2b5-1f8d604e7ab2"


class UcmProvider(SimulatedProvider):
    """Two lines in the cloud, and a user with two lines on premises; the two know nothing of each other.

    Its keywords are the options of the command line. HTTP Basic is for the user on premises only.
    """

    def __init__(
        self, user: str = _USER, password: str | None = None, token: str | None = None, style: str = ""
    ) -> None:
        super().__init__()
        self.sign_in = AcceptedCredentials(user, random_secret(password), {"Bearer": random_secret(token)})
        self.stored = initial_documents(user)
        self._uds = UcmUds(self, self.sign_in, frozenset(split_option(style_option(style))))

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options of the command line."""
        parser.add_argument("--user", default=_USER, help="the user's id on premises; %(default)s")
        parser.add_argument("--password", help="made up unless given")
        parser.add_argument("--token", help="for Authorization: Bearer; made up unless given")
        parser.add_argument("--style", type=style_option, default="", metavar="NAMES", help=STYLE_HELP)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes of both parts."""
        lines = "/v1/uc/config/people/{person}/features/callforwarding"
        return (Route("/v1/people/me", self._show_person), Route(lines, self._show_lines), *self._uds.routes())

    def connection_info(self) -> dict[str, str]:
        """Return the address on premises as `url`, the cloud's as `cloud_url`, and all ways to sign in."""
        return {
            "url": f"{self.root}/cucm-uds",
            "cloud_url": f"{self.root}/v1",
            "user": self.sign_in.user,
            "password": self.sign_in.password,
            "token": self.sign_in.tokens["Bearer"],
            "person_uuid": _PERSON,
            "org_uuid": _ORGANIZATION,
        }

    def error_response(self, error: ApiError) -> Response:
        """Return JSON below `/v1`, XML elsewhere."""
        return json_error(error) if error.path.startswith("/v1/") else self._uds.error_response(error)

    def apply_external_change(self, path: str, values: Mapping[str, Any] | None) -> None:
        """Change what lies on premises, or a line in the cloud.

        The line is named by `dn`, the first where there is none; None turns the first one's forwarding round.
        """
        if not path.startswith("/v1/uc/"):
            self._uds.apply_external_change(path, values)
            return
        lines: list[dict[str, Any]] = self.stored["callForwarding"]["always"]
        if values is None:
            values = {"destination": "" if lines[0].get("destination") else "8009"}
        number = values.get("dn", lines[0]["dn"])
        line = next((line for line in lines if line["dn"] == number), None)
        if line is None:
            raise ApiError(404, f"There is no line {number}.")
        line.update(values)

    async def _show_person(self, request: Request) -> Response:
        self._admit_to_cloud(request)
        person = dict(self.stored["person"])
        if request.query_params.get("callingData") == "true":
            person["phoneNumbers"] = [{"type": "work", "value": "+12055550142"}]
            person["extension"] = "8001"
        return JSONResponse(person, headers=tracking_header())

    async def _show_lines(self, request: Request) -> Response:
        self._admit_to_cloud(request)
        if request.path_params["person"] != _PERSON:
            raise ApiError(404, "There is no such person. The id is the plain uuid, in lower case.")
        if request.query_params.get("orgId") != _ORGANIZATION:
            raise ApiError(400, "orgId is the organization's plain uuid, in lower case.")
        return JSONResponse({"callForwarding": self.stored["callForwarding"]}, headers=tracking_header())

    def _admit_to_cloud(self, request: Request) -> None:
        header = request.headers.get("authorization", "")
        if not header.lower().startswith("bearer ") or not self.sign_in.accepts(header):
            raise ApiError(401, "The request requires a valid access token set in the Authorization request header.")
