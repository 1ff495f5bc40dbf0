import json
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tui_callsettings import paths
from tui_callsettings.accounts import system_keyring
from tui_callsettings.accounts.credentials import credentials_for, forget, where
from tui_callsettings.accounts.sign_in import SignIn
from tui_callsettings.accounts.vault import CHOICES, Place, Vault
from tui_callsettings.errors import NotSignedInError, StorageError
from tui_callsettings.models.account import PRACTICE, Account

WORK = Account("work", "webex")
HOME = Account("home", "webex")
TOKEN = SignIn.with_token(WORK, "canary")
Keyring = Callable[[str], Path]


def vault(**environment: str) -> Vault:
    return Vault(environment)


def test_nothing_is_kept_at_first() -> None:
    assert vault().place(WORK) is None
    assert vault().find(WORK) is None
    assert not vault().forget(WORK)
    assert not vault().path.exists()
    assert "callsettings login --account work" in where(WORK, vault()).protection


def test_a_file_for_the_user_alone() -> None:
    vault().keep(WORK, TOKEN, Place.FILE)
    assert vault().place(WORK) is Place.FILE
    assert vault().find(WORK) == TOKEN
    assert vault().find(HOME) is None
    assert stat.S_IMODE(vault().path.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault().path.parent.stat().st_mode) == 0o700
    told = where(WORK, vault())
    assert told.place is Place.FILE
    assert str(vault().path) in told.protection
    assert "0600" in told.protection
    assert forget(WORK, vault())
    assert "canary" not in vault().path.read_text()
    assert vault().find(WORK) is None


def test_a_file_that_others_can_read_is_told() -> None:
    vault().keep(WORK, TOKEN, Place.FILE)
    vault().path.chmod(0o644)
    assert "chmod 600" in where(WORK, vault()).protection
    vault().keep(HOME, TOKEN, Place.FILE)
    assert "chmod" not in where(WORK, vault()).protection


def test_memory_alone_leaves_nothing_on_disk(home: Path) -> None:
    one = vault()
    one.keep(WORK, TOKEN, Place.MEMORY)
    assert one.find(WORK) == TOKEN
    assert where(WORK, one).place is Place.MEMORY
    assert vault().find(WORK) is None
    assert list(home.rglob("*")) == []
    assert one.forget(WORK)
    assert one.find(WORK) is None


def test_keyring(keyring: Keyring) -> None:
    kept = keyring("works")
    assert system_keyring.problem() is None
    assert json.loads(kept.read_text()) == {}
    vault().keep(WORK, TOKEN, Place.KEYRING)
    assert "canary" in kept.read_text()
    assert "canary" not in vault().path.read_text()
    assert vault().find(WORK) == TOKEN
    assert where(WORK, vault()).place is Place.KEYRING
    assert vault().forget(WORK)
    assert "canary" not in kept.read_text()


def test_choosing_another_place_empties_the_first(keyring: Keyring) -> None:
    kept = keyring("works")
    vault().keep(WORK, TOKEN, Place.KEYRING)
    vault().keep(WORK, TOKEN, Place.FILE)
    assert "canary" not in kept.read_text()
    vault().keep(WORK, TOKEN, Place.KEYRING)
    assert "canary" not in vault().path.read_text()
    one = vault()
    one.keep(WORK, TOKEN, Place.MEMORY)
    assert "canary" not in kept.read_text()


@pytest.mark.parametrize(("how", "words"), [("forgets", "does not give back"), ("refuses", "cannot be used")])
def test_a_keyring_that_fails_its_probe_is_not_used_and_nothing_else_instead(
    keyring: Keyring, how: str, words: str
) -> None:
    keyring(how)
    with pytest.raises(StorageError, match=words) as caught:
        vault().keep(WORK, TOKEN, Place.KEYRING)
    assert "canary" not in str(caught.value)
    assert not vault().path.exists()


def test_no_keyring_at_all() -> None:
    assert "no keyring" in str(system_keyring.problem())


def test_a_keyring_that_hangs_is_given_up_on(keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring("hangs")
    monkeypatch.setattr(system_keyring, "LIMIT", 0.5)
    start = time.monotonic()
    assert "did not answer within 0.5 seconds" in str(system_keyring.problem())
    assert time.monotonic() - start < 30


def test_a_module_in_the_current_folder_is_not_taken_for_the_keyring(
    home: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring("works")
    trap = home / "trap"
    trap.mkdir()
    (trap / "keyring.py").write_text("import pathlib; pathlib.Path(__file__).with_name('sprung').touch()")
    monkeypatch.chdir(trap)
    assert system_keyring.problem() is None
    assert not (trap / "sprung").exists()


def test_the_environment_comes_after_what_was_chosen() -> None:
    with_token = vault(WEBEX_ACCESS_TOKEN="other")
    assert with_token.place(WORK) is Place.ENVIRONMENT
    assert with_token.find(WORK) == SignIn.with_token(WORK, "other")
    assert with_token.place(Account("cloud", "ucm", mode="cloud")) is Place.ENVIRONMENT
    assert with_token.place(Account("desk", "broadworks", base_url="https://x", user="j")) is None
    with_token.keep(WORK, TOKEN, Place.FILE)
    assert with_token.find(WORK) == TOKEN


def test_token_file(home: Path) -> None:
    path = home / "token"
    path.write_text("from-file\n")
    one = vault(WEBEX_ACCESS_TOKEN="other")
    one.keep(WORK, TOKEN, Place.FILE)
    one.use_token_file(WORK, path)
    assert one.find(WORK) == SignIn.with_token(WORK, "from-file")
    assert one.find(HOME) == SignIn.with_token(WORK, "other")
    path.unlink()
    with pytest.raises(NotSignedInError, match="no token file"):
        one.find(WORK)


def test_restricted_mode_takes_nothing_of_the_clients(home: Path, keyring: Keyring) -> None:
    kept = keyring("works")
    paths.use_only(home)
    one = vault(WEBEX_ACCESS_TOKEN="other")
    assert one.place(WORK) is None
    with pytest.raises(NotSignedInError, match="restricted"):
        one.use_token_file(WORK, home / "token")
    with pytest.raises(StorageError, match="restricted"):
        one.keep(WORK, TOKEN, Place.KEYRING)
    assert not kept.exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"accounts": []}', b'{"accounts": {"work": 1}}', b"\xff"])
def test_a_damaged_file_is_named(content: bytes) -> None:
    paths.write_atomically(vault().path, content)
    with pytest.raises(StorageError, match=r"sign-ins\.json is damaged"):
        vault().find(WORK)


def test_a_damaged_sign_in_is_told() -> None:
    paths.write_atomically(vault().path, b'{"accounts": {"work": {"place": "file", "sign_in": {"scheme": "x"}}}}')
    with pytest.raises(StorageError, match="Sign in again"):
        vault().find(WORK)


def test_a_refreshed_sign_in_does_not_bring_back_a_forgotten_one() -> None:
    vault().keep(HOME, TOKEN, Place.FILE)
    vault().replace(WORK, TOKEN)
    assert vault().find(WORK) is None


def test_the_practice_account_needs_nothing() -> None:
    practice = Account(PRACTICE)
    assert credentials_for(practice) is None
    assert where(practice).place is None
    assert Place.ENVIRONMENT not in CHOICES
