"""The log of requests, without the secrets in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

MASK = "***"
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass
class LoggedRequest:
    """One request as it arrived, and its outcome.

    Attributes:
        method: HTTP method.
        path: Path as the client sent it, percent-decoded.
        query: Query string, secrets masked.
        headers: Headers by lower-case name; of an `Authorization` only the scheme is kept.
        body: Parsed JSON, a form as a dict, XML as text, or a count of bytes; secrets masked. None when empty.
        status: Status of the answer; None while there is none, and after a dropped connection.
        fault: Kind of the fault that hit it, or None.
        seconds: Time from the complete request to the start of the answer.
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any
    status: int | None = None
    fault: str | None = None
    seconds: float = 0.0

    def line(self) -> str:
        """Return the entry as one line of plain text; control characters are escaped."""
        outcome = "dropped" if self.status is None else str(self.status)
        fault = f" [fault {self.fault}]" if self.fault else ""
        target = f"{self.path}?{self.query}" if self.query else self.path
        text = f"{self.method} {target} -> {outcome} ({self.seconds * 1000:.0f} ms){fault}"
        return text.encode("unicode_escape").decode("ascii")


@dataclass
class RequestLog:
    """All requests since the start, in order of arrival.

    Attributes:
        secret_fields: Names of fields that are masked in bodies and queries.
        entries: The requests.
        listener: Called with each entry once its answer is known.
    """

    secret_fields: frozenset[str] = frozenset()
    entries: list[LoggedRequest] = field(default_factory=list)
    listener: Callable[[LoggedRequest], None] | None = None

    def open(self, request: Request, body: bytes) -> LoggedRequest:
        """Add a request and return its entry, which `close` completes."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.raw}
        for name in _SECRET_HEADERS & set(headers):
            headers[name] = f"{headers[name].split(' ')[0]} {MASK}" if " " in headers[name] else MASK
        pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        query = urlencode([(name, self._mask(name, value)) for name, value in pairs], safe="=@:*,/")
        readable = self._readable(headers.get("content-type", ""), body)
        entry = LoggedRequest(request.method, request.scope["path"], query, headers, readable)
        self.entries.append(entry)
        return entry

    def close(self, entry: LoggedRequest, status: int | None, seconds: float) -> None:
        """Complete an entry."""
        entry.status = status
        entry.seconds = seconds
        if self.listener is not None:
            self.listener(entry)

    def _readable(self, content_type: str, body: bytes) -> Any:
        if not body:
            return None
        text = body.decode("utf-8", "replace")
        if "json" in content_type:
            try:
                return self._mask("", json.loads(text))
            except (ValueError, RecursionError):
                return f"({len(body)} bytes that are not JSON)"
        if "x-www-form-urlencoded" in content_type:
            return {name: self._mask(name, value) for name, value in parse_qsl(text, keep_blank_values=True)}
        return text if "xml" in content_type else f"({len(body)} bytes)"

    def _mask(self, name: str, value: Any) -> Any:
        if name in self.secret_fields:
            return MASK
        if isinstance(value, dict):
            return {key: self._mask(key, item) for key, item in value.items()}
        return [self._mask("", item) for item in value] if isinstance(value, list) else value
