"""Bodies that are compressed, too large, or both."""

import gzip
import tracemalloc
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.backends.fake_provider import Endless, FakeCredentials, FakeProvider
from tui_callsettings.errors import (
    InvalidResponseError,
)


class Compressed(httpx.AsyncByteStream):
    """So many bytes of zeros, compressed by gzip as often as asked, in pieces as a network gives them."""

    def __init__(self, size: int, times: int = 1, ending: int | None = None) -> None:
        body = bytes(size)
        for _ in range(times):
            body = gzip.compress(body)
        self.body = body[:ending]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.body), 1000):
            yield self.body[start : start + 1000]


async def test_an_answer_is_decompressed_no_further_than_the_limit() -> None:
    stream = Compressed(200_000_000)
    provider = FakeProvider(lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream))
    tracemalloc.start()
    try:
        with pytest.raises(InvalidResponseError, match="larger than 2 MB"):
            await provider.get()
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "gzip,deflate"])
async def test_an_answer_that_is_compressed_twice_or_otherwise_is_not_read(encoding: str) -> None:
    stream = Compressed(1000, times=2)
    provider = FakeProvider(lambda _: httpx.Response(200, headers={"content-encoding": encoding}, stream=stream))
    with pytest.raises(InvalidResponseError, match="compressed in a way"):
        await provider.get()


async def test_a_compressed_answer_of_usual_size_is_read() -> None:
    stream = Compressed(1000)
    provider = FakeProvider(lambda _: httpx.Response(200, headers={"content-encoding": "x-gzip"}, stream=stream))
    assert (await provider.get()).body == bytes(1000)


async def test_half_a_compressed_answer_is_read_again() -> None:
    stream = Compressed(100_000, ending=-20)
    provider = FakeProvider(lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream))
    with pytest.raises(InvalidResponseError, match="broke off"):
        await provider.get()
    assert len(provider.requests) == 3


async def test_a_rejection_with_an_endless_body_is_cut() -> None:
    body = Endless()
    provider = FakeProvider(lambda _: httpx.Response(401, stream=body), httpx.Response(200))
    assert (await provider.get(FakeCredentials("Bearer fresh"))).status == 200
    assert body.taken <= 2_200_000
