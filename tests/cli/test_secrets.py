"""A token that must not be seen anywhere, whatever goes wrong."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.accounts import serve_provider
from tests.e2e.editor import ROOT, home_environment
from tui_callsettings.cli import dnd
from tui_callsettings.cli.exit_status import ExitStatus
from tui_callsettings.cli.main import main
from tui_callsettings.simulator.server import Simulator

CANARY = "canary-token-0123456789-abcdefghij"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with serve_provider("webex", token=CANARY) as running:
        yield running


def run_command(*arguments: str, answers: str = "") -> str:
    """All that a command writes."""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "ignore", "-m", "tui_callsettings", *arguments],
        cwd=ROOT,
        env=home_environment(),
        input=answers,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout + done.stderr


def files_with_canary(home: Path) -> list[str]:
    return [path.name for path in home.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("401", {"message": f"The token {CANARY} has ended"}),
        ("400", {"message": f"Authorization: Bearer {CANARY} is odd", "method": "PUT"}),
        ("500", {"message": f"at handler(token={CANARY})", "body": "html"}),
        ("drop-after", {"method": "PUT"}),
        ("wrong-types", {}),
    ],
)
def test_no_failure_shows_the_token(kind: str, options: dict[str, str], simulator: Simulator, home: Path) -> None:
    simulator.set_fault(kind, **options)
    texts = [run_command("dnd", "on", "--yes"), run_command("--plain", answers="no\n4\n1\noff\n\nsave\nyes\nno\n")]
    assert all(texts)
    assert [text for text in texts if CANARY in text] == []
    assert files_with_canary(home) == ["sign-ins.json"]


def test_a_mistake_in_the_program_is_reported_without_values(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(arguments: object) -> ExitStatus:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise RuntimeError(f"cannot use {CANARY} with {arguments}") from error

    monkeypatch.setattr(dnd, "run", failing)
    assert main(["dnd", "on"]) == ExitStatus.BUG
    printed = capsys.readouterr()
    assert CANARY not in printed.out + printed.err
    assert "RuntimeError" in printed.err
    assert "in failing" in printed.err
    assert "Please report" in printed.err


@pytest.mark.parametrize("where", ["threading.Thread(target=fail).start()", "sys.exit(fail())"])
def test_nor_outside_of_the_command(where: str) -> None:
    code = (
        "import sys, threading, tui_callsettings.__main__ as program, tui_callsettings.cli.main as cli\n"
        f"def fail(): raise RuntimeError('{CANARY}')\n"
        "cli.main = lambda argv: 0\n"
        "sys.argv = ['callsettings']\n"
        "try: program.run()\n"
        "except SystemExit: pass\n"
        f"{where}\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert CANARY not in done.stdout + done.stderr
    assert "RuntimeError" in done.stderr


def test_a_mistake_in_plain_mode_keeps_the_changes_and_prints_so(home: Path) -> None:
    code = (
        "import sys; from tui_callsettings.cli.plain import save_dialog; from tui_callsettings.cli.main import main\n"
        f"def fail(self): raise RuntimeError('{CANARY}')\n"
        "save_dialog.SaveDialog.run = fail\n"
        "sys.exit(main(['--plain', '--account', 'practice']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input="1\n1\non\n\nsave\n", capture_output=True, text=True
    )
    assert done.returncode == ExitStatus.BUG
    assert "Your unsaved changes are kept as a draft" in done.stdout
    assert CANARY not in done.stdout + done.stderr
    assert "Unsaved draft from" in run_command("--plain", "--account", "practice", answers="3\n")
