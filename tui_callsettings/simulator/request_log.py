"""The log of requests, with the secrets left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

MASK = "***"
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass
class LoggedRequest:
    """One request as it arrived, and what became of it.

    Attributes:
        method: HTTP method.
        path: Path as the client sent it, percent-decoded.
        query: Query string, secrets masked.
        headers: Headers by lower-case name; of an `Authorization` only the scheme is kept.
        body: Parsed JSON, a form as a dict, XML as text, or a count of bytes; secrets masked. None when empty.
        status: Status of the answer; None while there is none, and for ever when the connection was dropped.
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
        secret_fields: Names whose values are masked in bodies and queries.
        entries: The requests.
        listener: Called with each entry once its answer is known.
    """

    secret_fields: frozenset[str] = frozenset()
    entries: list[LoggedRequest] = field(default_factory=list)
    listener: Callable[[LoggedRequest], None] | None = None

    def open(
        self, method: str, path: str, query: bytes, headers: Iterable[tuple[bytes, bytes]], body: bytes
    ) -> LoggedRequest:
        """Add a request and return its entry, which `close` completes."""
        shown = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
        for name in _SECRET_HEADERS & set(shown):
            shown[name] = f"{shown[name].split(' ')[0]} {MASK}" if " " in shown[name] else MASK
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        entry = LoggedRequest(
            method=method,
            path=path,
            query=urlencode([(name, self._masked(name, value)) for name, value in pairs], safe="=@:*,/"),
            headers=shown,
            body=self._readable(shown.get("content-type", ""), body),
        )
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
                return self._masked("", json.loads(text))
            except (ValueError, RecursionError):
                return f"({len(body)} bytes that are not JSON)"
        if "x-www-form-urlencoded" in content_type:
            return {name: self._masked(name, value) for name, value in parse_qsl(text, keep_blank_values=True)}
        if "xml" in content_type:
            return text
        return f"({len(body)} bytes)"

    def _masked(self, name: str, value: Any) -> Any:
        if name in self.secret_fields:
            return MASK
        if isinstance(value, dict):
            return {key: self._masked(key, item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._masked("", item) for item in value]
        return value
