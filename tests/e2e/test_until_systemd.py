"""A real systemd user timer ends a real forwarding on simulated providers, while no program of ours runs."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.providers import Providers, all_accounts
from tui_callsettings.accounts.config import load_config
from tui_callsettings.state.end_record import EndStatus
from tui_callsettings.state.scheduled_ends import ScheduledEnds
from tui_callsettings.state.scheduler import SchedulerKind

from .own_mounts import OwnMounts, missing_reason, wait_for

_SYSTEMD = Path("/lib/systemd/systemd")
_REASON = missing_reason("systemctl", "dbus-daemon") or ("" if _SYSTEMD.exists() else f"needs {_SYSTEMD}")
pytestmark = pytest.mark.skipif(bool(_REASON), reason=_REASON)

_ACCOUNTS = ("webex", "broadworks")
_PROGRAM = (sys.executable, "-P", "-m", "tui_callsettings")

# Without /run/systemd/system, neither the manager nor systemctl takes the machine for one that systemd runs; the file
# below linger/ is what `loginctl enable-linger` makes.
_START = f"""
mount -t tmpfs tmpfs /run/systemd && mkdir /run/systemd/system
mount -t tmpfs tmpfs /var/lib/systemd && mkdir /var/lib/systemd/linger && touch "/var/lib/systemd/linger/$(id -un)"
dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --nofork --nopidfile --nosyslog &
exec {_SYSTEMD} --user
"""


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[OwnMounts]:
    """`systemd --user` with lingering on, and its bus."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    variables = {
        "XDG_RUNTIME_DIR": str(runtime),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime}/bus",
        "SYSTEMD_LOG_TARGET": "console",
    }
    with OwnMounts(_START, tmp_path / "log", variables) as running:
        running.wait_until("systemctl --user is-system-running")
        yield running


@pytest.fixture
def providers(home: Path) -> Iterator[Providers]:
    del home
    with all_accounts() as running:
        yield running


def _is_forwarding(providers: Providers) -> list[bool]:
    webex = next(iter(providers.webex.state()["people"].values()))["callForwarding"]["callForwarding"]["always"]
    return [webex["enabled"] is True, providers.broadworks.state()["CallForwardingAlways"]["active"] == "true"]


def _unit_files(home: Path) -> list[str]:
    return [path.name for path in (home / "config/systemd/user").rglob("*") if path.is_file()]


@pytest.mark.timeout(150)
def test_a_systemd_timer_ends_a_forwarding_with_the_editor_closed(
    systemd: OwnMounts, providers: Providers, home: Path
) -> None:
    for name in _ACCOUNTS:
        out = systemd.run(*_PROGRAM, "--account", name, "forward", "always", "4022", "--for", "1m", "--yes")
        assert "A systemd timer ends it, also while you are logged out." in out
    ends = [ScheduledEnds(load_config().account(name).storage_key) for name in _ACCOUNTS]
    assert [each.pending()[0].scheduler for each in ends] == [SchedulerKind.SYSTEMD] * 2
    assert systemd.run("systemctl", "--user", "list-timers", "--no-legend").count("callsettings-until-") == 4
    assert _is_forwarding(providers) == [True, True]
    assert wait_for(lambda: not any(each.pending() for each in ends), 100)
    assert [each.load()[0].status for each in ends] == [EndStatus.ENDED] * 2
    assert _is_forwarding(providers) == [False, False]
    assert wait_for(lambda: _unit_files(home) == [], 20), "the timers were not removed"


def test_a_canceled_end_leaves_no_timer(systemd: OwnMounts, providers: Providers, home: Path) -> None:
    del providers
    systemd.run(*_PROGRAM, "--account", "webex", "dnd", "on", "--for", "2h", "--yes")
    systemd.run(*_PROGRAM, "--account", "webex", "until", "change", "1", "tomorrow 9:00")
    assert systemd.run("systemctl", "--user", "list-timers", "--no-legend").count(".timer") == 1
    systemd.run(*_PROGRAM, "--account", "webex", "until", "cancel", "1")
    assert systemd.run("systemctl", "--user", "list-timers", "--all", "--no-legend") == ""
    assert _unit_files(home) == []
