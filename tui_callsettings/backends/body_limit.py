"""A transport that hands on no more of a body than anybody needs, however small it is on the wire."""

import zlib
from collections.abc import AsyncIterator

import httpx

MAX_BODY_SIZE = 2_000_000
"""Bytes of an answer that are read, after decompression; the settings of a person take a few thousand."""
_STEP = 65_536
_WINDOW_BITS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class BodyTooLargeError(httpx.DecodingError):
    """The body of a success is larger than `MAX_BODY_SIZE`."""


class BodyLimitTransport(httpx.AsyncBaseTransport):
    """Decompress each answer once, a piece at a time, and stop at `MAX_BODY_SIZE`.

    httpx itself decompresses whatever arrives in one go: 4 kB compressed twice become 2.9 GB. The body of an error is
    cut instead of refused: all it is read for is a message.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`; the body of the answer comes decompressed and limited."""
        response = await self._transport.handle_async_request(request)
        encoding = response.headers.get("content-encoding", "").strip().lower()
        headers = [
            (name, value)
            for name, value in response.headers.raw
            if name.lower() not in ((b"content-encoding", b"content-length") if encoding else ())
        ]
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - what an async transport gives
        return httpx.Response(
            response.status_code,
            headers=headers,
            stream=_LimitedStream(response.stream, encoding, is_error=not response.is_success),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


class _LimitedStream(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, encoding: str, *, is_error: bool) -> None:
        self._stream = stream
        self._encoding = encoding
        self._is_error = is_error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        try:
            async for piece in self._decoded():
                size += len(piece)
                if size > MAX_BODY_SIZE:
                    raise BodyTooLargeError("too large")
                yield piece
        except httpx.DecodingError:
            if not self._is_error:
                raise

    async def _decoded(self) -> AsyncIterator[bytes]:
        if self._encoding in ("", "identity"):
            async for chunk in self._stream:
                yield chunk
            return
        if self._encoding not in _WINDOW_BITS:
            raise httpx.DecodingError("compressed in an unknown way, or more than once")
        decoder = zlib.decompressobj(_WINDOW_BITS[self._encoding])
        async for chunk in self._stream:
            rest = chunk
            while rest and not decoder.eof:
                try:
                    piece = decoder.decompress(rest, _STEP)
                except zlib.error:
                    raise httpx.DecodingError("not what its header claims") from None
                rest = decoder.unconsumed_tail
                if piece:
                    yield piece
        if not decoder.eof:
            raise httpx.RemoteProtocolError("the compressed body broke off")

    async def aclose(self) -> None:
        await self._stream.aclose()
