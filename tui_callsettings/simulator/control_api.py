"""The control pages: `/_state`, `/_faults`, `/_change`. Neither logged nor faulted, and only on loopback."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tui_callsettings.simulator.faults import Fault, FaultError, FaultPlan
from tui_callsettings.simulator.simulated_provider import ApiError


def create_control_app(
    snapshot: Callable[[], Awaitable[dict[str, Any]]],
    change: Callable[[str, dict[str, Any] | None], Awaitable[None]],
    faults: FaultPlan,
    further_routes: Sequence[BaseRoute],
) -> Starlette:
    """Return the application behind `/_…`; the two functions copy the stored documents and change one by its path."""

    async def show_state(_request: Request) -> Response:
        return JSONResponse(await snapshot())

    async def list_faults(_request: Request) -> Response:
        return JSONResponse([fault.to_json() for fault in faults.faults])

    async def add_fault(request: Request) -> Response:
        fault = faults.add(Fault.from_options(await _json_object(request)))
        return JSONResponse(fault.to_json(), status_code=201)

    async def clear_faults(_request: Request) -> Response:
        faults.clear()
        return Response(status_code=204)

    async def change_document(request: Request) -> Response:
        order = await _json_object(request)
        await change(str(order.get("path", "")), order.get("values"))
        return Response(status_code=204)

    async def show_error(_request: Request, error: Exception) -> Response:
        status = error.status if isinstance(error, ApiError) else 400
        return JSONResponse({"message": str(error)}, status_code=status)

    routes = [
        Route("/_state", show_state),
        Route("/_faults", list_faults, methods=["GET"]),
        Route("/_faults", add_fault, methods=["POST"]),
        Route("/_faults", clear_faults, methods=["DELETE"]),
        Route("/_change", change_document, methods=["POST"]),
        *further_routes,
    ]
    return Starlette(routes=routes, exception_handlers={ApiError: show_error, FaultError: show_error})


async def _json_object(request: Request) -> dict[str, Any]:
    try:
        value = json.loads(await request.body())
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise FaultError('The body must be a JSON object, for example {"kind": "503", "count": 1}.')
    return value
