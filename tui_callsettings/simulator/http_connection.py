"""HTTP/1.1 on one accepted socket, with h11: whole requests in, responses out, and a way to break the connection."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import unquote

import h11

_CHUNK = 65_536


@dataclass(frozen=True)
class HttpRequest:
    """A complete request; header names are in lower case.

    Attributes:
        method: HTTP method.
        path: Path, percent-decoded.
        query: Query string without the question mark.
        headers: In order of arrival.
        body: The whole body.
    """

    method: str
    path: str
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class HttpConnection:
    """One client's connection; its requests are served one after the other.

    Args:
        reader: What the client sends.
        writer: What the client gets.
        handle: Answers a request through `start`, `send` and `finish`, or ends the connection with `abort`.

    Attributes:
        is_busy: Whether a request is being served.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        handle: Callable[[HttpRequest, HttpConnection], Awaitable[None]],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._handle = handle
        self._protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=_CHUNK)
        self._is_head = False
        self.is_busy = False

    @property
    def transport(self) -> asyncio.BaseTransport:
        """The connection's transport."""
        return self._writer.transport

    async def serve(self) -> None:
        """Serve requests until either side closes."""
        try:
            while (request := await self._read_request()) is not None:
                self.is_busy = True
                await self._handle(request, self)
                self.is_busy = False
                if self._protocol.our_state is not h11.DONE:
                    break
                self._protocol.start_next_cycle()
        except h11.RemoteProtocolError as error:
            with contextlib.suppress(h11.LocalProtocolError, ConnectionError):
                await self.start(error.error_status_hint, [(b"connection", b"close"), (b"content-length", b"0")])
                await self.finish()
        except (ConnectionError, h11.LocalProtocolError):
            pass
        finally:
            self._writer.close()

    async def start(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Send the status and the headers."""
        dated = [*headers, (b"date", formatdate(usegmt=True).encode())]
        await self._send(h11.Response(status_code=status, headers=dated))

    async def send(self, data: bytes) -> None:
        """Send a part of the body."""
        if data and not self._is_head:
            await self._send(h11.Data(data=data))

    async def finish(self) -> None:
        """End the response."""
        await self._send(h11.EndOfMessage())

    def abort(self) -> None:
        """Break the connection; nothing more is sent."""
        self._writer.transport.abort()

    async def _send(self, event: h11.Event) -> None:
        data = self._protocol.send(event)
        if data:
            self._writer.write(data)
            await self._writer.drain()

    async def _read_request(self) -> HttpRequest | None:
        """Return the next complete request; None when the client left before that."""
        start, body = None, bytearray()
        while True:
            event = self._protocol.next_event()
            if event is h11.NEED_DATA:
                if self._protocol.they_are_waiting_for_100_continue:
                    await self._send(h11.InformationalResponse(status_code=100, headers=[]))
                self._protocol.receive_data(await self._reader.read(_CHUNK))
            elif isinstance(event, h11.Request):
                start = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage) and start is not None:
                return self._request(start, bytes(body))
            else:
                return None

    def _request(self, start: h11.Request, body: bytes) -> HttpRequest:
        path, _, query = start.target.partition(b"?")
        method = start.method.decode()
        self._is_head = method == "HEAD"
        return HttpRequest(method, unquote(path.decode("latin-1")), query, tuple(start.headers), body)
