"""Several hosts on one home: what one should know of the other, and of a file system that has no shared memory."""

import socket
from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import wait_until
from tui_callsettings.cli.main import main
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.state import shared_home
from tui_callsettings.state.session import EditingSession, open_session

SENTENCE = "on a network file system (nfs4). The files there are kept without a write-ahead log"


def open_on(monkeypatch: pytest.MonkeyPatch, host: str, folder: Path, account: str = PRACTICE) -> EditingSession:
    with monkeypatch.context() as patched:
        patched.setattr(socket, "gethostname", lambda: host)
        return open_session(Account(account), client=CallSettingsClient(FakeBackend()), folder=folder)


async def test_the_draft_of_an_editor_on_another_host_is_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = open_on(monkeypatch, "lab-2", tmp_path)
    await other.store.load()
    other.store.edit(Feature.DO_NOT_DISTURB, ("enabled",), True)
    await wait_until(lambda: other.draft_barrier() is None)
    here = open_on(monkeypatch, "lab-1", tmp_path)
    try:
        assert here.draft is None
        assert here.notices == ["These settings are also open on host lab-2, with 1 unsaved change there."]
    finally:
        here.close()
    other.close()
    here = open_on(monkeypatch, "lab-1", tmp_path)
    try:
        (notice,) = here.notices
        assert notice.startswith("Host lab-2 keeps 1 unsaved change of 20")
        assert notice.endswith(": start callsettings there to resume.")
    finally:
        here.close()
    # On the host of the draft itself, and for an account whose name begins like the other, there is nothing to report.
    for host, account in (("lab-2", PRACTICE), ("lab-1", f"{PRACTICE}.lab-2"), ("lab-1", "prac")):
        session = open_on(monkeypatch, host, tmp_path, account)
        session.close()
        assert session.notices == []


def test_a_network_file_system_is_reported_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shared_home, "network_filesystem", lambda _: "nfs4")
    found = []
    for _ in range(2):
        session = open_on(monkeypatch, "lab-1", tmp_path)
        session.close()
        found.append(session.notices)
    assert SENTENCE in found[0][0]
    assert found[1] == []


def test_a_command_reports_it_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del home
    monkeypatch.setattr(shared_home, "network_filesystem", lambda _: "nfs4")
    printed = []
    for _ in range(2):
        assert main(["dnd", "on", "--yes"]) == 0
        printed.append(capsys.readouterr().err)
    assert SENTENCE in printed[0]
    assert SENTENCE not in printed[1]
