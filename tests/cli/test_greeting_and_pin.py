"""Greetings and the voicemail PIN from the command line, over the simulator."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backends.webex.recordings import wav
from tui_callsettings.simulator.server import Simulator

from .providers import run_error, run_output, webex_account


@pytest.fixture
def webex() -> Iterator[Simulator]:
    with webex_account("token") as simulator:
        yield simulator


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    file = tmp_path / "busy.wav"
    file.write_bytes(wav())
    return file


def person(simulator: Simulator) -> dict[str, Any]:
    found: dict[str, Any] = simulator.state()["people"][simulator.credentials["user_uuid"]]
    return found


def test_a_recording_is_stored_and_played(
    webex: Simulator, recording: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Default greeting -> Custom greeting" in run_output(capsys, "greeting", "busy", str(recording), "--yes")
    stored = person(webex)
    assert stored["voicemail"]["sendBusyCalls"]["greeting"] == "CUSTOM"
    assert list(stored["greetings"]) == ["sendBusyCalls"]
    assert stored["voicemail"]["sendUnansweredCalls"]["greeting"] == "DEFAULT"


def test_without_a_yes_nothing_is_sent(
    webex: Simulator, recording: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert "--yes" in run_error(capsys, "greeting", "no-answer", str(recording), status=2)
    run_output(capsys, "greeting", "no-answer", str(recording), "--dry-run")
    assert person(webex)["greetings"] == {}


@pytest.mark.parametrize("content", [None, b"RIFF", wav(rate=44_100)])
def test_what_is_no_recording_is_explained(
    content: bytes | None, webex: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "no.wav"
    if content is not None:
        file.write_bytes(content)
    assert "no.wav" in run_error(capsys, "greeting", "busy", str(file), "--yes", status=1)
    assert {entry.method for entry in webex.log} == {"GET"}


def test_an_account_without_greetings_prints_so(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no recorded greetings" in run_error(capsys, "greeting", "busy", str(recording), "--yes", status=6)
    assert "cannot be changed on this account" in run_error(capsys, "pin", status=6)


def test_a_pin_is_changed_and_never_repeated(
    webex: Simulator, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("284917\n"))
    assert run_output(capfd, "pin") == "Changed the voicemail PIN.\n"
    assert person(webex)["passcodeChanges"] == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("1111111\n"))
    refused = run_error(capfd, "pin", status=1)
    assert "1111111" not in refused
    assert person(webex)["passcodeChanges"] == 1


def test_the_rules_of_a_pin_are_printed(webex: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    assert "It has 6 to 15 digits." in run_output(capsys, "pin", "--rules")
    assert [entry.method for entry in webex.log] == ["GET"]
