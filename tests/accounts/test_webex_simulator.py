"""The whole way over a real socket: a code, a person who agrees, a token that is used, refused and renewed."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest

from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.accounts.credential import Secret
from tui_callsettings.accounts.credential_status import credential_status
from tui_callsettings.accounts.credential_store import CredentialStore, StorageKind
from tui_callsettings.accounts.credentials import open_credentials, sign_out
from tui_callsettings.accounts.device_grant import (
    AuthorizationDenied,
    AuthorizationGranted,
    AuthorizationPending,
    CodeExpired,
    DeviceCode,
    DeviceGrant,
    Event,
)
from tui_callsettings.accounts.sign_in_check import check_sign_in
from tui_callsettings.models.account import Account

pytest.importorskip("starlette", reason="the extra `simulator` is not installed")

from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with serving("webex", device_interval=0, rotate_refresh=True) as running:
        yield running


def account_at(simulator: Simulator) -> Account:
    account = Account("work", "webex", base_url=simulator.url, client_id=simulator.credentials["client_id"])
    return add_account(account).account("work")


async def short_pause(_seconds: float) -> None:
    """As long as this simulator wants between two polls."""
    await asyncio.sleep(0.02)


def grant_of(account: Account, secret: str) -> DeviceGrant:
    return DeviceGrant(account, Secret(secret), sleep=short_pause)


async def posted(simulator: Simulator, path: str) -> None:
    root = simulator.url.removesuffix("/v1")
    async with httpx.AsyncClient(trust_env=False) as client:
        (await client.post(f"{root}{path}")).raise_for_status()


async def me(simulator: Simulator, authorization: str) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{simulator.url}/people/me", headers={"Authorization": authorization})
    return answer.status_code


async def decided(simulator: Simulator, account: Account, decision: str) -> list[Event]:
    """The events of the grant when the person decides after the first poll."""
    grant = grant_of(account, simulator.credentials["client_secret"])
    seen: list[Event] = []
    async with aclosing(grant.events()) as events:
        async for event in events:
            seen.append(event)
            if len(seen) == 2 and isinstance(seen[0], DeviceCode):
                await posted(simulator, f"/{decision}?user_code={seen[0].user_code}")
    return seen


async def test_signing_in_renewing_and_signing_out(simulator: Simulator, home: Path) -> None:
    account = account_at(simulator)
    code, waiting, *_, granted = await decided(simulator, account, "_approve")
    assert isinstance(code, DeviceCode)
    assert isinstance(waiting, AuthorizationPending)
    assert isinstance(granted, AuthorizationGranted)
    check = await check_sign_in(account, granted.credential)
    assert check.person
    assert check.message == f'Signed in to "work" as {check.person}.'
    CredentialStore({}).save(account, granted.credential, StorageKind.FILE)

    mine, theirs = open_credentials(account, CredentialStore({})), open_credentials(account, CredentialStore({}))
    assert mine is not None
    assert theirs is not None
    first = await mine.authorization()
    assert await theirs.authorization() == first
    assert await me(simulator, first) == 200

    await posted(simulator, "/_expire")
    assert await me(simulator, first) == 401
    second = await mine.renew(first)
    assert second not in (None, first)
    # The old refresh token is used up; a second attempt with it would fail.
    assert await theirs.renew(first) == second
    assert await me(simulator, str(second)) == 200

    assert credential_status(account, CredentialStore({})).renews_itself
    assert sign_out(account, CredentialStore({}))
    assert credential_status(account, CredentialStore({})).storage_kind is None
    secrets = (first.split()[1], str(second).split()[1], simulator.credentials["client_secret"])
    left = "".join(path.read_text() for path in home.rglob("*") if path.is_file())
    assert not any(secret in left for secret in secrets)


async def test_refused(simulator: Simulator) -> None:
    seen = await decided(simulator, account_at(simulator), "_deny")
    assert isinstance(seen[-1], AuthorizationDenied)
    assert "refused on the other device" in seen[-1].reason


async def test_a_wrong_client_secret(simulator: Simulator) -> None:
    events = [event async for event in grant_of(account_at(simulator), "wrong").events()]
    assert isinstance(events[-1], AuthorizationDenied)
    assert "CALLSETTINGS_CLIENT_SECRET" in events[-1].reason


async def test_expired() -> None:
    with serving("webex", device_interval=0, device_lifetime=1) as simulator:
        account = account_at(simulator)
        grant = grant_of(account, simulator.credentials["client_secret"])
        events = [event async for event in grant.events()]
    assert isinstance(events[-1], CodeExpired)
