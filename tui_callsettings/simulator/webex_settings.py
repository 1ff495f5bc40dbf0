"""The call settings: both families of paths over the same documents, greetings and the voicemail passcode."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tui_callsettings.simulator.simulated_provider import ApiError
from tui_callsettings.simulator.webex_directory import SimulatedDirectory
from tui_callsettings.simulator.webex_documents import OTHER_RULES, merged
from tui_callsettings.simulator.webex_schemas import (
    NOTHING,
    SCHEMAS,
    SETTINGS,
    SWITCH,
    json_body,
    media_type,
)
from tui_callsettings.simulator.webex_validation import apply_put, find_passcode_problems

_ME = "/v1/telephony/config/people/me"
_FEATURES = "/v1/people/{person_id}/features"
_GREETING_BYTES = 5_000 * 1024
_WAV_TYPES = frozenset({"audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"})
_WAV_ENCODINGS = frozenset({1, 6, 7})
"""Format tags: PCM, A-law, µ-law."""
_DEFAULT_PASSCODE = "739146"

Documents = Callable[[Request, str], dict[str, Any]]
Endpoint = Callable[[Request], Awaitable[Response]]


class SettingsRoutes:
    """The settings of a person.

    Args:
        directory: Finds the documents a request means and checks scopes.
        hidden: The provider's hidden state, for passcodes.
        put_resets: Whether a PUT resets what it omits.
    """

    def __init__(self, directory: SimulatedDirectory, hidden: dict[str, Any], *, put_resets: bool = False) -> None:
        self._directory = directory
        self._hidden = hidden
        self._put_resets = put_resets
        hidden["passcodes"] = {}

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes of this part of the API."""
        own, anybodys = self._directory.own, self._directory.anybodys
        routes = [
            Route(f"{_ME}/settings/webexGoOverride", self._webex_go_override, methods=["GET", "PUT"]),
            Route(f"{_ME}/voicemail/rules", _reader("voicemailRules", own)),
            Route(f"{_ME}/voicemail/pin", self._passcode_writer(own), methods=["PUT"]),
            Route(f"{_FEATURES}/voicemail/actions/resetPin/invoke", self._reset_passcode, methods=["POST"]),
            Route(
                "/v1/telephony/config/people/{person_id}/voicemail/passcode",
                self._passcode_writer(self._directory.administered),
                methods=["PUT"],
            ),
            *(Route(f"{_ME}/settings/{name}", _reader(name, own)) for name in ("services", "callBlock")),
            *(
                Route(f"{_ME}/settings/{name}", self._editor(name, own), methods=["GET", "PUT"])
                for name in OTHER_RULES
                if name != "callBlock"
            ),
        ]
        for name in SETTINGS:
            routes.append(Route(f"{_ME}/settings/{name}", self._editor(name, own), methods=["GET", "PUT"]))
            # Call waiting is for administrators in this family.
            strict = partial(anybodys, is_for_administrators=name == "callWaiting")
            routes.append(Route(f"{_FEATURES}/{name}", self._editor(name, strict), methods=["GET", "PUT"]))
        for greeting, part in (("busy", "sendBusyCalls"), ("noAnswer", "sendUnansweredCalls")):
            action = f"{_ME}/settings/voicemail/actions/{greeting}GreetingUpload/invoke"
            routes.append(Route(action, _greeting_upload(part, own), methods=["POST"]))
            action = f"{_FEATURES}/voicemail/actions/upload{greeting[0].upper()}{greeting[1:]}Greeting/invoke"
            routes.append(Route(action, _greeting_upload(part, anybodys), methods=["POST"]))
        return routes

    def _editor(self, name: str, find: Documents) -> Endpoint:
        schema = SCHEMAS.get(name, SWITCH)

        async def endpoint(request: Request) -> Response:
            if request.method != "PUT":
                return JSONResponse(find(request, "read")[name])
            documents = find(request, "write")
            body = await json_body(request, schema)
            reset_schema = schema if self._put_resets else None
            documents[name] = apply_put(name, documents[name], body, reset_schema=reset_schema)
            return Response(status_code=204)

        return endpoint

    async def _webex_go_override(self, request: Request) -> Response:
        if request.method != "PUT":
            stored = self._directory.own(request, "read")["doNotDisturb"]
            return JSONResponse({"enabled": stored["webexGoOverrideEnabled"]})
        stored = self._directory.own(request, "write")["doNotDisturb"]
        body = await json_body(request, SCHEMAS["webexGoOverride"])
        stored["webexGoOverrideEnabled"] = body.get("enabled", stored["webexGoOverrideEnabled"])
        return Response(status_code=204)

    def _passcode_writer(self, find: Documents) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            documents = find(request, "write")
            passcode = (await json_body(request, SCHEMAS["passcode"]))["passcode"]
            previous = tuple(self._hidden["passcodes"].get(documents["person"]["id"], ()))
            problems = find_passcode_problems(passcode, documents["voicemailRules"], _own_numbers(documents), previous)
            if problems:
                raise ApiError(400, "The passcode does not follow the organization's rules.", *problems)
            self._keep_passcode(documents, passcode)
            return Response(status_code=204)

        return endpoint

    async def _reset_passcode(self, request: Request) -> Response:
        documents = self._directory.anybodys(request, "write", is_for_administrators=True)
        if await request.body():
            await json_body(request, NOTHING)
        self._keep_passcode(documents, _DEFAULT_PASSCODE)
        return Response(status_code=204)

    def _keep_passcode(self, documents: dict[str, Any], passcode: str) -> None:
        self._hidden["passcodes"].setdefault(documents["person"]["id"], []).append(passcode)
        documents["passcodeChanges"] += 1


def _reader(name: str, find: Documents) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return JSONResponse(find(request, "read")[name])

    return endpoint


def _greeting_upload(part: str, find: Documents) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        documents = find(request, "write")
        filename, content = await _uploaded(request)
        audio = {"greetingUploaded": True, "audioFile": {"name": filename, "mediaType": "WAV"}}
        documents["voicemail"] = merged(documents["voicemail"], {part: audio})
        digest = hashlib.sha256(content).hexdigest()
        documents["greetings"][part] = {"name": filename, "bytes": len(content), "sha256": digest}
        return Response(status_code=201)

    return endpoint


async def _uploaded(request: Request) -> tuple[str, bytes]:
    """Return name and content of the one part `file`.

    Raises:
        ApiError: 415 or 400 for anything but a WAV file of the allowed size.
    """
    if media_type(request) != "multipart/form-data":
        raise ApiError(415, "A greeting is uploaded as multipart/form-data, in one part called file.")
    async with request.form(max_files=1, max_fields=0) as form:
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise ApiError(400, "The part called file is missing.")
        part_type = (upload.content_type or "").partition(";")[0].strip().lower()
        content = await upload.read()
        filename = upload.filename or ""
    if part_type not in _WAV_TYPES:
        raise ApiError(400, "The part called file must have the Content-Type audio/wav.")
    if len(content) > _GREETING_BYTES:
        raise ApiError(400, "A greeting may have 5000 kilobytes at most.")
    if not _is_wav(content):
        raise ApiError(400, "The file is not a WAV file with PCM, A-law or u-law sound.")
    return filename, content


def _is_wav(content: bytes) -> bool:
    """Return whether bytes are RIFF/WAVE with a known format and some sound."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return False
    position, has_format, has_sound = 12, False, False
    while position + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, position)
        if name == b"fmt " and size >= 16 and position + 10 <= len(content):
            has_format = struct.unpack_from("<H", content, position + 8)[0] in _WAV_ENCODINGS
        has_sound = has_sound or (name == b"data" and 0 < size <= len(content) - position - 8)
        position += 8 + size + size % 2
    return has_format and has_sound


def _own_numbers(documents: Mapping[str, Any]) -> tuple[str, ...]:
    calling = documents["calling"]
    numbers = [item["value"].lstrip("+") for item in calling["phoneNumbers"]]
    return (*numbers, calling["extension"])
