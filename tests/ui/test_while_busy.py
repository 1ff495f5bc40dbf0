"""What can be done while a save, a workflow or a switch of accounts is under way, and what Enter means."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.accounts.config import load_config
from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.accounts.credential_store import CredentialStore, StorageKind
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.session import SessionLock
from tui_callsettings.ui.editor import Editor as AnyEditor
from tui_callsettings.ui.screens.dialog import ConfirmDialog
from tui_callsettings.ui.workflows.workflow import ask, confirm, run_to_end

from .editor import Editor, editor
from .test_voicemail import Answering

DND = Feature.DO_NOT_DISTURB
ON = ("enabled",)


async def until(person: Editor, is_so: Callable[[], bool]) -> None:
    """Let the editor run until something is so; work that waits for the provider goes on waiting."""
    async with asyncio.timeout(20):
        while not is_so():
            await person.pilot.pause(0.01)


async def begin_save(person: Editor) -> None:
    """Turn do not disturb on, and save it at a provider that does not answer yet."""
    await person.press("1", "space", "f2")
    person.close_gate()
    await person.pilot.press("s")
    await until(person, lambda: person.app.state.is_saving and "Saving..." in person.prose)


async def test_what_is_being_saved_cannot_be_discarded() -> None:
    async with editor() as person:
        await begin_save(person)
        assert "[D]iscard" not in person.text
        await person.pilot.press("d", "s", "d")
        await person.pilot.pause()
        assert person.app.store.feature_state(DND).value(ON) is True
        person.open_gate()
        await person.settle()
        assert person.backend.writes == [(DND, (ON,))]
        assert (person.backend.value("do_not_disturb.enabled"), person.app.store.is_dirty) == (True, False)


async def test_where_something_is_wrong_enter_saves_nothing_and_leads_to_it() -> None:
    async with editor() as person:
        await person.press("space", "2", "space", "f2")
        assert ">[K]eep editing" in person.text
        assert "[S]ave the valid changes" in person.text
        await person.press("enter")
        assert person.backend.writes == []
        assert ">! Forward to" in person.row(" Forward to ")
        await person.press("f2", "s")
        assert person.backend.writes == [(DND, (ON,))]


async def test_quitting_during_a_save_waits_for_its_end() -> None:
    async with editor() as person:
        await begin_save(person)
        await person.pilot.press("f10")
        await until(person, lambda: "Quitting as soon as the save has ended..." in person.prose)
        assert person.app.return_code is None
        person.open_gate()
        await until(person, lambda: person.app.return_code == 0)
        assert person.backend.value("do_not_disturb.enabled") is True
        assert not person.app.store.is_saving


async def test_what_is_edited_while_quitting_waits_for_a_save_is_asked_about() -> None:
    async with editor() as person:
        await begin_save(person)
        await person.pilot.press("k", "f10")
        await until(person, lambda: "Quitting as soon as the save has ended..." in person.prose)
        person.app.edit(Feature.CALL_WAITING, ON, False)
        person.open_gate()
        await until(person, lambda: "Quit with unsaved changes?" in person.prose)
        assert person.app.return_code is None
        assert [change.feature for change in person.app.store.changes()] == [Feature.CALL_WAITING]


async def test_a_signal_during_a_save_waits_for_its_end() -> None:
    async with editor() as person:
        await begin_save(person)
        ending = asyncio.ensure_future(person.app.before_shutdown(15))
        await person.pilot.pause(0.05)
        assert not ending.done()
        person.open_gate()
        await asyncio.wait_for(ending, 20)
        assert person.backend.value("do_not_disturb.enabled") is True


async def test_another_account_is_opened_only_when_the_save_has_ended(home: Path) -> None:
    async with editor() as person:
        await begin_save(person)
        await person.pilot.press("k", "escape", "a")
        await until(person, lambda: "practice" in person.text)
        await person.pilot.press("end", "enter")
        await person.pilot.pause(0.1)
        first = person.app.session
        assert first.account.name == "work"
        person.open_gate()
        await until(person, lambda: person.app.account.name == "practice")
        await person.settle()
        assert person.backend.value("do_not_disturb.enabled") is True
        assert first.store.unsaved() == ()
        assert "kept as a draft" not in person.prose


async def test_the_forms_of_another_account_are_made_anew() -> None:
    async with editor() as person:
        await person.press("2", "pagedown", "pagedown")
        before = person.app.screen
        await person.press("escape", "a", "end", "enter")
        assert person.app.account.name == "practice"
        assert not before.is_attached
        await person.press("2")
        assert person.app.screen is not before
        assert person.app.state is person.app.store.state
        await person.press("space")
        assert person.app.store.is_dirty
        assert "Practice account" in person.row("Call forwarding")


async def test_a_new_workflow_ends_the_one_that_waits_and_closes_its_screens() -> None:
    ended: list[str] = []

    async def first(app: AnyEditor) -> None:
        try:
            await ask(app, ConfirmDialog("First?", (), (("no", "[N]o"),)))
            ended.append("answered")
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def second(app: AnyEditor) -> None:
        await ask(app, ConfirmDialog("Second?", (), (("no", "[N]o"),)))

    async with editor() as person:
        await person.app.start_workflow(first)
        await person.settle()
        assert "First?" in person.text
        await person.app.start_workflow(second)
        await person.settle()
        assert ended == ["cancelled"]
        titles = [screen.heading() for screen in person.app.screen_stack if isinstance(screen, ConfirmDialog)]
        assert titles == ["Second?"]
        await person.press("enter")
        assert len(person.app.screen_stack) == 1


async def test_a_workflow_begins_only_when_the_account_is_switched() -> None:
    opened: list[str] = []

    async def workflow(app: AnyEditor) -> None:
        opened.append(app.account.name)

    async with editor() as person:
        await begin_save(person)
        await person.pilot.press("k", "escape", "a")
        await until(person, lambda: "practice" in person.text)
        await person.pilot.press("end", "enter")
        await until(person, person.app.switching.locked)
        person.app.run_workflow(workflow)
        await person.pilot.pause(0.1)
        assert opened == []
        person.open_gate()
        await until(person, lambda: opened != [])
        assert opened == ["practice"]


async def test_work_that_was_begun_ends_although_its_workflow_is_cancelled() -> None:
    may_end, has_ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await may_end.wait()
        has_ended.set()

    waiting = asyncio.ensure_future(run_to_end(work()))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    may_end.set()
    await asyncio.wait_for(has_ended.wait(), 10)


@pytest.mark.parametrize(("key", "is_yes"), [("enter", False), ("n", False), ("escape", False), ("y", True)])
async def test_enter_is_no_yes(key: str, *, is_yes: bool) -> None:
    answers: list[bool] = []

    async def workflow(app: AnyEditor) -> None:
        answers.append(await confirm(app, "Really?", "It is gone then."))

    async with editor() as person:
        await person.app.start_workflow(workflow)
        await person.settle()
        assert "Really?" in person.text
        await person.press(key)
        assert answers == [is_yes]


async def test_neither_account_nor_sign_in_goes_without_a_yes(store: CredentialStore) -> None:
    desk = Account("desk", "broadworks", base_url="https://xsp.example.com", user="jane@example.com")
    add_account(desk)
    store.save(desk, Credential.with_password(desk, "canary"), StorageKind.FILE)
    async with editor(account=Account("practice", "local")) as person:
        await person.press("a", "home")
        while "> desk" not in person.text and ">desk" not in person.text:
            await person.press("down")
        await person.press("o", "enter", "d", "enter")
        assert "desk" in load_config().accounts
        assert store.load(desk) is not None
        await person.press("d", "y")
        assert "desk" not in load_config().accounts
        assert store.load(desk) is None


async def test_while_another_process_edits_no_recording_is_asked_for_or_sent() -> None:
    other = SessionLock("work")
    assert other.acquire() is None
    backend = Answering()
    try:
        async with editor(backend) as person:
            for workflow in ("upload_busy_greeting", "upload_unanswered_greeting", "change_pin"):
                await person.app.action_start(workflow)
                await person.settle()
                assert len(person.app.screen_stack) == 1
                assert person.app.status_message.code == "read-only"
                assert "is editing these settings" in person.app.status_message.text
                person.app.show_status("")
        assert (backend.uploads, backend.pins) == ([], [])
    finally:
        other.release()


@pytest.mark.parametrize("key", ["f2", "0", "space"])
async def test_while_another_process_edits_nothing_can_be_changed(key: str) -> None:
    other = SessionLock("work")
    assert other.acquire() is None
    backend = FakeBackend()
    backend.set("call_forwarding.always.enabled", True)
    backend.set("call_forwarding.always.destination", "+19075551333")
    try:
        async with editor(backend) as person:
            await person.press(key)
            assert len(person.app.screen_stack) == 1
            assert not person.app.store.is_dirty
    finally:
        other.release()
    assert backend.writes == []
