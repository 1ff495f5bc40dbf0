"""What the at daemon runs for an end that was set in restricted mode: that account's end, and nothing else."""

import os
import pwd
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.providers import Providers, all_accounts
from tui_callsettings.accounts.config import load_config
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.changes import Change
from tui_callsettings.state.end_record import EndStatus
from tui_callsettings.state.scheduled_ends import ScheduledEnds

from .own_mounts import OwnMounts, missing_reason, wait_for

_ATD = shutil.which("atd") or shutil.which("atd", path="/usr/sbin") or ""
_REASON = missing_reason("at", "atq") or ("" if _ATD else "needs Debian's atd")
pytestmark = pytest.mark.skipif(bool(_REASON), reason=_REASON)

_PROGRAM = (sys.executable, "-I", "-m", "tui_callsettings", "--restricted", "--allow-until", "--account", "webex")

# Restricted mode takes the home from the user database: one with the test's home is put over it. The queue and the
# daemon's lock are the test's own too, so that no other daemon runs the job.
_START = """
mount --bind "$PASSWD" /etc/passwd
mount -t tmpfs tmpfs /run
for folder in /var/spool/cron/atjobs /var/spool/cron/atspool; do
  mount -t tmpfs -o "mode=$(stat -c %a $folder),uid=$(stat -c %u $folder),gid=$(stat -c %g $folder)" tmpfs $folder
done
install -m 600 -o "$(stat -c %u $folder)" -g "$(stat -c %g $folder)" /dev/null /var/spool/cron/atjobs/.SEQ
exec "$ATD" -f
"""


@pytest.fixture
def confined_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of the test, with the folders where restricted mode has them."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.delenv(f"XDG_{name}_HOME")
    return home


@pytest.fixture
def atd(confined_home: Path, tmp_path: Path) -> Iterator[OwnMounts]:
    user = pwd.getpwuid(os.geteuid()).pw_name
    users = tmp_path / "passwd"
    rows = [row.split(":") for row in Path("/etc/passwd").read_text().splitlines()]
    users.write_text(
        "".join(":".join([*r[:5], str(confined_home), *r[6:]] if r[0] == user else r) + "\n" for r in rows)
    )
    with OwnMounts(_START, tmp_path / "log", {"PASSWD": str(users), "ATD": _ATD}) as running:
        running.wait_until("test -s /run/atd.pid")
        yield running


@pytest.fixture
def providers(confined_home: Path) -> Iterator[Providers]:
    del confined_home
    with all_accounts() as running:
        yield running


@pytest.mark.timeout(150)
def test_the_scheduled_command_ends_its_own_account_and_touches_nothing_else(
    atd: OwnMounts, providers: Providers, confined_home: Path
) -> None:
    eve = ScheduledEnds(load_config().account("broadworks").storage_key)
    eve.path.parent.mkdir(parents=True, exist_ok=True)
    dnd = Change(Feature.DO_NOT_DISTURB, ("enabled",), False, True)
    moment = datetime.now().astimezone()
    eve.add([dnd], moment, moment)
    before = eve.path.read_bytes(), providers.broadworks.state()
    minute = f"{moment + timedelta(seconds=72):%H:%M}"
    out = atd.run(*_PROGRAM, "forward", "always", "4022", "--until", minute, "--yes")
    assert "The at daemon ends it, also while you are logged out." in out
    ends = ScheduledEnds(load_config().account("webex").storage_key)
    (end,) = ends.pending()
    assert end.job, out
    job = atd.run("at", "-c", end.job)
    assert f"-I -m tui_callsettings --restricted --allow-until --account webex until run {end.number} " in job
    assert providers.webex.credentials["token"] not in job
    assert wait_for(lambda: not ends.pending(), 130)
    assert ends.load()[0].status is EndStatus.ENDED
    always = next(iter(providers.webex.state()["people"].values()))["callForwarding"]["callForwarding"]["always"]
    assert always["enabled"] is False
    assert "ended by itself" in atd.run(*_PROGRAM, "history")
    assert (eve.path.read_bytes(), providers.broadworks.state()) == before
    del confined_home


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--person", "x", "until", "run", "1"), ""),
        (("until", "run", "../1"), "is not the number of an end"),
        (("until", "run", "9"), "There is no end number 9"),
        (("account", "list"), ""),
        (("profile", "list"), ""),
    ],
)
def test_the_scheduled_command_does_nothing_else(
    arguments: tuple[str, ...], reason: str, atd: OwnMounts, providers: Providers
) -> None:
    before = providers.broadworks.state(), providers.webex.state()
    assert reason in atd.run(*_PROGRAM, *arguments, status=2)
    assert (providers.broadworks.state(), providers.webex.state()) == before
