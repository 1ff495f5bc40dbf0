"""The report of an error in the program: where it was, and nothing that was in it."""

import asyncio
import logging
import subprocess
import sys

import pytest

from tui_callsettings.terminal import crash_report

from .demo_terminal import ROOT

CANARY = "canary-token-4711"


def fail() -> None:
    """Raise an error with a secret in it, from another with a secret in it."""
    try:
        raise KeyError(CANARY)
    except KeyError as error:
        raise ValueError(f"bad {CANARY}") from error


def test_the_report_has_places_and_kinds_and_no_values() -> None:
    with pytest.raises(ValueError, match=CANARY) as caught:
        fail()
    report = crash_report.format_error(caught.value, "Your changes are kept.")
    assert CANARY not in report
    assert f"{__file__}:" in report
    assert report.index("builtins.KeyError") < report.index("builtins.ValueError")
    assert report.endswith("Your changes are kept.")


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert crash_report.format_error(first).count("Error") == 2


@pytest.mark.parametrize("where", ["fail()", "t=threading.Thread(target=fail);t.start();t.join()"])
def test_unhandled_errors_are_reported_so_everywhere(where: str) -> None:
    program = (
        "import threading\nfrom tui_callsettings.terminal import crash_report\n"
        "from tests.terminal.test_crash_report import fail\n"
        f"crash_report.install_hooks()\n{where}"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert "builtins.ValueError" in run.stderr
    assert CANARY not in run.stderr


def test_a_loop_logs_without_values(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.new_event_loop()
    try:
        with caplog.at_level(logging.ERROR):
            crash_report.log_unhandled_in_loop(loop, {"message": CANARY, "exception": ValueError(CANARY)})
            crash_report.log_unhandled_in_loop(loop, {"message": CANARY})
    finally:
        loop.close()
    assert "builtins.ValueError" in caplog.text
    assert CANARY not in caplog.text
