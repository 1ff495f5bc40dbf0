"""The machine's own scheduler, which ends a setting while no program of ours runs: a systemd user timer, or `at`.

A systemd timer is written as a unit file, not started with `systemd-run`: a transient unit is gone after a reboot, and
forwarding would stay on without a word. `Persistent=true` runs one that fell due while the machine was off.
"""

import getpass
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path

from tui_callsettings.errors import CallSettingsError

_TIMEOUT = 10.0
"""Seconds that a command of the scheduler may take."""

_LINGER_FOLDER = Path("/var/lib/systemd/linger")
"""Where logind notes the users with a manager that runs without a login; see loginctl(1), enable-linger."""

_VARIABLES = (
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_RUNTIME_DIR",
    "SSL_CERT_FILE",
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
    "no_proxy",
)
"""What a scheduled command keeps of the environment: where files lie and how the provider is reached."""

_UNIT_NAME = re.compile(r"callsettings-until-[0-9a-z-]+")


class SchedulerKind(Enum):
    """What runs the command that ends a setting."""

    SYSTEMD = "systemd"
    AT = "at"
    NONE = "none"


class SchedulerError(CallSettingsError):
    """The machine's scheduler did not take or give up a job."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job in the machine's scheduler: enough to find it again.

    Attributes:
        kind: which scheduler has it.
        name: the unit of a systemd timer, or the number of an `at` job; "" where there is no scheduler.
    """

    kind: SchedulerKind
    name: str = ""


class Scheduler:
    """What runs a command at a time on this machine, as far as it can be found out without starting anything.

    Args:
        kind: from `find_scheduler`.
    """

    def __init__(self, kind: SchedulerKind) -> None:
        self.kind = kind

    @property
    def promise(self) -> str:
        """One sentence: who ends the setting, and whether that works while the person is logged out."""
        match self.kind:
            case SchedulerKind.SYSTEMD:
                return "A systemd timer ends it, also while you are logged out."
            case SchedulerKind.AT:
                return "The at daemon ends it, also while you are logged out."
            case SchedulerKind.NONE:
                return (
                    "This machine has no scheduler that you can use, so it ends when callsettings next runs after that "
                    "time."
                )

    def schedule(self, at: datetime, command: Sequence[str], name: str) -> Job:
        """Have `command` run at `at`.

        Args:
            at: the moment, with an offset.
            command: the program with its arguments; the environment that it needs is added here.
            name: letters, digits and dashes that no other job of this user has.

        Raises:
            SchedulerError: the scheduler does not take it.
        """
        match self.kind:
            case SchedulerKind.SYSTEMD:
                return _schedule_unit(at, command, f"callsettings-until-{name}")
            case SchedulerKind.AT:
                return _schedule_at(at, command)
            case SchedulerKind.NONE:
                return Job(SchedulerKind.NONE)


def find_scheduler() -> Scheduler:
    """Return the scheduler that runs also while this user is logged out, if there is one."""
    if _has_lingering_systemd():
        return Scheduler(SchedulerKind.SYSTEMD)
    if _has_at():
        return Scheduler(SchedulerKind.AT)
    return Scheduler(SchedulerKind.NONE)


def cancel_job(job: Job) -> None:
    """Take a job back; one that ran already, or is gone, is no error.

    Raises:
        SchedulerError: the scheduler cannot be reached.
    """
    if job.kind is SchedulerKind.SYSTEMD and _UNIT_NAME.fullmatch(job.name):
        _run(["systemctl", "--user", "disable", "--now", f"{job.name}.timer"], is_checked=False)
        for suffix in ("timer", "service"):
            (_unit_folder() / f"{job.name}.{suffix}").unlink(missing_ok=True)
        _run(["systemctl", "--user", "daemon-reload"], is_checked=False)
    elif job.kind is SchedulerKind.AT and job.name.isdecimal():
        _run(["atrm", job.name], is_checked=False)


def _has_lingering_systemd() -> bool:
    """Return whether this user's systemd answers and runs without a login."""
    if shutil.which("systemctl") is None or not (_LINGER_FOLDER / getpass.getuser()).exists():
        return False
    try:
        state = _run(["systemctl", "--user", "is-system-running"], is_checked=False).stdout.strip()
    except SchedulerError:
        return False
    return state in ("running", "degraded", "starting")


def _has_at() -> bool:
    """Return whether `at` takes jobs of this user, and a daemon is there to run them."""
    if shutil.which("at") is None or shutil.which("atrm") is None:
        return False
    try:
        # atq fails for a user that at.allow or at.deny bars.
        listed = _run(["atq"], is_checked=False)
    except SchedulerError:
        return False
    return listed.returncode == 0 and _is_running("atd")


def _is_running(program: str) -> bool:
    """Return whether a process of that name runs, by /proc: no tool for it is everywhere."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                if (folder / "comm").read_text().strip() == program:
                    return True
            except OSError:
                continue
    return False


def _environment() -> dict[str, str]:
    """Return the variables that decide which configuration and which files the command finds."""
    return {name: os.environ[name] for name in _VARIABLES if name in os.environ}


def _schedule_at(at: datetime, command: Sequence[str]) -> Job:
    """Hand the command to `at`.

    Its job file repeats the whole environment, which could hold a token, so that only what is needed is given to it.
    `at` knows minutes only: the next full one is used, so that nothing ends early.
    """
    minute = at.astimezone()
    if minute.second or minute.microsecond:
        minute = (minute + timedelta(minutes=1)).replace(second=0, microsecond=0)
    environment = _environment() | {"PATH": os.environ.get("PATH", os.defpath), "TZ": os.environ.get("TZ", "")}
    if not environment["TZ"]:
        del environment["TZ"]
    done = _run(
        ["at", "-M", "-t", f"{minute:%Y%m%d%H%M}"],
        text=f"{shlex.join(command)} >/dev/null 2>&1\n",
        environment=environment,
    )
    number = re.search(r"^job (\d+) at ", done.stderr, re.MULTILINE)
    if number is None:
        raise SchedulerError("The at program took the job but named no number for it, so it cannot be managed.")
    return Job(SchedulerKind.AT, number[1])


def _schedule_unit(at: datetime, command: Sequence[str], name: str) -> Job:
    """Write a service and its timer, and start the timer."""
    folder = _unit_folder()
    folder.mkdir(parents=True, exist_ok=True)
    variables = "".join(f'Environment="{key}={_quoted(value)}"\n' for key, value in _environment().items())
    program = " ".join(f'"{_quoted(part)}"' for part in command)
    about = "End a call setting at its time (callsettings)"
    (folder / f"{name}.service").write_text(
        f"[Unit]\nDescription={about}\n\n[Service]\nType=oneshot\n{variables}ExecStart={program}\n"
    )
    when = at.astimezone(UTC)
    if when.microsecond:
        # Within the second it would be too early: the command finds nothing due, and nothing runs it again.
        when = when.replace(microsecond=0) + timedelta(seconds=1)
    (folder / f"{name}.timer").write_text(
        f"[Unit]\nDescription={about}\n\n[Timer]\nOnCalendar={when:%Y-%m-%d %H:%M:%S} UTC\nAccuracySec=1s\n"
        "Persistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )
    try:
        _run(["systemctl", "--user", "daemon-reload"])
        _run(["systemctl", "--user", "enable", "--now", f"{name}.timer"])
    except SchedulerError:
        for suffix in ("timer", "service"):
            (folder / f"{name}.{suffix}").unlink(missing_ok=True)
        raise
    return Job(SchedulerKind.SYSTEMD, name)


def _quoted(text: str) -> str:
    """Return `text` for a double-quoted word of a unit file; see systemd.syntax(7) and systemd.unit(5)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return escaped.replace("%", "%%").replace("$", "$$")


def _unit_folder() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "systemd" / "user"


def _run(
    command: Sequence[str], *, text: str = "", environment: dict[str, str] | None = None, is_checked: bool = True
) -> "subprocess.CompletedProcess[str]":
    """Run a command of the scheduler.

    Raises:
        SchedulerError: it is not there, takes too long, or fails while `is_checked`.
    """
    try:
        done = subprocess.run(  # noqa: S603 - fixed programs; no shell reads the words
            command, input=text, capture_output=True, text=True, timeout=_TIMEOUT, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SchedulerError(f"{command[0]} cannot be run here ({type(error).__name__}).") from None
    if is_checked and done.returncode:
        reason = done.stderr.strip().splitlines()
        raise SchedulerError(f"{command[0]} did not take the job: {reason[-1] if reason else 'it gave no reason'}.")
    return done
