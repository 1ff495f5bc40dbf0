"""The end of a session of plain mode, whatever ends it."""

import asyncio
import contextlib
import signal
import threading
from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import DND, ON, wait_until
from tui_callsettings.accounts.config import Config
from tui_callsettings.cli.plain.console import Console
from tui_callsettings.cli.plain.plain_session import PlainSession
from tui_callsettings.cli.plain.termination import Terminated, terminate_on_signals
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import PRACTICE, Account


async def begin_save(plain_session: PlainSession) -> None:
    """Return while the save waits for the provider."""
    saving = asyncio.ensure_future(plain_session.store.save())
    await wait_until(lambda: plain_session.store.is_saving)
    assert not saving.done()


def test_an_error_during_a_save_waits_for_its_end(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    backend = FakeBackend()
    made = staticmethod(lambda account: CallSettingsClient(backend, account))
    monkeypatch.setattr(CallSettingsClient, "for_account", made)
    plain_session = PlainSession(Account(PRACTICE), Config(Path()), Console(is_ascii=True))
    plain_session.load()
    plain_session.store.edit(DND, ON, True)
    thread = plain_session.session.provider_thread
    thread.call_soon(backend.gate.clear)
    plain_session.run(begin_save(plain_session))

    def open_gate() -> None:
        with contextlib.suppress(RuntimeError):  # the provider's thread has ended, as it must not
            thread.call_soon(backend.gate.set)

    # Later than reads are waited for.
    threading.Timer(1.2, open_gate).start()
    plain_session.__exit__(ZeroDivisionError)
    assert backend.value("do_not_disturb.enabled") is True
    assert "kept as a draft" not in capfd.readouterr().out


def test_a_second_signal_neither_interrupts_the_end_nor_changes_its_status() -> None:
    ended = []

    def run_until_signal() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGHUP)
            ended.append("in order")

    with pytest.raises(Terminated) as caught, terminate_on_signals():
        run_until_signal()
    signal.raise_signal(signal.SIGINT)
    assert (caught.value.code, ended) == (128 + signal.SIGTERM, ["in order"])


def test_a_lost_terminal_ends_it_as_a_signal_does() -> None:
    with pytest.raises(Terminated) as caught, terminate_on_signals():
        raise Terminated(signal.SIGHUP)
    # A signal that comes with the loss must not interrupt the end either.
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        assert signal.getsignal(number) is signal.SIG_IGN
    assert caught.value.is_terminal_lost
    assert caught.value.code == 128 + signal.SIGHUP


def test_when_it_has_gone_well_signals_mean_what_they_did_before() -> None:
    numbers = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    with terminate_on_signals():
        assert [signal.getsignal(number) for number in numbers] != before
    assert [signal.getsignal(number) for number in numbers] == before
