"""The table of named situations: settings, and the sentence and outcomes expected for them."""

from dataclasses import dataclass
from pathlib import Path as FilePath

import pytest

from tui_callsettings.backends.ucm import cloud, onprem
from tui_callsettings.call_flow import (
    CallFlow,
    Situation,
    build_call_flow,
    compare_flows,
    draw_flow,
    header_warning,
    summarize_flow,
)
from tui_callsettings.call_flow.flow_builder import situation_row
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature

from .flow_accounts import BROADWORKS, LOCAL, OWNER, UCM_CLOUD, UCM_ON_PREMISES, WEBEX, settings

_ABBREVIATIONS = {
    "SIGNAL": "caller hears a busy signal",
    "SECOND": "rings as a second call",
    "RINGS": "rings until the caller hangs up",
    "VM": "to voicemail",
    "NUMBER": "+1 907-555-1333",
}
_COLUMNS = (
    Situation.ON_A_CALL,
    Situation.BUSY,
    Situation.NOT_REACHABLE,
    Situation.NO_ANSWER,
    Situation.DO_NOT_DISTURB,
)
_UCM_RINGS = "Calls now ring your phone; Cisco UCM does not show what happens if you do not answer."
_UCM_CLOUD_RINGS = _UCM_RINGS.replace(";", " unless do not disturb is on;")
_UCM_DND = "Do not disturb is on and your phone does not ring; Cisco UCM does not show what callers get."
_UCM_VOICEMAIL = "Calls now go to voicemail; your phone does not ring."


@dataclass(frozen=True)
class Named:
    """One block of the table.

    Attributes:
        sentence: with a final "^" where it is assumed on BroadWorks only.
        outcomes: those of `_COLUMNS`, with their marks.
    """

    name: str
    line: str
    sentence: str
    outcomes: tuple[str, ...]
    ucm: str

    def expected_sentence(self, account: Capabilities) -> str:
        return _assume_on_broadworks(self.sentence, account).replace("^.", ".")

    def expected_outcomes(self, account: Capabilities) -> tuple[str, ...]:
        return tuple(_expand(outcome, account) for outcome in self.outcomes)

    @property
    def on_premises(self) -> str:
        # Cisco documents no order of forward all and do not disturb.
        same = self.sentence.replace(".", " (assumed).") if "dnd" in self.line.split() else self.sentence
        return {"rings": _UCM_RINGS, "dnd": _UCM_DND, "voicemail": _UCM_VOICEMAIL, "same": same}[self.ucm]

    @property
    def in_the_cloud(self) -> str:
        cloud_only = {"rings": _UCM_CLOUD_RINGS, "dnd": _UCM_CLOUD_RINGS, "same": self.sentence}
        return cloud_only.get(self.ucm, self.on_premises)


def _assume_on_broadworks(sentence: str, account: Capabilities) -> str:
    return sentence.replace("^.", " (assumed).") if account is BROADWORKS else sentence


def _expand(outcome: str, account: Capabilities) -> str:
    """Return an outcome of the table in full: "VM~" is "to voicemail (assumed)"."""
    is_assumed = outcome.endswith("~") or (outcome.endswith("^") and account is BROADWORKS)
    outcome = outcome.rstrip("~^")
    marks = ["voicemail is skipped"] if outcome.endswith(" SKIP") else []
    marks += ["assumed"] if is_assumed else []
    outcome = outcome.removesuffix(" SKIP")
    for short, full in _ABBREVIATIONS.items():
        outcome = outcome.replace(short, full)
    return f"{outcome} ({'; '.join(marks)})" if marks else outcome


def _table() -> list[Named]:
    text = FilePath(__file__).with_name("situations.txt").read_text(encoding="utf-8")
    blocks = [block.splitlines() for block in text.split("\n\n") if not block.startswith("#")]
    named = []
    for name, line, sentence, outcomes, ucm in ([each.strip() for each in block] for block in blocks):
        each = tuple(outcomes.split(" | "))
        named.append(Named(name, line.replace("nothing", ""), sentence, each * (5 if len(each) == 1 else 1), ucm))
    return named


TABLE = _table()
each_situation = pytest.mark.parametrize("named", TABLE, ids=[named.name for named in TABLE])
each_hosted = pytest.mark.parametrize("account", [LOCAL, WEBEX, BROADWORKS], ids=lambda account: account.provider)


def _outcomes(flow: CallFlow) -> tuple[str, ...]:
    return tuple(situation_row(flow.scenario(situation)).marked_text for situation in _COLUMNS)


def test_there_are_enough_and_no_name_twice() -> None:
    assert len(TABLE) >= 60
    assert len({named.name for named in TABLE}) == len(TABLE)


@each_hosted
@each_situation
def test_hosted(named: Named, account: Capabilities) -> None:
    flow = build_call_flow(settings(named.line), account, OWNER)
    assert summarize_flow(flow) == named.expected_sentence(account)
    assert _outcomes(flow) == named.expected_outcomes(account)


@each_situation
def test_cisco_ucm(named: Named) -> None:
    stored = settings(named.line)
    assert summarize_flow(build_call_flow(stored, UCM_ON_PREMISES, OWNER)) == named.on_premises
    assert summarize_flow(build_call_flow(stored, UCM_CLOUD, OWNER)) == named.in_the_cloud


@each_situation
def test_the_real_cisco_ucm(named: Named) -> None:
    if not any(word.startswith(("busy:", "unanswered:")) for word in named.line.split()):
        flow = build_call_flow(settings(named.line), onprem.build_capabilities(), OWNER)
        assert summarize_flow(flow) == named.on_premises
    stored = settings(named.line, without=(Feature.DO_NOT_DISTURB, Feature.VOICEMAIL, Feature.CALL_WAITING))
    assert summarize_flow(build_call_flow(stored, cloud.build_capabilities(), OWNER)) == named.in_the_cloud


@each_situation
def test_the_header_warns_exactly_when_calls_go_elsewhere(named: Named) -> None:
    warning = header_warning(build_call_flow(settings(named.line), WEBEX, OWNER))
    assert bool(warning) == (named.sentence.startswith("Calls now go") and "at once" not in named.sentence)
    if warning:
        start = named.sentence.split(";")[0].replace(" now", "").casefold()
        assert start == warning.casefold()


@each_situation
def test_the_tree_fits_on_a_screen(named: Named) -> None:
    flow = build_call_flow(settings(named.line), WEBEX, OWNER)
    lines = draw_flow(flow, 78)
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 78
    assert len(draw_flow(flow, 60)) <= 12


@each_situation
def test_no_change_is_reported_as_none(named: Named) -> None:
    flow = build_call_flow(settings(named.line), WEBEX, OWNER)
    assert compare_flows(flow, flow) == ("No change to where calls go.",)
