"""The tree at its widths, and the forms for documents and scripts."""

import json
from xml.etree import ElementTree

from tui_callsettings.call_flow import Path, build_call_flow, draw_flow, flow_to_json, flow_to_mermaid, flow_to_svg
from tui_callsettings.models.feature import Feature

from .flow_accounts import OWNER, UCM_CLOUD, UCM_ON_PREMISES, WEBEX, settings

_DELIVERED = "waiting vm-busy vm-unanswered/3"


def _path(line: str) -> Path:
    return build_call_flow(settings(line), WEBEX, OWNER)


def test_the_tree() -> None:
    assert draw_flow(_path(_DELIVERED), 78) == [
        "incoming call",
        "├─ forward always       off",
        "├─ do not disturb       off",
        "├─ phone not reachable  to voicemail (assumed)",
        "├─ on another call      rings as a second call",
        "├─ busy                 to voicemail",
        "└─ no answer, 3 rings   to voicemail after 18 s",
    ]


def test_forward_always_and_what_it_hides() -> None:
    assert draw_flow(_path(f"always:+19075551333 dnd unanswered:4022/4 vm-all {_DELIVERED}"), 78) == [
        "incoming call",
        "├─ forward always      to +1 907-555-1333",
        "├─ all calls           to voicemail (hidden)",
        "├─ do not disturb      on (hidden)",
        "├─ busy                to voicemail (hidden)",
        "└─ no answer, 3 rings  to 4022 after 18 s, not voicemail (hidden)",
    ]


def test_do_not_disturb_and_what_it_hides() -> None:
    assert draw_flow(_path(f"dnd busy:321321 continuity:4099 {_DELIVERED}"), 78) == [
        "incoming call",
        "├─ forward always       off",
        "├─ do not disturb       on: to 321321, not voicemail (assumed)",
        "├─ phone not reachable  to 4099 (hidden)",
        "└─ no answer, 3 rings   to voicemail after 18 s (hidden)",
    ]


def test_a_narrow_terminal_and_ascii_have_their_own_drawing() -> None:
    path = _path(f"unanswered:+19075551333/4 {_DELIVERED}")
    assert draw_flow(path, 40, ascii=True) == [
        "incoming call",
        "|- forward always: off",
        "|- do not disturb: off",
        "|- phone not reachable: to voicemail",
        "|    (assumed)",
        "|- on another call: rings as a second",
        "|    call",
        "|- busy: to voicemail",
        "`- no answer, 3 rings: to +1",
        "     907-555-1333 after 18 s, not",
        "     voicemail (assumed)",
    ]
    assert draw_flow(path, 60)[-2:] == [
        "└─ no answer, 3 rings: to +1 907-555-1333 after 18 s, not",
        "     voicemail (assumed)",
    ]


def test_a_long_address_is_broken_not_cut() -> None:
    address = "m" * 120 + "@example.org"
    lines = draw_flow(_path(f"always:{address}"), 60)
    assert "".join(line.lstrip("├└│─ ") for line in lines[1:-1]).replace(" ", "") == f"forwardalways:to{address}"


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
    assert json.loads(json.dumps(flow_to_json(path)))["sentence"].startswith("All calls go to <b")


def test_mermaid() -> None:
    assert flow_to_mermaid(_path("dnd vm-unanswered/3 vm-busy")) == (
        "flowchart LR\n"
        '  call(["incoming call"])\n'
        '  call -->|"forward always"| end1["off"]\n'
        '  call -->|"do not disturb"| end2["on: to voicemail"]\n'
        '  call -.->|"no answer, 3 rings"| end3["to voicemail after 18 s (hidden)"]\n'
    )


def test_json_names_fields_as_the_commands_do() -> None:
    document = flow_to_json(_path(f"unanswered:+19075551333/4 {_DELIVERED}"))
    unanswered = next(each for each in document["situations"] if each["situation"] == "no answer")
    assert unanswered["field"] == "call_forwarding.no_answer.enabled"
    assert (unanswered["rings"], unanswered["seconds"], unanswered["isAssumed"]) == (3, 18, True)
    assert unanswered["end"] == {"place": "number", "number": "+19075551333", "shown": "+1 907-555-1333"}
    assert unanswered["steps"][-1]["hides"] == ["voicemail when not answered"]
    for situation in document["situations"]:
        for step in situation["steps"]:
            assert Feature.find(step["field"])


def test_cisco_ucm_says_what_it_does_not_show() -> None:
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
