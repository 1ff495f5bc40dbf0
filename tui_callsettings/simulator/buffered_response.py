"""A complete response in the hand, and the ways to spoil its content."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui_callsettings.simulator.faults import Fault, build_xml_bomb, swap_types


@dataclass(frozen=True)
class BufferedResponse:
    """A complete response, still in the hand."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def content_type(self) -> str:
        """The `Content-Type` header, or an empty text."""
        return next((value.decode("latin-1") for name, value in self.headers if name == b"content-type"), "")

    def with_body(self, body: bytes) -> BufferedResponse:
        """Return the answer with another body and the right length."""
        return replace(self, body=body).with_header(b"content-length", str(len(body)).encode())

    def with_header(self, name: bytes, value: bytes) -> BufferedResponse:
        """Return the answer with a header set."""
        return replace(self, headers=(*(item for item in self.headers if item[0] != name), (name, value)))

    def without_header(self, name: bytes) -> BufferedResponse:
        """Return the answer without a header."""
        return replace(self, headers=tuple(item for item in self.headers if item[0] != name))


def corrupt_body(answer: BufferedResponse, fault: Fault) -> BufferedResponse:
    """Return the answer with a fault in its content; an answer without a body stays as it is."""
    if not answer.body:
        return answer
    if fault.kind == "truncated-json":
        return answer.with_body(answer.body[: len(answer.body) // 2])
    if fault.kind == "wrong-content-type":
        return answer.with_header(b"content-type", b"text/html; charset=utf-8")
    if fault.kind == "wrong-types":
        return answer.with_body(swap_types(answer.body, answer.content_type))
    if fault.kind == "xml-bomb":
        return answer.with_body(build_xml_bomb(answer.body)) if "xml" in answer.content_type else answer
    return answer.without_header(b"content-length") if fault.kind == "huge-body" else answer
