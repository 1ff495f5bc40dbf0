"""The table of named situations: settings, and the words expected for them."""

from dataclasses import dataclass
from pathlib import Path as FilePath

import pytest

from tui_callsettings.backends.ucm import cloud, onprem
from tui_callsettings.call_flow import (
    Path,
    Situation,
    build_call_flow,
    compare_flows,
    draw_flow,
    header_warning,
    sentence,
)
from tui_callsettings.call_flow.flow_rows import flow_row
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature

from .flow_accounts import BROADWORKS, LOCAL, OWNER, UCM_CLOUD, UCM_ON_PREMISES, WEBEX, settings

_ABBREVIATIONS = {
    "TONE": "caller hears a busy tone",
    "SECOND": "rings as a second call",
    "RINGS": "rings until the caller hangs up",
    "VM": "to voicemail",
    "NUMBER": "+1 907-555-1333",
    "~": " (assumed)",
}
_COLUMNS = (
    Situation.ON_A_CALL,
    Situation.BUSY,
    Situation.NOT_REACHABLE,
    Situation.NO_ANSWER,
    Situation.DO_NOT_DISTURB,
)
_UCM_RINGS = "A call to you now rings your phone; Cisco UCM does not show what happens if you don't answer."
_UCM_DND = "Do not disturb is on: your phone does not ring; Cisco UCM does not show what callers get."
_UCM_VOICEMAIL = "All calls go to voicemail; your phone does not ring."


@dataclass(frozen=True)
class Named:
    name: str
    line: str
    sentence: str
    leaves: tuple[str, ...]
    ucm: str

    @property
    def on_premises(self) -> str:
        return {"rings": _UCM_RINGS, "dnd": _UCM_DND, "voicemail": _UCM_VOICEMAIL, "same": self.sentence}[self.ucm]

    @property
    def in_the_cloud(self) -> str:
        return _UCM_RINGS if self.ucm == "dnd" else self.on_premises


def _table() -> list[Named]:
    text = FilePath(__file__).with_name("situations.txt").read_text(encoding="utf-8")
    blocks = [block.splitlines() for block in text.split("\n\n") if not block.startswith("#")]
    named = []
    for name, line, told, leaves, ucm in ([each.strip() for each in block] for block in blocks):
        for short, full in _ABBREVIATIONS.items():
            leaves = leaves.replace(short, full)  # noqa: PLW2901 - spelled out step by step
        each = tuple(leaves.split(" | "))
        named.append(Named(name, line.replace("nothing", ""), told, each * (5 if len(each) == 1 else 1), ucm))
    return named


TABLE = _table()
each_situation = pytest.mark.parametrize("named", TABLE, ids=[named.name for named in TABLE])
each_hosted = pytest.mark.parametrize("account", [LOCAL, WEBEX, BROADWORKS], ids=lambda account: account.provider)


def _leaves(path: Path) -> tuple[str, ...]:
    return tuple(flow_row(path.branch(situation)).marked_text for situation in _COLUMNS)


def test_there_are_enough_and_no_name_twice() -> None:
    assert len(TABLE) >= 60
    assert len({named.name for named in TABLE}) == len(TABLE)


@each_hosted
@each_situation
def test_hosted(named: Named, account: Capabilities) -> None:
    path = build_call_flow(settings(named.line), account, OWNER)
    assert sentence(path) == named.sentence
    assert _leaves(path) == named.leaves


@each_situation
def test_cisco_ucm(named: Named) -> None:
    stored = settings(named.line)
    assert sentence(build_call_flow(stored, UCM_ON_PREMISES, OWNER)) == named.on_premises
    assert sentence(build_call_flow(stored, UCM_CLOUD, OWNER)) == named.in_the_cloud


@each_situation
def test_the_real_cisco_ucm(named: Named) -> None:
    stored = settings(named.line)
    assert sentence(build_call_flow(stored, onprem.build_capabilities(), OWNER)) == named.on_premises
    stored = settings(named.line, without=(Feature.DO_NOT_DISTURB, Feature.VOICEMAIL, Feature.CALL_WAITING))
    assert sentence(build_call_flow(stored, cloud.build_capabilities(), OWNER)) == named.in_the_cloud


@each_situation
def test_the_header_warns_exactly_when_all_calls_go_elsewhere(named: Named) -> None:
    warning = header_warning(build_call_flow(settings(named.line), WEBEX, OWNER))
    assert bool(warning) == named.sentence.startswith("All calls")
    if warning:
        start = named.sentence.split(";")[0].casefold()
        assert start == warning.casefold()


@each_situation
def test_the_tree_fits_on_a_screen_without_wrapping(named: Named) -> None:
    path = build_call_flow(settings(named.line), WEBEX, OWNER)
    lines = draw_flow(path, 78)
    assert len(lines) == len(path.rows) + 1 <= 9
    assert max(map(len, lines)) <= 78
    assert len(draw_flow(path, 60)) <= 9


@each_situation
def test_no_change_is_reported_as_none(named: Named) -> None:
    path = build_call_flow(settings(named.line), WEBEX, OWNER)
    assert compare_flows(path, path) == ("A call to you goes where it went before.",)
