"""The settings as lines of text, from the documents in which a provider sends them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tui_callsettings.models.wording import value_in_words

from .field_rows import ROWS, FieldRow

Document = Mapping[str, Any]
_TITLE_WIDTH = 38
_KINDS: dict[str, type] = {"switch": bool, "rings": int}


def lines(feature: str, document: Document, hidden: Collection[str] = ()) -> list[str]:
    """The fields of one feature, without its title.

    Args:
        feature: its name, such as "call_waiting".
        document: its setting, in the provider's shape.
        hidden: keys of fields that the account does not have; they are shown all the same if they hold a value.
    """
    found = []
    group = ""
    for row in _rows(feature):
        value = _value(row, document)
        if value is None and row.key in hidden:
            continue
        if row.group and row.group != group:
            found.append(f"  {row.group}")
        group = row.group
        indent = "    " if group else "  "
        found.append(f"{indent}{row.title:<{_TITLE_WIDTH - len(indent)}} {value_in_words(value, dict(row.choices))}")
    return found


def is_plain(feature: str, document: object) -> bool:
    """Whether the document is what `lines` expects: groups are objects, each field is of its kind or absent."""
    return isinstance(document, dict) and all(_is_plain(row, document) for row in _rows(feature))


def _is_plain(row: FieldRow, document: Document) -> bool:
    here: object = document
    for name in row.wire_path:
        if here is None:
            return True
        if not isinstance(here, dict):
            return False
        here = here.get(name)
    return here is None or type(here) is _KINDS.get(row.kind, str)


def _rows(feature: str) -> Sequence[FieldRow]:
    return [row for row in ROWS if row.feature == feature]


def _value(row: FieldRow, document: Document) -> Any:
    here: Any = document
    for name in row.wire_path:
        here = None if here is None else here.get(name)
    return here
