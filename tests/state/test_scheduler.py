"""The machine's own scheduler: which one is found, and what it is handed."""

import getpass
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui_callsettings.state import scheduler
from tui_callsettings.state.scheduler import Job, Scheduler, SchedulerError, SchedulerKind, cancel_job, find_scheduler

AT = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH; programs in it append their arguments to the file `calls`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(scheduler, "_LINGER_FOLDER", tmp_path / "linger")
    return folder


def add_program(folder: Path, name: str, script: str = "") -> None:
    file = folder / name
    file.write_text(f'#!/bin/sh\necho "{name} $*" >> {folder}/calls\n{script}\n')
    file.chmod(0o755)


def calls(folder: Path) -> list[str]:
    file = folder / "calls"
    return file.read_text().splitlines() if file.exists() else []


def linger(tmp_path: Path) -> None:
    (tmp_path / "linger").mkdir()
    (tmp_path / "linger" / getpass.getuser()).touch()


def test_without_any_scheduler_the_promise_is_the_next_run(programs: Path) -> None:
    found = find_scheduler()
    assert found.kind is SchedulerKind.NONE
    assert "when callsettings next runs" in found.promise
    assert found.schedule(AT, ["callsettings"], "1") == Job(SchedulerKind.NONE)


def test_systemd_is_used_only_where_lingering_is_on(programs: Path, tmp_path: Path) -> None:
    add_program(programs, "systemctl", "echo running")
    assert find_scheduler().kind is SchedulerKind.NONE
    linger(tmp_path)
    assert find_scheduler().kind is SchedulerKind.SYSTEMD


def test_a_systemd_that_does_not_answer_is_not_used(programs: Path, tmp_path: Path) -> None:
    linger(tmp_path)
    add_program(programs, "systemctl", "echo offline; exit 1")
    assert find_scheduler().kind is SchedulerKind.NONE


def test_at_is_used_only_where_it_takes_jobs_and_its_daemon_runs(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("at", "atrm", "atq"):
        add_program(programs, name)
    running = {"atd"}
    monkeypatch.setattr(scheduler, "_is_running", lambda name: name in running)
    assert find_scheduler().kind is SchedulerKind.AT
    running.clear()
    assert find_scheduler().kind is SchedulerKind.NONE
    running.add("atd")
    add_program(programs, "atq", "echo 'You do not have permission to use at.' >&2; exit 1")
    assert find_scheduler().kind is SchedulerKind.NONE


def test_a_timer_survives_a_reboot_and_runs_the_command(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", '/odd "place" 100%')
    add_program(programs, "systemctl")
    job = Scheduler(SchedulerKind.SYSTEMD).schedule(AT, ["/opt/my apps/callsettings", "until", "run", "7"], "work-7")
    assert job == Job(SchedulerKind.SYSTEMD, "callsettings-until-work-7")
    folder = tmp_path / ".config" / "systemd" / "user"
    timer = (folder / f"{job.name}.timer").read_text()
    assert "OnCalendar=2026-12-01 07:00:00 UTC\n" in timer
    assert "Persistent=true\n" in timer
    service = (folder / f"{job.name}.service").read_text()
    assert 'ExecStart="/opt/my apps/callsettings" "until" "run" "7"\n' in service
    assert 'Environment="XDG_STATE_HOME=/odd \\"place\\" 100%%"\n' in service
    assert calls(programs) == ["systemctl --user daemon-reload", f"systemctl --user enable --now {job.name}.timer"]


def test_a_timer_never_fires_before_its_end(programs: Path, tmp_path: Path) -> None:
    add_program(programs, "systemctl")
    at = AT.replace(second=59, microsecond=500_000)
    job = Scheduler(SchedulerKind.SYSTEMD).schedule(at, ["callsettings"], "work-7")
    timer = (tmp_path / ".config" / "systemd" / "user" / f"{job.name}.timer").read_text()
    assert "OnCalendar=2026-12-01 07:01:00 UTC\n" in timer


def test_a_timer_that_systemd_rejects_leaves_no_file(programs: Path, tmp_path: Path) -> None:
    add_program(programs, "systemctl", 'case "$*" in *enable*) echo "Access denied" >&2; exit 1;; esac')
    with pytest.raises(SchedulerError, match="did not take the job: Access denied"):
        Scheduler(SchedulerKind.SYSTEMD).schedule(AT, ["callsettings"], "7")
    assert list((tmp_path / ".config" / "systemd" / "user").iterdir()) == []


def test_a_cancelled_timer_is_disabled_and_its_files_go(programs: Path, tmp_path: Path) -> None:
    add_program(programs, "systemctl")
    job = Scheduler(SchedulerKind.SYSTEMD).schedule(AT, ["callsettings"], "7")
    cancel_job(job)
    assert f"systemctl --user disable --now {job.name}.timer" in calls(programs)
    assert list((tmp_path / ".config" / "systemd" / "user").iterdir()) == []


@pytest.mark.parametrize("name", ["../../evil", "sshd", "callsettings-until-../x", ""])
def test_only_a_unit_of_ours_is_ever_removed(programs: Path, name: str) -> None:
    add_program(programs, "systemctl")
    cancel_job(Job(SchedulerKind.SYSTEMD, name))
    cancel_job(Job(SchedulerKind.AT, name))
    assert calls(programs) == []


def test_at_gets_the_next_full_minute_and_no_secret(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", "canary")
    add_program(
        programs, "at", f"/bin/cat > {programs}/job; /usr/bin/env > {programs}/environment; echo 'job 31 at X' >&2"
    )
    try:
        job = Scheduler(SchedulerKind.AT).schedule(AT + timedelta(seconds=1), ["/opt/my apps/callsettings", "run"], "7")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert job == Job(SchedulerKind.AT, "31")
    assert calls(programs) == ["at -M -t 202612010801"]
    assert (programs / "job").read_text() == "'/opt/my apps/callsettings' run >/dev/null 2>&1\n"
    assert "canary" not in (programs / "environment").read_text()
    assert "HOME=" in (programs / "environment").read_text()


def test_a_job_that_at_rejects_is_an_error_in_its_own_words(programs: Path) -> None:
    add_program(programs, "at", "echo 'You do not have permission to use at.' >&2; exit 1")
    with pytest.raises(SchedulerError, match="You do not have permission to use at"):
        Scheduler(SchedulerKind.AT).schedule(AT, ["callsettings"], "7")


def test_a_program_that_is_gone_is_an_error_that_names_it(programs: Path) -> None:
    with pytest.raises(SchedulerError, match=r"at cannot be run here \(FileNotFoundError\)"):
        Scheduler(SchedulerKind.AT).schedule(AT, ["callsettings"], "callsettings-end")


@pytest.fixture
def at_daemon() -> Iterator[None]:
    """A real atd of this test's, where nobody runs one already."""
    daemon = shutil.which("atd") or ("/usr/sbin/atd" if os.access("/usr/sbin/atd", os.X_OK) else None)
    if os.geteuid() != 0 or daemon is None or shutil.which("at") is None:
        pytest.skip("a real at daemon needs root and Debian's package at")
    if scheduler._is_running("atd"):
        yield
        return
    process = subprocess.Popen([daemon, "-f"])
    try:
        deadline = time.monotonic() + 10
        while not scheduler._is_running("atd"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def test_a_real_at_takes_and_gives_back_a_job(at_daemon: None) -> None:
    found = find_scheduler()
    assert found.kind is SchedulerKind.AT
    job = found.schedule(datetime.now(UTC) + timedelta(hours=5), ["/bin/true"], "7")
    listed = subprocess.run(["atq"], capture_output=True, text=True).stdout
    assert [line.split()[0] for line in listed.splitlines()].count(job.name) == 1
    cancel_job(job)
    assert job.name not in subprocess.run(["atq"], capture_output=True, text=True).stdout.split()
    cancel_job(job)
