"""A simulated BroadWorks: Xsi-Actions v2.0, for one user.

Serves `/services`, `/profile` and the documents below `/services/` of `…/v2.0/user/{user}`, to HTTP Basic,
`Authorization: BroadWorksSSO` and `Authorization: Bearer`. The user is known by name and, as on Webex Calling, by
uuid. A PUT takes elements in schema order only, leaves what it does not name, and is refused whole with an `ErrorInfo`.
A GET that asks for JSON, by `format=json` or by its `Accept`, is answered in JSON.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tui_callsettings.simulator.authorization import AcceptedCredentials, random_secret
from tui_callsettings.simulator.broadworks_documents import (
    SERVICES,
    URI_STYLES,
    access_codes_node,
    error_node,
    initial_documents,
    profile_node,
    services_node,
)
from tui_callsettings.simulator.broadworks_rules import SCHEMAS, XSI_NAMESPACE
from tui_callsettings.simulator.markup import (
    STYLE_HELP,
    XmlNode,
    check_option,
    json_response,
    parse_request_body,
    prefers_json,
    split_option,
    style_option,
    xml_response,
)
from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider

_BASE = "/com.broadsoft.xsi-actions/v2.0/user"
_USER = "zoe.lindstrom@example.com"
_UUID = "6f1c3d52-0b7e-4c19-9a41-5d2f8e7b9c30"
_COOKIE = "JSESSIONID"
_SWITCHED: tuple[dict[str, Any], ...] = ({"active": True}, {"active": False})
_FORWARDED: tuple[dict[str, Any], ...] = ({"active": True, "forwardToPhoneNumber": "2055550199"}, {"active": False})
_RINGS: tuple[dict[str, Any], ...] = ({"noAnswerNumberOfRings": 9}, {"noAnswerNumberOfRings": 0})


class BroadWorksProvider(SimulatedProvider):
    """The Xsi-Actions of one user; its keywords are the options of the command line."""

    def __init__(
        self,
        user: str = _USER,
        password: str | None = None,
        token: str | None = None,
        sso_token: str | None = None,
        unassigned: str = "",
        style: str = "",
        uris: str = "path",
    ) -> None:
        super().__init__()
        self.user = user
        self.styles = frozenset(split_option(style_option(style)))
        self.sign_in = AcceptedCredentials(
            user, random_secret(password), {"Bearer": random_secret(token), "BroadWorksSSO": random_secret(sso_token)}
        )
        self.stored = initial_documents(user)
        self.uris = uris
        self.hidden = {"session": random_secret(None)}
        self.unassign(*split_option(_services_option(unassigned)))

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options of the command line."""
        parser.add_argument("--user", default=_USER, help="the user's id; %(default)s")
        parser.add_argument("--password", help="made up unless given")
        parser.add_argument("--token", help="for Authorization: Bearer; made up unless given")
        parser.add_argument("--sso-token", help="for Authorization: BroadWorksSSO; made up unless given")
        parser.add_argument(
            "--unassigned", type=_services_option, default="", metavar="NAMES", help="for example CallWaiting"
        )
        parser.add_argument("--style", type=style_option, default="", metavar="NAMES", help=STYLE_HELP)
        parser.add_argument(
            "--uris", choices=URI_STYLES, default="path", help="what the list of services gives as their addresses"
        )

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes below one user's address."""
        return (
            Route(f"{_BASE}/{{user}}/profile", self._show_profile, methods=["GET"]),
            Route(f"{_BASE}/{{user}}/profile/Fac", self._show_access_codes, methods=["GET"]),
            Route(f"{_BASE}/{{user}}/services", self._show_services, methods=["GET"]),
            Route(f"{_BASE}/{{user}}/services/{{service:path}}", self._show, methods=["GET"]),
            Route(f"{_BASE}/{{user}}/services/{{service:path}}", self._write, methods=["PUT"]),
        )

    def connection_info(self) -> dict[str, str]:
        """Return the address before `/com.broadsoft.xsi-actions` and all ways to sign in."""
        return {
            "url": self.root,
            "user": self.user,
            "password": self.sign_in.password,
            "token": self.sign_in.tokens["Bearer"],
            "sso_token": self.sign_in.tokens["BroadWorksSSO"],
            "user_uuid": _UUID,
        }

    def error_response(self, error: ApiError) -> Response:
        """Return an `ErrorInfo`."""
        node = error_node(error.message, error.status)
        return xml_response(node, XSI_NAMESPACE, self.styles, status=error.status, headers=error.headers)

    def assign(self, *services: str) -> None:
        """Give the user services, by their names below `/services/`; settings are as they were. From any thread."""
        chosen = {*self.stored["services"], *services}
        self.stored["services"] = [name for name in SERVICES if name in chosen]

    def unassign(self, *services: str) -> None:
        """Take services away from the user; their settings are kept. Works from any thread."""
        self.stored["services"] = [name for name in self.stored["services"] if name not in services]

    def apply_external_change(self, path: str, values: Mapping[str, Any] | None) -> None:
        """Change a document; for `…/services` the values are booleans by service, such as `{"CallWaiting": false}`."""
        tail = re.sub(r"^.*/user/[^/]+", "", path)
        name = tail.removeprefix("/services/")
        if tail == "/services":
            for service, assigned in (values or {"CallWaiting": False}).items():
                (self.assign if assigned else self.unassign)(*split_option(_services_option(service)))
        elif name in SCHEMAS:
            first, second = _external_changes(name)
            stored = self.stored[name]
            if values is None:
                values = first if SCHEMAS[name].apply_json(stored, first) != stored else second
            self.stored[name] = SCHEMAS[name].apply_json(stored, values)
        else:
            raise ApiError(404, f"No document lies at {path}.")

    async def _show_profile(self, request: Request) -> Response:
        self._admit(request)
        address = f"/v2.0/user/{request.path_params['user']}/profile"
        return self._answer(request, profile_node(self.stored["profile"], address))

    async def _show_access_codes(self, request: Request) -> Response:
        self._admit(request)
        return self._answer(request, access_codes_node())

    async def _show_services(self, request: Request) -> Response:
        self._admit(request)
        address = f"/v2.0/user/{request.path_params['user']}/services"
        return self._answer(request, services_node(self.stored["services"], address, self.uris))

    async def _show(self, request: Request) -> Response:
        name = self._service(request)
        return self._answer(request, SCHEMAS[name].node(self.stored[name]))

    async def _write(self, request: Request) -> Response:
        name = self._service(request)
        sent = parse_request_body(await request.body(), request, XSI_NAMESPACE)
        self.stored[name] = SCHEMAS[name].merge_put(self.stored[name], sent)
        return self._answer(request, None)

    def _service(self, request: Request) -> str:
        self._admit(request)
        name: str = request.path_params["service"]
        if name not in SCHEMAS:
            raise ApiError(404, f"There is no service {name}.")
        if name.partition("/")[0] not in self.stored["services"]:
            raise ApiError(404, f"The service {name} is not assigned to this user.")
        return name

    def _admit(self, request: Request) -> None:
        if not self.sign_in.accepts(request.headers.get("authorization", "")):
            headers = {"WWW-Authenticate": 'Basic realm="Xsi-Actions"'}
            raise ApiError(401, "The user or the password is wrong.", headers=headers)
        if request.path_params["user"].lower() not in (self.user.lower(), _UUID):
            raise ApiError(403, "This user's settings are not yours to see.")

    def _answer(self, request: Request, node: XmlNode | None) -> Response:
        """Return a document or an empty body, with the session's cookie for a client that did not send it."""
        if node is None:
            response = Response()
        elif prefers_json(request):
            response = json_response(node, XSI_NAMESPACE)
        else:
            response = xml_response(node, XSI_NAMESPACE, self.styles)
        if request.cookies.get(_COOKIE) != self.hidden["session"]:
            response.set_cookie(_COOKIE, self.hidden["session"], path="/com.broadsoft.xsi-actions", httponly=True)
        return response


def _external_changes(name: str) -> tuple[dict[str, Any], ...]:
    """Return two changes of a document, of which at least one shows."""
    elements = SCHEMAS[name].elements
    if "active" not in elements:
        return _RINGS
    return _FORWARDED if "forwardToPhoneNumber" in elements else _SWITCHED


def _services_option(text: str) -> str:
    return check_option(text, SERVICES, "service", "CallWaiting")
