"""What stands before every provider: latency, faults, the log, and the control pages under `/_…`."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import logging
import time
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message

from tui_callsettings.simulator.control_api import create_control_app
from tui_callsettings.simulator.faults import Fault, FaultPlan
from tui_callsettings.simulator.http_connection import HttpConnection
from tui_callsettings.simulator.request_log import RequestLog
from tui_callsettings.simulator.response_faults import corrupt_body
from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider

_CHUNK = 65_536
_HTML = b"<html><head><title>Bad gateway</title></head><body><h1>The gateway had no answer</h1></body></html>"
_log = logging.getLogger(__name__)


class SimulatorApp:
    """Handles the requests of a simulator.

    Args:
        provider: The provider with the API.
        faults: The faults in force.
        latency: Seconds that each request waits before it is processed.

    Attributes:
        request_log: The log of requests.
        crashes: Requests that ended in a bug of the simulator itself, as `METHOD path`.
    """

    def __init__(self, provider: SimulatedProvider, faults: FaultPlan, latency: float = 0.0) -> None:
        self.provider = provider
        self.faults = faults
        self.latency = latency
        self.request_log = RequestLog(provider.secret_fields)
        self.crashes: list[str] = []
        self._one_at_a_time = asyncio.Lock()
        self._stopping = asyncio.Event()
        handlers = {ApiError: self._error_response, HTTPException: self._error_response}
        self._api = Starlette(routes=provider.routes(), exception_handlers=handlers)
        self._api.router.redirect_slashes = False
        self._control = create_control_app(self.snapshot, self.change, faults, provider.control_routes())

    async def handle(self, request: Request, connection: HttpConnection) -> None:
        """Answer one request, or break the connection."""
        path: str = request.scope["path"]
        if path.startswith("/_"):
            await connection.send_response(await _call_app(self._control, request, path))
            return
        fault = self.faults.take(request.method, self.provider.normalize_path(path))
        entry = self.request_log.open(request, await request.body())
        entry.fault = fault.kind if fault else None
        started = time.monotonic()
        if self.latency:
            await self._pause(self.latency)
        response = await self._respond(request, fault)
        self.request_log.close(entry, response.status_code if response else None, time.monotonic() - started)
        if response is None:
            connection.abort()
        elif fault is None:
            await connection.send_response(response)
        else:
            await self._send_with_fault(response, fault, connection)

    def stop(self) -> None:
        """End every pause, so that the server can stop at once; call it on the server's loop."""
        self._stopping.set()
        self.faults.clear()

    async def snapshot(self) -> dict[str, Any]:
        """Return a copy of the stored documents, between two requests."""
        async with self._one_at_a_time:
            return copy.deepcopy(self.provider.stored)

    async def change(self, path: str, values: dict[str, Any] | None) -> None:
        """Change a stored document as somebody else would, between two requests.

        Raises:
            ApiError: No document lies behind the path.
        """
        async with self._one_at_a_time:
            self.provider.apply_external_change(self.provider.normalize_path(path), values)

    async def _respond(self, request: Request, fault: Fault | None) -> Response | None:
        """Return the response with the fault in it; None breaks the connection."""
        if fault is None:
            return await self._process(request)
        if fault.kind == "hold":
            await fault.wait_for_release()
        if fault.kind == "drop-before":
            return None
        if fault.status is not None or fault.kind == "redirect":
            if fault.processed:
                await self._process(request)
            return self._with_default_headers(self._fault_response(fault, request.scope["path"]))
        response = await self._process(request, fault)
        return None if fault.kind == "drop-after" else corrupt_body(response, fault)

    async def _process(self, request: Request, fault: Fault | None = None) -> Response:
        """Let the provider handle the request, alone; some faults belong to this moment."""
        provider, kind = self.provider, fault.kind if fault else ""
        path = provider.normalize_path(request.scope["path"])
        async with self._one_at_a_time:
            if kind == "changed-elsewhere" and request.method != "GET":
                self._change_silently(path, fault)
            before = copy.deepcopy((provider.stored, provider.hidden)) if request.method != "GET" else None
            (outcome,) = await asyncio.gather(_call_app(self._api, request, path), return_exceptions=True)
            if isinstance(outcome, BaseException):
                # A bug of the simulator: it fails the test that caused it, and must not look like the client's.
                _log.error("The simulator failed on %s %s", request.method, path, exc_info=outcome)
                self.crashes.append(f"{request.method} {path}")
                outcome = Response(status_code=500)
            if before and (kind == "not-applied" or outcome.status_code >= 400):
                _restore(provider.stored, before[0])
            if before and kind == "not-applied":
                _restore(provider.hidden, before[1])
            if kind == "changed-elsewhere" and request.method == "GET":
                self._change_silently(path, fault)
        return self._with_default_headers(outcome)

    def _change_silently(self, path: str, fault: Fault | None) -> None:
        # A fault for every path also meets requests that have no document behind them.
        with contextlib.suppress(ApiError):
            self.provider.apply_external_change(path, fault.values if fault else None)

    def _with_default_headers(self, response: Response) -> Response:
        for name, value in self.provider.default_headers().items():
            response.headers.setdefault(name, value)
        return response

    def _fault_response(self, fault: Fault, path: str) -> Response:
        headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
        status = fault.status or 307
        if fault.kind == "redirect":
            return Response(status_code=status, headers={"Location": fault.to})
        if fault.body == "own":
            message = fault.message or f"The simulator was asked to answer with {status}."
            error = ApiError(status, message, headers=headers, code=fault.error_code)
            error.path = path
            return self.provider.error_response(error)
        if fault.body == "html":
            return Response(_HTML, status, headers, media_type="text/html")
        return Response(status_code=status, headers=headers)

    async def _send_with_fault(self, response: Response, fault: Fault, connection: HttpConnection) -> None:
        body = bytes(response.body)
        if fault.kind == "slow-headers":
            await self._pause(fault.seconds)
        if fault.kind not in ("truncated-body", "slow-body", "huge-body") or not body:
            await connection.send_response(response)
            return
        await connection.start(response)
        if fault.kind == "truncated-body":
            await connection.send(body[: len(body) // 2])
            connection.close()
            return
        if fault.kind == "slow-body":
            size = max(1, len(body) // 10)
            for start in range(0, len(body), size):
                await self._pause(fault.seconds / 10)
                await connection.send(body[start : start + size])
        else:
            # The white space follows, because nothing may stand before an XML declaration.
            await connection.send(body)
            for start in range(0, fault.size, _CHUNK):
                await connection.send(b" " * min(_CHUNK, fault.size - start))
        await connection.finish()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _error_response(self, request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            error = ApiError(error.status_code, str(error.detail), headers=error.headers)
        assert isinstance(error, ApiError)  # noqa: S101 - the only other exception that it handles
        error.path = request.scope["path"]
        return self.provider.error_response(error)


def _restore(current: dict[str, Any], former: dict[str, Any]) -> None:
    # In place: parts of a provider hold on to the dictionary.
    current.clear()
    current.update(former)


async def _call_app(app: ASGIApp, request: Request, path: str) -> Response:
    """Return what an ASGI application answers."""
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    await app({**request.scope, "path": path, "raw_path": path.encode()}, request.receive, send)
    response = Response(b"".join(message.get("body", b"") for message in messages), messages[0]["status"])
    response.raw_headers = list(messages[0]["headers"])
    return response
