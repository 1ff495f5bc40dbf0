import asyncio
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest

from tui_callsettings.accounts.credential import Credential, Secret
from tui_callsettings.accounts.credential_status import credential_status
from tui_callsettings.accounts.credential_store import CredentialStore, StorageKind
from tui_callsettings.accounts.credentials import StoredCredentials
from tui_callsettings.accounts.file_lock import async_file_lock
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import ConfigurationError, NotSignedInError, RateLimitedError, UnreachableError
from tui_callsettings.models.account import Account

WORK = Account("work", "webex", client_id="C1")
NOW = 1_000_000.0
OLD = Credential(
    scheme="Bearer",
    secret=Secret("old"),
    origin="https://webexapis.com:443",
    expires_at=NOW + 3600,
    refresh_token=Secret("canary-refresh"),
    client_id="C1",
    client_secret=Secret("canary-client"),
)
NEW = {"access_token": "new", "expires_in": 3600, "refresh_token": "canary-next", "refresh_token_expires_in": 7200}


class Service:
    """A token service that answers as configured and records the forms it was sent."""

    def __init__(self, status: int = 200, answer: object = NEW, headers: dict[str, str] | None = None) -> None:
        self.reply = httpx.Response(status, json=answer, headers=headers)
        self.requests: list[httpx.Request] = []
        self.asked = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.asked.set()
        await self.gate.wait()
        return httpx.Response(self.reply.status_code, content=self.reply.content, headers=self.reply.headers)


def credentials(
    service: Callable[[httpx.Request], object], store: CredentialStore, account: Account = WORK, now: float = NOW
) -> StoredCredentials:
    transport = httpx.MockTransport(service)  # type: ignore[arg-type] # takes sync and async handlers
    return StoredCredentials(account, store, transport=transport, clock=lambda: now)


def kept(credential: Credential = OLD, storage_kind: StorageKind = StorageKind.FILE) -> CredentialStore:
    store = CredentialStore({})
    store.save(WORK, credential, storage_kind)
    return store


async def test_nothing_stored() -> None:
    with pytest.raises(NotSignedInError, match="callsettings login --account work"):
        await credentials(Service(), CredentialStore({})).authorization()


async def test_what_is_stored_is_used_without_a_request() -> None:
    service = Service()
    assert await credentials(service, kept()).authorization() == "Bearer old"
    assert service.requests == []


async def test_a_refused_token_is_renewed_and_stored() -> None:
    service, store = Service(), kept()
    mine = credentials(service, store)
    assert await mine.authorization() == "Bearer old"
    assert await mine.renew("Bearer old") == "Bearer new"
    assert await mine.authorization() == "Bearer new"
    (request,) = service.requests
    assert str(request.url) == "https://webexapis.com/v1/access_token"
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["refresh_token"],
        "client_id": ["C1"],
        "client_secret": ["canary-client"],
        "refresh_token": ["canary-refresh"],
    }
    stored = store.load(WORK)
    assert stored is not None
    assert stored.refresh_token == Secret("canary-next")
    status = credential_status(WORK, store)
    assert (status.expires_at, status.sign_in_expires_at, status.renews_itself) == (NOW + 3600, NOW + 7200, True)


async def test_in_memory_it_is_renewed_too(home: Path) -> None:
    store = kept(storage_kind=StorageKind.MEMORY)
    assert await credentials(Service(), store).renew("Bearer old") == "Bearer new"
    stored = store.load(WORK)
    assert stored is not None
    assert stored.authorization() == "Bearer new"
    assert list(home.rglob("*")) == []


async def test_a_token_about_to_end_is_renewed_before_it_is_refused() -> None:
    service, store = Service(), kept()
    assert await credentials(service, store, now=NOW + 3550).authorization() == "Bearer new"
    assert len(service.requests) == 1


async def test_a_token_that_still_serves_for_a_while_is_renewed_beside_what_it_serves() -> None:
    service, store = Service(), kept()
    service.gate.clear()
    mine = credentials(service, store, now=NOW + 3400)
    assert await mine.authorization() == "Bearer old"
    await service.asked.wait()
    assert await mine.authorization() == "Bearer old"
    service.gate.set()
    await mine.finish()
    assert await mine.authorization() == "Bearer new"
    assert len(service.requests) == 1
    stored = store.load(WORK)
    assert stored is not None
    assert stored.authorization() == "Bearer new"


async def test_a_renewal_beside_that_fails_is_tried_once_and_stands_in_nobodys_way() -> None:
    service = Service(503, {})
    mine = credentials(service, kept(), now=NOW + 3400)
    for _ in range(3):
        assert await mine.authorization() == "Bearer old"
        await mine.finish()
    assert len(service.requests) == 1


async def test_closing_the_client_waits_for_the_renewal_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    service, store = Service(), kept()
    mine = credentials(service, store, now=NOW + 3400)
    monkeypatch.setattr("tui_callsettings.accounts.credentials.open_credentials", lambda _: mine)
    async with CallSettingsClient.for_account(WORK):
        assert await mine.authorization() == "Bearer old"
    stored = store.load(WORK)
    assert stored is not None
    assert stored.authorization() == "Bearer new"


async def test_a_refusal_waits_for_the_renewal_under_way() -> None:
    service = Service()
    mine = credentials(service, kept(), now=NOW + 3400)
    refused = await mine.authorization()
    assert await mine.renew(refused) == "Bearer new"
    assert len(service.requests) == 1


@pytest.mark.parametrize("status", [503, 429, 302])
async def test_a_token_about_to_end_serves_when_it_cannot_be_renewed(status: int) -> None:
    assert await credentials(Service(status, {}), kept(), now=NOW + 3550).authorization() == "Bearer old"


async def test_many_refused_at_once_renew_once() -> None:
    service = Service()
    service.gate.clear()
    mine = credentials(service, kept())
    await mine.authorization()
    waiting = [asyncio.create_task(mine.renew("Bearer old")) for _ in range(5)]
    await service.asked.wait()
    service.gate.set()
    assert await asyncio.gather(*waiting) == ["Bearer new"] * 5
    assert await mine.renew("Bearer old") == "Bearer new"
    assert len(service.requests) == 1


async def test_who_waits_may_go_and_the_new_token_is_stored_all_the_same() -> None:
    service, store = Service(), kept()
    service.gate.clear()
    mine = credentials(service, store)
    waiting = asyncio.create_task(mine.renew("Bearer old"))
    await service.asked.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    service.gate.set()
    assert await mine.renew("Bearer old") == "Bearer new"
    assert len(service.requests) == 1


@pytest.mark.parametrize(("status", "answer"), [(400, {"error": "invalid_grant"}), (401, {}), (403, {})])
async def test_a_refused_renewal_means_signing_in_again(status: int, answer: object) -> None:
    store = kept()
    assert await credentials(Service(status, answer), store).renew("Bearer old") is None
    assert store.load(WORK) == OLD


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (503, {}, UnreachableError),
        (302, {}, UnreachableError),
        (200, [], UnreachableError),
        (200, {"access_token": "a\r\nX-Evil: b"}, UnreachableError),
        (200, "x" * 300_000, UnreachableError),
        (429, {}, RateLimitedError),
    ],
)
async def test_no_usable_answer_keeps_the_old_sign_in(status: int, answer: object, error: type[Exception]) -> None:
    store = kept()
    service = Service(status, answer, {"Retry-After": "7", "Location": "https://evil.example.com/", "TrackingID": "T1"})
    with pytest.raises(error) as caught:
        await credentials(service, store).renew("Bearer old")
    assert "canary" not in str(caught.value)
    assert store.load(WORK) == OLD
    assert len(service.requests) == 1


async def test_no_connection() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    with pytest.raises(UnreachableError, match="no connection to webexapis") as caught:
        await credentials(fail, kept()).renew("Bearer old")
    assert caught.value.__cause__ is None


async def test_a_token_that_cannot_be_renewed() -> None:
    service = Service()
    assert await credentials(service, kept(Credential.with_token(WORK, "old"))).renew("Bearer old") is None
    assert service.requests == []


async def test_signed_out_meanwhile() -> None:
    service, store = Service(), kept()
    mine = credentials(service, store)
    await mine.authorization()
    CredentialStore({}).delete(WORK)
    assert await mine.renew("Bearer old") is None
    assert service.requests == []


async def test_nothing_goes_to_another_address_than_it_was_given_for() -> None:
    service = Service()
    moved = Account("work", "webex", base_url="https://evil.example.com/v1")
    mine = credentials(service, kept(), moved)
    with pytest.raises(NotSignedInError, match=r"evil\.example\.com"):
        await mine.authorization()
    with pytest.raises(NotSignedInError, match=r"evil\.example\.com"):
        await mine.renew("Bearer old")
    assert service.requests == []


async def test_a_home_that_cannot_be_written_serves_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    store = kept()
    store.path.with_name("sign-ins.lock").unlink()
    store.path.with_name("sign-ins.lock").mkdir()
    store.path.with_name("refresh-work.lock").mkdir()
    mine = credentials(Service(), store)
    assert await mine.renew("Bearer old") == "Bearer new"
    assert await mine.authorization() == "Bearer new"
    assert store.load(WORK) == OLD


async def test_no_secret_in_logs_or_repr(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = kept()
    mine = credentials(Service(), store)
    await mine.renew("Bearer old")
    assert await credentials(Service(400, {"error": "invalid_grant"}), store).renew("Bearer new") is None
    with pytest.raises(UnreachableError):
        await credentials(Service(500, {}), store).renew("Bearer new")
    for text in (caplog.text, repr(mine), repr(store), repr(credential_status(WORK, store))):
        assert "canary" not in text
        assert "Bearer new" not in text


async def test_while_another_process_renews_for_long_the_refresh_token_is_not_spent() -> None:
    service, store = Service(), kept()
    transport = httpx.MockTransport(service)
    mine = StoredCredentials(WORK, store, transport=transport, clock=lambda: NOW, lock_seconds=0.1)
    async with async_file_lock(store.path.with_name("refresh-work.lock")):
        with pytest.raises(RateLimitedError, match="Another callsettings is renewing"):
            await mine.renew("Bearer old")
    assert service.requests == []
    assert await mine.renew("Bearer old") == "Bearer new"


async def test_a_refused_refresh_token_is_spent_once() -> None:
    service = Service(400, {"error": "invalid_grant"})
    mine = credentials(service, kept(), now=NOW + 3550)
    for _ in range(3):
        assert await mine.authorization() == "Bearer old"
        assert await mine.renew("Bearer old") is None
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [("SSL_CERT_FILE", "/nowhere/ca.pem", "nowhere"), ("https_proxy", "http://proxy:abc", "not a valid address")],
)
async def test_the_token_service_is_reached_like_the_provider(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    mine = StoredCredentials(WORK, kept(), clock=lambda: NOW)
    with pytest.raises(ConfigurationError, match=message):
        await mine.renew("Bearer old")


class _Handler(BaseHTTPRequestHandler):
    """Takes each refresh token once, like a provider that rotates them."""

    valid = "canary-refresh"
    count = 0
    lock = threading.Lock()

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        with self.lock:
            is_right = form["refresh_token"] == [type(self).valid]
            if is_right:
                type(self).count += 1
                type(self).valid = f"canary-{self.count}"
            answer = {"access_token": f"new-{self.count}", "refresh_token": self.valid, "expires_in": 3600}
        body = json.dumps(answer if is_right else {"error": "invalid_grant"}).encode()
        self.send_response(200 if is_right else 400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Keep the test's output clean."""


@pytest.fixture
def rotating_service() -> Iterator[str]:
    _Handler.valid, _Handler.count = "canary-refresh", 0
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


_PROGRAM = """
import asyncio, sys
from tui_callsettings.accounts.credentials import StoredCredentials
from tui_callsettings.accounts.credential_store import CredentialStore
from tui_callsettings.models.account import Account
mine = StoredCredentials(Account("work", "webex", base_url=sys.argv[1]), CredentialStore({}))
assert asyncio.run(mine.authorization()) == "Bearer old"
print("ready", flush=True)
sys.stdin.readline()
print(asyncio.run(mine.renew("Bearer old")))
"""


def test_two_processes_renew_once(rotating_service: str) -> None:
    account = Account("work", "webex", base_url=rotating_service)
    old = Credential.with_token(account, "old")
    values = old.model_dump() | {"refresh_token": "canary-refresh", "client_id": "C1", "client_secret": "s"}
    CredentialStore({}).save(account, Credential.parse(values), StorageKind.FILE)
    environment = os.environ | {"PYTHONPATH": ":".join(filter(None, sys.path))}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, rotating_service],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert answers == ["Bearer new-1"] * 3
    assert _Handler.count == 1
