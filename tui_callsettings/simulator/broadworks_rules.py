"""What a PUT of a BroadWorks document may hold, and what one element needs from another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tui_callsettings.simulator.broadworks_documents import SERVICE_TABLE
from tui_callsettings.simulator.markup import XmlNode, build_node
from tui_callsettings.simulator.simulated_provider import ApiError

XSI_NAMESPACE = "http://schema.broadsoft.com/xsi"

Document = dict[str, str | None]
"""Elements by name, in schema order; None where the value is missing."""

_BOOLEANS = {"true": "true", "1": "true", "false": "false", "0": "false"}
_RINGS = re.compile(r"0?[02-9]|1[0-9]|20", re.ASCII)
_NUMBER = re.compile(r"\+?[0-9*#](?:[0-9*#]|-(?=[0-9*#])){0,29}")
_ADDRESS = re.compile(r"[^\s@:<>\"]+@[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")
_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+")


@dataclass(frozen=True)
class ElementRule:
    """What an element may hold.

    Attributes:
        normalize: Returns the value as it is stored, or None where it is not allowed.
        allowed: What is allowed, for the refusal.
        nillable: Whether `xsi:nil` clears it.
        is_read_only: Whether a PUT may not name it.
    """

    normalize: Callable[[str], str | None]
    allowed: str
    nillable: bool = False
    is_read_only: bool = False


@dataclass(frozen=True)
class DocumentSchema:
    """One document.

    Attributes:
        root: Name of its root element.
        elements: Name of the rule by element, in schema order.
        needs: (element, value, other element): with that value the other one must have a content.
    """

    root: str
    elements: Mapping[str, str]
    needs: tuple[tuple[str, str, str], ...] = ()

    def merge_put(self, stored: Mapping[str, str | None], sent: XmlNode) -> Document:
        """Return the stored document with what a PUT sent; an element that was not sent stays.

        Raises:
            ApiError: 400; the stored document is untouched.
        """
        if sent.name != self.root:
            raise ApiError(400, f"The document is {sent.name}; it must be {self.root}.")
        if not isinstance(sent.content, tuple) and sent.content != "":
            raise ApiError(400, f"{self.root} holds elements, not a text or nil.")
        order = list(self.elements)
        reached = -1
        document = dict(stored)
        for child in sent.children:
            rule = self._rule(child.name)
            position = order.index(child.name)
            if position <= reached:
                raise ApiError(400, f"The element {child.name} is out of order or there twice.")
            reached = position
            if rule.is_read_only:
                raise ApiError(400, f"The element {child.name} cannot be changed by the user.")
            document[child.name] = self._value(child)
        return self._require_dependencies(document)

    def apply_json(self, stored: Mapping[str, str | None], values: Mapping[str, Any]) -> Document:
        """Return the stored document with values from JSON: booleans, numbers, texts, None for nil.

        Raises:
            ApiError: 400.
        """
        document = dict(stored)
        for name, value in values.items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            document[name] = self._value(XmlNode(name, None if value is None else text))
        return self._require_dependencies(document)

    def node(self, document: Mapping[str, str | None]) -> XmlNode:
        """Return a document as XML; a recording is described by elements of its own."""
        shown: dict[str, Any] = {name: document[name] for name in self.elements}
        for name, rule in self.elements.items():
            if rule == "recording" and document[name] is not None:
                shown[name] = {"description": document[name], "mediaType": "WAV"}
        return build_node(self.root, shown)

    def _require_dependencies(self, document: Document) -> Document:
        for element, value, other in self.needs:
            if document[element] == value and document[other] is None:
                raise ApiError(400, f"With {element} {value}, {other} is needed.")
        return document

    def _rule(self, name: str) -> ElementRule:
        if name not in self.elements:
            raise ApiError(400, f"{self.root} has no element {name}.")
        return _RULES[self.elements[name]]

    def _value(self, sent: XmlNode) -> str | None:
        rule = self._rule(sent.name)
        if sent.attributes:
            raise ApiError(400, f"The element {sent.name} has no attribute {next(iter(sent.attributes))}.")
        if sent.content is None:
            if not rule.nillable:
                raise ApiError(400, f"The element {sent.name} cannot be nil.")
            return None
        value = rule.normalize(sent.content) if isinstance(sent.content, str) else None
        if value is None:
            raise ApiError(400, f"The element {sent.name} has a content that is not allowed: it is {rule.allowed}.")
        return value


def _number(text: str) -> str | None:
    is_address = len(text) <= 161 and _ADDRESS.fullmatch(text) is not None
    return text if is_address or _NUMBER.fullmatch(text) else None


def _one_of(*allowed: str) -> ElementRule:
    return ElementRule(lambda text: text if text in allowed else None, " or ".join(allowed))


_RULES = {
    "switch": ElementRule(_BOOLEANS.get, "true or false"),
    "rings": ElementRule(lambda text: str(int(text)) if _RINGS.fullmatch(text) else None, "0 or a number from 2 to 20"),
    "number": ElementRule(_number, "a number, an extension or user@host", nillable=True),
    "assignedNumber": ElementRule(_number, "a number, an extension or user@host", nillable=True, is_read_only=True),
    "email": ElementRule(lambda text: text if _EMAIL.fullmatch(text) else None, "an e-mail address", nillable=True),
    "processing": _one_of("Unified Voice and Email Messaging", "Deliver To Email Address Only"),
    "busyGreeting": _one_of("Default", "Personal"),
    "noAnswerGreeting": _one_of("Default", "Personal", "Alternate01", "Alternate02", "Alternate03"),
    "recording": ElementRule(lambda text: text, "a description", nillable=True, is_read_only=True),
}

SCHEMAS = {
    path: DocumentSchema(
        entry.get("root", path),
        {name: rule for name, (rule, _) in entry["elements"].items()},
        tuple((element, value, other) for element, value, other in entry.get("needs", ())),
    )
    for path, entry in SERVICE_TABLE.items()
}
"""Schemas by path below `/services/`."""
