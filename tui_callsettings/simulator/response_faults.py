"""The faults in the content of a complete response."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

from starlette.responses import Response

from tui_callsettings.simulator.faults import Fault

_HOSTILE = "\x1b[2J\x1b]0;title\x07\x9b31m\u202e\u200b"
_HOSTILE_XML = "\x9b31m\u202e\u200b"
"""XML has no way to carry the escape character itself."""


def corrupt_body(response: Response, fault: Fault) -> Response:
    """Put a fault into a response's content; a response without a body stays as it is."""
    body, content_type = bytes(response.body), response.headers.get("content-type", "")
    if not body:
        return response
    match fault.kind:
        case "truncated-json":
            body = body[: len(body) // 2]
        case "wrong-types":
            body = swap_types(body, content_type)
        case "hostile-text":
            body = insert_hostile_text(body, content_type)
        case "xml-bomb" if "xml" in content_type:
            body = build_xml_bomb(body)
        case "double-gzip":
            body = gzip.compress(gzip.compress(body + b" " * fault.size))
            response.headers["content-encoding"] = "gzip, gzip"
        case "wrong-content-type":
            response.headers["content-type"] = "text/html; charset=utf-8"
    response.body = body
    response.headers["content-length"] = str(len(body))
    if fault.kind == "huge-body":
        del response.headers["content-length"]
    return response


def swap_types(body: bytes, content_type: str) -> bytes:
    """Return a JSON or XML body with its values' types swapped."""
    if "xml" in content_type:
        return re.sub(rb">\s*(?:true|false|[0-9]+)\s*<", b">perhaps<", body)
    return json.dumps(_swap(json.loads(body))).encode() if "json" in content_type else body


def insert_hostile_text(body: bytes, content_type: str) -> bytes:
    """Return a JSON or XML body with terminal sequences and invisible characters behind each of its texts."""
    if "xml" in content_type:
        escaped = "".join(f"&#{ord(character)};" for character in _HOSTILE_XML).encode()
        return re.sub(rb">([^<>\s][^<>]*)<", rb">\1" + escaped + b"<", body)
    return json.dumps(_append_hostile(json.loads(body))).encode() if "json" in content_type else body


def build_xml_bomb(body: bytes) -> bytes:
    """Return an XML document with the root of `body` and entities that expand to several gigabytes."""
    start = re.search(rb"<[A-Za-z][^\s/>]*", body)
    root = start[0][1:].decode("latin-1") if start else "bomb"
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY e0 "boom">{entities}]><{root}>&e9;</{root}>'.encode("latin-1")


def _swap(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _swap(item) for name, item in value.items()}
    if isinstance(value, list):
        return {"items": len(value)}
    if isinstance(value, bool):
        return "perhaps"
    return 42 if isinstance(value, str) else ["several"]


def _append_hostile(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _append_hostile(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_append_hostile(item) for item in value]
    return f"{value}{_HOSTILE}" if isinstance(value, str) else value
