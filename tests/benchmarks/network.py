"""How many round trips loading and saving take on Webex: run it with `python -m tests.benchmarks.network`.

The simulator answers each request after 100 ms, on a real socket. Ends with status 1 if a limit is passed.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable

from tests.backends.suite import new_value
from tests.backends.webex.accounts import open_webex_backend
from tui_callsettings.backends.webex.client import WebexBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.feature import Feature
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.state.save import SaveStatus, save

LATENCY = 0.1
ROUNDS = 7
LOAD_LIMIT = 1.2
"""Times the slowest single request."""
SAVE_LIMIT = 3
"""Requests one after the other: the reading, the writing and the check."""


async def median(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds that `work` takes, in the middle of several rounds."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


async def load(backend: WebexBackend) -> None:
    """All features at once, as the store does."""
    await asyncio.gather(*(backend.read(feature) for feature in Feature))


async def saving(simulator: Simulator, backend: WebexBackend, feature: Feature) -> tuple[float, int]:
    """Milliseconds and requests of a checked save of one field; what the editor shows already is not counted."""
    client = CallSettingsClient(backend)
    shown = await backend.read(feature)
    path = feature.fields[0].path
    simulator.clear_log()

    async def save_once() -> None:
        nonlocal shown
        wanted = shown.with_value(path, new_value(feature.field(path), shown.value(path)))
        if feature is Feature.CALL_FORWARDING:
            wanted = wanted.with_value(("call_forwarding", "always", "destination"), "4143")
        result = await save(client, feature, shown, wanted)
        if result.status is not SaveStatus.SAVED or result.new is None:
            raise SystemExit(result.message)
        shown = result.new

    return await median(save_once), len(simulator.log) // ROUNDS


async def measure() -> bool:
    """Prints the table; whether all limits are kept."""
    is_fine = True

    def row(what: str, milliseconds: float, factor: str, is_kept: bool = True) -> None:
        nonlocal is_fine
        is_fine = is_fine and is_kept
        print(f"{what:<34} {milliseconds:>8.1f} ms   {factor:<28} {'' if is_kept else 'TOO MUCH'}".rstrip())

    with serving("webex", latency=LATENCY) as simulator:
        async with open_webex_backend(simulator) as backend:
            started = time.perf_counter()
            await load(backend)
            row("first load, connecting", (time.perf_counter() - started) * 1000, "")
            singles = {feature: await median(lambda f=feature: backend.read(f)) for feature in Feature}  # type: ignore[misc]
            for feature, milliseconds in singles.items():
                row(f"read {feature.title.lower()}", milliseconds, "1 request")
            slowest, loading = max(singles.values()), await median(lambda: load(backend))
            factor = loading / slowest
            row("load all features", loading, f"{factor:.2f} times the slowest request", factor <= LOAD_LIMIT)
            row("owner", await median(backend.owner), "")
            for feature in Feature:
                milliseconds, requests = await saving(simulator, backend, feature)
                trips = milliseconds / slowest
                row(
                    f"save {feature.title.lower()}",
                    milliseconds,
                    f"{requests} requests, {trips:.2f} round trips",
                    requests <= SAVE_LIMIT and trips < SAVE_LIMIT + 0.5,
                )
    return is_fine


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(measure()) else 1)
