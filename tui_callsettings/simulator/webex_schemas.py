"""What a request body may look like. Types and required fields come from `webex_schemas.json`.

That file is generated from the official API description; the meaning of values is checked in `webex_validation.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from starlette.requests import Request

from tui_callsettings.simulator.simulated_provider import ApiError

Schema = Mapping[str, Any]
"""The part of JSON Schema that the description uses: `type`, `enum`, `properties`, `required`."""

SETTINGS = ("doNotDisturb", "callForwarding", "voicemail", "callWaiting")
"""By the last segment of their paths; each has a schema of that name."""

SWITCH: Schema = {"type": "object", "properties": {"enabled": {"type": "boolean"}}}
NOTHING: Schema = {"type": "object", "properties": {}}
_TYPES: dict[str, type | tuple[type, ...]] = {"boolean": bool, "string": str, "number": (int, float), "array": list}


def _load_schemas() -> dict[str, Any]:
    text = files(__package__).joinpath("webex_schemas.json").read_text(encoding="utf-8")
    schemas: dict[str, Any] = json.loads(text)
    # Required by the description, and left out by real clients all the same.
    schemas["doNotDisturb"]["required"].remove("webexGoOverrideEnabled")
    schemas["voicemail"]["required"].remove("transferToNumber")
    # Newer than the description.
    schemas["voicemail"]["properties"]["notifications"]["properties"]["smsDestination"] = {"type": "string"}
    return schemas


SCHEMAS = _load_schemas()


async def json_body(request: Request, schema: Schema) -> dict[str, Any]:
    """Return the request's JSON object, reduced to the fields of a schema.

    Raises:
        ApiError: 415 for another media type, 400 for anything that the schema does not allow.
    """
    if media_type(request) != "application/json":
        raise ApiError(415, "This request needs a JSON body.", "Content-Type must be application/json.")
    try:
        value = json.loads(await request.body(), parse_constant=_reject_constant)
        # A lone surrogate is valid in JSON's escapes and cannot be sent back as UTF-8.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "The request body is not valid JSON.") from error
    problems = _find_problems(value, schema, "body")
    if problems:
        raise ApiError(400, "The request body does not fit this resource.", *problems)
    return _known_fields(value, schema)


def media_type(request: Request) -> str:
    """Return the request's media type without parameters, in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def boolean_query(request: Request, name: str) -> bool:
    """Return a query parameter that is `true` or `false`; false when absent.

    Raises:
        ApiError: 400 for any other text.
    """
    text = request.query_params.get(name, "false").lower()
    if text not in ("true", "false"):
        raise ApiError(400, f"The query parameter {name} must be true or false.")
    return text == "true"


def _find_problems(value: Any, schema: Schema, where: str) -> list[str]:
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{where} must be one of {', '.join(schema['enum'])}."]
    kind = schema["type"]
    if kind != "object":
        fits = isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
        return [] if fits else [f"{where} must be of type {kind}."]
    if not isinstance(value, dict):
        return [f"{where} must be an object."]
    problems = [f"{where}.{name} is required." for name in schema.get("required", ()) if name not in value]
    for name, inner in schema["properties"].items():
        if name in value:
            problems += _find_problems(value[name], inner, f"{where}.{name}")
    return problems


def _known_fields(value: dict[str, Any], schema: Schema) -> dict[str, Any]:
    return {
        name: _known_fields(value[name], inner) if inner["type"] == "object" else value[name]
        for name, inner in schema["properties"].items()
        if name in value
    }


def _reject_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
