"""A Webex simulator far away: behind TLS, in a process of its own, at the other end of an emulated wire.

What is emulated: each piece of bytes arrives half a round trip after it was sent, both ways, whatever else is on its
way. Connecting costs one round trip: a relay cannot delay the kernel's own handshake on loopback, so what a client says
within one round trip of connecting counts as said at its end, which is when a client far away could first speak.
What is not: a name to look up, a narrow or lossy line, TCP's slow start, and the time a real provider takes to answer.
"""

import argparse
import asyncio
import contextlib
import json
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import trustme

from tui_callsettings.simulator import serving

HOST = "127.0.0.1"
_AT_ONCE = 65536


@dataclass(frozen=True)
class FarProvider:
    """Where it is, and how one gets in.

    Attributes:
        port: on this machine.
        path: of the API.
        token: of the person.
        authority: the file with the certificate to trust.
    """

    port: int
    path: str
    token: str
    authority: str

    @property
    def url(self) -> str:
        """Base address of the API, as a client wants it configured."""
        return f"https://{HOST}:{self.port}{self.path}"


@contextmanager
def far_provider(round_trip: float, folder: Path) -> Iterator[FarProvider]:
    """Serve while the block runs.

    Args:
        round_trip: seconds.
        folder: where the certificate is put.
    """
    authority = str(folder / "authority.pem")
    command = [sys.executable, "-m", __name__, str(round_trip), authority]
    # It ends with its input.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield FarProvider(**json.loads(process.stdout.readline()), authority=authority)


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float, opens_at: float = 0.0
) -> None:
    """One direction of one connection: bytes come out `delay` seconds after they went in, in order.

    What goes in before `opens_at`, by the loop's clock, counts as if it went in then.
    """
    clock = asyncio.get_running_loop().time
    pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def take() -> None:
        data = b"-"
        while data:
            try:
                data = await reader.read(_AT_ONCE)
            except OSError:
                data = b""
            pieces.put_nowait((max(clock(), opens_at) + delay, data))

    taking = asyncio.create_task(take())
    data = b"-"
    while data:
        due, data = await pieces.get()
        await asyncio.sleep(due - clock())
        writer.write(data)
    writer.close()
    await taking


@asynccontextmanager
async def relaying(port: int, round_trip: float = 0.0, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A port whose connections end at `port`, so many seconds away; with a context the near side speaks TLS."""

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected_at = asyncio.get_running_loop().time() + round_trip
        # At the end of the program asyncio would print that a connection was still open.
        with contextlib.suppress(asyncio.CancelledError):
            far_reader, far_writer = await asyncio.open_connection(HOST, port)
            await asyncio.gather(
                _carry(reader, far_writer, round_trip / 2, connected_at), _carry(far_reader, writer, round_trip / 2)
            )

    server = await asyncio.start_server(relay, HOST, 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _serve(round_trip: float, authority: str) -> None:
    issuer, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(HOST).configure_cert(context)
    issuer.cert_pem.write_to_path(authority)
    with serving("webex") as simulator:
        api = urlsplit(simulator.url)
        assert api.port is not None
        async with relaying(api.port, context=context) as tls, relaying(tls, round_trip) as port:
            print(json.dumps({"port": port, "path": api.path, "token": simulator.credentials["token"]}), flush=True)
            await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.far_provider", description=__doc__)
    parser.add_argument("round_trip", type=float, help="seconds")
    parser.add_argument("authority", help="file for the certificate to trust")
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.round_trip, arguments.authority))
