"""XML as BroadWorks and UCM speak it: read without trust and written with escaping, both by library."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tui_callsettings.errors import InvalidResponseError, RejectedError
from tui_callsettings.text import clean_text

MOST_BYTES: Final = 1024 * 1024
"""The largest answer that is read. A setting takes about one thousand bytes."""

_LONGEST_WORDS: Final = 300
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TRUE: Final = ("true", "1")
_FALSE: Final = ("false", "0")
_UNSENDABLE = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(body: bytes, *roots: str) -> Element:
    """The root element of a provider's answer.

    Bytes are parsed, so that the charset of the XML declaration decides. A document type, entities and anything that
    would have to be fetched are refused.

    Args:
        body: the answer.
        roots: the local names the root may have; none for any.

    Raises:
        BadAnswerError: it is too large, not XML, XML that is not safe to read, or has another root.
    """
    if len(body) > MOST_BYTES:
        raise InvalidResponseError(
            f"The provider's answer is larger than {MOST_BYTES // 1024} KB and was not read. Try again later."
        )
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        raise InvalidResponseError(
            "The provider's answer has a document type or entities in it and was not read. Try again later, or tell "
            "your administrator."
        ) from None
    except (ParseError, ValueError, LookupError):
        # An unknown charset is a LookupError, one of several bytes a ValueError.
        raise InvalidResponseError("The provider's answer is not the XML that it should be. Try again later.") from None
    if roots and local_name(root) not in roots:
        raise InvalidResponseError(
            f"The provider's answer is not {' or '.join(roots)}, as it should be. Check the address of the account."
        )
    return root


def serialize(root: Element, namespace: str | None = None) -> bytes:
    """The document of `root` in UTF-8; `namespace` becomes the default one.

    Raises:
        RefusedError: a text has a character that XML cannot carry.
    """
    for element in root.iter():
        if element.text and _UNSENDABLE.search(element.text):
            raise RejectedError(
                f"{local_name(element)}: there is a control character in the text. Type it again without; nothing was "
                "changed."
            )
    document: bytes = tostring(root, encoding="UTF-8", xml_declaration=True, default_namespace=namespace)
    return document


def local_name(element: Element) -> str:
    """The name of `element` without its namespace."""
    return str(element.tag).rpartition("}")[2]


def iter_children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of `element` with the local name `name`, wherever they stand."""
    return (find_child for find_child in (element if element is not None else ()) if local_name(find_child) == name)


def find_child(element: Element | None, *names: str) -> Element | None:
    """The first child called by the first of `names`, its first child called by the second, and so on."""
    for name in names:
        element = next(iter_children(element, name), None)
    return element


def text(element: Element | None) -> str:
    """The text of `element` without the space around it; "" where it is nil, empty or not there."""
    if element is None or is_nil(element):
        return ""
    return (element.text or "").strip()


def read_flag(element: Element | None) -> bool | None:
    """The truth that `element` tells: true, false, 1 or 0; None where it is nil, empty or not there.

    Raises:
        BadAnswerError: it tells something else. Taken for off, that could hide that calls go elsewhere.
    """
    word = text(element)
    told = parse_bool(word)
    if word and told is None and element is not None:
        raise _unreadable(element, "neither true nor false")
    return told


def parse_bool(word: str) -> bool | None:
    """The truth that `word` tells, in an element or an attribute; None for anything else."""
    word = word.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def read_count(element: Element | None) -> int | None:
    """The whole number that `element` tells; None where it is nil, empty or not there.

    Raises:
        BadAnswerError: it tells something else.
    """
    word = text(element)
    if word and element is not None and not re.fullmatch("[0-9]{1,4}", word):
        raise _unreadable(element, "not a whole number")
    return int(word) if word else None


def _unreadable(element: Element, problem: str) -> InvalidResponseError:
    name = clean_text(local_name(element))
    return InvalidResponseError(f"The provider's answer cannot be read: {name} is {problem}. Try again later.")


def is_nil(element: Element) -> bool:
    """Whether `element` says that it has no value."""
    return parse_bool(element.get(_NIL, "")) is True


def set_nil(element: Element) -> None:
    """Let `element` say that it has no value."""
    element.set(_NIL, "true")


def read_message(element: Element | None) -> str:
    """What a provider says to people in `element`: one short line of plain text."""
    return clean_text(" ".join(text(element).split()))[:_LONGEST_WORDS]
