"""The Authorization header as an `httpx.Auth` flow: renewal after a 401, and a rejected credential stays unused."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from tui_callsettings.errors import NotSignedInError

from .base import Credentials

_UNAUTHORIZED = 401


class CredentialAuth(httpx.Auth):
    """Add the account's Authorization header to each request.

    A provider may lock an account after three wrong passwords. So until a host has accepted a credential, one request
    at a time is sent to it; and once the host has rejected the credential, nothing more is sent there until it changes.

    Args:
        credentials: give the header, and a new one after a rejection.
        provider: its name for people.
        host: the account's own host. What another host rejects may still be good here.
    """

    def __init__(self, credentials: Credentials, provider: str, host: str) -> None:
        self._credentials = credentials
        self._provider = provider
        self._host = host
        self._accepted: dict[str, str] = {}
        self._rejected: dict[str, str] = {}
        self._proving: dict[str, asyncio.Lock] = {}
        self._renewing = asyncio.Lock()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send `request` with the header, and once more with a renewed one.

        Raises:
            NotSignedInError: nobody is signed in, or the provider has rejected the credential before.
        """
        host = request.url.host
        async with self._turn(host):
            authorization = await self._usable(host)
            response = yield self._authorize(request, authorization)
            if response.status_code != _UNAUTHORIZED:
                await self._note(host, authorization, response.status_code)
                return
            renewed = await self._renew(host, authorization)
            if renewed is not None:
                response = yield self._authorize(request, renewed)
                await self._note(host, renewed, response.status_code)

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        """Wait until nobody else is trying out the credential at `host`."""
        if self._is_proven(host, await self._usable(host)):
            yield
            return
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._proving.setdefault(host, asyncio.Lock()))
            if self._is_proven(host, await self._usable(host)):
                await stack.aclose()
            yield

    def _is_proven(self, host: str, authorization: str) -> bool:
        return self._accepted.get(host) == authorization or self._credentials.is_proven(authorization)

    async def _usable(self, host: str) -> str:
        authorization = await self._credentials.authorization()
        if self._rejected.get(host) == authorization:
            raise NotSignedInError(f"{self._provider} rejected your sign-in: sign in again (callsettings login).")
        return authorization

    async def _renew(self, host: str, refused: str) -> str | None:
        """Return a header to use in place of `refused`; asked for once, however many requests need it."""
        async with self._renewing:
            if self._rejected.get(host) == refused:
                return None
            current = await self._credentials.authorization()
            renewed = current if current != refused else await self._credentials.renew(refused)
            if renewed is None:
                await self._note(host, refused, _UNAUTHORIZED)
            return renewed

    async def _note(self, host: str, authorization: str, status: int) -> None:
        """Remember the answer, for this client and, where it is the account's own host, for later ones."""
        is_accepted = status != _UNAUTHORIZED
        known = self._accepted if is_accepted else self._rejected
        if known.get(host) == authorization:
            return
        known[host] = authorization
        (self._rejected if is_accepted else self._accepted).pop(host, None)
        if host == self._host:
            await self._credentials.note_result(authorization, is_accepted=is_accepted)

    @staticmethod
    def _authorize(request: httpx.Request, authorization: str) -> httpx.Request:
        request.headers["Authorization"] = authorization
        return request
