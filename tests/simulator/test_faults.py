"""Reading a fault from the command line or from JSON."""

from __future__ import annotations

import pytest

from tui_callsettings.simulator.faults import KINDS, Fault, FaultError, FaultPlan, swap_types


def test_a_fault_is_read_with_its_options() -> None:
    fault = Fault.parse("429:retry_after=2, path=*/voicemail,method=put,count=1,skip=3")
    assert fault == Fault("429", path="*/voicemail", method="put", count=1, skip=3, retry_after=2)
    assert fault.status == 429
    assert Fault.parse("503:processed=yes").processed
    assert Fault.parse('changed-elsewhere:values={"enabled":true}').values == {"enabled": True}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "redirect"])
def test_each_kind_needs_no_options(kind: str) -> None:
    assert Fault.parse(kind).describe() == {"kind": kind, "hits": 0}


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "399",
        "600",
        "broken",
        "429:retry_after",
        "429:retry_after=soon",
        "429:colour=red",
        "redirect",
        "502:body=xml",
        "429:values=[1]",
    ],
)
def test_a_bad_fault_is_explained(spec: str) -> None:
    with pytest.raises(FaultError, match=r"\.$"):
        Fault.parse(spec)


def test_the_first_fault_that_fits_is_taken_and_counted() -> None:
    plan = FaultPlan()
    plan.add(Fault("401", path="/a*", count=1))
    plan.add(Fault("500", method="PUT"))
    taken = [plan.take(method, path) for method, path in (("GET", "/a"), ("PUT", "/ab"), ("GET", "/ab"))]
    assert [fault.kind if fault else None for fault in taken] == ["401", "500", None]
    plan.clear()
    assert plan.take("PUT", "/a") is None


def test_values_are_mistyped_in_json_and_xml() -> None:
    assert (
        swap_types(b'{"a": {"b": false}, "c": [1]}', "application/json")
        == b'{"a": {"b": "perhaps"}, "c": {"items": 1}}'
    )
    assert swap_types(
        b"<a><b> true </b><c>4</c><d>x</d></a>", "application/xml"
    ) == b"<a><b>perhaps<</b><c>perhaps<</c><d>x</d></a>".replace(b"<<", b"<")
    assert swap_types(b"plain", "text/plain") == b"plain"
