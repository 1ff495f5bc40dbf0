"""Cisco UCM on premises: User Data Services, in XML without a namespace.

One user with two lines and two devices. A PUT sets what has a value, resets what is empty, and leaves what it does not
name; elements may come in any order. No public document describes the shape of an error's body, the status of a body
that is rejected (here 409), or what the user's own `callForwardAllDestination` shows where the lines differ (here the
primary line's).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tui_callsettings.simulator.authorization import AcceptedCredentials
from tui_callsettings.simulator.markup import XmlNode, build_node, parse_request_body, xml_response
from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider
from tui_callsettings.simulator.ucm_documents import (
    CUSTOM,
    DND_OPTIONS,
    FORWARD_ALL,
    OTHER_FORWARDS,
    PILOT,
    device_node,
    extension_node,
    list_node,
    user_node,
)

_DO_NOT_DISTURB = "enableDoNotDisturb"
_BOOLEANS = {"true": "true", "1": "true", "false": "false", "0": "false", "": "false"}
_DESTINATION = re.compile(r"\+?[0-9*#]{1,50}|[^\s@:<>\"]+@[A-Za-z0-9][A-Za-z0-9.\-]*")
_REFUSED = 409

Show = Callable[[Mapping[str, str]], XmlNode]
"""Returns the document behind a path, by the path's parameters."""
Write = Callable[[Mapping[str, str], XmlNode], None]
"""Writes one element of the document behind a path."""


class UcmUds:
    """The part of the simulator on premises.

    Args:
        provider: Keeps the documents, under `user`, `devices` and `extensions`.
        sign_in: Who may sign in, with `Basic` or `Bearer`.
        styles: Some of `markup.STYLES`.
    """

    def __init__(
        self, provider: SimulatedProvider, sign_in: AcceptedCredentials, styles: frozenset[str] = frozenset()
    ) -> None:
        self._provider = provider
        self._sign_in = sign_in
        self._styles = styles

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes below `/cucm-uds`."""
        user = "/cucm-uds/user/{user}"
        device = f"{user}/device/{{device}}"
        extension = f"{device}/extension/{{extension}}"
        writable = ["GET", "PUT"]
        return (
            Route(user, self._endpoint(self._user, self._write_user), methods=writable),
            Route(device, self._endpoint(self._device_details, self._write_device), methods=writable),
            Route(extension, self._endpoint(self._extension_details, self._write_extension), methods=writable),
            Route(f"{user}/devices", self._endpoint(self._devices)),
            Route(f"{user}/extensions", self._endpoint(self._extensions)),
            Route(f"{device}/extensions", self._endpoint(self._extensions)),
        )

    def error_response(self, error: ApiError) -> Response:
        """Return an error as XML."""
        node = build_node("errors", {"error": {"code": str(error.status), "message": error.message}})
        return xml_response(node, styles=self._styles, status=error.status, headers=error.headers)

    def apply_external_change(self, path: str, values: Mapping[str, Any] | None) -> None:
        """Change the user, a device or a line; None turns do not disturb, or forwarding to voicemail, round.

        The user takes `enableDoNotDisturb`, `destination` and `sendToVoiceMailPilotNumber`; a device `enable` and
        `option`; a line `sendToCustomDestination` and `sendToVoiceMailPilotNumber`, and each of
        `OTHER_FORWARDS` as an object of these two. Values are booleans and texts.

        Raises:
            ApiError: 404, no document lies there; 409, a value is not allowed.
        """
        if line := re.search(r"/extension/([^/]+)$", path):
            self._change_line(self._extension(line[1]), values)
        elif device := re.search(r"/device/([^/]+)$", path):
            self._change_device(self._device(device[1]), values)
        elif re.fullmatch(r"/cucm-uds/user/[^/]+", path):
            self._change_user(values)
        else:
            raise ApiError(404, f"No document lies at {path}.")

    def _change_line(self, line: dict[str, Any], values: Mapping[str, Any] | None) -> None:
        given = dict(values) if values is not None else {PILOT: line[FORWARD_ALL][PILOT] == "false"}
        for name in OTHER_FORWARDS:
            if name in given:
                _forward([line], _node_from_json(name, given.pop(name)), CUSTOM)
        _forward([line], _node_from_json(FORWARD_ALL, given), CUSTOM)

    def _change_device(self, device: dict[str, Any], values: Mapping[str, Any] | None) -> None:
        given = values if values is not None else {"enable": device[_DO_NOT_DISTURB] == "false"}
        option = str(given.get("option", device["doNotDisturbOption"]))
        if option not in DND_OPTIONS:
            raise ApiError(_REFUSED, f"The option is one of {', '.join(DND_OPTIONS)}.")
        device["doNotDisturbOption"] = option
        if "enable" in given:
            device[_DO_NOT_DISTURB] = _switch(_node_from_json("enable", given["enable"]))

    def _change_user(self, values: Mapping[str, Any] | None) -> None:
        before = self._stored["devices"][0][_DO_NOT_DISTURB]
        given = dict(values) if values is not None else {_DO_NOT_DISTURB: before == "false"}
        flag = given.pop(_DO_NOT_DISTURB, None)
        _forward(self._stored["extensions"], _node_from_json(FORWARD_ALL, given), "destination")
        if flag is not None:
            self._disturb(_node_from_json(_DO_NOT_DISTURB, flag))

    def _endpoint(self, show: Show, write: Write | None = None) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers a GET with a document, and a PUT with the document as it is then."""

        async def endpoint(request: Request) -> Response:
            self._admit(request)
            node = show(request.path_params)
            if write is not None and request.method == "PUT":
                for child in _sent_elements(await request.body(), request, node.name):
                    write(request.path_params, child)
                node = show(request.path_params)
            return xml_response(node, styles=self._styles)

        return endpoint

    def _admit(self, request: Request) -> None:
        if not self._sign_in.accepts(request.headers.get("authorization", "")):
            headers = {"WWW-Authenticate": 'Basic realm="Cisco Web Services Realm"'}
            raise ApiError(401, "User authentication is required.", headers=headers)
        if request.path_params["user"].lower() != self._sign_in.user.lower():
            raise ApiError(404, "There is no such user.")

    def _user(self, _path: Mapping[str, str]) -> XmlNode:
        return user_node(self._stored, self._address)

    def _devices(self, _path: Mapping[str, str]) -> XmlNode:
        devices = [device_node(device, self._address) for device in self._stored["devices"]]
        return list_node("devices", devices, f"{self._address}/devices")

    def _device_details(self, path: Mapping[str, str]) -> XmlNode:
        return device_node(self._device(path["device"]), self._address, is_complete=True)

    def _extensions(self, path: Mapping[str, str]) -> XmlNode:
        address, lines = self._address, self._stored["extensions"]
        if "device" in path:
            device = self._device(path["device"])
            address = f"{address}/device/{device['id']}"
            lines = [line for line in lines if line["id"] in device["extensions"]]
        return list_node("extensions", [extension_node(line, address) for line in lines], f"{address}/extensions")

    def _extension_details(self, path: Mapping[str, str]) -> XmlNode:
        line, device = self._extension(path["extension"]), self._device(path["device"])
        if line["id"] not in device["extensions"]:
            raise ApiError(404, "The line is not on this device.")
        return extension_node(line, f"{self._address}/device/{device['id']}", is_complete=True)

    def _write_user(self, _path: Mapping[str, str], child: XmlNode) -> None:
        lines = self._stored["extensions"]
        if child.name == FORWARD_ALL:
            _check_attribute(child, "appliesToAllExtensions")
            _forward(lines, child, "destination")
        elif child.name == _DO_NOT_DISTURB:
            _check_attribute(child, "appliesToAllDevices")
            self._disturb(child)
        elif child.name == "primaryExtension" and [node.name for node in child.children] in ([], [FORWARD_ALL]):
            for node in child.children:
                _forward([line for line in lines if line["isPrimary"] == "true"], node, "destination")
        else:
            raise _not_writable(child)

    def _write_device(self, path: Mapping[str, str], child: XmlNode) -> None:
        device = self._device(path["device"])
        if child.name == "description" and isinstance(child.content, str):
            device["description"] = child.content
        elif child.name == "doNotDisturbSettings" and [node.name for node in child.children] == ["enable"]:
            device[_DO_NOT_DISTURB] = _switch(child.children[0])
        else:
            raise _not_writable(child)

    def _write_extension(self, path: Mapping[str, str], child: XmlNode) -> None:
        if child.name != FORWARD_ALL:
            raise _not_writable(child)
        _forward([self._extension(path["extension"])], child, CUSTOM)

    def _disturb(self, sent: XmlNode) -> None:
        for device in self._stored["devices"]:
            device[_DO_NOT_DISTURB] = _switch(sent)

    def _extension(self, identity: str) -> dict[str, Any]:
        return _by_id(self._stored["extensions"], identity)

    def _device(self, identity: str) -> dict[str, Any]:
        return _by_id(self._stored["devices"], identity)

    @property
    def _stored(self) -> dict[str, Any]:
        # Not kept: a test may put an earlier copy in its place.
        return self._provider.stored

    @property
    def _address(self) -> str:
        return f"{self._provider.root}/cucm-uds/user/{self._sign_in.user}"


def _sent_elements(body: bytes, request: Request, root: str) -> tuple[XmlNode, ...]:
    sent = parse_request_body(body, request, status=_REFUSED)
    if sent.name != root or (sent.content and not sent.children) or sent.content is None:
        raise ApiError(_REFUSED, f"The document is an element {root} that holds elements.")
    names = [child.name for child in sent.children]
    if len(names) != len(set(names)):
        raise ApiError(_REFUSED, f"An element stands twice in {root}.")
    return sent.children


def _forward(lines: Sequence[dict[str, Any]], sent: XmlNode, custom: str) -> None:
    """Write where calls of one kind go; an empty element resets both its parts."""
    if sent.content is None or (isinstance(sent.content, str) and sent.content):
        raise ApiError(_REFUSED, f"{sent.name} holds elements.")
    values: dict[str, str] = {PILOT: "false", CUSTOM: ""} if sent.content == "" else {}
    for child in sent.children:
        if child.attributes or not isinstance(child.content, str):
            raise ApiError(_REFUSED, f"The element {child.name} holds a text only.")
        if child.name not in (PILOT, custom) or {PILOT: PILOT, custom: CUSTOM}[child.name] in values:
            raise ApiError(_REFUSED, f"The element {child.name} is not expected here.")
        if child.name == PILOT:
            values[PILOT] = _switch(child)
        elif child.content and not _DESTINATION.fullmatch(child.content):
            raise ApiError(_REFUSED, f"The element {custom} is a number that can be dialled, or empty.")
        else:
            values[CUSTOM] = child.content
    for line in lines:
        line[sent.name] = {**line[sent.name], **values}


def _node_from_json(name: str, value: Any) -> XmlNode:
    if isinstance(value, Mapping):
        return XmlNode(name, tuple(_node_from_json(key, item) for key, item in value.items()))
    return XmlNode(name, str(value).lower() if isinstance(value, bool) else str(value))


def _check_attribute(sent: XmlNode, name: str) -> None:
    if sent.attributes not in ({}, {name: "true"}):
        raise ApiError(_REFUSED, f"The element {sent.name} can have the attribute {name} with the value true only.")


def _not_writable(sent: XmlNode) -> ApiError:
    return ApiError(_REFUSED, f"The element {sent.name} cannot be written here.")


def _switch(sent: XmlNode) -> str:
    value = _BOOLEANS.get(sent.content) if isinstance(sent.content, str) else None
    if value is None:
        raise ApiError(_REFUSED, f"The element {sent.name} is true, false or empty.")
    return value


def _by_id(items: Sequence[dict[str, Any]], identity: str) -> dict[str, Any]:
    found = next((item for item in items if item["id"] == identity), None)
    if found is None:
        raise ApiError(404, f"There is no resource {identity}.")
    return found
