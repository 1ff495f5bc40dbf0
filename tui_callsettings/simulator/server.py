"""A simulator on a real socket: bound to loopback, on a thread for tests or in the foreground for the command."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal

from tui_callsettings.simulator.faults import Fault, FaultPlan
from tui_callsettings.simulator.http_connection import HttpConnection
from tui_callsettings.simulator.request_log import LoggedRequest
from tui_callsettings.simulator.simulated_provider import SimulatedProvider
from tui_callsettings.simulator.simulator_app import SimulatorApp

HOST = "127.0.0.1"
_GRACE_SECONDS = 2
"""How long requests that are being served may take after the stop."""


class SimulatorCrashedError(RuntimeError):
    """An endpoint of the simulator failed: a bug of the simulator, whatever the client sent."""


class Simulator:
    """One provider's API on `http://127.0.0.1:PORT`; the socket listens from the start.

    Args:
        provider: The provider with the API.
        port: 0 takes a free one.
        latency: Seconds that each request waits before it is processed.
        faults: Faults in force from the start.

    Attributes:
        credentials: The first line of output: `url`, and what the provider needs for signing in.

    Raises:
        FaultError: A fault's text is not valid.
        OSError: The port cannot be had.
    """

    def __init__(
        self, provider: SimulatedProvider, *, port: int = 0, latency: float = 0.0, faults: Iterable[Fault | str] = ()
    ) -> None:
        self._faults = FaultPlan()
        for fault in faults:
            self._faults.add(Fault.parse(fault) if isinstance(fault, str) else fault)
        self._socket = socket.create_server((HOST, port))
        # Connections inherit it; else each answer in two parts waits 40 ms for the client's delayed acknowledgement.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.root = f"http://{HOST}:{self._socket.getsockname()[1]}"
        self.provider = provider
        provider.root = self.root
        self.credentials = provider.connection_info()
        self._app = SimulatorApp(provider, self._faults, latency)
        self._connections: dict[asyncio.Task[None], HttpConnection] = {}
        self._portal: BlockingPortal | None = None
        self._stopped = asyncio.Event()

    @property
    def url(self) -> str:
        """Base address of the API, as a client wants it configured."""
        return self.credentials["url"]

    @property
    def log(self) -> list[LoggedRequest]:
        """The requests so far, in order of arrival, secrets masked. The control pages are not in it."""
        return list(self._app.request_log.entries)

    def set_listener(self, listener: Callable[[LoggedRequest], None]) -> None:
        """Call a function with each request once its answer is known, on the server's thread."""
        self._app.request_log.listener = listener

    def clear_log(self) -> None:
        """Forget the requests so far."""
        self._app.request_log.entries.clear()

    def state(self) -> dict[str, Any]:
        """Return a copy of the stored documents. For another thread than the server's."""
        return self._running_portal.call(self._app.snapshot)

    def change(self, path: str, values: Mapping[str, Any] | None = None) -> None:
        """Do `SimulatedProvider.apply_external_change` between two requests. For another thread than the server's."""
        self._running_portal.call(self._app.change, path, dict(values) if values is not None else None)

    def set_fault(self, kind: str, **options: Any) -> Fault:
        """Put a `Fault` with these options in force. Works from any thread."""
        return self._faults.add(Fault.from_options({"kind": kind, **options}))

    def clear_faults(self) -> None:
        """Remove all faults; held requests continue."""
        self._faults.clear()

    @contextlib.contextmanager
    def serving(self) -> Iterator[Simulator]:
        """Serve on a thread while a `with` block runs; raise `SimulatorCrashedError` when an endpoint failed."""
        with start_blocking_portal() as self._portal:
            self._portal.start_task_soon(self.run)
            try:
                yield self
            finally:
                self._portal.call(self.stop)
        if self._app.crashes:
            raise SimulatorCrashedError(f"The simulator itself failed on: {', '.join(self._app.crashes)}.")

    async def run(self) -> None:
        """Serve until `stop`."""
        server = await asyncio.start_server(self._serve, sock=self._socket)
        await self._stopped.wait()
        server.close()
        busy = [task for task, connection in self._connections.items() if connection.is_busy]
        if busy:
            await asyncio.wait(busy, timeout=_GRACE_SECONDS)
        remaining = list(self._connections)
        for task in remaining:
            task.cancel()
        await asyncio.gather(*remaining, return_exceptions=True)

    def stop(self) -> None:
        """End `run`; call it on the server's loop."""
        self._app.stop()
        self._stopped.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in one
        self._connections[task] = HttpConnection(reader, writer, self._app.handle)
        try:
            await self._connections[task].serve()
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            del self._connections[task]

    @property
    def _running_portal(self) -> BlockingPortal:
        if self._portal is None:
            raise RuntimeError("The simulator is not running: use it inside `with serving(...)`.")
        return self._portal


def serve_on_thread(
    provider: SimulatedProvider, *, latency: float = 0.0, faults: Iterable[Fault | str] = ()
) -> AbstractContextManager[Simulator]:
    """Serve on a free port while a `with` block runs; see `Simulator.serving`."""
    return Simulator(provider, latency=latency, faults=faults).serving()


async def serve_in_foreground(simulator: Simulator) -> None:
    """Serve until SIGTERM or SIGINT: one line of JSON on standard output, then the log on standard error."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, simulator.stop)
    simulator.set_listener(_print_entry)
    # The socket listens already, so whoever reads the line may send a request at once.
    print(json.dumps(simulator.credentials), flush=True)
    await simulator.run()


def _print_entry(entry: LoggedRequest) -> None:
    print(f"{datetime.now().astimezone():%H:%M:%S} {entry.line()}", file=sys.stderr, flush=True)
