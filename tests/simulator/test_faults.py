"""Reading a fault from the command line or from JSON."""

from __future__ import annotations

import json
from xml.etree.ElementTree import fromstring

import pytest

from tui_callsettings.simulator.faults import KINDS, Fault, FaultError, FaultPlan
from tui_callsettings.simulator.response_faults import insert_hostile_text, swap_types

HOSTILE = "\x1b[2J\x1b]0;title\x07\x9b31m\u202e\u200b"


def test_a_fault_is_read_with_its_options() -> None:
    fault = Fault.parse("429:retry_after=2, path=*/voicemail,method=put,count=1,skip=3")
    options = {"path": "*/voicemail", "method": "put", "count": 1, "skip": 3, "retry_after": "2"}
    assert fault.to_json() == {"kind": "429", **options, "hits": 0}
    assert fault.status == 429
    assert Fault.parse("503:processed=yes").processed
    assert Fault.parse('changed-elsewhere:values={"enabled":true}').values == {"enabled": True}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "redirect"])
def test_each_kind_but_redirect_needs_no_options(kind: str) -> None:
    assert Fault.parse(kind).to_json() == {"kind": kind, "hits": 0}


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "399",
        "600",
        "broken",
        "429:retry_after",
        "429:count=soon",
        "429:color=red",
        "redirect",
        "502:body=xml",
        "429:values=[1]",
    ],
)
def test_a_bad_fault_is_explained(spec: str) -> None:
    with pytest.raises(FaultError, match=r"\.$"):
        Fault.parse(spec)


def test_the_first_fault_that_matches_is_taken_and_counted() -> None:
    plan = FaultPlan()
    plan.add(Fault(kind="401", path="/a*", count=1))
    plan.add(Fault(kind="500", method="PUT"))
    taken = [plan.take(method, path) for method, path in (("GET", "/a"), ("PUT", "/ab"), ("GET", "/ab"))]
    assert [fault.kind if fault else None for fault in taken] == ["401", "500", None]
    plan.clear()
    assert plan.take("PUT", "/a") is None


@pytest.mark.parametrize("text", ["1000000000", "1e999", "-1", "soon", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_retry_after_may_be_any_text(text: str) -> None:
    assert Fault.from_options({"kind": "503", "retry_after": text}).retry_after == text


def test_hostile_text_stays_valid_json_and_xml() -> None:
    document = json.loads(insert_hostile_text(b'{"a": {"b": "x"}, "c": ["y"], "d": true}', "application/json"))
    assert document == {"a": {"b": f"x{HOSTILE}"}, "c": [f"y{HOSTILE}"], "d": True}
    root = fromstring(insert_hostile_text(b"<a>\n<b>x</b> <c>4</c></a>", "application/xml"))
    assert [child.text for child in root] == ["x\x9b31m\u202e\u200b", "4\x9b31m\u202e\u200b"]
    assert insert_hostile_text(b"plain", "text/plain") == b"plain"


def test_values_are_mistyped_in_json_and_xml() -> None:
    assert (
        swap_types(b'{"a": {"b": false}, "c": [1]}', "application/json")
        == b'{"a": {"b": "perhaps"}, "c": {"items": 1}}'
    )
    assert swap_types(
        b"<a><b> true </b><c>4</c><d>x</d></a>", "application/xml"
    ) == b"<a><b>perhaps<</b><c>perhaps<</c><d>x</d></a>".replace(b"<<", b"<")
    assert swap_types(b"plain", "text/plain") == b"plain"
