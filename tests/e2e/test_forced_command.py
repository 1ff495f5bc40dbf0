"""The forced command of a real sshd that lets its clients send whatever they like."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shlex import join

import pytest

from tests.terminal.pty_terminal import DEADLINE
from tui_callsettings import paths
from tui_callsettings.models.feature import Feature

from . import ssh_server
from .confined import ConfinedProgram
from .editor import Editor
from .ssh_server import SshServer

_REASON = ssh_server.missing_reason()
pytestmark = pytest.mark.skipif(bool(_REASON), reason=_REASON)

_ACCEPTED = ("LANG", "LC_*", "HOME", "XDG_*", "PYTHON*", "TEXTUAL*", "WEBEX_*", "HTTPS_PROXY", "SSL_*", "_ARGCOMPLETE")


@pytest.fixture
def program(tmp_path: Path) -> ConfinedProgram:
    program = ConfinedProgram(tmp_path)
    program.configure('default_account = "pat"\n[accounts.pat]\nbackend = "local"\n[accounts.eve]\nbackend = "local"\n')
    return program


@pytest.fixture
def server(program: ConfinedProgram, tmp_path: Path) -> Iterator[SshServer]:
    forced = join([*program.command, "--account", "pat"])
    with SshServer(tmp_path, {"LANG": "C.UTF-8"}, forced=forced, accepted=_ACCEPTED) as running:
        yield running


def run(server: SshServer, *command: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    client = server.client(*command, has_terminal=False, is_forced=True, options=options)
    return subprocess.run(client, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=DEADLINE)


def hostile(home: Path) -> dict[str, str]:
    """What a client sends to have its own files taken: a home, modules, a start of the interpreter, a log."""
    evil = home / "modules"
    evil.mkdir()
    for module in ("sitecustomize", "usercustomize", "argparse"):
        (evil / f"{module}.py").write_text(f"open({str(home / 'ran')!r}, 'w')\n")
    folders = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA", "STATE")}
    python = {"PYTHONPATH": str(evil), "PYTHONINSPECT": "1", "PYTHONSTARTUP": str(evil / "argparse.py")}
    framework = {"TEXTUAL_DRIVER": "argparse:Driver", "TEXTUAL_LOG": str(home / "log"), "TEXTUAL_PRESS": "4,space"}
    return {"HOME": str(home), **folders, **python, **framework, "WEBEX_ACCESS_TOKEN": "eve", "_ARGCOMPLETE": "1"}


def test_it_opens_the_editor_on_the_account_of_the_key_whatever_is_sent(
    server: SshServer, program: ConfinedProgram, home: Path
) -> None:
    client = server.client("cat /etc/passwd; callsettings --account eve", is_forced=True, variables=hostile(home))
    with Editor(command=client) as editor:
        editor.wait_for("pat")
        editor.wait_ready()
        assert "eve" not in editor.text
        assert "root:" not in bytes(editor.received).decode(errors="replace")
        editor.press("p").wait_for("Profiles are not available in restricted mode.")
        editor.open(Feature.CALL_WAITING).press("space").save()
        assert editor.quit() == 0
    assert b"the command given to ssh was not run" in editor.received
    assert program.written_elsewhere() == []
    assert program.events("run") == []
    assert program.foreign_reads(home) == []
    assert not (home / "ran").exists()
    assert not (home / "log").exists()
    assert not paths.state_folder().exists()


@pytest.mark.parametrize(
    "command",
    ["cat /etc/passwd", "callsettings --plain", "sh -i", "/usr/lib/openssh/sftp-server", "scp -f /etc/passwd"],
)
def test_no_other_command_is_run(command: str, server: SshServer) -> None:
    done = run(server, command)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "the command given to ssh was not run" in done.stderr
    assert "ssh -t" in done.stderr


def test_no_files_are_served(server: SshServer) -> None:
    done = run(server, "sftp", options=("-s",))
    assert done.returncode == 2
    assert done.stdout == ""


def test_no_port_is_forwarded(server: SshServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as target:
        target.settimeout(0.2)
        port = target.getsockname()[1]
        done = run(server, options=("-W", f"127.0.0.1:{port}"))
        assert done.returncode != 0
        with pytest.raises(TimeoutError):
            target.accept()
