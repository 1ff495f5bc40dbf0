import contextlib
import json
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tui_callsettings import paths
from tui_callsettings.accounts import credential_store, keyring
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.accounts.credential_status import credential_status
from tui_callsettings.accounts.credential_store import STORAGE_CHOICES, CredentialStore, StorageKind
from tui_callsettings.accounts.credentials import open_credentials, sign_out
from tui_callsettings.errors import NotSignedInError, StorageError
from tui_callsettings.models.account import PRACTICE, Account

WORK = Account("work", "webex")
HOME = Account("home", "webex")
TOKEN = Credential.with_token(WORK, "canary")
InstallKeyring = Callable[[str], Path]


def new_store(**environment: str) -> CredentialStore:
    return CredentialStore(environment)


def test_nothing_is_kept_at_first() -> None:
    assert new_store().storage_kind(WORK) is None
    assert new_store().load(WORK) is None
    assert not new_store().delete(WORK)
    assert not new_store().path.exists()
    assert "callsettings login --account work" in credential_status(WORK, new_store()).protection


def test_a_file_for_the_user_alone() -> None:
    new_store().save(WORK, TOKEN, StorageKind.FILE)
    assert new_store().storage_kind(WORK) is StorageKind.FILE
    assert new_store().load(WORK) == TOKEN
    assert new_store().load(HOME) is None
    assert stat.S_IMODE(new_store().path.stat().st_mode) == 0o600
    assert stat.S_IMODE(new_store().path.parent.stat().st_mode) == 0o700
    status = credential_status(WORK, new_store())
    assert status.storage_kind is StorageKind.FILE
    assert str(new_store().path) in status.protection
    assert "0600" in status.protection
    assert sign_out(WORK, new_store())
    assert "canary" not in new_store().path.read_text()
    assert new_store().load(WORK) is None


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o610, 0o604, 0o602, 0o601])
def test_a_file_that_is_open_to_others_is_reported(mode: int) -> None:
    new_store().save(WORK, TOKEN, StorageKind.FILE)
    new_store().path.chmod(mode)
    assert "chmod 600" in credential_status(WORK, new_store()).protection
    new_store().save(HOME, TOKEN, StorageKind.FILE)
    assert "chmod" not in credential_status(WORK, new_store()).protection


def test_memory_alone_leaves_nothing_on_disk(home: Path) -> None:
    one = new_store()
    one.save(WORK, TOKEN, StorageKind.MEMORY)
    assert one.load(WORK) == TOKEN
    assert credential_status(WORK, one).storage_kind is StorageKind.MEMORY
    assert new_store().load(WORK) is None
    assert list(home.rglob("*")) == []
    assert one.delete(WORK)
    assert one.load(WORK) is None


def test_keyring(install_keyring: InstallKeyring) -> None:
    kept = install_keyring("works")
    assert keyring.check() is None
    assert json.loads(kept.read_text()) == {}
    new_store().save(WORK, TOKEN, StorageKind.KEYRING)
    assert "canary" in kept.read_text()
    assert "canary" not in new_store().path.read_text()
    assert new_store().load(WORK) == TOKEN
    assert credential_status(WORK, new_store()).storage_kind is StorageKind.KEYRING
    assert new_store().delete(WORK)
    assert "canary" not in kept.read_text()


def test_choosing_another_place_empties_the_first(install_keyring: InstallKeyring) -> None:
    kept = install_keyring("works")
    new_store().save(WORK, TOKEN, StorageKind.KEYRING)
    new_store().save(WORK, TOKEN, StorageKind.FILE)
    assert "canary" not in kept.read_text()
    new_store().save(WORK, TOKEN, StorageKind.KEYRING)
    assert "canary" not in new_store().path.read_text()
    one = new_store()
    one.save(WORK, TOKEN, StorageKind.MEMORY)
    assert "canary" not in kept.read_text()


def test_signing_in_again_with_another_place_uses_the_new_sign_in() -> None:
    one, new = new_store(), Credential.with_token(WORK, "new")
    one.save(WORK, TOKEN, StorageKind.MEMORY)
    one.save(WORK, new, StorageKind.FILE)
    assert (one.storage_kind(WORK), one.load(WORK)) == (StorageKind.FILE, new)
    one.save(WORK, TOKEN, StorageKind.MEMORY)
    assert (one.storage_kind(WORK), one.load(WORK)) == (StorageKind.MEMORY, TOKEN)
    assert new_store().load(WORK) is None


@pytest.mark.parametrize(("how", "words"), [("forgets", "does not give back"), ("refuses", "cannot be used")])
def test_a_keyring_that_fails_its_probe_is_not_used_and_nothing_else_instead(
    install_keyring: InstallKeyring, how: str, words: str
) -> None:
    install_keyring(how)
    with pytest.raises(StorageError, match=words) as caught:
        new_store().save(WORK, TOKEN, StorageKind.KEYRING)
    assert "canary" not in str(caught.value)
    assert not new_store().path.exists()


def test_no_keyring_at_all() -> None:
    assert "No secure keyring" in str(keyring.check())


def test_a_keyring_that_hangs_is_given_up_on(install_keyring: InstallKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    install_keyring("hangs")
    monkeypatch.setattr(keyring, "LIMIT", 0.5)
    start = time.monotonic()
    assert "did not answer within 0.5 seconds" in str(keyring.check())
    assert time.monotonic() - start < 30


def test_a_module_in_the_current_folder_is_not_taken_for_the_keyring(
    home: Path, install_keyring: InstallKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_keyring("works")
    trap = home / "trap"
    trap.mkdir()
    (trap / "keyring.py").write_text("import pathlib; pathlib.Path(__file__).with_name('sprung').touch()")
    monkeypatch.chdir(trap)
    assert keyring.check() is None
    assert not (trap / "sprung").exists()


def test_the_environment_comes_after_what_was_chosen() -> None:
    with_token = new_store(WEBEX_ACCESS_TOKEN="other")
    assert with_token.storage_kind(WORK) is StorageKind.ENVIRONMENT
    assert with_token.load(WORK) == Credential.with_token(WORK, "other")
    assert with_token.storage_kind(Account("cloud", "ucm", mode="cloud")) is StorageKind.ENVIRONMENT
    assert with_token.storage_kind(Account("desk", "broadworks", base_url="https://x", user="j")) is None
    with_token.save(WORK, TOKEN, StorageKind.FILE)
    assert with_token.load(WORK) == TOKEN


def test_token_file(home: Path) -> None:
    path = home / "token"
    path.write_text("from-file\n")
    one = new_store(WEBEX_ACCESS_TOKEN="other")
    one.save(WORK, TOKEN, StorageKind.FILE)
    one.use_token_file(WORK, path)
    assert one.load(WORK) == Credential.with_token(WORK, "from-file")
    assert one.load(HOME) == Credential.with_token(WORK, "other")
    path.unlink()
    with pytest.raises(NotSignedInError, match="no token file"):
        one.load(WORK)
    assert sign_out(WORK, one)
    assert one.storage_kind(WORK) is StorageKind.ENVIRONMENT


def test_restricted_mode_takes_nothing_of_the_clients(home: Path, install_keyring: InstallKeyring) -> None:
    kept = install_keyring("works")
    paths.restrict_to_home(home)
    one = new_store(WEBEX_ACCESS_TOKEN="other")
    assert one.storage_kind(WORK) is None
    with pytest.raises(NotSignedInError, match="restricted"):
        one.use_token_file(WORK, home / "token")
    with pytest.raises(StorageError, match="restricted"):
        one.save(WORK, TOKEN, StorageKind.KEYRING)
    assert not kept.exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"accounts": []}', b'{"accounts": {"work": 1}}', b"\xff"])
def test_a_damaged_file_is_named(content: bytes) -> None:
    paths.write_atomically(new_store().path, content)
    with pytest.raises(StorageError, match=r"sign-ins\.json is damaged"):
        new_store().load(WORK)


def test_a_damaged_sign_in_is_reported() -> None:
    paths.write_atomically(new_store().path, b'{"accounts": {"work": {"place": "file", "sign_in": {"scheme": "x"}}}}')
    with pytest.raises(StorageError, match="Sign in again"):
        new_store().load(WORK)


def test_a_refreshed_sign_in_does_not_bring_back_one_that_was_deleted() -> None:
    new_store().save(HOME, TOKEN, StorageKind.FILE)
    new_store().replace(WORK, TOKEN)
    assert new_store().load(WORK) is None


def test_a_sign_in_deleted_while_its_refresh_is_stored_stays_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    store = new_store()
    store.save(WORK, TOKEN, StorageKind.FILE)

    @contextlib.contextmanager
    def lock_after_the_other_process(_: Path) -> Iterator[None]:
        document = json.loads(store.path.read_text())
        del document["accounts"][WORK.name]
        store.path.write_text(json.dumps(document))
        yield

    monkeypatch.setattr(credential_store, "file_lock", lock_after_the_other_process)
    store.replace(WORK, TOKEN)
    assert new_store().load(WORK) is None


def test_the_practice_account_needs_nothing() -> None:
    practice = Account(PRACTICE)
    assert open_credentials(practice) is None
    assert credential_status(practice).storage_kind is None
    assert StorageKind.ENVIRONMENT not in STORAGE_CHOICES


def test_a_file_of_the_first_format_is_read_and_replaced_by_the_present_one() -> None:
    old = {"accounts": {"work": {"place": "file", "sign_in": {"scheme": "Bearer", "secret": "t", "expires_at": 5}}}}
    paths.write_atomically(new_store().path, json.dumps(old).encode())
    credential = new_store().load(WORK)
    assert credential is not None
    assert (credential.authorization(), credential.expires_at) == ("Bearer t", 5.0)
    new_store().save(HOME, TOKEN, StorageKind.FILE)
    assert json.loads(new_store().path.read_text())["format"] == 2
    assert new_store().load(WORK) == credential


def test_a_file_of_a_later_format_is_left_as_it_is() -> None:
    content = b'{"format": 3, "accounts": []}'
    paths.write_atomically(new_store().path, content)
    with pytest.raises(StorageError, match="newer version"):
        new_store().load(WORK)
    with pytest.raises(StorageError, match="newer version"):
        new_store().save(WORK, TOKEN, StorageKind.FILE)
    assert new_store().path.read_bytes() == content
