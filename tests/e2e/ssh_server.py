"""A real sshd on loopback: an ordinary process on a free port, with keys of its own, for one test."""

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from .editor import ROOT

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
SSH = shutil.which("ssh")
EDITOR = f"cd {shlex.quote(str(ROOT))} && exec {shlex.quote(sys.executable)} -m tui_callsettings"
"""The command of a person with a shell account."""

_PRIVILEGE_FOLDER = Path("/run/sshd")
_DEADLINE = 10.0


def missing_reason() -> str:
    """Why there can be no server here; "" if there can."""
    if SSHD is None or SSH is None or shutil.which("ssh-keygen") is None:
        return "openssh-server or openssh-client is not installed"
    return ""


def make_key(path: Path) -> str:
    """Make a key without passphrase; its public half."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path.with_name(f"{path.name}.pub").read_text().strip()


class SshServer:
    """Serves the present user while a `with` block runs.

    Args:
        folder: for its files.
        variables: the environment that the administrator gives each session.
        forced: the command that a second key is bound to; "" for none.
        accepted: names of variables that clients may send.
    """

    def __init__(
        self, folder: Path, variables: Mapping[str, str], *, forced: str = "", accepted: Sequence[str] = ()
    ) -> None:
        self._folder = folder
        self._key = folder / "key"
        self._forced_key = folder / "forced_key"
        keys = [make_key(self._key)]
        if forced:
            quoted = forced.replace('"', '\\"')
            keys.append(f'restrict,pty,command="{quoted}" {make_key(self._forced_key)}')
        (folder / "authorized_keys").write_text("\n".join(keys) + "\n")
        make_key(folder / "host_key")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        settings = " ".join(f'"{name}={value}"' for name, value in variables.items())
        lines = [
            f"Port {self.port}",
            "ListenAddress 127.0.0.1",
            f"HostKey {folder}/host_key",
            f"AuthorizedKeysFile {folder}/authorized_keys",
            f"PidFile {folder}/pid",
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "PermitRootLogin prohibit-password",
            "PrintMotd no",
            "Subsystem sftp internal-sftp",
            *([f"SetEnv {settings}"] if settings else []),
            *(f"AcceptEnv {name}" for name in accepted),
        ]
        (folder / "sshd_config").write_text("\n".join(lines) + "\n")

    def __enter__(self) -> Self:
        if os.getuid() == 0:
            # The server insists on it, and only the system's own start makes it.
            _PRIVILEGE_FOLDER.mkdir(mode=0o755, exist_ok=True)
        log = self._folder / "log"
        with log.open("w") as output:
            command = [str(SSHD), "-D", "-e", "-f", str(self._folder / "sshd_config")]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        deadline = time.monotonic() + _DEADLINE
        while "Server listening" not in log.read_text():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"sshd does not start: {log.read_text()}")
            time.sleep(0.02)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(_DEADLINE)

    def client(
        self,
        *command: str,
        has_terminal: bool = True,
        is_forced: bool = False,
        variables: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
    ) -> list[str]:
        """The client's command line.

        Args:
            command: what the person asks to run; nothing for a shell.
            has_terminal: whether a terminal is asked for.
            is_forced: whether the key with the forced command is used.
            variables: what the client sends.
            options: more of the client's options.
        """
        known = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes", "LogLevel=ERROR")
        sent = " ".join(f'"{name}={value}"' for name, value in (variables or {}).items())
        return [
            str(SSH),
            *("-F", "none", "-p", str(self.port), "-i", str(self._forced_key if is_forced else self._key)),
            *(f"-o{option}" for option in known),
            *([f"-oSetEnv={sent}"] if sent else []),
            "-t" if has_terminal else "-T",
            *options,
            f"{getpass.getuser()}@127.0.0.1",
            *command,
        ]
