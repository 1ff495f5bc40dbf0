"""The smallest provider: one document at `/note`, for tests of what stands around every provider."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider


class NotebookProvider(SimulatedProvider):
    """GET and PUT of a JSON document; `{"bad": …}` is refused; `/crash` fails."""

    secret_fields: ClassVar[frozenset[str]] = frozenset({"pin"})

    def __init__(self) -> None:
        super().__init__()
        self.stored = {"note": {"text": "first", "on": True, "count": 3}}

    def routes(self) -> Sequence[BaseRoute]:
        return (
            Route("/note", self.show, methods=["GET"]),
            Route("/note", self.write, methods=["PUT"]),
            Route("/crash", self.crash),
            Route("/nodelay", self.nodelay),
        )

    def connection_info(self) -> dict[str, str]:
        return {"url": self.root, "token": "made-up"}

    def error_response(self, refused: ApiError) -> Response:
        return JSONResponse({"why": refused.message}, status_code=refused.status, headers=refused.headers)

    def apply_external_change(self, path: str, values: Mapping[str, Any] | None) -> None:
        if path != "/note":
            raise ApiError(404, f"Nothing lies at {path}.")
        self.stored["note"].update(values or {"text": "changed elsewhere"})

    def default_headers(self) -> dict[str, str]:
        return {"X-Trace": "trace-1"}

    def normalize_path(self, path: str) -> str:
        return path.replace("//", "/")

    async def show(self, _request: Request) -> Response:
        return JSONResponse(self.stored["note"])

    async def write(self, request: Request) -> Response:
        note = json.loads(await request.body())
        if "bad" in note:
            raise ApiError(400, "That is bad.")
        self.stored["note"] = note
        return Response(status_code=204)

    async def nodelay(self, request: Request) -> Response:
        connection = request.scope["state"]["transport"].get_extra_info("socket")
        return JSONResponse(bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))

    async def crash(self, _request: Request) -> Response:
        raise ZeroDivisionError
