"""Restricted mode for tests: the installed program, but with a user database that names a home of the test's."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

_START = """
import atexit, json, os, pwd, sys

class Person:
    pw_dir = {home!r}

pwd.getpwuid = lambda user: Person
events = []

def watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        events.append(["write", str(arguments[0])])
    elif event == "open":
        events.append(["read", str(arguments[0])])
    elif event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork", "os.forkpty", "pty.spawn"):
        events.append(["run", event])
    elif event == "socket.connect":
        events.append(["connect", str(arguments[1])])

def keep():
    with open({log!r}, "w") as log:
        json.dump([event for event in events if event[1] != {log!r}], log)

sys.addaudithook(watch)
atexit.register(keep)
sys.path.insert(0, {root!r})
from tui_callsettings.__main__ import run
run()
"""


class ConfinedProgram:
    """The program as an administrator sets it up: `python -I`, restricted.

    Args:
        folder: where its files and the person's home are made.

    Attributes:
        home: the person's home, as the user database has it.
        command: what starts it.
    """

    def __init__(self, folder: Path) -> None:
        self.home = folder / "person"
        self.home.mkdir()
        self._log = folder / "events.json"
        script = folder / "callsettings"
        script.write_text(_START.format(home=str(self.home), log=str(self._log), root=str(ROOT)))
        self.command = [sys.executable, "-I", "-B", str(script), "--restricted"]

    @property
    def config_file(self) -> Path:
        """The person's configuration."""
        return self.home / ".config" / "callsettings" / "config.toml"

    def configure(self, text: str) -> None:
        """Write the person's configuration, as the administrator does."""
        self.config_file.parent.mkdir(parents=True)
        self.config_file.write_text(text)

    def events(self, kind: str) -> list[str]:
        """What the last run that ended in order did: "write", "read", "run" or "connect"."""
        return [subject for event, subject in json.loads(self._log.read_text()) if event == kind]

    def written_elsewhere(self) -> list[str]:
        """The files outside the person's home that were opened for writing; the terminal is none."""
        allowed = (str(self.home), "/dev/null", "/dev/tty", "/dev/pts/", "/proc/self/fd/1")
        return [path for path in self.events("write") if not path.startswith(allowed) and not path.isdecimal()]

    def foreign_reads(self, folder: Path) -> list[str]:
        """The files below `folder` that were read and are not the person's."""
        reads = self.events("read")
        return [path for path in reads if path.startswith(str(folder)) and not path.startswith(str(self.home))]
