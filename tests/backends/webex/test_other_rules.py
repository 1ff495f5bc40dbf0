"""The provider's other rules: which are assigned, which are on, and what happens where they may not be read."""

import pytest

from tui_callsettings.backends.webex.client import WebexBackend
from tui_callsettings.call_flow.flow_builder import build_call_flow
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.owner import Owner
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

from .accounts import PEOPLE_SCOPES, open_webex_backend

SETTINGS = "/v1/telephony/config/people/me/settings"
RESOURCES = {
    "selective_forwarding": "selectiveForward",
    "selective_acceptance": "selectiveAccept",
    "selective_rejection": "selectiveReject",
    "anonymous_call_rejection": "anonymousCallReject",
    "call_block": "callBlock",
    "simultaneous_ring": "simultaneousRing",
    "sequential_ring": "sequentialRing",
    "single_number_reach": "singleNumberReach",
}


def states(rules: tuple[OtherRule, ...]) -> dict[str, bool | None]:
    return {rule.name: rule.is_on for rule in rules}


async def test_all_assigned_rules_are_off_at_first(backend: WebexBackend) -> None:
    assert states(await backend.read_other_rules()) == dict.fromkeys(RESOURCES, False)


@pytest.mark.parametrize("name", RESOURCES)
async def test_a_rule_that_is_switched_on_is_reported(name: str, simulator: Simulator, backend: WebexBackend) -> None:
    simulator.change(f"{SETTINGS}/{RESOURCES[name]}")
    assert states(await backend.read_other_rules()) == {**dict.fromkeys(RESOURCES, False), name: True}


async def test_only_assigned_rules_are_read(simulator: Simulator, backend: WebexBackend) -> None:
    simulator.change(f"{SETTINGS}/services", {"services": ["Executive", "Personal Assistant", "Call Waiting"]})
    simulator.change(f"{SETTINGS}/executive/callFiltering")
    simulator.set_fault("404", path="*/singleNumberReach")
    assert states(await backend.read_other_rules()) == {"personal_assistant": False, "executive": True}
    assert len(simulator.log) == 4


async def test_a_rule_that_may_not_be_read_is_neither_on_nor_off(simulator: Simulator, backend: WebexBackend) -> None:
    simulator.set_fault("403", path="*/selectiveForward")
    simulator.set_fault("wrong-types", path="*/callBlock")
    found = states(await backend.read_other_rules())
    assert (found["selective_forwarding"], found["call_block"], found["sequential_ring"]) == (None, None, False)


async def test_without_the_scope_there_are_no_rules_and_no_error() -> None:
    with serving("webex", scopes=PEOPLE_SCOPES) as simulator:
        async with open_webex_backend(simulator) as backend:
            assert await backend.read_other_rules() == ()
        known = simulator.credentials
        admin, colleague = known["admin_token"], known["colleague_id"]
        async with open_webex_backend(simulator, token=admin, person=colleague) as backend:
            (note,) = build_call_flow({}, backend.capabilities, Owner()).notes
            assert note.startswith("Other rules of this person, such as selective forwarding, are not read here")
            assert await backend.read_other_rules() == ()
        assert len(simulator.log) == 1
