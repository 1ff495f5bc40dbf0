"""People, organizations and call waiting by XSI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tui_callsettings.simulator.broadworks_rules import SCHEMAS as BROADWORKS_SCHEMAS
from tui_callsettings.simulator.broadworks_rules import XSI_NAMESPACE
from tui_callsettings.simulator.markup import parse_request_body, xml_response
from tui_callsettings.simulator.simulated_provider import ApiError
from tui_callsettings.simulator.webex_documents import ORGANIZATION_UUID
from tui_callsettings.simulator.webex_json import raw_id
from tui_callsettings.simulator.webex_oauth import Caller, OAuthServer
from tui_callsettings.simulator.webex_schemas import SCHEMAS, boolean_query, json_body

XSI_PATH = "/com.broadsoft.xsi-actions"
_XML_TYPES = ("application/xml", "text/xml")
_NO_CALLING_LICENSE = 4008


class XsiError(ApiError):
    """A refusal on a path of XSI, which answers in XML."""


class SimulatedDirectory:
    """The people, and the documents that a request means.

    Args:
        stored: The provider's stored documents.
        sign_in: Knows the tokens.
    """

    def __init__(self, stored: dict[str, Any], sign_in: OAuthServer) -> None:
        self._stored = stored
        self._sign_in = sign_in
        self.root = ""

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes of this part of the API."""
        return (
            Route("/v1/people", self._people),
            Route("/v1/people/me", self._me),
            Route("/v1/people/{person_id}", self._person, methods=["GET", "PUT", "DELETE"]),
            Route("/v1/telephony/config/people/me", self._profile),
            Route("/v1/organizations", self._organizations),
            Route("/v1/organizations/{org_id}", self._organization),
            Route(
                f"{XSI_PATH}/v2.0/user/{{uuid}}/services/CallWaiting", self._xsi_call_waiting, methods=["GET", "PUT"]
            ),
        )

    def by_id(self, public_id: str) -> tuple[str, dict[str, Any]]:
        """Return uuid and documents of a person, by an id of any region, with or without padding; 404 for none."""
        uuid = raw_id(public_id)
        if uuid not in self._stored["people"]:
            raise ApiError(404, "There is no person with this id.")
        return uuid, self._stored["people"][uuid]

    def by_uuid(self, uuid: str) -> dict[str, Any]:
        """Return a person's documents; 404 when there is no such person."""
        found: dict[str, Any] | None = self._stored["people"].get(uuid)
        if found is None:
            raise ApiError(404, "There is no such person any more.")
        return found

    def own(self, request: Request, verb: str) -> dict[str, Any]:
        """Return the caller's own documents, for the family of paths with `me`; the verb ends the scope's name."""
        caller = self._sign_in.caller(request)
        caller.require(f"spark:telephony_config_{verb}")
        return _licensed(self.by_uuid(caller.uuid))

    def anybodys(self, request: Request, verb: str, is_for_administrators: bool = False) -> dict[str, Any]:
        """Return the documents of the person in the path, for the family with `people/{personId}/features`.

        Args:
            request: The request.
            verb: `read` or `write`, the end of the scope.
            is_for_administrators: Whether a person's own token is not enough even for oneself.

        Raises:
            ApiError: 401, 403 or 404.
        """
        caller = self._sign_in.caller(request)
        check_organization(request)
        own, administrators = f"spark:people_{verb}", f"spark-admin:people_{verb}"
        caller.require(*([administrators] if is_for_administrators else [own, administrators]))
        uuid, documents = self.by_id(request.path_params["person_id"])
        if uuid != caller.uuid:
            caller.require(administrators)
        return _licensed(documents)

    def administered(self, request: Request, verb: str) -> dict[str, Any]:
        """Return the documents of the person in the path, for administrators of the telephony configuration."""
        self._sign_in.caller(request).require(f"spark-admin:telephony_config_{verb}")
        check_organization(request)
        _, documents = self.by_id(request.path_params["person_id"])
        return _licensed(documents)

    async def _people(self, request: Request) -> Response:
        caller = self._reader(request)
        check_organization(request)
        email, ids = request.query_params.get("email"), request.query_params.get("id")
        if email is None and ids is None and "spark-admin:people_read" not in caller.scopes:
            raise ApiError(400, "Say whom you look for: give email or id.")
        uuids = None if ids is None else {raw_id(item) for item in ids.split(",")}
        is_calling = boolean_query(request, "callingData")
        items = [
            _shown(documents, is_calling)
            for uuid, documents in self._stored["people"].items()
            if (email is None or email.lower() in documents["person"]["emails"]) and (uuids is None or uuid in uuids)
        ]
        return JSONResponse({"notFoundIds": None, "items": items})

    async def _me(self, request: Request) -> Response:
        caller = self._reader(request)
        return JSONResponse(_shown(self.by_uuid(caller.uuid), boolean_query(request, "callingData")))

    async def _person(self, request: Request) -> Response:
        if request.method == "PUT":
            return await self._update_person(request)
        if request.method == "DELETE":
            return self._delete_person(request)
        self._reader(request)
        _, documents = self.by_id(request.path_params["person_id"])
        return JSONResponse(_shown(documents, boolean_query(request, "callingData")))

    async def _update_person(self, request: Request) -> Response:
        self._sign_in.caller(request).require("spark-admin:people_write")
        _, documents = self.by_id(request.path_params["person_id"])
        is_calling = boolean_query(request, "callingData")
        body = await json_body(request, SCHEMAS["person"])
        texts = ("displayName", "firstName", "lastName", "department", "title")
        documents["person"].update({name: body[name] for name in texts if name in body})
        return JSONResponse(_shown(documents, is_calling))

    def _delete_person(self, request: Request) -> Response:
        caller = self._sign_in.caller(request)
        caller.require("spark-admin:people_write")
        uuid, _ = self.by_id(request.path_params["person_id"])
        if uuid == caller.uuid:
            raise ApiError(409, "Administrators cannot delete themselves.")
        del self._stored["people"][uuid]
        return Response(status_code=204)

    async def _profile(self, request: Request) -> Response:
        return JSONResponse(self.own(request, "read")["profile"])

    async def _organizations(self, request: Request) -> Response:
        return JSONResponse({"items": [self._organization_shown(request)]})

    async def _organization(self, request: Request) -> Response:
        shown = self._organization_shown(request)
        if raw_id(request.path_params["org_id"]) != ORGANIZATION_UUID:
            raise ApiError(404, "There is no organization with this id.")
        return JSONResponse(shown)

    def _organization_shown(self, request: Request) -> dict[str, Any]:
        caller = self._sign_in.caller(request)
        caller.require("spark-admin:organizations_read", "spark:organizations_read", "spark:people_read", "spark:xsi")
        shown = dict(self._stored["organization"])
        if boolean_query(request, "callingData"):
            shown["xsiActionsEndpoint"] = f"{self.root}{XSI_PATH}"
        return shown

    def _reader(self, request: Request) -> Caller:
        caller = self._sign_in.caller(request)
        caller.require("spark:people_read", "spark-admin:people_read")
        return caller

    async def _xsi_call_waiting(self, request: Request) -> Response:
        schema = BROADWORKS_SCHEMAS["CallWaiting"]
        try:
            caller = self._sign_in.caller(request)
            caller.require("spark:xsi")
            if request.path_params["uuid"] != caller.uuid:
                raise ApiError(403, "XSI shows a person only their own services.")
            stored = self.by_uuid(caller.uuid)["callWaiting"]
            document: dict[str, str | None] = {"active": "true" if stored["enabled"] else "false"}
            if request.method == "PUT":
                sent = parse_request_body(await request.body(), request, XSI_NAMESPACE, media_types=_XML_TYPES)
                stored["enabled"] = schema.merge_put(document, sent)["active"] == "true"
                return Response(status_code=200)
        except ApiError as error:
            raise XsiError(error.status, error.message, headers=error.headers) from error
        return xml_response(schema.node(document), XSI_NAMESPACE, frozenset({"latin1"}))


def check_organization(request: Request) -> None:
    """Raise 403 when the `orgId` of a query, with or without padding, is another organization's."""
    organization = request.query_params.get("orgId")
    if organization is not None and raw_id(organization) != ORGANIZATION_UUID:
        raise ApiError(403, "The token does not reach this organization.")


def _licensed(documents: dict[str, Any]) -> dict[str, Any]:
    if "calling" not in documents:
        raise ApiError(404, "The person has no Webex Calling license.", code=_NO_CALLING_LICENSE)
    return documents


def _shown(documents: Mapping[str, Any], is_calling: bool) -> dict[str, Any]:
    calling = documents.get("calling", {}) if is_calling else {}
    return {**documents["person"], **calling}
