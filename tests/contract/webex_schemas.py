"""Generates the Webex simulator's request schemas from the official API description.

`python -m tests.contract.webex_schemas` writes them; a test compares them with the description.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.contract.spec import operation, specification

FILE = Path(__file__).resolve().parents[2] / "tui_callsettings" / "simulator" / "webex_schemas.json"
_ME = "/telephony/config/people/me"
_PATHS = {
    **{
        name: f"{_ME}/settings/{name}"
        for name in ("doNotDisturb", "callForwarding", "voicemail", "callWaiting", "webexGoOverride")
    },
    "passcode": f"{_ME}/voicemail/pin",
    "person": "/people/{personId}",
}


def generate_schemas() -> dict[str, Any]:
    """Return the schema of each PUT's body: types, enumerations, and what is required."""
    bodies = {name: operation("put", path)["requestBody"] for name, path in _PATHS.items()}
    return {name: _reduce(body["content"]["application/json"]["schema"]) for name, body in bodies.items()}


def _reduce(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        target: Any = specification()
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = target
    reduced: dict[str, Any] = {name: schema[name] for name in ("type", "enum", "required") if name in schema}
    if "properties" in schema:
        reduced["properties"] = {name: _reduce(inner) for name, inner in schema["properties"].items()}
    return reduced


if __name__ == "__main__":
    FILE.write_text(json.dumps(generate_schemas(), indent=1) + "\n", encoding="utf-8")
