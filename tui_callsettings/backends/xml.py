"""XML as BroadWorks and UCM use it: read without trust and written with escaping, both by library."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tui_callsettings.errors import InvalidResponseError, RejectedError
from tui_callsettings.text import clean_text

MAX_BYTES: Final = 1024 * 1024
"""The largest response that is read. A setting takes about one thousand bytes."""

_MAX_MESSAGE_LENGTH: Final = 300
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TRUE: Final = ("true", "1")
_FALSE: Final = ("false", "0")
_UNSENDABLE = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(body: bytes, *roots: str) -> Element:
    """Return the root element of a provider's response.

    Bytes are parsed, so that the charset of the XML declaration decides. A document type, entities and anything that
    would have to be fetched are rejected.

    Args:
        body: the response.
        roots: the local names the root may have; none for any.

    Raises:
        InvalidResponseError: it is too large, not XML, not safe to read, or has another root.
    """
    if len(body) > MAX_BYTES:
        raise InvalidResponseError(
            f"The provider's response is larger than {MAX_BYTES // 1024} KB and was not read. Try again later."
        )
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        raise InvalidResponseError(
            "The provider's response contains a document type or entities and was not read. Try again later, or "
            "contact your administrator."
        ) from None
    except (ParseError, ValueError, LookupError):
        # An unknown charset is a LookupError, one of several bytes a ValueError.
        raise InvalidResponseError("The provider's response is not valid XML. Try again later.") from None
    if roots and local_name(root) not in roots:
        raise InvalidResponseError(
            f"The provider's response is not {' or '.join(roots)}, as expected. Check the account's address."
        )
    return root


def serialize(root: Element, namespace: str | None = None) -> bytes:
    """Return the document of `root` in UTF-8; `namespace` becomes the default one.

    Raises:
        RejectedError: a text contains a character that XML cannot carry.
    """
    for element in root.iter():
        if element.text and _UNSENDABLE.search(element.text):
            raise RejectedError(
                f"{local_name(element)}: the text contains a control character. Type it again without; nothing was "
                "changed."
            )
    document: bytes = tostring(root, encoding="UTF-8", xml_declaration=True, default_namespace=namespace)
    return document


def local_name(element: Element) -> str:
    """Return the name of `element` without its namespace."""
    return str(element.tag).rpartition("}")[2]


def iter_children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children of `element` with the local name `name`, in any position."""
    return (child for child in (element if element is not None else ()) if local_name(child) == name)


def find_child(element: Element | None, *names: str) -> Element | None:
    """Return the first child called by the first of `names`, its first child called by the second, and so on."""
    for name in names:
        element = next(iter_children(element, name), None)
    return element


def read_text(element: Element | None) -> str:
    """Return the text of `element` without surrounding space; "" where it is nil, empty or missing."""
    if element is None or is_nil(element):
        return ""
    return (element.text or "").strip()


def parse_bool(text: str) -> bool | None:
    """Return the flag that `text` stands for, in an element or an attribute; None for any other text."""
    text = text.strip().lower()
    return True if text in _TRUE else False if text in _FALSE else None


def is_nil(element: Element) -> bool:
    """Whether `element` is marked as having no value."""
    return parse_bool(element.get(_NIL, "")) is True


def set_nil(element: Element) -> None:
    """Mark `element` as having no value."""
    element.set(_NIL, "true")


def read_message(element: Element | None) -> str:
    """Return the text for people in `element` as one short line of plain text."""
    return clean_text(" ".join(read_text(element).split()))[:_MAX_MESSAGE_LENGTH]
