"""The vendor's own web client, npm package @webex/calling, against the Webex simulator."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests.contract.webex_calling import WebexCallingPackage, install_webex_calling
from tests.simulator.test_webex_settings import stored
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator


@pytest.fixture(scope="session")
def package() -> WebexCallingPackage:
    return install_webex_calling(Path(tempfile.gettempdir()) / f"callsettings-npm-{os.getuid()}")


def test_the_vendors_client_reads_all_settings(package: WebexCallingPackage, webex: Simulator) -> None:
    getters = ("getCallWaitingSetting", "getDoNotDisturbSetting", "getCallForwardSetting", "getVoicemailSetting")
    results = package.call(webex, *((getter,) for getter in getters))
    assert [result["statusCode"] for result in results] == [200] * 4
    waiting, *others = (result["data"]["callSetting"] for result in results)
    assert waiting == {"enabled": True}
    assert others == [stored(webex)[name] for name in ("doNotDisturb", "callForwarding", "voicemail")]


def test_the_vendors_client_changes_settings(package: WebexCallingPackage, webex: Simulator) -> None:
    forwarding, voicemail = stored(webex)["callForwarding"], stored(webex)["voicemail"]
    forwarding["callForwarding"]["always"] |= {"enabled": True, "destination": "+12055550199"}
    voicemail["sendUnansweredCalls"]["numberOfRings"] = 9
    results = package.call(
        webex,
        ("setDoNotDisturbSetting", True),
        ("setCallForwardSetting", forwarding),
        ("setVoicemailSetting", voicemail),
        ("getCallForwardAlwaysSetting", "4142"),
    )
    assert [result["statusCode"] for result in results] == [204, 204, 204, 200]
    assert results[0]["data"]["callSetting"] == {"enabled": True, "ringSplashEnabled": False}
    assert results[3]["data"]["callSetting"]["destination"] == "+12055550199"
    assert stored(webex)["doNotDisturb"]["enabled"] is True
    assert stored(webex)["callForwarding"] == forwarding
    assert stored(webex)["voicemail"] == voicemail


def test_the_vendors_client_understands_refusals(package: WebexCallingPackage, webex: Simulator) -> None:
    voicemail = {"notifications": {"enabled": True, "destination": ""}}
    webex.set_fault("503", path="*/doNotDisturb")
    refused, broken = package.call(webex, ("setVoicemailSetting", voicemail), ("getDoNotDisturbSetting",))
    assert (refused["statusCode"], refused["message"]) == (400, "FAILURE")
    assert (broken["statusCode"], broken["message"]) == (503, "FAILURE")


def test_the_vendors_client_reports_a_missing_scope(package: WebexCallingPackage) -> None:
    with serving("webex", scopes=["spark:telephony_config_read"]) as webex:
        (answer,) = package.call(webex, ("getVoicemailSetting",))
    assert (answer["statusCode"], answer["message"]) == (403, "FAILURE")
