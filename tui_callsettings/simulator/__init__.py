"""The providers' HTTP APIs, faked on a loopback socket, for people without an account and for tests.

Needs the optional extra `simulator`. Three ways in:

* `callsettings simulate webex` in a terminal, which is `main`;
* `with serving("webex") as simulator:` in a test;
* `GET /_state`, `POST /_faults`, `DELETE /_faults` and `POST /_change` on a running one.

`faults.py` lists what can go wrong on demand; each provider's module describes what it offers and how strict it is.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import AbstractContextManager
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui_callsettings.simulator.server import Simulator
    from tui_callsettings.simulator.simulated_provider import SimulatedProvider

PROVIDERS = {
    "webex": "tui_callsettings.simulator.webex:WebexProvider",
    "broadworks": "tui_callsettings.simulator.broadworks:BroadWorksProvider",
    "ucm": "tui_callsettings.simulator.ucm:UcmProvider",
}
"""Name on the command line → `module:class`, imported only when needed."""

_NEEDED = ("starlette", "h11", "python_multipart")


def load_provider_class(name: str) -> type[SimulatedProvider]:
    """Return the class behind a name in `PROVIDERS`."""
    module, _, attribute = PROVIDERS[name].partition(":")
    found: type[SimulatedProvider] = getattr(import_module(module), attribute)
    return found


def serving(
    name: str, *, latency: float = 0.0, faults: tuple[str, ...] = (), **options: Any
) -> AbstractContextManager[Simulator]:
    """Serve a provider on a free port, on a thread, while a `with` block runs.

    Args:
        name: A name in `PROVIDERS`.
        latency: Seconds that each request waits before it is processed.
        faults: Faults in force from the start, as on the command line.
        options: The provider's own options, such as `token`.
    """
    from tui_callsettings.simulator.server import serve_on_thread

    return serve_on_thread(load_provider_class(name)(**options), latency=latency, faults=faults)


def main(argv: list[str]) -> int:
    """Run `callsettings simulate …` until SIGTERM or SIGINT; return 2 when it could not start."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        return _complain(
            f"The simulator needs {missing[0]}, which is not installed."
            " Install the extra with: pip install 'tui-callsettings[simulator]', then start it again."
        )
    from tui_callsettings.simulator.faults import FaultError
    from tui_callsettings.simulator.server import Simulator, serve_in_foreground

    options = vars(_parser().parse_args(argv))
    name, port, latency, faults = (options.pop(key) for key in ("provider", "port", "latency", "fault"))
    try:
        simulator = Simulator(load_provider_class(name)(**options), port=port, latency=latency / 1000, faults=faults)
    except FaultError as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(
            f"Port {port} cannot be used ({error.strerror}). Give another one, for example --port 8080,"
            " or leave --port out to get a free one."
        )
    asyncio.run(serve_in_foreground(simulator))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="callsettings simulate", description="Serve a provider's API on this machine, with made-up people in it."
    )
    providers = parser.add_subparsers(dest="provider", required=True, metavar="{" + ",".join(PROVIDERS) + "}")
    for name in PROVIDERS:
        one = providers.add_parser(name, help=f"the {name} API")
        one.add_argument("--port", type=_port, default=0, help="port on 127.0.0.1; 0, the default, takes a free one")
        one.add_argument("--latency", type=_milliseconds, default=0, metavar="MS", help="wait before each request")
        one.add_argument("--fault", action="append", default=[], metavar="SPEC", help="for example 429:retry_after=2")
        load_provider_class(name).add_arguments(one)
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535, for example 8080")
    return int(text)


def _milliseconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 600_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no delay: give milliseconds from 0 to 600000, for example 100")
    return value


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
