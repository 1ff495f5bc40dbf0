"""A complete response before it is sent, and the faults in its content."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tui_callsettings.simulator.faults import Fault

_HOSTILE = "\x1b[2J\x1b]0;title\x07\x9b31m\u202e\u200b"
_HOSTILE_XML = "\x9b31m\u202e\u200b"
"""XML has no way to carry the escape character itself."""


@dataclass(frozen=True)
class BufferedResponse:
    """A complete response; header names are in lower case."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def content_type(self) -> str:
        """The `Content-Type` header, or an empty text."""
        return next((value.decode("latin-1") for name, value in self.headers if name == b"content-type"), "")

    def with_body(self, body: bytes) -> BufferedResponse:
        """Return the response with another body and the right length."""
        return replace(self, body=body).with_header(b"content-length", str(len(body)).encode())

    def with_header(self, name: bytes, value: bytes) -> BufferedResponse:
        """Return the response with a header set."""
        return replace(self, headers=(*self.without_header(name).headers, (name, value)))

    def without_header(self, name: bytes) -> BufferedResponse:
        """Return the response without a header."""
        return replace(self, headers=tuple(item for item in self.headers if item[0] != name))


def corrupt_body(response: BufferedResponse, fault: Fault) -> BufferedResponse:
    """Return the response with a fault in its content; a response without a body stays as it is."""
    corrupt = _CORRUPTIONS.get(fault.kind)
    return corrupt(response, fault) if corrupt and response.body else response


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


def _compress_twice(response: BufferedResponse, fault: Fault) -> BufferedResponse:
    body = gzip.compress(gzip.compress(response.body + b" " * fault.size))
    return response.with_body(body).with_header(b"content-encoding", b"gzip, gzip")


_CORRUPTIONS: dict[str, Callable[[BufferedResponse, Fault], BufferedResponse]] = {
    "truncated-json": lambda response, _: response.with_body(response.body[: len(response.body) // 2]),
    "wrong-content-type": lambda response, _: response.with_header(b"content-type", b"text/html; charset=utf-8"),
    "wrong-types": lambda response, _: response.with_body(swap_types(response.body, response.content_type)),
    "hostile-text": lambda response, _: response.with_body(insert_hostile_text(response.body, response.content_type)),
    "xml-bomb": lambda response, _: (
        response.with_body(build_xml_bomb(response.body)) if "xml" in response.content_type else response
    ),
    "huge-body": lambda response, _: response.without_header(b"content-length"),
    "double-gzip": _compress_twice,
}


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
