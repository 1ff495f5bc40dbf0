import asyncio
from pathlib import Path

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import VOICEMAIL, wait_until
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import OutcomeUnknownError, RejectedError
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.models.voicemail import CUSTOM_GREETING, GREETING_FIELDS
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.state.session import EditingSession, open_session
from tui_callsettings.state.voicemail_actions import change_pin, upload_greeting

WAV = Path("busy.wav")


def command_session(folder: Path, backend: FakeBackend) -> EditingSession:
    return open_session(Account(PRACTICE), client=CallSettingsClient(backend), folder=folder, is_editor=False)


async def test_an_uploaded_greeting_is_in_the_history_and_chosen_by_an_edit(tmp_path: Path) -> None:
    backend = FakeBackend()
    sent: list[tuple[int, int]] = []
    async with command_session(tmp_path, backend) as session:
        await session.store.load()
        result = await upload_greeting(session, "busy", WAV, lambda done, total: sent.append((done, total)))
        assert (result.status, result.message) == (SaveStatus.SAVED, "Busy greeting uploaded.")
        assert [(c.path, c.new) for c in session.store.changes()] == [(GREETING_FIELDS["busy"], CUSTOM_GREETING)]
        assert [(e.feature, e.action) for e in session.history.entries()] == [(VOICEMAIL, "busy greeting uploaded")]
    assert backend.uploaded_greetings == [("busy", WAV)]
    assert sent


async def test_a_pin_is_in_no_history(tmp_path: Path) -> None:
    backend = FakeBackend()
    async with command_session(tmp_path, backend) as session:
        result = await change_pin(session, "918273")
        (entry,) = session.history.entries()
    assert (result.message, entry.action) == ("Voicemail PIN changed.", "voicemail PIN changed")
    assert backend.pin == "918273"
    assert not [file for file in tmp_path.iterdir() if b"918273" in file.read_bytes()]


async def test_while_another_process_edits_nothing_is_sent(tmp_path: Path) -> None:
    backend = FakeBackend()
    async with command_session(tmp_path, FakeBackend()) as other, command_session(tmp_path, backend) as session:
        assert other.acquire_lock()
        greeting = await upload_greeting(session, "busy", WAV, lambda done, total: None)
        pin = await change_pin(session, "918273")
        assert session.history.entries() == ()
    assert (greeting.status, pin.status) == (SaveStatus.REJECTED, SaveStatus.REJECTED)
    assert "is editing these settings" in pin.message
    assert (backend.uploaded_greetings, backend.pin) == ([], "")


async def test_a_rejected_action_is_in_no_history_and_one_without_an_answer_is_as_unknown(tmp_path: Path) -> None:
    backend = FakeBackend()
    async with command_session(tmp_path, backend) as session:
        await session.store.load()
        backend.action_error = RejectedError("Too short.")
        assert (await change_pin(session, "1")).message == "Too short."
        assert session.history.entries() == ()
        backend.action_error = OutcomeUnknownError("No answer arrived.")
        assert (await change_pin(session, "918273")).status is SaveStatus.UNKNOWN
        assert [entry.status for entry in session.history.entries()] == [SaveStatus.UNKNOWN]
        assert session.store.changes() == ()


async def test_an_action_that_runs_when_the_editor_ends_is_waited_for(tmp_path: Path) -> None:
    backend = FakeBackend()
    session = open_session(Account(PRACTICE), client=CallSettingsClient(backend), folder=tmp_path)
    backend.gate.clear()
    changing = asyncio.create_task(change_pin(session, "918273"))
    await wait_until(lambda: ("pin",) in backend.calls)
    session.provider_thread.call_soon(backend.gate.set)
    assert (await asyncio.to_thread(session.close)).is_finished
    assert backend.pin == "918273"
    assert [entry.action for entry in session.history.entries()] == ["voicemail PIN changed"]
    changing.cancel()
