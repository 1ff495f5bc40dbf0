"""The command: its first line, its log, its end, and its message when it cannot start."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

import tui_callsettings.simulator as simulator_package
from tests.terminal.pty_terminal import allow_signals
from tui_callsettings.simulator import PROVIDERS, main

START = "import sys; from tui_callsettings.simulator import main; sys.exit(main(sys.argv[1:]))"


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", START, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=allow_signals,  # noqa: PLW1509 - it takes no lock
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_where_it_is_logs_and_stops_at_a_signal(number: signal.Signals) -> None:
    with started("webex", "--token", "mine", "--latency", "1", "--fault", "404:count=1") as process:
        assert process.stdout is not None
        known = json.loads(process.stdout.readline())
        assert {"url", "token", "admin_token", "person_id", "user_uuid", "org_uuid"} <= set(known)
        assert known["token"] == "mine"
        headers = {"Authorization": "Bearer mine"}
        assert httpx.get(f"{known['url']}/people/me", headers=headers, trust_env=False).status_code == 404
        assert httpx.get(f"{known['url']}/people/me", headers=headers, trust_env=False).status_code == 200
        process.send_signal(number)
        out, log = process.communicate(timeout=20)
    assert process.returncode == 0
    assert out == ""
    first, second = log.splitlines()
    assert "GET /v1/people/me -> 404" in first
    assert "[fault 404]" in first
    assert "GET /v1/people/me -> 200" in second
    assert "mine" not in log


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nobody"],
        ["webex", "--port", "99999"],
        ["webex", "--latency", "soon"],
        ["webex", "--scopes", "everything"],
        ["webex", "--approve-after", "-1"],
    ],
)
def test_bad_arguments_are_explained(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err


def test_a_bad_fault_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["webex", "--fault", "nonsense"]) == 2
    assert "There is no fault 'nonsense'" in capsys.readouterr().err


def test_a_port_in_use_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with simulator_package.serving("webex") as running:
        port = running.root.rpartition(":")[2]
        assert main(["webex", "--port", port]) == 2
    assert f"Port {port} cannot be used" in capsys.readouterr().err


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(simulator_package, "find_spec", lambda name: None)
    assert main(["webex"]) == 2
    assert "pip install 'tui-callsettings[simulator]'" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_every_provider_in_the_table_starts_and_announces_its_address(name: str) -> None:
    with simulator_package.serving(name) as running:
        assert running.url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{running.root}/_state", trust_env=False).status_code == 200
        assert json.dumps(running.state())


def test_importing_the_package_does_not_need_the_extra() -> None:
    code = "import sys, tui_callsettings.simulator; sys.exit('starlette' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
