"""Reading one value of a provider's document, whatever type the provider gave it."""

import json
from collections.abc import Callable
from typing import Final, get_args

from tui_callsettings.text import clean_text

UNREADABLE: Final = object()
"""What a parser returns for a value of a type that it cannot read."""

Parser = Callable[[object], object]

_LONGEST_TEXT = 40
_LONGEST_COUNT = 9
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def parser_for(annotation: object) -> Parser | None:
    """Return the function that reads a raw value for a field of this annotation; None for a group of fields."""
    types = [getattr(argument, "__origin__", argument) for argument in get_args(annotation)]
    return next((parser for type_, parser in _PARSERS.items() if type_ in types), None)


def raw_text(raw: object) -> str:
    """Return a value that could not be read as a short text for people, in plain characters."""
    text = clean_text(raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=str))
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def parse_flag(raw: object) -> object:
    """Return a flag given as one or as text; `UNREADABLE` for anything else."""
    if isinstance(raw, str):
        return _FLAGS.get(raw.strip().lower(), UNREADABLE)
    return raw if isinstance(raw, bool) else UNREADABLE


def _parse_count(raw: object) -> object:
    if isinstance(raw, str):
        digits = raw.strip()
        is_count = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_COUNT
        return int(digits) if is_count else UNREADABLE
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else UNREADABLE


def parse_text(raw: object) -> object:
    """Return a text, or a whole number as text; `UNREADABLE` for anything else."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    return raw if isinstance(raw, str) else UNREADABLE


_PARSERS: dict[object, Parser] = {bool: parse_flag, int: _parse_count, str: parse_text}
