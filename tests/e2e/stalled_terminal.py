"""A save while nobody reads the terminal: `python -m tests.e2e.stalled_terminal` leaves it unread for 20 seconds.

Ends with status 1 if the write, the check or the history was late.
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass

from tui_callsettings.models.feature import Feature
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.state.history import History

from .accounts import serve_provider, subject
from .editor import READING_TIME, Editor, temporary_home

REPAINT = b"\x0c"


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds after the key that saves.

    Attributes:
        recorded: when the save was in the history; the check is done by then.
        requests: what was sent, in order.
        waiting: bytes that waited in the terminal, unread, at the end.
    """

    recorded: float
    requests: list[str]
    waiting: int


def save_unread(seconds: float, latency: float) -> Times:
    """Save on a provider that takes `latency` seconds for each answer, with the terminal unread for `seconds`."""
    with serve_provider("webex") as simulator, Editor() as editor:
        editor.wait_ready().open(Feature.DO_NOT_DISTURB).press("space").review()
        editor.wait_until_passed(READING_TIME)
        simulator.clear_log()
        simulator.set_fault("slow-headers", seconds=latency)
        started = time.monotonic()
        # Enough to fill the terminal, so that the program cannot write any more.
        os.write(editor._master, REPAINT * 100 + b"s")
        recorded = _recorded_at(started + seconds) - started
        time.sleep(max(0.0, started + seconds - time.monotonic()))  # the time is what is asked for
        waiting = len(editor.received)
        editor.wait_for("Saved and verified")
        waiting = len(editor.received) - waiting
        assert editor.quit() == 0
        return Times(recorded, _requests(simulator), waiting)


def _recorded_at(deadline: float) -> float:
    history = History(subject())
    while not history.entries():
        if time.monotonic() > deadline:
            raise AssertionError("the save was not in the history while the terminal was unread")
        time.sleep(0.05)
    return time.monotonic()


def _requests(simulator: Simulator) -> list[str]:
    return [entry.method for entry in simulator.log if entry.path.endswith("doNotDisturb")]


def main() -> int:
    """Try it for as long as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--latency", type=float, default=5.0, help="seconds for each of the three requests")
    arguments = parser.parse_args()
    with temporary_home():
        times = save_unread(arguments.seconds, arguments.latency)
    print(f"recorded after {times.recorded:.2f} s, {times.requests}, {times.waiting} bytes had waited")
    return 0 if times.recorded <= 3 * arguments.latency + 1 else 1


if __name__ == "__main__":
    sys.exit(main())
