"""The official API description, where it lies beside the checkout, and what it describes of a request or an answer."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

FILE = "webex-call-settings.openapi.json"
_URI = "urn:webex-call-settings"


def _checkouts() -> list[Path]:
    """Return the root of this checkout, and of the main one when this is a git worktree."""
    root = Path(__file__).resolve().parents[2]
    link = root / ".git"
    if not link.is_file():
        return [root]
    git_folder = Path(link.read_text(encoding="utf-8").removeprefix("gitdir:").strip())
    return [root, git_folder.parents[2]]


def specification_path() -> Path | None:
    """Return where the description lies, or None."""
    candidates = [root.parent / "shared" / "specs" / FILE for root in _checkouts()]
    return next((path for path in candidates if path.is_file()), None)


requires_specification = pytest.mark.skipif(
    specification_path() is None, reason=f"the API description is not there: ../shared/specs/{FILE}"
)


@cache
def specification() -> dict[str, Any]:
    """Return the description; an empty one where the file is missing, so that tests can be collected."""
    path = specification_path()
    if path is None:
        return {"paths": {}}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def operations(*methods: str) -> list[tuple[str, str]]:
    """Return method (lower case) and path template of every operation, or of those with the given methods."""
    return [
        (method, template)
        for template, item in specification()["paths"].items()
        for method in item
        if method in (methods or ("get", "put", "post", "delete"))
    ]


def operation(method: str, template: str) -> dict[str, Any]:
    """Return the description of an operation."""
    found: dict[str, Any] = specification()["paths"][template][method]
    return found


def request_errors(method: str, template: str, body: Any) -> list[str]:
    """Return what is wrong with a JSON request body, one sentence each."""
    content = operation(method, template)["requestBody"]["content"]
    return _errors(content["application/json"]["schema"], body)


def response_errors(method: str, template: str, status: int, body: bytes) -> list[str]:
    """Return what is wrong with an answer: its status, and its body where the description knows a schema for it."""
    responses = operation(method, template)["responses"]
    if str(status) not in responses:
        return [f"{status} is not listed for {method.upper()} {template}."]
    schema = responses[str(status)].get("content", {}).get("application/json", {}).get("schema")
    if schema is not None:
        return _errors(schema, json.loads(body))
    return ["A body came where none is described."] if body and status < 300 else []


def _errors(schema: dict[str, Any], value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in _validator(json.dumps(schema)).iter_errors(value)]


@cache
def _validator(schema: str) -> Validator:
    # The description's references are relative to its root; OpenAPI 3.0 builds on draft 4 and 5 of JSON Schema.
    text = schema.replace('"#/', f'"{_URI}#/')
    resource = Resource.from_contents(specification(), default_specification=DRAFT4)
    return Draft4Validator(json.loads(text), registry=Registry().with_resource(_URI, resource))
