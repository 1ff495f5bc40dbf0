"""A simulator on a real socket: bound to loopback, on a thread for tests or in the foreground for the command."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import Future
from datetime import datetime
from typing import Any, TypeVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tui_callsettings.simulator.faults import Fault, FaultPlan
from tui_callsettings.simulator.request_log import LoggedRequest
from tui_callsettings.simulator.simulated_provider import SimulatedProvider
from tui_callsettings.simulator.simulator_app import SimulatorApp

HOST = "127.0.0.1"
_STOP_SECONDS = 10
_Result = TypeVar("_Result")


class SimulatorCrashedError(RuntimeError):
    """An endpoint of the simulator failed: a mistake in the simulator, whatever the client sent."""


class _Protocol(H11Protocol):
    """HTTP/1.1 that lets the application break its connection, by the transport in the request's state."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    """uvicorn's server, stopped by an event instead of a polled flag, and without its own signal handling."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()
        self.stopping = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        self.listening.set()
        while not self.stopping.is_set():
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), 1)


class Simulator:
    """One provider's API on `http://127.0.0.1:PORT`.

    The listening socket exists from the start, so `url` is known at once.

    Args:
        provider: Whose API it is.
        port: 0 takes a free one.
        latency: Seconds that each request waits before it is processed.
        faults: Faults in force from the start.

    Attributes:
        provider: The provider.
        credentials: What the first line of output tells: `url`, and what the provider needs for signing in.

    Raises:
        FaultError: A fault's text is not valid.
        OSError: The port cannot be had.
    """

    def __init__(
        self, provider: SimulatedProvider, *, port: int = 0, latency: float = 0.0, faults: Iterable[Fault | str] = ()
    ) -> None:
        parsed = [Fault.parse(fault) if isinstance(fault, str) else fault for fault in faults]
        self._socket = socket.create_server((HOST, port))
        # Connections inherit it. asyncio would not set it: it does not recognise this socket as TCP, and then each
        # answer in two parts waits 40 ms for the client's delayed acknowledgement.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.root = f"http://{HOST}:{self._socket.getsockname()[1]}"
        self.provider = provider
        provider.root = self.root
        self.credentials = provider.connection_info()
        self._faults = FaultPlan()
        for fault in parsed:
            self._faults.add(fault)
        self._front = SimulatorApp(provider, self._faults, latency)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """Base address of the API, as a client wants it configured."""
        return self.credentials["url"]

    @property
    def log(self) -> list[LoggedRequest]:
        """The requests so far, in order of arrival, secrets masked. The control pages are not in it."""
        return list(self._front.journal.entries)

    def set_listener(self, listener: Callable[[LoggedRequest], None]) -> None:
        """Call a function with each request once its answer is known, on the server's thread."""
        self._front.journal.listener = listener

    def clear_log(self) -> None:
        """Forget the requests so far."""
        self._front.journal.entries.clear()

    def state(self) -> dict[str, Any]:
        """Return a copy of the stored documents. For another thread than the server's."""
        return self._on_server(self._front.snapshot())

    def change(self, path: str, values: Mapping[str, Any] | None = None) -> None:
        """Change a stored document as a phone or an administrator would. For another thread than the server's.

        Args:
            path: Path of a request for the document, as in the log.
            values: What to change, merged into the document; None leaves the choice to the provider.

        Raises:
            Refused: No document lies behind the path.
        """
        self._on_server(self._front.change(path, dict(values) if values is not None else None))

    def set_fault(self, kind: str, **options: Any) -> Fault:
        """Put a fault in force; see `faults.py` for kinds and options. Works from any thread.

        Returns:
            The fault: `seen` is set when it hits, `release()` lets a held request continue.

        Raises:
            FaultError: There is no such fault or option.
        """
        return self._faults.add(Fault.from_options({"kind": kind, **options}))

    def clear_faults(self) -> None:
        """Remove all faults; held requests continue."""
        self._faults.clear()

    async def run(self, started: threading.Event | None = None) -> None:
        """Serve until `stop`."""
        config = uvicorn.Config(
            self._front,
            http=_Protocol,
            ws="none",
            loop="asyncio",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=2,
        )
        self._loop = asyncio.get_running_loop()
        self._server = _Server(config)
        serving = asyncio.ensure_future(self._server.serve(sockets=[self._socket]))
        listening = asyncio.ensure_future(self._server.listening.wait())
        await asyncio.wait({serving, listening}, return_when=asyncio.FIRST_COMPLETED)
        listening.cancel()
        if started is not None:
            started.set()
        await serving

    def stop(self) -> None:
        """End `run`. Works from any thread and from a signal handler."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop_now)

    def _stop_now(self) -> None:
        self._front.stop()
        if self._server is not None:
            self._server.stopping.set()

    def _on_server(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        if self._loop is None:
            work.close()
            raise RuntimeError("The simulator is not running: use it inside `with serving(...)`.")
        future: Future[_Result] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(_STOP_SECONDS)

    def raise_for_crash(self) -> None:
        """Complain when an endpoint failed.

        Raises:
            SimulatorCrashedError: One did.
        """
        if self._front.crashes:
            raise SimulatorCrashedError(f"The simulator itself failed on: {', '.join(self._front.crashes)}.")


@contextlib.contextmanager
def serve_on_thread(
    provider: SimulatedProvider, *, latency: float = 0.0, faults: Iterable[Fault | str] = ()
) -> Iterator[Simulator]:
    """Serve on a free port while the block runs.

    Raises:
        SimulatorCrashedError: An endpoint failed meanwhile.
    """
    simulator = Simulator(provider, latency=latency, faults=faults)
    started = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(simulator.run(started)), name="simulator", daemon=True)
    thread.start()
    started.wait(_STOP_SECONDS)
    try:
        yield simulator
    finally:
        simulator.stop()
        thread.join(_STOP_SECONDS)
    simulator.raise_for_crash()


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
