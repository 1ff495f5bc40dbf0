"""Faults on demand: what goes wrong, for which requests, how often.

On the command line a fault is `KIND` or `KIND:name=value,name=value`, for example
`429:retry_after=2,method=PUT,count=1`. At run time it is the same as a JSON object, sent to `POST /_faults`.
The first fault that matches a request applies.

`KINDS` lists what a fault can be besides a status from 400 to 599, which comes before the request is processed or, with
`processed=yes`, after it. A status' `body` is `own` (the provider's error format), `empty` or `html`.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError, field_validator, model_validator

KINDS = {
    "drop-before": "the connection breaks without an answer, before the request took effect",
    "drop-after": "the connection breaks without an answer, after the request took effect",
    "not-applied": "the answer reports success, and nothing was stored",
    "changed-elsewhere": "somebody else changes the document, after a GET was answered, before other methods",
    "slow-headers": "`seconds` until the answer starts",
    "slow-body": "`seconds` until the answer's body is complete",
    "truncated-body": "the connection breaks in the middle of the body",
    "truncated-json": "half of the body, correctly framed",
    "wrong-content-type": "the body as it should be, labeled `text/html`",
    "wrong-types": "numbers, texts and booleans swapped",
    "hostile-text": "terminal sequences, bidirectional and invisible characters in every text",
    "huge-body": "the body and `size` bytes of white space after it, chunked",
    "double-gzip": "the same, compressed twice, so that it is small on its way",
    "xml-bomb": "an XML body becomes a few entities that expand to gigabytes; other bodies stay",
    "redirect": "307 to the address in `to`",
    "hold": "the request waits, unprocessed, until the fault is removed or released",
}


class FaultError(ValueError):
    """A fault's description is not valid; the text gives the reason and an example."""


class Fault(BaseModel):
    """One thing that goes wrong.

    Attributes:
        kind: A status from 400 to 599 as text, or one of `KINDS`.
        path: Shell pattern for the request's path, such as `*/voicemail`.
        method: HTTP method, or `*`.
        count: How many requests it hits; None means until it is removed.
        skip: How many matching requests pass before the first hit.
        retry_after: The `Retry-After` header of a status, which may be any text.
        body: Form of a status' body.
        message: Text of a status' body instead of the usual one.
        error_code: Number by which a status' body names the error.
        processed: Whether a status comes after the request took effect.
        seconds: How long the slow kinds take.
        size: Bytes of a huge body.
        to: Where a redirect leads.
        values: What somebody else changes; None leaves the choice to the provider.
    """

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    kind: str
    path: str = "*"
    method: str = "*"
    count: int | None = None
    skip: int = 0
    retry_after: str | None = None
    body: Literal["own", "empty", "html"] = "own"
    message: str | None = None
    error_code: int | None = None
    processed: bool = False
    seconds: float = 30.0
    size: int = 20_000_000
    to: str = ""
    values: dict[str, Any] | None = None
    _hits: int = PrivateAttr(0)
    _seen: threading.Event = PrivateAttr(default_factory=threading.Event)
    _released: threading.Event = PrivateAttr(default_factory=threading.Event)

    @field_validator("values", mode="before")
    @classmethod
    def _parse_values(cls, value: object) -> object:
        return json.loads(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check(self) -> Fault:
        if self.status is None and self.kind not in KINDS:
            raise ValueError(f"There is no fault {self.kind!r}, only a status from 400 to 599 and {', '.join(KINDS)}")
        if self.kind == "redirect" and not self.to:
            raise ValueError("A redirect needs an address, such as to=http://127.0.0.1:8080/")
        return self

    @property
    def status(self) -> int | None:
        """The HTTP status, where the fault is one."""
        return int(self.kind) if re.fullmatch(r"[45][0-9]{2}", self.kind, flags=re.ASCII) else None

    @property
    def hits(self) -> int:
        """How many requests it has hit."""
        return self._hits

    @property
    def seen(self) -> threading.Event:
        """Set on the first hit."""
        return self._seen

    @classmethod
    def parse(cls, spec: str) -> Fault:
        """Return a fault as the command line writes it.

        Raises:
            FaultError: The text is no fault.
        """
        kind, _, rest = spec.partition(":")
        options = {"kind": kind.strip()}
        for item in filter(None, rest.split(",")):
            name, equals, value = item.partition("=")
            if not equals:
                raise FaultError(f"{item!r} is no option of a fault: write name=value, for example count=1.")
            options[name.strip()] = value.strip()
        return cls.from_options(options)

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Fault:
        """Return a fault from named values, which may be texts.

        Raises:
            FaultError: A name is unknown or a value is of the wrong type.
        """
        try:
            return cls.model_validate(dict(options))
        except ValidationError as error:
            problem = error.errors()[0]
            text = problem["msg"].removeprefix("Value error, ")
            if problem["loc"]:
                text = f"{text}: {problem['loc'][0]}. A fault has: {', '.join(cls.model_fields)}"
            raise FaultError(f"{text}. For example: 429:retry_after=2,method=PUT,count=1.") from error

    def to_json(self) -> dict[str, Any]:
        """Return what differs from the defaults, and the hits."""
        return {**self.model_dump(exclude_defaults=True), "hits": self.hits}

    def take(self, method: str, path: str) -> bool:
        """Return whether the fault hits this request, and count the hit."""
        if self.method.upper() not in ("*", method.upper()) or not fnmatchcase(path, self.path):
            return False
        if self.count is not None and self.hits >= self.count:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self._hits += 1
        self._seen.set()
        return True

    def release(self) -> None:
        """Let every held request continue, and hold no further one. Works from any thread."""
        self._released.set()

    async def wait_for_release(self) -> None:
        """Wait until `release` was called, from whichever thread."""
        await asyncio.to_thread(self._released.wait)


class FaultPlan:
    """The faults in force, shared between the server's thread and a test's."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    @property
    def faults(self) -> list[Fault]:
        """The faults in force, in the order in which they apply."""
        with self._lock:
            return list(self._faults)

    def add(self, fault: Fault) -> Fault:
        """Put a fault in force, behind the present ones."""
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Remove all faults and release what they hold."""
        with self._lock:
            faults, self._faults = self._faults, []
        for fault in faults:
            fault.release()

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that hits this request, and count the hit."""
        with self._lock:
            return next((fault for fault in self._faults if fault.take(method, path)), None)
