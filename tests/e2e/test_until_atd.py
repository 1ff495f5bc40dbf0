"""A real `atd` ends a real forwarding on simulated providers, while no program of ours runs."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.providers import Providers, all_accounts, run_output
from tui_callsettings.accounts.config import load_config
from tui_callsettings.state.end_record import EndStatus
from tui_callsettings.state.scheduled_ends import ScheduledEnds
from tui_callsettings.state.scheduler import SchedulerKind

from .own_mounts import wait_for

_ATD = shutil.which("atd") or shutil.which("atd", path="/usr/sbin")

pytestmark = pytest.mark.skipif(
    _ATD is None or shutil.which("at") is None or os.geteuid() != 0,
    reason="needs Debian's at, and root to start its daemon",
)

_ACCOUNTS = ("webex", "broadworks")


@pytest.fixture
def atd() -> Iterator[None]:
    """The daemon, unless it runs already."""
    if any(_name(folder) == "atd" for folder in Path("/proc").iterdir() if folder.name.isdecimal()):
        yield
        return
    # -f: in the foreground, so that this process ends it.
    daemon = subprocess.Popen([str(_ATD), "-f"], stdin=subprocess.DEVNULL)
    yield
    daemon.terminate()
    daemon.wait(10)


def _name(folder: Path) -> str:
    try:
        return (folder / "comm").read_text().strip()
    except OSError:
        return ""


@pytest.fixture
def providers(home: Path) -> Iterator[Providers]:
    del home
    with all_accounts() as running:
        yield running


@pytest.mark.timeout(150)
def test_the_at_daemon_ends_a_forwarding_with_the_editor_closed(
    atd: None, providers: Providers, capsys: pytest.CaptureFixture[str]
) -> None:
    del atd
    # `at` knows full minutes: the next one that leaves time for the commands.
    minute = f"{datetime.now().astimezone() + timedelta(seconds=72):%H:%M}"
    for name in _ACCOUNTS:
        out = run_output(capsys, "forward", "always", "4022", "--until", minute, "--yes", "--account", name)
        assert "The at daemon ends it, also while you are logged out." in out
    ends = {name: ScheduledEnds(load_config().account(name).storage_key) for name in _ACCOUNTS}
    assert all(each.pending()[0].scheduler is SchedulerKind.AT for each in ends.values())
    assert _is_forwarding(providers) == {"webex": True, "broadworks": True}
    assert wait_for(lambda: not any(each.pending() for each in ends.values()), 130)
    assert [each.load()[0].status for each in ends.values()] == [EndStatus.ENDED, EndStatus.ENDED]
    assert _is_forwarding(providers) == {"webex": False, "broadworks": False}
    for name in _ACCOUNTS:
        assert "ended by itself" in run_output(capsys, "history", "--account", name)
        assert run_output(capsys, "until", "--account", name) == "Nothing ends by itself.\n"


def _is_forwarding(providers: Providers) -> dict[str, bool]:
    webex = next(iter(providers.webex.state()["people"].values()))["callForwarding"]["callForwarding"]["always"]
    broadworks = providers.broadworks.state()["CallForwardingAlways"]
    return {"webex": webex["enabled"] is True, "broadworks": broadworks["active"] == "true"}
