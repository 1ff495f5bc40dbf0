"""Through a real sshd: edit and save, and lose the connection at the worst moments."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.pty_terminal import DEADLINE, PtyTerminal
from tui_callsettings import paths
from tui_callsettings.models.feature import Feature

from . import ssh_server
from .accounts import practice_documents, serve_provider
from .editor import Editor, home_environment
from .ssh_server import EDITOR, SshServer

_REASON = ssh_server.missing_reason()
pytestmark = pytest.mark.skipif(bool(_REASON), reason=_REASON)

LONGEST_END = 12.0
"""Seconds after which nothing may be left of a session after its connection was cut."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SshServer]:
    folders = {name: value for name, value in os.environ.items() if name.startswith("XDG_")}
    with SshServer(tmp_path, {**folders, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}) as running:
        yield running


def start_editor(server: SshServer, account: str = "practice") -> Editor:
    return Editor(command=server.client(f"{EDITOR} --account {account}"))


def plain(server: SshServer, account: str = "practice") -> PtyTerminal:
    command = server.client(f"{EDITOR} --plain --account {account}")
    return PtyTerminal(command, environment=home_environment(), rows=60)


def answer(terminal: PtyTerminal, *lines: str) -> None:
    for line in lines:
        terminal.wait_until(lambda: terminal.text.rstrip().endswith((":", "(yes or no)")), "a question")
        echoed = len(terminal.received) + len(line) + len("\r\n")
        terminal.feed(f"{line}\n")
        terminal.wait_until(lambda least=echoed: len(terminal.received) > least, "what comes of it")  # type: ignore[misc]
        terminal.wait_quiet(0.05)


def remote_process(account: str = "practice") -> int:
    """The program at the other end, which holds the lock."""
    (lock,) = paths.state_folder().glob(f"{account}*.{socket.gethostname()}.lock")
    return int(json.loads(lock.read_text())["pid"])


def cut(terminal: PtyTerminal, process: int, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Kill the client, and see to it that nothing of the session is left in time."""
    terminal.process.kill()
    terminal.process.wait(DEADLINE)
    meanwhile()
    deadline = time.monotonic() + LONGEST_END
    while is_running(process):
        assert time.monotonic() < deadline, "the program outlives its connection"
        time.sleep(0.05)


def is_running(process: int) -> bool:
    """Whether it is there, and not only waiting for somebody to ask for its exit status."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def draft(account: str = "practice") -> str:
    return "".join(file.read_text() for file in paths.state_folder().glob(f"{account}*.draft.json"))


def test_the_editor_edits_and_saves(server: SshServer) -> None:
    with start_editor(server) as editor:
        editor.wait_ready().open(Feature.CALL_WAITING).press("space").save()
        assert editor.quit() == 0
    assert practice_documents()[Feature.CALL_WAITING] == {"enabled": False}


def test_plain_mode_edits_and_saves(server: SshServer) -> None:
    with plain(server) as terminal:
        answer(terminal, "4", "1", "off", "", "save", "yes", "quit")
        assert terminal.wait_exit() == 0
        terminal.wait_for("Call waiting: saved and verified")
    assert practice_documents()[Feature.CALL_WAITING] == {"enabled": False}


def test_without_a_terminal_the_sentence_and_the_status_come_through(server: SshServer) -> None:
    done = subprocess.run(
        server.client(EDITOR, has_terminal=False), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "ssh -t" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_cut_while_editing_leaves_a_draft_that_the_next_session_offers(server: SshServer) -> None:
    with start_editor(server) as editor:
        editor.wait_ready().open(Feature.CALL_WAITING).press("space").wait_for("* Call waiting")
        cut(editor, remote_process())
    assert '"call_waiting.enabled"' in draft()
    with plain(server) as terminal:
        terminal.wait_for("Unsaved draft from")
        answer(terminal, "1")
        terminal.wait_for("1 unsaved change")
        cut(terminal, remote_process())
    assert '"call_waiting.enabled"' in draft()
    assert practice_documents()[Feature.CALL_WAITING] == {"enabled": True}


@pytest.mark.parametrize("is_plain", [False, True], ids=["editor", "plain"])
def test_a_cut_while_saving_lets_the_save_end(is_plain: bool, server: SshServer) -> None:
    with serve_provider("webex") as simulator:
        held = simulator.set_fault("hold", method="PUT", count=1)
        terminal = _saving(server, is_plain)
        with terminal:
            assert held.seen.wait(10)
            cut(terminal, remote_process("work"), meanwhile=held.release)
        written = [request for request in simulator.log if request.method == "PUT"]
        assert len(written) == 1
        assert simulator.log[-1].method == "GET"
    assert draft("work") == ""


def test_a_cut_while_a_save_gets_no_answer_keeps_what_was_typed(server: SshServer) -> None:
    with serve_provider("webex") as simulator:
        before = simulator.state()
        held = simulator.set_fault("hold", method="PUT")
        with _saving(server, is_plain=False) as terminal:
            assert held.seen.wait(10)
            cut(terminal, remote_process("work"))
        assert simulator.state() == before
    assert '"call_forwarding.busy.destination"' in draft("work")


def _saving(server: SshServer, is_plain: bool) -> PtyTerminal:
    """A session in which a save of two fields has been sent."""
    if is_plain:
        terminal = plain(server, "work")
        answer(terminal, "2", "6", "4022", "5", "on", "", "save")
        terminal.wait_for("Save? (yes or no)")
        terminal.feed("yes\n")
        return terminal
    editor = start_editor(server, "work")
    editor.wait_ready().open(Feature.CALL_FORWARDING).press("next group", "space", "down", "4022")
    editor.review().confirm("s")
    return editor
