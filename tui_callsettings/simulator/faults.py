"""Faults on demand: what goes wrong, for which requests, how often.

On the command line a fault is `KIND` or `KIND:name=value,name=value`, for example
`429:retry_after=2,method=PUT,count=1`. At run time it is the same as a JSON object, sent to `POST /_faults`.
The first fault that fits a request applies.

Kinds:
    400 … 599: that status, before the request is processed (`processed=yes`: after it). `body` is `own` (the provider's
        error format), `empty` or `html`; `retry_after` becomes a header; `message` replaces the text,
        `error_code` is its number.
    drop-before, drop-after: the connection breaks without an answer, before or after the request took effect.
    not-applied: the answer says it worked, and nothing was stored.
    changed-elsewhere: somebody else changes the document (`values`, or what the provider picks): right after a GET was
        answered, right before any other method is processed.
    slow-headers, slow-body: `seconds` until the answer starts, or until its body is complete.
    truncated-body: the connection breaks in the middle of the body.
    truncated-json: half of the body, correctly framed.
    wrong-content-type: the body as it should be, called `text/html`.
    wrong-types: numbers, texts and booleans swapped.
    huge-body: the body and `size` bytes of white space after it, chunked.
    xml-bomb: an XML body becomes a few entities that unfold to gigabytes; other bodies stay.
    redirect: 307 to the address in `to`.
    hold: the request waits, unprocessed, until the fault is removed or released.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

KINDS = (
    "drop-before",
    "drop-after",
    "not-applied",
    "changed-elsewhere",
    "slow-headers",
    "slow-body",
    "truncated-body",
    "truncated-json",
    "wrong-content-type",
    "wrong-types",
    "huge-body",
    "xml-bomb",
    "redirect",
    "hold",
)
BODIES = ("own", "empty", "html")


class FaultError(ValueError):
    """A fault's description is not valid; the text says why and shows what is."""


@dataclass
class Fault:
    """One thing that goes wrong.

    Attributes:
        kind: A status from 400 to 599 as text, or one of `KINDS`.
        path: Shell pattern for the request's path, such as `*/voicemail`.
        method: HTTP method, or `*`.
        count: How many requests it hits; None means until it is removed.
        skip: How many fitting requests pass before the first hit.
        retry_after: Seconds for the `Retry-After` header of a status.
        body: Form of a status' body: `own`, `empty` or `html`.
        message: Text of a status' body instead of the usual one.
        error_code: Number by which a status' body names the error.
        processed: Whether a status comes after the request took effect.
        seconds: How long the slow kinds take.
        size: Bytes of a huge body.
        to: Where a redirect leads.
        values: What somebody else changes; None leaves the choice to the provider.
        hits: How many requests it has hit.
        seen: Set on the first hit.
    """

    kind: str
    path: str = "*"
    method: str = "*"
    count: int | None = None
    skip: int = 0
    retry_after: int | None = None
    body: str = "own"
    message: str | None = None
    error_code: int | None = None
    processed: bool = False
    seconds: float = 30.0
    size: int = 20_000_000
    to: str = ""
    values: Mapping[str, Any] | None = None
    hits: int = field(default=0, init=False)
    seen: threading.Event = field(default_factory=threading.Event, init=False, repr=False, compare=False)
    _released: bool = field(default=False, init=False, repr=False, compare=False)
    _waiting: list[Callable[[], object]] = field(default_factory=list, init=False, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check kind, body and redirect.

        Raises:
            FaultError: One of them is not valid.
        """
        if self.status is None and self.kind not in KINDS:
            raise FaultError(
                f"There is no fault {self.kind!r}. Use a status from 400 to 599 or one of: {', '.join(KINDS)}."
                " For example: 429:retry_after=2,method=PUT,count=1."
            )
        if self.body not in BODIES:
            raise FaultError(f"A fault's body is {', '.join(BODIES[:-1])} or {BODIES[-1]}, for example 502:body=html.")
        if self.kind == "redirect" and not self.to:
            raise FaultError("A redirect needs an address, for example redirect:to=http://127.0.0.1:8080/.")

    @property
    def status(self) -> int | None:
        """The HTTP status, where the fault is one."""
        if re.fullmatch(r"[45][0-9]{2}", self.kind, flags=re.ASCII):
            return int(self.kind)
        return None

    @classmethod
    def parse(cls, spec: str) -> Fault:
        """Read a fault as the command line writes it.

        Raises:
            FaultError: The text is no fault.
        """
        kind, _, rest = spec.partition(":")
        options: dict[str, Any] = {"kind": kind.strip()}
        for item in filter(None, rest.split(",")):
            name, equals, value = item.partition("=")
            if not equals:
                raise FaultError(f"{item!r} is no option of a fault: write name=value, for example count=1.")
            options[name.strip()] = value.strip()
        return cls.from_options(options)

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Fault:
        """Build a fault from named values, which may be texts.

        Raises:
            FaultError: A name is unknown or a value is of the wrong kind.
        """
        known = {item.name for item in fields(cls) if item.init}
        unknown = sorted(set(options) - known)
        if unknown:
            raise FaultError(f"A fault has no option {unknown[0]!r}. It has: {', '.join(sorted(known))}.")
        if "kind" not in options:
            raise FaultError('A fault needs a kind, for example {"kind": "503", "count": 1}.')
        try:
            return cls(**{name: _converted(name, value) for name, value in options.items()})
        except (TypeError, ValueError) as error:
            if isinstance(error, FaultError):
                raise
            raise FaultError(f"A value of this fault is of the wrong kind: {error}.") from error

    def describe(self) -> dict[str, Any]:
        """Return the fault as JSON shows it: what differs from the defaults, and its hits."""
        shown = {item.name: getattr(self, item.name) for item in fields(self) if item.init}
        defaults = {item.name: item.default for item in fields(self)}
        return {name: value for name, value in shown.items() if value != defaults[name]} | {"hits": self.hits}

    def fits(self, method: str, path: str) -> bool:
        """Tell whether a request is one that the fault is for."""
        return self.method.upper() in ("*", method.upper()) and fnmatchcase(path, self.path)

    def release(self) -> None:
        """Let every held request continue, and hold no further one."""
        with self._lock:
            self._released = True
            waiting, self._waiting = self._waiting, []
        for wake in waiting:
            wake()

    async def wait_for_release(self) -> None:
        """Wait until `release` was called, from whichever thread."""
        released = asyncio.Event()
        loop = asyncio.get_running_loop()
        with self._lock:
            if self._released:
                return
            self._waiting.append(lambda: loop.call_soon_threadsafe(released.set))
        await released.wait()


class FaultPlan:
    """The faults in force, shared between the server's thread and a test's."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """Put a fault in force, behind those that are."""
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Remove all faults and release what they hold."""
        with self._lock:
            faults, self._faults = self._faults, []
        for fault in faults:
            fault.release()

    def listed(self) -> list[Fault]:
        """Return the faults in force."""
        with self._lock:
            return list(self._faults)

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that hits this request, and count the hit."""
        with self._lock:
            for fault in self._faults:
                if not fault.fits(method, path) or (fault.count is not None and fault.hits >= fault.count):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.hits += 1
                fault.seen.set()
                return fault
        return None


def swap_types(body: bytes, content_type: str) -> bytes:
    """Return a JSON or XML body with its values' types swapped."""
    if "xml" in content_type:
        return re.sub(rb">\s*(?:true|false|[0-9]+)\s*<", b">perhaps<", body)
    return json.dumps(_swapped(json.loads(body))).encode() if "json" in content_type else body


def build_xml_bomb(body: bytes) -> bytes:
    """Return an XML document with the root of `body` whose entities unfold to several gigabytes."""
    start = re.search(rb"<[A-Za-z][^\s/>]*", body)
    root = start[0][1:].decode("latin-1") if start else "bomb"
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY e0 "boom">{entities}]><{root}>&e9;</{root}>'.encode("latin-1")


def _swapped(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _swapped(item) for name, item in value.items()}
    if isinstance(value, list):
        return {"items": len(value)}
    if isinstance(value, bool):
        return "perhaps"
    return 42 if isinstance(value, str) else ["several"]


def _converted(name: str, value: Any) -> Any:
    if name == "kind":
        return str(value)
    if name == "values" and isinstance(value, str):
        value = json.loads(value)
    if name == "values" and value is not None and not isinstance(value, dict):
        raise FaultError('values is a JSON object, for example {"enabled": true}.')
    if name in ("count", "skip", "retry_after", "error_code", "size") and value is not None:
        return int(value)
    if name == "seconds":
        return float(value)
    if name == "processed" and isinstance(value, str):
        return value.lower() in ("yes", "true", "1")
    return value
