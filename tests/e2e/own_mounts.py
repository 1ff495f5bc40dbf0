"""A daemon in a mount namespace of its own, so that it finds the machine as the test wants it and all else does not."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

_DEADLINE = 30.0


def missing_reason(*programs: str) -> str:
    """Why no daemon can run in mounts of its own here; "" where one can."""
    missing = [name for name in ("unshare", "nsenter", *programs) if shutil.which(name) is None]
    if missing:
        return f"needs {', '.join(missing)}"
    if os.geteuid() != 0:
        return "needs root, to give a daemon a mount namespace of its own"
    probe = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/run"]
    return "" if subprocess.run(probe, capture_output=True).returncode == 0 else "needs a mount namespace"


class OwnMounts:
    """Runs a script that mounts and then becomes the daemon, and other commands beside it; a context manager.

    Args:
        script: for bash; its last line executes the daemon in the foreground.
        log: where the daemon's output goes.
        variables: added to the environment of the daemon and of commands.
    """

    def __init__(self, script: str, log: Path, variables: Mapping[str, str]) -> None:
        self._script = script
        self._log = log
        self._environment = {**os.environ, **variables}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                ["unshare", "--mount", "bash", "-ec", self._script],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        # Commands that enter before `unshare` has its mounts would look at the machine's.
        own, theirs = Path("/proc/self/ns/mnt"), Path(f"/proc/{self._process.pid}/ns/mnt")
        assert wait_for(lambda: theirs.readlink() != own.readlink(), _DEADLINE), "no mount namespace"
        return self

    def __exit__(self, *error: object) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(_DEADLINE)
        finally:
            # What else the script started is in the same session.
            subprocess.run(["kill", "--", f"-{self._process.pid}"], capture_output=True)

    def run(self, *command: str, status: int = 0) -> str:
        """Run a command among these mounts, and return what it prints."""
        assert self._process is not None
        inside = ["nsenter", f"--target={self._process.pid}", "--mount", f"--wd={Path.cwd()}", *command]
        done = subprocess.run(inside, env=self._environment, capture_output=True, text=True, timeout=_DEADLINE)
        assert done.returncode == status, done.stdout + done.stderr + self._log.read_text()
        return done.stdout + done.stderr

    def wait_until(self, condition: str) -> None:
        """Wait until a shell command succeeds among these mounts."""
        self.run("timeout", "20", "bash", "-c", f"until {condition}; do sleep 0.1; done")


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until `condition` holds, and return whether it does."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.2)
    return condition()
