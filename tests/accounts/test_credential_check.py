import base64
import time
from pathlib import Path

import pytest

from tests.accounts.test_credentials import WORK, Service, credentials, kept
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.accounts.credential_check import CredentialCheck
from tui_callsettings.accounts.credential_store import CredentialStore, StorageKind
from tui_callsettings.errors import NotSignedInError
from tui_callsettings.models.account import Account


async def test_a_rejected_credential_is_given_out_no_more_also_in_later_processes() -> None:
    store = kept(Credential.with_token(WORK, "wrong"))
    mine = credentials(Service(), store)
    value = await mine.authorization()
    await mine.note_result(value, is_accepted=False)
    for each in (mine, credentials(Service(), CredentialStore({}))):
        for _ in range(2):
            with pytest.raises(NotSignedInError, match=r"rejected and is not sent again.*login --account work"):
                await each.authorization()
    store.save(WORK, Credential.with_token(WORK, "right"), StorageKind.FILE)
    assert await mine.authorization() == "Bearer right"


async def test_signing_in_again_with_the_same_credential_tries_it_once_more() -> None:
    store = kept(Credential.with_token(WORK, "same"))
    mine = credentials(Service(), store)
    await mine.note_result(await mine.authorization(), is_accepted=False)
    store.save(WORK, Credential.with_token(WORK, "same"), StorageKind.FILE)
    assert await credentials(Service(), CredentialStore({})).authorization() == "Bearer same"


async def test_signing_out_forgets_the_check_of_the_credential() -> None:
    store = kept(Credential.with_token(WORK, "wrong"))
    await credentials(Service(), store).note_result("Bearer wrong", is_accepted=False)
    assert store.load_check(WORK) is not None
    assert store.delete(WORK)
    assert store.load_check(WORK) is None
    assert not store.delete(WORK)


async def test_a_rejected_token_of_the_environment_is_remembered_too() -> None:
    store = CredentialStore({"WEBEX_ACCESS_TOKEN": "canary-wrong"})
    mine = credentials(Service(), store)
    await mine.note_result(await mine.authorization(), is_accepted=False)
    assert "canary" not in store.path.read_text()
    with pytest.raises(NotSignedInError, match="WEBEX_ACCESS_TOKEN"):
        await credentials(Service(), store).authorization()
    other = CredentialStore({"WEBEX_ACCESS_TOKEN": "other"})
    assert await credentials(Service(), other).authorization() == "Bearer other"


async def test_a_rejection_leaves_nothing_on_disk_for_a_credential_in_memory(home: Path) -> None:
    store = kept(Credential.with_token(WORK, "wrong"), StorageKind.MEMORY)
    mine = credentials(Service(), store)
    await mine.note_result(await mine.authorization(), is_accepted=False)
    with pytest.raises(NotSignedInError):
        await mine.authorization()
    assert list(home.rglob("*")) == []


async def test_a_token_that_was_accepted_is_proven_in_later_processes_and_a_password_never() -> None:
    mine = credentials(Service(), kept())
    value = await mine.authorization()
    assert not mine.is_proven(value)
    await mine.note_result(value, is_accepted=True)
    assert mine.is_proven(value)
    later = credentials(Service(), CredentialStore({}))
    assert later.is_proven(await later.authorization())
    assert not later.is_proven("Bearer other")
    desk = Account("desk", "broadworks", base_url="https://x", user="j")
    store = CredentialStore({})
    store.save(desk, Credential.with_password(desk, "pw"), StorageKind.FILE)
    password = credentials(Service(), store, desk)
    await password.note_result(await password.authorization(), is_accepted=True)
    assert not password.is_proven(await password.authorization())


async def test_a_renewed_token_is_proven() -> None:
    mine = credentials(Service(), kept())
    assert mine.is_proven(str(await mine.renew("Bearer old")))


async def test_the_fingerprint_of_a_password_is_slow_to_guess_and_differs_each_time() -> None:
    header = "Basic " + base64.b64encode(b"jane:canary").decode()
    one, other = (CredentialCheck.create(header, is_accepted=False) for _ in range(2))
    assert one.matches(header)
    assert not one.matches(header + "x")
    assert one.digest != other.digest
    began = time.process_time()
    one.matches(header)
    assert time.process_time() - began > 0.005
