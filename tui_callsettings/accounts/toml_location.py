"""Find the line of a TOML file that sets a key, for messages: the standard parser does not keep it."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER_LINE = re.compile(rf"\s*\[\s*({_KEY})\s*\]")
_VALUE_LINE = re.compile(rf"\s*({_KEY})\s*=")


def find_line(text: str, key: tuple[str, ...]) -> int | None:
    """Return the line, counted from 1, that sets `key` or the innermost table above it; None if none does.

    A dot in a quoted name counts like one between names: a file may have `"form.save"` or `form.save`.
    """
    table: tuple[str, ...] = ()
    best = (0, 0)
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER_LINE.match(line):
            here = table = _parse_key(header.group(1))
        elif value := _VALUE_LINE.match(line):
            here = table + _parse_key(value.group(1))
        else:
            continue
        dotted = ".".join(here) + "."
        if len(dotted) > best[0] and f"{'.'.join(key)}.".startswith(dotted):
            best = (len(dotted), number)
    return best[1] or None


def _parse_key(key: str) -> tuple[str, ...]:
    try:
        level: Mapping[str, Any] | int = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    path: list[str] = []
    while isinstance(level, Mapping):
        name, level = next(iter(level.items()))
        path.append(name)
    return tuple(path)
