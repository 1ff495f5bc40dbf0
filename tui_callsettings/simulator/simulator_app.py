"""What stands before every provider: latency, faults, the log, and the control pages under `/_…`."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import time
from collections.abc import Mapping
from typing import Any, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from tui_callsettings.simulator.buffered_response import BufferedResponse, corrupt_body
from tui_callsettings.simulator.control_api import control_pages
from tui_callsettings.simulator.faults import Fault, FaultPlan
from tui_callsettings.simulator.request_log import RequestLog
from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider

_CHUNK = 65_536
_HTML = b"<html><head><title>Bad gateway</title></head><body><h1>The gateway had no answer</h1></body></html>"


class SimulatorApp:
    """The ASGI application that a simulator serves.

    Args:
        provider: Whose API it is.
        faults: The faults in force.
        latency: Seconds that each request waits before it is processed.

    Attributes:
        journal: The log of requests.
        crashes: Requests that ended in a fault of the simulator itself, as `METHOD path`.
    """

    def __init__(self, provider: SimulatedProvider, faults: FaultPlan, latency: float = 0.0) -> None:
        self.provider = provider
        self.faults = faults
        self.latency = latency
        self.journal = RequestLog(provider.secret_fields)
        self.crashes: list[str] = []
        self._one_at_a_time = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._api = Starlette(
            routes=provider.routes(), exception_handlers={ApiError: self._refuse, HTTPException: self._refuse}
        )
        self._api.router.redirect_slashes = False
        self._control = control_pages(self.snapshot, self.change, faults, provider)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["path"].startswith("/_"):
            await self._control(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            return
        method, path = scope["method"], scope["path"]
        fault = self.faults.take(method, self.provider.normalize_path(path))
        entry = self.journal.open(method, path, scope["query_string"], scope["headers"], body)
        entry.fault = fault.kind if fault else None
        started = time.monotonic()
        if self.latency:
            await self._pause(self.latency)
        answer = await self._answer(scope, body, fault)
        self.journal.close(entry, answer.status if answer else None, time.monotonic() - started)
        if answer is None:
            await _break_off(scope, receive)
        else:
            await self._deliver(answer, fault, scope, send)

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
            Refused: No document lies behind the path.
        """
        async with self._one_at_a_time:
            self.provider.apply_external_change(self.provider.normalize_path(path), values)

    async def _answer(self, scope: Scope, body: bytes, fault: Fault | None) -> BufferedResponse | None:
        """Return the answer with the fault in it; None breaks the connection."""
        kind = fault.kind if fault else ""
        if fault is None:
            return await self._process(scope, body)
        if kind == "hold":
            await fault.wait_for_release()
        if kind == "drop-before":
            return None
        if fault.status is not None or kind == "redirect":
            if fault.processed:
                await self._process(scope, body)
            return self._faulty_status(fault, scope["path"])
        answer = await self._process(scope, body, fault)
        if kind == "drop-after":
            return None
        return corrupt_body(answer, fault)

    async def _process(self, scope: Scope, body: bytes, fault: Fault | None = None) -> BufferedResponse:
        """Let the provider handle the request, alone; some faults belong to this moment."""
        kind = fault.kind if fault else ""
        changes = fault.values if fault else None
        path = self.provider.normalize_path(scope["path"])
        async with self._one_at_a_time:
            if kind == "changed-elsewhere" and scope["method"] != "GET":
                self._change_quietly(path, changes)
            before = copy.deepcopy((self.provider.stored, self.provider.hidden)) if kind == "not-applied" else None
            answer = await self._run({**scope, "path": path, "raw_path": path.encode()}, body)
            if before is not None:
                _restore(self.provider, *before)
            if kind == "changed-elsewhere" and scope["method"] == "GET":
                self._change_quietly(path, changes)
        return answer

    def _change_quietly(self, path: str, values: Mapping[str, Any] | None) -> None:
        # A fault for every path also meets requests that have no document behind them.
        with contextlib.suppress(ApiError):
            self.provider.apply_external_change(path, values)

    async def _run(self, scope: Scope, body: bytes) -> BufferedResponse:
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def collect(message: Message) -> None:
            messages.append(message)

        finished = False
        try:
            await self._api(scope, receive, collect)
            finished = True
        finally:
            if not finished:
                self.crashes.append(f"{scope['method']} {scope['path']}")
        start = messages[0]
        content = b"".join(message.get("body", b"") for message in messages[1:])
        answer = BufferedResponse(start["status"], tuple(start.get("headers", ())), content)
        return self._completed(answer)

    def _completed(self, answer: BufferedResponse) -> BufferedResponse:
        present = {name.decode("latin-1") for name, _ in answer.headers}
        for name, value in self.provider.default_headers().items():
            if name.lower() not in present:
                answer = answer.with_header(name.lower().encode(), value.encode())
        return answer

    def _faulty_status(self, fault: Fault, path: str) -> BufferedResponse:
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        if fault.kind == "redirect":
            response = Response(status_code=307, headers={"Location": fault.to})
        elif fault.body == "own":
            status = cast("int", fault.status)
            message = fault.message or f"The simulator was asked to answer with {status}."
            refused = ApiError(status, message, headers=headers, code=fault.error_code)
            refused.path = path
            response = self.provider.error_response(refused)
        else:
            html = fault.body == "html"
            response = Response(
                _HTML if html else b"",
                status_code=cast("int", fault.status),
                headers=headers,
                media_type="text/html" if html else None,
            )
        return self._completed(
            BufferedResponse(response.status_code, tuple(response.raw_headers), bytes(response.body))
        )

    async def _deliver(self, answer: BufferedResponse, fault: Fault | None, scope: Scope, send: Send) -> None:
        kind = fault.kind if fault else ""
        seconds = fault.seconds if fault else 0.0
        if kind == "slow-headers":
            await self._pause(seconds)
        await send({"type": "http.response.start", "status": answer.status, "headers": list(answer.headers)})
        if kind == "truncated-body" and answer.body:
            await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
            scope["state"]["transport"].close()
            return
        if kind == "slow-body" and answer.body:
            size = max(1, len(answer.body) // 10)
            for start in range(0, len(answer.body), size):
                await self._pause(seconds / 10)
                part = answer.body[start : start + size]
                await send({"type": "http.response.body", "body": part, "more_body": True})
        elif fault is not None and kind == "huge-body" and answer.body:
            # The white space follows, because nothing may stand before an XML declaration.
            await send({"type": "http.response.body", "body": answer.body, "more_body": True})
            for start in range(0, fault.size, _CHUNK):
                blank = b" " * min(_CHUNK, fault.size - start)
                await send({"type": "http.response.body", "body": blank, "more_body": True})
        else:
            await send({"type": "http.response.body", "body": answer.body, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _refuse(self, request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            error = ApiError(error.status_code, str(error.detail), headers=error.headers)
        refused = cast("ApiError", error)
        refused.path = request.scope["path"]
        return self.provider.error_response(refused)


def _restore(provider: SimulatedProvider, stored: dict[str, Any], hidden: dict[str, Any]) -> None:
    # In place: parts of a provider hold on to the two dictionaries.
    provider.stored.clear()
    provider.stored.update(stored)
    provider.hidden.clear()
    provider.hidden.update(hidden)


async def _read(receive: Receive) -> bytes | None:
    """Return the whole request body; None when the client left before it was complete."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


async def _break_off(scope: Scope, receive: Receive) -> None:
    """Break the connection and wait until the server has noticed."""
    scope["state"]["transport"].abort()
    while (await receive())["type"] != "http.disconnect":
        continue
