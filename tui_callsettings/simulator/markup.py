"""XML as the simulators read and write it: strictly in, in several legal styles out.

The styles express the same in other legal ways, to test that a reader is tolerant:

    latin1: encoded and declared as ISO-8859-1, and no charset in the header.
    extra: elements and attributes that no client knows, and comments.
    numeric: booleans as 1 and 0.
    padded: white space around every value.
    nil: an element for every missing value, with `xsi:nil`, where it is otherwise left out.
    reordered: the elements of every document backwards.
    prefixed: the namespace bound to a prefix.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tui_callsettings.simulator.simulated_provider import ApiError

XSI = "http://www.w3.org/2001/XMLSchema-instance"
STYLES = ("latin1", "extra", "numeric", "padded", "nil", "reordered", "prefixed")
STYLE_HELP = f"how answers are written, separated by commas: {', '.join(STYLES)}"
_BOOLEANS = {"true": "1", "false": "0"}
_EXTRA = "<{0}laterAddition><{0}active>maybe</{0}active><{0}id/></{0}laterAddition><!-- not for you -->"


class _UnexpectedElementError(Exception):
    """An element that may not stand where it does."""


@dataclass(frozen=True)
class XmlNode:
    """One element.

    Attributes:
        name: Name without namespace.
        content: Its text without white space around it, its child elements, or None where it is nil.
        attributes: Attributes by name, those of nil left out.
    """

    name: str
    content: str | tuple[XmlNode, ...] | None = ""
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def children(self) -> tuple[XmlNode, ...]:
        """The child elements; none where there is text."""
        return self.content if isinstance(self.content, tuple) else ()


def split_option(text: str) -> tuple[str, ...]:
    """Split a comma-separated option."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def check_option(text: str, known: Collection[str], noun: str, example: str) -> str:
    """Check that all parts of a comma-separated option are known, for argparse."""
    for name in split_option(text):
        if name not in known:
            raise argparse.ArgumentTypeError(
                f"{name!r} is no {noun}: give some of {', '.join(known)}, for example {example}"
            )
    return text


def style_option(text: str) -> str:
    """Check the option `--style`, for argparse."""
    return check_option(text, STYLES, "style", "latin1,padded")


def build_node(name: str, value: Any) -> XmlNode:
    """Return an element from its text, None for nil, or a dict of its elements.

    In a dict a list repeats an element, `@name` stands for an attribute, and `$` for a text beside attributes.
    """
    if not isinstance(value, Mapping):
        return XmlNode(name, value)
    attributes = {key[1:]: item for key, item in value.items() if key.startswith("@")}
    children = tuple(
        build_node(key, item)
        for key, given in value.items()
        if not key.startswith(("@", "$"))
        for item in (given if isinstance(given, list) else [given])
    )
    return XmlNode(name, children or value.get("$", ""), attributes)


def parse_request_body(
    body: bytes,
    request: Request,
    namespace: str = "",
    *,
    status: int = 400,
    media_types: Collection[str] = ("application/xml",),
) -> XmlNode:
    """Parse the body of a PUT that declares XML in UTF-8; all its elements are in one namespace, or in none.

    Raises:
        ApiError: 415 for another media type; `status` for what is not well-formed, has a document type, elements of
            another namespace, text between elements, or a nil element with content.
    """
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if media_type.strip().lower() not in media_types or charset not in ("", "charset=utf-8"):
        raise ApiError(415, "The Content-Type must be application/xml; charset=UTF-8.")
    try:
        body.decode("utf-8")
        return _parsed_node(fromstring(body, forbid_dtd=True), namespace)
    except UnicodeDecodeError as error:
        raise ApiError(status, "The body is not UTF-8, although the Content-Type declares it.") from error
    except DefusedXmlException as error:
        raise ApiError(status, "The body has a document type declaration, which is not allowed.") from error
    except _UnexpectedElementError as error:
        raise ApiError(status, str(error)) from error
    except (ParseError, ValueError, LookupError) as error:
        raise ApiError(status, f"The body is not well-formed XML: {error}.") from error


def xml_response(
    node: XmlNode,
    namespace: str = "",
    styles: frozenset[str] = frozenset(),
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a document as a response."""
    content_type = "application/xml" if "latin1" in styles else "application/xml; charset=UTF-8"
    return Response(_serialize(node, namespace, styles), status, {**(headers or {}), "Content-Type": content_type})


def prefers_json(request: Request) -> bool:
    """Return whether a request asks for JSON: by `format=json`, or by an `Accept` that names JSON first."""
    accepted = request.headers.get("accept", "").partition(",")[0].partition(";")[0].strip().lower()
    return request.query_params.get("format", "").lower() == "json" or accepted == "application/json"


def json_response(node: XmlNode, namespace: str = "") -> Response:
    """Return a document as JSON: an element is an object with its text as `$` and its attributes as `@name`."""
    root = _json_value(node)
    return JSONResponse({node.name: {"@xmlns": namespace, **root} if namespace else root})


def _json_value(node: XmlNode) -> dict[str, Any]:
    value: dict[str, Any] = {f"@{name}": text for name, text in node.attributes.items()}
    if isinstance(node.content, str) and node.content:
        value["$"] = node.content
    for child in node.children:
        if child.content is None:
            continue
        inner = _json_value(child)
        present = value.get(child.name)
        if present is None:
            value[child.name] = inner
        else:
            value[child.name] = [*present, inner] if isinstance(present, list) else [present, inner]
    return value


def _parsed_node(element: Any, namespace: str) -> XmlNode:
    expected, _, name = element.tag.rpartition("}")
    if expected.lstrip("{") != namespace:
        raise _UnexpectedElementError(f"The element {name} is not in the namespace {namespace or '(none)'}.")
    attributes = dict(element.attrib)
    nil = attributes.pop(f"{{{XSI}}}nil", "false")
    if nil not in ("true", "1", "false", "0"):
        raise _UnexpectedElementError(f"The element {name} has xsi:nil={nil!r}; it is true or false.")
    text = (element.text or "").strip()
    children = tuple(_parsed_node(child, namespace) for child in element)
    if children and (text or any((child.tail or "").strip() for child in element)):
        raise _UnexpectedElementError(f"The element {name} has text between its elements.")
    if nil in ("true", "1"):
        if children or text:
            raise _UnexpectedElementError(f"The element {name} is nil and has a content.")
        return XmlNode(name, None, attributes)
    return XmlNode(name, children or text, attributes)


def _serialize(node: XmlNode, namespace: str, styles: frozenset[str]) -> bytes:
    prefix = "x:" if namespace and "prefixed" in styles else ""
    declared = {f"xmlns{':x' if prefix else ''}": namespace} if namespace else {}
    if "nil" in styles:
        declared["xmlns:xsi"] = XSI
    encoding = "ISO-8859-1" if "latin1" in styles else "UTF-8"
    root = XmlNode(node.name, node.content, declared | node.attributes)
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n' + "".join(_pieces(root, prefix, styles))
    return text.encode(encoding, "xmlcharrefreplace")


def _pieces(node: XmlNode, prefix: str, styles: frozenset[str]) -> Iterator[str]:
    attributes = dict(node.attributes)
    if node.content is None:
        attributes["xsi:nil"] = "1" if "numeric" in styles else "true"
    elif "extra" in styles and isinstance(node.content, str):
        attributes["later"] = "<&>"
    inside = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    yield f"<{prefix}{node.name}{inside}>"
    if isinstance(node.content, tuple):
        yield from _inner(node.content, prefix, styles)
    elif node.content:
        value = _BOOLEANS.get(node.content, node.content) if "numeric" in styles else node.content
        yield f"\n    {escape(value)}\t\n  " if "padded" in styles else escape(value)
    yield f"</{prefix}{node.name}>"


def _inner(children: tuple[XmlNode, ...], prefix: str, styles: frozenset[str]) -> Iterator[str]:
    if "extra" in styles:
        yield _EXTRA.format(prefix)
    for child in reversed(children) if "reordered" in styles else children:
        if child.content is None and "nil" not in styles:
            continue
        yield "\n  "
        yield from _pieces(child, prefix, styles)
    if "extra" in styles:
        yield f"<{prefix}afterwards/>"
    yield "\n"
