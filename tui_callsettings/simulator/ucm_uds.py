"""Cisco UCM on premises: User Data Services, in XML without a namespace.

One user with two lines and two devices. A PUT sets what has a value, resets what is empty, and leaves what it does not
name; elements may come in any order. No public document describes the shape of an error's body, the status of a body
that is rejected (here 409), or what the user's own `callForwardAllDestination` shows where the lines differ (here the
primary line's).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tui_callsettings.simulator.authorization import AcceptedCredentials
from tui_callsettings.simulator.markup import XmlNode, parse_request_body, xml_response
from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider
from tui_callsettings.simulator.ucm_documents import (
    DND_OPTIONS,
    FORWARD_ALL,
    OTHER_FORWARDS,
    device_details_node,
    device_node,
    error_node,
    extension_node,
    user_node,
)

_PILOT = "sendToVoiceMailPilotNumber"
_CUSTOM = "sendToCustomDestination"
_DO_NOT_DISTURB = "enableDoNotDisturb"
_BOOLEANS = {"true": "true", "1": "true", "false": "false", "0": "false", "": "false"}
_DESTINATION = re.compile(r"\+?[0-9*#]{1,50}|[^\s@:<>\"]+@[A-Za-z0-9][A-Za-z0-9.\-]*")
_REFUSED = 409


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
        extension = f"{user}/device/{{device}}/extension/{{extension}}"
        device = f"{user}/device/{{device}}"
        return (
            Route(device, self.show_device, methods=["GET"]),
            Route(device, self.write_device, methods=["PUT"]),
            Route(user, self.show_user, methods=["GET"]),
            Route(user, self.write_user, methods=["PUT"]),
            Route(f"{user}/devices", self.show_devices, methods=["GET"]),
            Route(f"{user}/extensions", self.show_extensions, methods=["GET"]),
            Route(f"{user}/device/{{device}}/extensions", self.show_extensions, methods=["GET"]),
            Route(extension, self.show_extension, methods=["GET"]),
            Route(extension, self.write_extension, methods=["PUT"]),
        )

    def error_response(self, error: ApiError) -> Response:
        """Return an error as XML."""
        node = error_node(error)
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
        given = dict(values) if values is not None else {_PILOT: line[FORWARD_ALL][_PILOT] == "false"}
        for name in OTHER_FORWARDS:
            if name in given:
                self._forward([line], XmlNode(name, _from_json(given.pop(name))), _CUSTOM)
        self._forward([line], XmlNode(FORWARD_ALL, _from_json(given)), _CUSTOM)

    def _change_device(self, device: dict[str, Any], values: Mapping[str, Any] | None) -> None:
        given = values if values is not None else {"enable": device[_DO_NOT_DISTURB] == "false"}
        option = str(given.get("option", device["doNotDisturbOption"]))
        if option not in DND_OPTIONS:
            raise ApiError(_REFUSED, f"The option is one of {', '.join(DND_OPTIONS)}.")
        device["doNotDisturbOption"] = option
        if "enable" in given:
            device[_DO_NOT_DISTURB] = _switch(_from_json({"enable": given["enable"]})[0])

    def _change_user(self, values: Mapping[str, Any] | None) -> None:
        before = self._stored["devices"][0][_DO_NOT_DISTURB]
        given = dict(values) if values is not None else {_DO_NOT_DISTURB: before == "false"}
        flag = given.pop(_DO_NOT_DISTURB, None)
        self._forward(self._stored["extensions"], XmlNode(FORWARD_ALL, _from_json(given)), "destination")
        if flag is not None:
            self._disturb(_from_json({_DO_NOT_DISTURB: flag})[0])

    async def show_user(self, request: Request) -> Response:
        """Answer GET of the user."""
        self._admit(request)
        return self._answer(user_node(self._stored, self._address()))

    async def write_user(self, request: Request) -> Response:
        """Answer PUT of the user: forward all on every line, or on the primary one, and do not disturb."""
        self._admit(request)
        sent = _sent(await request.body(), request, "user")
        before = copy.deepcopy((self._stored["extensions"], self._stored["devices"]))
        try:
            for child in sent.children:
                self._write_user_element(child)
        except ApiError:
            self._stored["extensions"], self._stored["devices"] = before
            raise
        return await self.show_user(request)

    async def show_devices(self, request: Request) -> Response:
        """Answer GET of the devices."""
        self._admit(request)
        devices = tuple(device_node(device, self._address()) for device in self._stored["devices"])
        return self._answer(XmlNode("devices", devices, self._attributes("/devices")))

    async def show_device(self, request: Request) -> Response:
        """Answer GET of one device."""
        self._admit(request)
        return self._answer(device_details_node(self._device(request.path_params["device"]), self._address()))

    async def write_device(self, request: Request) -> Response:
        """Answer PUT of one device: its description, and its own do not disturb."""
        self._admit(request)
        device = self._device(request.path_params["device"])
        sent = _sent(await request.body(), request, "device")
        changed = dict(device)
        for child in sent.children:
            if child.name == "description" and isinstance(child.content, str):
                changed["description"] = child.content
            elif child.name == "doNotDisturbSettings" and [node.name for node in child.children] == ["enable"]:
                changed[_DO_NOT_DISTURB] = _switch(child.children[0])
            else:
                raise ApiError(_REFUSED, f"The element {child.name} cannot be written here.")
        device.update(changed)
        return await self.show_device(request)

    async def show_extensions(self, request: Request) -> Response:
        """Answer GET of the lines: all of the user's, or one device's."""
        self._admit(request)
        below = ""
        lines = self._stored["extensions"]
        if "device" in request.path_params:
            device = self._device(request.path_params["device"])
            below = f"/device/{device['id']}"
            lines = [line for line in lines if line["id"] in device["extensions"]]
        nodes = tuple(extension_node(line, f"{self._address()}{below}") for line in lines)
        return self._answer(XmlNode("extensions", nodes, self._attributes(f"{below}/extensions")))

    async def show_extension(self, request: Request) -> Response:
        """Answer GET of one line of a device."""
        extension = self._requested(request)
        address = f"{self._address()}/device/{request.path_params['device']}"
        return self._answer(extension_node(extension, address, is_complete=True))

    async def write_extension(self, request: Request) -> Response:
        """Answer PUT of one line of a device."""
        extension = self._requested(request)
        sent = _sent(await request.body(), request, "extension")
        before = copy.deepcopy(extension[FORWARD_ALL])
        try:
            for child in sent.children:
                if child.name != FORWARD_ALL:
                    raise ApiError(_REFUSED, f"The element {child.name} cannot be written here.")
                self._forward([extension], child, _CUSTOM)
        except ApiError:
            extension[FORWARD_ALL] = before
            raise
        return await self.show_extension(request)

    def _write_user_element(self, child: XmlNode) -> None:
        if child.name == FORWARD_ALL:
            _check_attribute(child, "appliesToAllExtensions")
            self._forward(self._stored["extensions"], child, "destination")
        elif child.name == _DO_NOT_DISTURB:
            _check_attribute(child, "appliesToAllDevices")
            self._disturb(child)
        elif child.name == "primaryExtension" and [node.name for node in child.children] in ([], [FORWARD_ALL]):
            primary = [line for line in self._stored["extensions"] if line["isPrimary"] == "true"]
            for node in child.children:
                self._forward(primary, node, "destination")
        else:
            raise ApiError(_REFUSED, f"The element {child.name} cannot be written here.")

    def _forward(self, lines: Sequence[dict[str, Any]], sent: XmlNode, custom: str) -> None:
        """Write where calls of one kind go; an empty element resets both its parts."""
        if sent.content is None or (isinstance(sent.content, str) and sent.content):
            raise ApiError(_REFUSED, f"{sent.name} holds elements.")
        values: dict[str, str] = {_PILOT: "false", _CUSTOM: ""} if sent.content == "" else {}
        for child in sent.children:
            if child.attributes or not isinstance(child.content, str):
                raise ApiError(_REFUSED, f"The element {child.name} holds a text only.")
            if child.name not in (_PILOT, custom) or {_PILOT: _PILOT, custom: _CUSTOM}[child.name] in values:
                raise ApiError(_REFUSED, f"The element {child.name} is not expected here.")
            if child.name == _PILOT:
                values[_PILOT] = _switch(child)
            elif child.content and not _DESTINATION.fullmatch(child.content):
                raise ApiError(_REFUSED, f"The element {custom} is a number that can be dialled, or empty.")
            else:
                values[_CUSTOM] = child.content
        for line in lines:
            line[sent.name] = {**line[sent.name], **values}

    def _disturb(self, sent: XmlNode) -> None:
        for device in self._stored["devices"]:
            device[_DO_NOT_DISTURB] = _switch(sent)

    def _requested(self, request: Request) -> dict[str, Any]:
        self._admit(request)
        extension = self._extension(request.path_params["extension"])
        if extension["id"] not in self._device(request.path_params["device"])["extensions"]:
            raise ApiError(404, "The line is not on this device.")
        return extension

    def _extension(self, identity: str) -> dict[str, Any]:
        return _by_id(self._stored["extensions"], identity)

    def _device(self, identity: str) -> dict[str, Any]:
        return _by_id(self._stored["devices"], identity)

    def _admit(self, request: Request) -> None:
        if not self._sign_in.accepts(request.headers.get("authorization", "")):
            headers = {"WWW-Authenticate": 'Basic realm="Cisco Web Services Realm"'}
            raise ApiError(401, "User authentication is required.", headers=headers)
        if request.path_params["user"].lower() != self._sign_in.user.lower():
            raise ApiError(404, "There is no such user.")

    @property
    def _stored(self) -> dict[str, Any]:
        # Not kept: a fault may put an earlier copy in its place.
        return self._provider.stored

    def _address(self) -> str:
        return f"{self._provider.root}/cucm-uds/user/{self._sign_in.user}"

    def _attributes(self, below: str) -> dict[str, str]:
        return {"uri": f"{self._address()}{below}", "version": "14.0.1"}

    def _answer(self, node: XmlNode) -> Response:
        return xml_response(node, styles=self._styles)


def _sent(body: bytes, request: Request, root: str) -> XmlNode:
    sent = parse_request_body(body, request, status=_REFUSED)
    if sent.name != root or (sent.content and not sent.children) or sent.content is None:
        raise ApiError(_REFUSED, f"The document is an element {root} that holds elements.")
    names = [child.name for child in sent.children]
    if len(names) != len(set(names)):
        raise ApiError(_REFUSED, f"An element stands twice in {root}.")
    return sent


def _from_json(values: Mapping[str, Any]) -> tuple[XmlNode, ...]:
    texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}
    return tuple(XmlNode(name, text) for name, text in texts.items())


def _check_attribute(sent: XmlNode, name: str) -> None:
    if sent.attributes not in ({}, {name: "true"}):
        raise ApiError(_REFUSED, f"The element {sent.name} can have the attribute {name} with the value true only.")


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
