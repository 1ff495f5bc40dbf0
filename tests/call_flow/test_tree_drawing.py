"""The tree at its widths, and the forms for documents and scripts."""

import json
from xml.etree import ElementTree

import pytest

from tui_callsettings.call_flow import CallFlow, build_call_flow, draw_flow, flow_to_json, flow_to_mermaid, flow_to_svg
from tui_callsettings.call_flow.tree_drawing import text_columns, wrap_text
from tui_callsettings.models.feature import Feature

from .flow_accounts import OWNER, UCM_CLOUD, UCM_ON_PREMISES, WEBEX, settings

_DELIVERED = "waiting vm-busy vm-unanswered/3"


def _path(line: str) -> CallFlow:
    return build_call_flow(settings(line), WEBEX, OWNER)


@pytest.mark.parametrize(
    ("text", "columns"), [("café ├─", 7), ("電話", 4), ("e\u0301", 1), ("✓ 転送", 6), ("a\u200bb", 2), ("", 0)]
)
def test_the_columns_of_a_text_are_those_of_the_terminal(text: str, columns: int) -> None:
    assert text_columns(text) == columns
    assert all(text_columns(line) <= 3 for line in wrap_text(text * 3, 3, 3))


def test_the_tree() -> None:
    assert draw_flow(_path(_DELIVERED), 78) == [
        "incoming call",
        "├─ forward always            off",
        "├─ do not disturb            off",
        "├─ phone unreachable         to voicemail (assumed)",
        "├─ on another call           rings as a second call",
        "├─ busy                      to voicemail",
        "└─ unanswered after 3 rings  to voicemail",
    ]


def test_forward_always_and_what_it_overrides() -> None:
    assert draw_flow(_path(f"always:+19075551333 dnd unanswered:4022/4 vm-all {_DELIVERED}"), 78) == [
        "incoming call",
        "├─ forward always            forwarded to +1 907-555-1333",
        "├─ all calls                 to voicemail (overridden by forward always;",
        "│                            assumed)",
        "├─ do not disturb            on (overridden by forward always)",
        "├─ busy                      to voicemail (overridden by forward always)",
        "└─ unanswered after 3 rings  forwarded to 4022 (overridden by forward always;",
        "                             assumed)",
    ]


def test_do_not_disturb_and_what_it_overrides() -> None:
    assert draw_flow(_path(f"dnd busy:321321 continuity:4099 {_DELIVERED}"), 78) == [
        "incoming call",
        "├─ forward always            off",
        "├─ do not disturb            on: forwarded to 321321 (voicemail is skipped)",
        "├─ phone unreachable         forwarded to 4099 (overridden by do not disturb;",
        "│                            assumed)",
        "└─ unanswered after 3 rings  to voicemail (overridden by do not disturb)",
    ]


def test_a_narrow_terminal_and_ascii_have_their_own_drawing() -> None:
    path = _path(f"unanswered:+19075551333/4 {_DELIVERED}")
    assert draw_flow(path, 40, ascii=True) == [
        "incoming call",
        "|- forward always: off",
        "|- do not disturb: off",
        "|- phone unreachable: to voicemail",
        "|    (assumed)",
        "|- on another call: rings as a second",
        "|    call",
        "|- busy: to voicemail",
        "`- unanswered after 3 rings: forwarded",
        "     to +1 907-555-1333 (voicemail is",
        "     skipped; assumed)",
    ]
    assert draw_flow(path, 60)[-2:] == [
        "└─ unanswered after 3 rings: forwarded to +1 907-555-1333",
        "     (voicemail is skipped; assumed)",
    ]


def test_a_long_address_is_broken_not_cut() -> None:
    address = "m" * 120 + "@example.org"
    lines = draw_flow(_path(f"always:{address}"), 60)
    assert (
        "".join(line.lstrip("├└│─ ") for line in lines[1:-1]).replace(" ", "") == f"forwardalways:forwardedto{address}"
    )
    assert {len(line) for line in lines if set(line) <= set("│ m") and "m" in line} == {60}


def test_what_a_server_sends_stays_text() -> None:
    path = build_call_flow(
        {
            **settings("vm"),
            Feature.CALL_FORWARDING: settings("always:x")[Feature.CALL_FORWARDING].with_value(
                ("call_forwarding", "always", "destination"), '<b onload="x">\x1b[2J\u202e[red]&#"]-->'
            ),
        },
        WEBEX,
        OWNER,
    )
    svg = ElementTree.fromstring(flow_to_svg(path))
    assert 'to <b onload="x">[2J[red]&#"]-->' in "".join(svg.itertext())
    assert {element.tag.rpartition("}")[2] for element in svg.iter()} == {"svg", "title", "rect", "g", "text"}
    mermaid = flow_to_mermaid(path)
    assert "<b" not in mermaid
    assert mermaid.splitlines()[2].count('"') == 4
    assert json.loads(json.dumps(flow_to_json(path)))["sentence"].startswith("Calls now go to <b")


def test_mermaid() -> None:
    assert flow_to_mermaid(_path("dnd vm-unanswered/3 vm-busy")) == (
        "flowchart LR\n"
        '  call(["incoming call"])\n'
        '  call -->|"forward always"| end1["off"]\n'
        '  call -->|"do not disturb"| end2["on: to voicemail"]\n'
        '  call -.->|"unanswered after 3 rings"| end3["to voicemail (overridden by do not disturb)"]\n'
    )


def test_json_names_fields_as_the_commands_do() -> None:
    document = flow_to_json(_path(f"unanswered:+19075551333/4 {_DELIVERED}"))
    unanswered = next(each for each in document["situations"] if each["situation"] == "unanswered")
    assert unanswered["field"] == "call_forwarding.no_answer.enabled"
    assert (unanswered["rings"], unanswered["seconds"], unanswered["isAssumed"]) == (3, 18, True)
    assert unanswered["end"] == {"place": "number", "number": "+19075551333", "displayNumber": "+1 907-555-1333"}
    assert unanswered["steps"][-1]["overrides"] == ["voicemail when unanswered"]
    for situation in document["situations"]:
        for step in situation["steps"]:
            feature, field = Feature.find(step["field"])
            assert feature.key(field.path) == step["field"]


def test_what_cisco_ucm_does_not_show_is_named() -> None:
    assert draw_flow(build_call_flow(settings(""), UCM_ON_PREMISES, OWNER), 78) == [
        "incoming call",
        "├─ forward always  off",
        "├─ do not disturb  off",
        "├─ free            rings your phone",
        "└─ otherwise       not shown by Cisco UCM",
    ]
    assert draw_flow(build_call_flow(settings(""), UCM_CLOUD, OWNER), 78) == [
        "incoming call",
        "├─ forward always  off",
        "├─ free            rings your phone",
        "└─ otherwise       not shown by Cisco UCM",
    ]
