"""The control pages: `/_state`, `/_faults`, `/_change`. Neither logged nor faulted, and only on loopback."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tui_callsettings.simulator.faults import Fault, FaultError, FaultPlan
from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider

Snapshot = Callable[[], Awaitable[dict[str, Any]]]
Change = Callable[[str, dict[str, Any] | None], Awaitable[None]]


def control_pages(snapshot: Snapshot, change: Change, faults: FaultPlan, provider: SimulatedProvider) -> Starlette:
    """Return the application behind `/_…`.

    Args:
        snapshot: Copies the stored documents.
        change: Changes the document behind a path.
        faults: The faults in force.
        provider: Adds pages of its own.
    """

    async def show_state(_request: Request) -> Response:
        return JSONResponse(await snapshot())

    async def list_faults(_request: Request) -> Response:
        return JSONResponse([fault.describe() for fault in faults.listed()])

    async def add_fault(request: Request) -> Response:
        fault = Fault.from_options(await _json_object(request))
        return JSONResponse(faults.add(fault).describe(), status_code=201)

    async def remove_faults(_request: Request) -> Response:
        faults.clear()
        return Response(status_code=204)

    async def change_document(request: Request) -> Response:
        wanted = await _json_object(request)
        await change(str(wanted.get("path", "")), wanted.get("values"))
        return Response(status_code=204)

    async def complain(_request: Request, error: Exception) -> Response:
        status = error.status if isinstance(error, ApiError) else 400
        return JSONResponse({"message": str(error)}, status_code=status)

    routes = [
        Route("/_state", show_state),
        Route("/_faults", list_faults, methods=["GET"]),
        Route("/_faults", add_fault, methods=["POST"]),
        Route("/_faults", remove_faults, methods=["DELETE"]),
        Route("/_change", change_document, methods=["POST"]),
        *provider.control_routes(),
    ]
    return Starlette(routes=routes, exception_handlers={ApiError: complain, FaultError: complain})


async def _json_object(request: Request) -> dict[str, Any]:
    try:
        value = json.loads(await request.body())
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise FaultError('The body must be a JSON object, for example {"kind": "503", "count": 1}.')
    return value
