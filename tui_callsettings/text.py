"""Text from a provider or a file, made safe to show: one line, and nothing in it that a reader cannot see."""

import json
import re
import unicodedata
from typing import Any

_IGNORABLE = frozenset(
    (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)),
) | frozenset(range(0xE0100, 0xE01F0))
"""Code points that are letters or marks by category and still have no appearance (Unicode: Default_Ignorable)."""

_UNPRINTABLE = re.compile("[^\n -~]")


def clean_text(text: str) -> str:
    """Return `text` as one line of visible characters, without space around it.

    White space of every kind becomes a space. Control characters (C0, C1, escape), bidirectional and zero-width ones,
    variation selectors, private use and lone surrogates are removed. The original is kept by the caller where it has to
    be written back.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(map(_visible, text)).strip()


def clean_values(value: Any) -> Any:
    """Return a JSON value with each text in it, keys included, as `clean_text` gives it."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): clean_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean_values(item) for item in value]
    return value


def dump_json(document: Any, *, indent: int | None = 2) -> str:
    """Return `document` as JSON in which every character that cannot be seen is escaped, lone surrogates included."""
    return _UNPRINTABLE.sub(_escape, json.dumps(document, indent=indent, ensure_ascii=False))


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character)[0] == "C" or ord(character) in _IGNORABLE:
        return ""
    return character


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return character if character.isprintable() and ord(character) not in _IGNORABLE else json.dumps(character)[1:-1]
