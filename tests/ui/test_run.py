"""The end of a run of the editor, whatever ends it."""

import asyncio
import contextlib
import gc
import threading
from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import DND, ON, wait_until
from tui_callsettings.accounts.config import Config
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import Account
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.state.session import CloseReport, open_session
from tui_callsettings.terminal import crash_report
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.ui.app import EditorApp
from tui_callsettings.ui.run import run_editor


def test_a_save_under_way_when_the_editor_breaks_off_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for function in ("freeze", "set_threshold"):
        monkeypatch.setattr(gc, function, lambda *_: None)
    backend = FakeBackend()
    session = open_session(Account("work"), client=CallSettingsClient(backend))
    store, thread = session.store, session.provider_thread

    async def begin_save() -> None:
        await store.load()
        store.edit(DND, ON, True)
        thread.call_soon(backend.gate.clear)
        saving = asyncio.ensure_future(store.save())
        await wait_until(lambda: store.is_saving)
        assert not saving.done()

    def open_gate() -> None:
        with contextlib.suppress(RuntimeError):  # the provider's thread has ended, as it must not
            thread.call_soon(backend.gate.set)

    def break_off(_: EditorApp) -> int:
        # The end of the event loop cancels whatever waits for the save.
        asyncio.run(begin_save())
        # Later than reads are waited for.
        threading.Timer(1.2, open_gate).start()
        return crash_report.STATUS

    reports: list[CloseReport] = []

    def note(report: CloseReport) -> int:
        reports.append(report)
        return 0

    monkeypatch.setattr(EditorApp, "run_in_terminal", break_off)
    assert run_editor(session, Config(Path()), Terminal(), on_close=note) == crash_report.STATUS
    assert backend.value("do_not_disturb.enabled") is True
    (report,) = reports
    assert (report.is_finished, [result.status for result in report.results]) == (True, [SaveStatus.SAVED])
    assert report.unsaved == ()
