"""`python -m tests.benchmarks.tls`: how long reading takes over TLS, with a round trip of 100 ms.

Ours is compared with the least that can be done: a bare socket on a thread of its own for each of five reads, which
takes three round trips (TCP, TLS, the request). Then the editor is started on a terminal, with and without the delay:
what the delay adds is what could not be hidden behind loading the program. `far_provider` tells what is emulated and
what is not. Ends with status 1 if our first reading takes more than 1.25 times as long as bare sockets.
"""

import argparse
import asyncio
import os
import re
import socket
import ssl
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.backends.webex.accounts import Token
from tui_callsettings.accounts.credential_store import TOKEN_VARIABLE
from tui_callsettings.backends.webex.client import open_backend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature

from .answering_terminal import AnsweringTerminal
from .far_provider import HOST, FarProvider, far_provider
from .measurement import environment
from .programs import EDITOR

LIMIT = 1.25
"""Times bare sockets."""
BARE, FIRST, AGAIN = "bare sockets, five threads", "callsettings, first reading", "callsettings, reading again"
_READ = re.compile(r" read \d\d:\d\d:\d\d$")


class Times:
    """Milliseconds of each run, by what was done."""

    def __init__(self) -> None:
        self._runs: dict[str, list[float]] = defaultdict(list)

    def add(self, what: str, began: float) -> None:
        """Note that it has ended now."""
        self._runs[what].append((time.perf_counter() - began) * 1000)

    def __getitem__(self, what: str) -> float:
        # The first run warms up.
        return statistics.median(self._runs[what][1:])


def bare_sockets(far: FarProvider) -> None:
    """Who the person is, and the four features: five threads, each with a handshake and one request."""
    context = ssl.create_default_context(cafile=far.authority)

    def read(path: str) -> bytes:
        with (
            socket.create_connection((HOST, far.port)) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as secure,
        ):
            head = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {far.token}\r\n"
            secure.sendall(f"{head}Connection: close\r\n\r\n".encode())
            return b"".join(iter(lambda: secure.recv(65536), b""))

    me = f"{far.path}/telephony/config/people/me"
    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(read, [me, *(f"{me}/settings/{feature.wire_name}" for feature in Feature)]))
    assert all(answer.startswith(b"HTTP/1.1 200") for answer in answers)


async def read_everything(client: CallSettingsClient) -> None:
    """As the editor does: the person, in two requests, and the four features."""
    await client.prefetch()
    answers = await asyncio.gather(*(client.read(feature) for feature in Feature))
    assert (await client.owner()).name
    assert all(answer.is_success for answer in answers)


def opened(far: FarProvider) -> CallSettingsClient:
    """Our client, with nothing connected yet."""
    return CallSettingsClient(open_backend(Account("far", "webex", base_url=far.url), Token(far.token)))


async def measure_reading(far: FarProvider, times: Times) -> None:
    """Read by sockets, by ours, and by ours once more."""
    began = time.perf_counter()
    await asyncio.to_thread(bare_sockets, far)
    times.add(BARE, began)
    began = time.perf_counter()
    async with opened(far) as client:
        await read_everything(client)
        times.add(FIRST, began)
        began = time.perf_counter()
        await read_everything(client)
        times.add(AGAIN, began)


def measure_start(far: FarProvider, times: Times, what: str) -> None:
    """Start the editor for the first time in a home, and wait until everything is read and shown."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, ".config", "callsettings")
        folder.mkdir(parents=True)
        account = f'[accounts.far]\nbackend = "webex"\nbase_url = "{far.url}"\n'
        (folder / "config.toml").write_text(f'default_account = "far"\n{account}')
        variables = environment(home, {"SSL_CERT_FILE": far.authority, TOKEN_VARIABLE: far.token})
        began = time.perf_counter()
        with AnsweringTerminal(EDITOR.command, environment=variables) as terminal:
            terminal.wait_until(lambda: _is_read(terminal), "everything read")
            times.add(what, began)


def _is_read(terminal: AnsweringTerminal) -> bool:
    # This is asked after every few bytes: putting all rows together would take the time that is measured.
    first = terminal.screen.buffer[0]
    is_dated = _READ.search("".join(first[column].data for column in range(terminal.columns)).rstrip())
    return bool(is_dated) and "4  Call waiting      [" in terminal.text


def main() -> None:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tls", description=__doc__)
    parser.add_argument("--round-trip", type=float, default=100.0, help="milliseconds (100)")
    parser.add_argument("--runs", type=int, default=7, help="runs of each (7); one more warms up")
    arguments = parser.parse_args()
    near, away = "editor, from exec to everything read: no delay", f"the same, {arguments.round_trip:.0f} ms away"
    times = Times()
    with tempfile.TemporaryDirectory() as near_folder, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        far = stack.enter_context(far_provider(arguments.round_trip / 1000, Path(folder)))
        here = stack.enter_context(far_provider(0.0, Path(near_folder)))
        os.environ["SSL_CERT_FILE"] = far.authority
        for _ in range(arguments.runs + 1):
            asyncio.run(measure_reading(far, times))
            measure_start(here, times, near)
            measure_start(far, times, away)
    print(f"Round trip {arguments.round_trip:.0f} ms, medians of {arguments.runs} runs:\n")
    print("| what | ms | ratio |\n| --- | ---: | ---: |")
    ratios = {
        BARE: "",
        **{what: f"{times[what] / times[BARE]:.2f} x bare sockets" for what in (FIRST, AGAIN)},
        near: "",
        away: f"{times[away] / times[near]:.2f} x, {times[away] - times[near]:+.0f} ms",
    }
    for what, ratio in ratios.items():
        print(f"| {what} | {times[what]:.0f} | {ratio} |")
    sys.exit(0 if times[FIRST] <= LIMIT * times[BARE] else 1)


if __name__ == "__main__":
    main()
