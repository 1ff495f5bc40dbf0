"""Accounts inside the editor: another one, signing in again, and somebody else who is editing."""

from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings import paths
from tui_callsettings.accounts import sign_in_check
from tui_callsettings.accounts.config import load_config
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.accounts.credential_store import CredentialStore, StorageKind
from tui_callsettings.accounts.sign_in_check import SignInCheck, SignInStatus
from tui_callsettings.errors import NotSignedInError
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.session import SessionLock
from tui_callsettings.terminal.input_messages import TerminalFocused
from tui_callsettings.ui.refresher import Refresher

from .editor import editor


@pytest.fixture(autouse=True)
def accepting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that takes every sign-in; the tests of new accounts ask a simulated one."""

    async def check(account: Account, _credential: Credential) -> SignInCheck:
        return SignInCheck(SignInStatus.ACCEPTED, "", f'Signed in to "{account.name}".')

    monkeypatch.setattr(sign_in_check, "check_sign_in", check)


DESK = Account("desk", "broadworks", base_url="https://xsp.example.com", user="jane@example.com")
PASSWORD = "canary4711"


async def test_signing_in_again_loses_no_edit_and_asks_where_to_keep_it(store: CredentialStore) -> None:
    backend = FakeBackend()
    async with editor(backend, account=DESK) as person:
        await person.press("4", "space", "f2")
        backend.write_error[Feature.CALL_WAITING] = NotSignedInError("Sign in.", provider_message="expired")
        await person.press("s")
        await person.wait_for("You are not signed in")
        await person.press("k")
        assert 'You are not signed in to "desk". The provider says: "expired" Press F8 to sign in.' in person.prose
        assert person.app.store.is_dirty
        await person.press("f8")
        await person.type(PASSWORD)
        assert PASSWORD not in person.text
        assert "•" * len(PASSWORD) in person.text
        await person.press("enter")
        await person.wait_for("There is no keyring.")
        await person.press("m")
        await person.wait_for("Your sign-in is kept until you quit.")
        assert store.storage_kind(DESK) is StorageKind.MEMORY
        sign_in = store.load(DESK)
        assert sign_in is not None
        assert sign_in.secret.reveal() == PASSWORD
        assert "You are not signed in" not in person.text
        assert "F2 saves your changes." in person.prose
        await person.press("f2", "s")
        assert backend.value("call_waiting.enabled") is False


async def test_all_features_that_need_a_sign_in_are_told_of_once(store: CredentialStore) -> None:
    backend = FakeBackend()
    backend.read_error = dict.fromkeys(Feature, NotSignedInError("You are not signed in."))
    async with editor(backend, account=DESK) as person:
        assert person.prose.count("signed in to") == 1
        backend.read_error.clear()
        await person.press("ctrl+n")
        await person.type(PASSWORD)
        await person.press("enter")
        await person.wait_for("There is no keyring.")
        await person.press("f")
        await person.wait_for("Your sign-in is stored in a file.")
        assert store.storage_kind(DESK) is StorageKind.FILE
        assert "[x] ON" in person.row("Call waiting")


async def test_leaving_the_question_where_to_keep_it_keeps_nothing(store: CredentialStore) -> None:
    async with editor(account=DESK) as person:
        await person.press("f8")
        await person.type(PASSWORD)
        await person.press("enter")
        await person.wait_for("There is no keyring.")
        await person.press("escape")
        assert "Not signed in; nothing was stored." in person.text
        assert store.storage_kind(DESK) is None


async def test_an_empty_password_is_refused_in_a_sentence(store: CredentialStore) -> None:
    async with editor(account=DESK) as person:
        await person.press("f8", "enter")
        assert "No password given." in person.text
        assert store.storage_kind(DESK) is None


async def test_another_account_is_opened_and_the_changes_wait_as_a_draft(home: Path) -> None:
    async with editor() as person:
        await person.press("1", "space", "escape", "a")
        assert "practice" in person.text
        await person.press("end", "enter")
        assert person.app.account.name == "practice"
        assert '1 change to "work" kept as a draft.' in person.prose
        assert "Practice account" in person.row("Call settings")
        await person.press("1", "space")
        assert person.app.store.is_dirty
    async with editor() as person:
        assert "Unsaved draft" in person.text


async def test_the_account_to_start_with_is_chosen() -> None:
    async with editor() as person:
        await person.press("a", "u")
        assert load_config().text is not None
        assert load_config().default_account == "practice"


async def test_somebody_else_is_editing_until_they_end() -> None:
    other = SessionLock("work")
    assert other.acquire() is None
    async with editor() as person:
        assert "Read-only: another callsettings" in person.text
        await person.press("space", "t")
        assert not person.app.store.is_dirty
        assert "The other editor is still open" in person.text
        other.release()
        await person.press("t", "space")
        assert person.app.store.is_dirty


async def test_one_of_several_lines_is_chosen() -> None:
    path = paths.config_folder() / "config.toml"
    paths.write_atomically(
        path, b'# mine\n[accounts.desk]\nbackend = "ucm"\nmode = "cloud"\nbase_url = "http://127.0.0.1:9"\n'
    )
    backend = FakeBackend(Capabilities(provider="Fake", needs_directory_number=True))
    backend.line_numbers = ("4021", "4022")
    account = load_config().account("desk")
    async with editor(backend, account=account) as person:
        assert "2 lines" in person.prose
        await person.press("l")
        assert "4021   (current)" in person.text
        await person.press("down", "w")
        assert load_config().account("desk").line == "4022"
        assert person.app.account.line == "4022"
        assert path.read_text().startswith("# mine")


async def test_coming_back_to_the_terminal_reads_again_and_marks_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with editor() as person:
        await person.press("1", "space")
        person.app.refresher = Refresher(person.app, 5)
        monkeypatch.setattr("tui_callsettings.ui.refresher.monotonic", lambda: 1e9)
        person.backend.set("do_not_disturb.ring_splash_enabled", False)
        person.app.post_message(TerminalFocused())
        await person.settle()
        assert person.row("# Ring reminder").split()[-5:] == ["[", "]", "OFF", "changed", "elsewhere"]
        assert person.app.store.feature_state(Feature.DO_NOT_DISTURB).value(("enabled",)) is True
        reads = len(person.backend.calls)
        person.app.post_message(TerminalFocused())
        await person.settle()
        assert len(person.backend.calls) == reads
