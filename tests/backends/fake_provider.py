"""A provider in memory that answers requests in turn, and the credentials it is asked with."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx

from tui_callsettings.backends.http_response import HttpResponse
from tui_callsettings.backends.transport import Body, HttpClient, Timeouts

CANARY = "canary-9c1f"
BASE = "https://calls.example/v1"
Handler = Callable[[httpx.Request], httpx.Response]


class FakeCredentials:
    """Credentials with a first value that is refused where `fresh` is its successor."""

    def __init__(self, fresh: str | None = None) -> None:
        self.current = f"Bearer {CANARY}"
        self.fresh = fresh
        self.renewals: list[str] = []
        self.proven = self.current
        self.results: list[tuple[str, bool]] = []

    async def authorization(self) -> str:
        return self.current

    async def renew(self, refused: str) -> str | None:
        self.renewals.append(refused)
        await asyncio.sleep(0)
        if self.fresh is not None:
            self.current = self.fresh
        return self.fresh

    def is_proven(self, authorization: str) -> bool:
        return authorization == self.proven

    async def note_result(self, authorization: str, *, is_accepted: bool) -> None:
        self.results.append((authorization, is_accepted))


class FakeProvider:
    """Answers requests in turn; the last answer is repeated. Records requests and pauses."""

    def __init__(self, *answers: httpx.Response | Exception | Handler) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.authorizations: list[str] = []
        self.bodies: list[bytes] = []
        self.pauses: list[float] = []

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.authorizations.append(request.headers.get("authorization", ""))
        self.bodies.append(await request.aread())
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return answer(request)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def client(self, credentials: FakeCredentials | None = None, timeouts: Timeouts | None = None) -> HttpClient:
        return HttpClient(
            "Webex Calling",
            BASE,
            credentials or FakeCredentials(),
            transport=httpx.MockTransport(self.handle),
            sleep=self.pause,
            timeouts=timeouts,
        )

    async def get(self, credentials: FakeCredentials | None = None) -> HttpResponse:
        return await self.client(credentials).get("/x", action="read voicemail")

    async def put(self, credentials: FakeCredentials | None = None) -> HttpResponse:
        body = Body("application/json", b'{"enabled":true}')
        return await self.client(credentials).send("PUT", "/x", body, action="change voicemail")


def connection_error(kind: type[httpx.RequestError]) -> httpx.RequestError:
    return kind(CANARY, request=httpx.Request("GET", BASE, headers={"Authorization": CANARY}))


class Endless(httpx.AsyncByteStream):
    """A body that never ends; it counts what was taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.taken += 100_000
            yield bytes(100_000)
