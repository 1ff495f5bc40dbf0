"""The simulated UCM's devices: their do not disturb, and where the other calls to their lines go."""

from __future__ import annotations

import httpx
import pytest

from tests.simulator.ucm_clients import (
    DESK,
    LAPTOP,
    PRIMARY,
    USER,
    cloud,
    error_message,
    parse_root,
    put,
    served,
    simulator,
    uds,
)
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.simulator.simulated_provider import ApiError

__all__ = ["cloud", "served", "simulator", "uds"]


def do_not_disturb(uds: httpx.Client, device: str) -> tuple[str | None, str | None]:
    settings = parse_root(uds.get(f"{USER}/device/{device}")).find("doNotDisturbSettings")
    assert settings is not None
    option = settings.find("option")
    assert option is not None
    assert [choice.text for choice in option.iterfind("supportedDndOptions/option")] == [
        "Ringer Off",
        "Call Reject",
        "Use Common Phone Profile Setting",
    ]
    return settings.findtext("enable"), option.get("value")


def test_each_device_has_its_own_do_not_disturb(simulator: Simulator, uds: httpx.Client) -> None:
    assert do_not_disturb(uds, DESK) == ("false", "0")
    answer = put(
        uds,
        "<doNotDisturbSettings><enable>true</enable></doNotDisturbSettings>",
        f"{USER}/device/{DESK}",
        "device",
    )
    assert answer.status_code == 200
    assert (do_not_disturb(uds, DESK)[0], do_not_disturb(uds, LAPTOP)[0]) == ("true", "false")
    shared = parse_root(uds.get(USER)).find("enableDoNotDisturb")
    assert shared is not None
    assert shared.get("appliesToAllDevices") == "false"
    simulator.change(f"/cucm-uds{USER}/device/{LAPTOP}", {"enable": True, "option": "1"})
    assert do_not_disturb(uds, LAPTOP) == ("true", "1")
    simulator.change(f"/cucm-uds{USER}/device/{LAPTOP}")
    assert do_not_disturb(uds, LAPTOP) == ("false", "1")
    with pytest.raises(ApiError):
        simulator.change(f"/cucm-uds{USER}/device/{LAPTOP}", {"option": "7"})


def test_a_device_takes_its_description_and_nothing_undocumented(simulator: Simulator, uds: httpx.Client) -> None:
    assert put(uds, "<description>Kitchen</description>", f"{USER}/device/{DESK}", "device").status_code == 200
    assert simulator.state()["devices"][0]["description"] == "Kitchen"
    assert "cannot be written" in error_message(put(uds, "<model>9971</model>", f"{USER}/device/{DESK}", "device"))
    assert uds.get(f"{USER}/device/{PRIMARY}").status_code == 404


def test_a_line_of_a_device_shows_where_busy_and_unanswered_calls_go(simulator: Simulator, uds: httpx.Client) -> None:
    path = f"{USER}/device/{DESK}/extension/{PRIMARY}"
    busy = {"sendToVoiceMailPilotNumber": False, "sendToCustomDestination": "8009"}
    simulator.change(f"/cucm-uds{path}", {"forwardBusyInternalCallDestination": busy})
    line = parse_root(uds.get(path))
    shown = {}
    for kind in ("BusyExternal", "BusyInternal", "NoAnswerExternal", "NoAnswerInternal"):
        forward = line.find(f"forward{kind}CallDestination")
        assert forward is not None
        shown[kind] = tuple(part.text or "" for part in forward)
    assert shown == {
        "BusyExternal": ("true", ""),
        "BusyInternal": ("false", "8009"),
        "NoAnswerExternal": ("true", ""),
        "NoAnswerInternal": ("true", ""),
    }
    listed = parse_root(uds.get(f"{USER}/device/{DESK}/extensions"))[0]
    assert listed.find("forwardBusyExternalCallDestination") is None
    inside = "<forwardBusyExternalCallDestination><sendToCustomDestination>1</sendToCustomDestination>"
    refused = put(uds, f"{inside}</forwardBusyExternalCallDestination>", path, "extension")
    assert "cannot be written" in error_message(refused)
