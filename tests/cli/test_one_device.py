"""On UCM, off here may be on at another device: a command does not take that for nothing to do."""

import pytest

from tests.backends.ucm.test_suite import DESK
from tests.cli.providers import all_accounts, run_output

pytest.importorskip("h11", reason="the extra `simulator` is not installed")


def test_turning_off_what_is_on_at_one_device_is_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    with all_accounts() as providers:
        providers.ucm.change(DESK, {"enable": True, "option": "1"})
        assert "No change" not in run_output(capsys, "dnd", "off", "--yes", "--account", "onprem")
        assert {device["enableDoNotDisturb"] for device in providers.ucm.state()["devices"]} == {"false"}
        assert "No change: already set." in run_output(capsys, "dnd", "off", "--yes", "--account", "onprem")
