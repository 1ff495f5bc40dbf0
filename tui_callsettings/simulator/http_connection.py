"""HTTP/1.1 on one accepted socket, with h11: whole requests in, responses out, and a way to break the connection."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from urllib.parse import unquote

import h11
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

_CHUNK = 65_536


class HttpConnection:
    """One client's connection; its requests are served one after the other.

    Args:
        reader: What the client sends.
        writer: What the client gets.
        handle: Answers a complete request, or ends the connection with `abort`.

    Attributes:
        is_busy: Whether a request is being served.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        handle: Callable[[Request, HttpConnection], Awaitable[None]],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._handle = handle
        self._protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=_CHUNK)
        self._is_head = False
        self.is_busy = False

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
                await self.send_response(Response(status_code=error.error_status_hint, headers={"Connection": "close"}))
        except (ConnectionError, h11.LocalProtocolError):
            pass
        finally:
            self._writer.close()

    async def send_response(self, response: Response) -> None:
        """Send a complete response."""
        await self.start(response)
        await self.send(bytes(response.body))
        await self.finish()

    async def start(self, response: Response) -> None:
        """Send the status and the headers."""
        headers = [*response.raw_headers, (b"date", formatdate(usegmt=True).encode())]
        await self._send(h11.Response(status_code=response.status_code, headers=headers))

    async def send(self, data: bytes) -> None:
        """Send a part of the body."""
        if data and not self._is_head:
            await self._send(h11.Data(data=data))

    async def finish(self) -> None:
        """End the response."""
        await self._send(h11.EndOfMessage())

    def close(self) -> None:
        """End the connection after what was sent."""
        self._writer.transport.close()

    def abort(self) -> None:
        """Break the connection; nothing more is sent."""
        self._writer.transport.abort()

    async def _send(self, event: h11.Event) -> None:
        data = self._protocol.send(event)
        if data:
            self._writer.write(data)
            await self._writer.drain()

    async def _read_request(self) -> Request | None:
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

    def _request(self, start: h11.Request, body: bytes) -> Request:
        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        path, _, query = start.target.partition(b"?")
        self._is_head = start.method == b"HEAD"
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": start.method.decode(),
            "scheme": "http",
            "path": unquote(path.decode("latin-1")),
            "query_string": query,
            "root_path": "",
            "headers": list(start.headers),
            "state": {"transport": self._writer.transport},
        }
        return Request(scope, receive)
