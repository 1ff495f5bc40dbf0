"""`python -m tests.benchmarks.slow_link`: the editor at the other end of 19,200 bit/s with a round trip of 300 ms.

A relay stands between person and program: it hands bytes on half a round trip late, and no faster than the line. A
person presses keys, one after the other and in a burst; each must be answered within one round trip and 100 ms.
Prints a line for each key, and ends with status 1 if one took longer.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import deque

from .answering_terminal import AnsweringTerminal
from .measurement import environment
from .programs import DOWN, EDITOR, ENTER, ESCAPE, SPACE

_PIECE = 24
"""Bytes the line carries at a time: about ten milliseconds of it."""

_ESCAPE_WAIT = 250
"""Milliseconds that Escape waits by itself for what may follow it: over such a line an arrow key may come in pieces."""

KEYS = (
    ("down", DOWN),
    ("down", DOWN),
    ("up", "\x1b[A"),
    ("open call forwarding", ENTER),
    ("down, to the number", DOWN),
    *((f"digit {digit}", digit) for digit in "2055550155"),
    ("next group", "\x1b[6~"),
    ("switch on", SPACE),
    ("switch off", SPACE),
    ("down", DOWN),
    ("back (Escape)", ESCAPE),
    ("help", "\x1bOP"),
    ("back", "\x18"),
    ("open voicemail", "3"),
    ("down", DOWN),
    ("switch", SPACE),
    ("back", "\x18"),
    ("review", "\x1bOQ"),
    ("back", "\x18"),
)


class SlowTerminal(AnsweringTerminal):
    """A terminal behind a line with a delay and a rate, both ways; the program sees it as slow as it is.

    What waits for the line stays in the kernel's buffer of the pseudo-terminal, so that the program feels it fill.

    Args:
        round_trip: seconds.
        rate: bytes a second.
        how: as for `AnsweringTerminal`.
    """

    def __init__(self, *command: str, round_trip: float, rate: float, home: str) -> None:
        super().__init__(command, environment=environment(home))
        self._delay, self._rate = round_trip / 2, rate
        self._line_free_at = 0.0
        self._on_the_way: deque[tuple[float, bytes]] = deque()
        self._program = self._master
        self._near, far = os.pipe()
        self._typed: deque[tuple[float, bytes]] = deque()
        self._keys_ready = threading.Condition()
        threading.Thread(target=self._carry_output, args=(far,), daemon=True).start()
        threading.Thread(target=self._carry_keys, daemon=True).start()
        self._master = self._near

    def feed(self, keys: str | bytes) -> None:
        """Type; the keys reach the program half a round trip later."""
        data = keys.encode() if isinstance(keys, str) else keys
        with self._keys_ready:
            self._typed.append((time.monotonic() + self._delay, data))
            self._keys_ready.notify()

    def _carry_keys(self) -> None:
        while True:
            with self._keys_ready:
                self._keys_ready.wait_for(lambda: bool(self._typed))
                due, data = self._typed.popleft()
            time.sleep(max(0.0, due - time.monotonic()))
            os.write(self._program, data)

    def _carry_output(self, far: int) -> None:
        arrivals: deque[tuple[float, bytes]] = deque()
        ready = threading.Condition()
        threading.Thread(target=self._deliver, args=(far, arrivals, ready), daemon=True).start()
        while True:
            try:
                data = os.read(self._program, _PIECE)
            except OSError:
                return
            sent_at = max(time.monotonic(), self._line_free_at) + len(data) / self._rate
            self._line_free_at = sent_at
            with ready:
                arrivals.append((sent_at + self._delay, data))
                ready.notify()
            time.sleep(max(0.0, sent_at - time.monotonic()))

    @staticmethod
    def _deliver(far: int, arrivals: deque[tuple[float, bytes]], ready: threading.Condition) -> None:
        while True:
            with ready:
                ready.wait_for(lambda: bool(arrivals))
                due, data = arrivals.popleft()
            time.sleep(max(0.0, due - time.monotonic()))
            os.write(far, data)


def main() -> None:
    """Press the keys and judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.slow_link", description=__doc__)
    parser.add_argument("--round-trip", type=float, default=300.0, help="milliseconds (300)")
    parser.add_argument("--bits", type=float, default=19200.0, help="bits a second (19200)")
    arguments = parser.parse_args()
    limit = arguments.round_trip + 100
    late = []
    with (
        tempfile.TemporaryDirectory() as home,
        SlowTerminal(
            *EDITOR.command, round_trip=arguments.round_trip / 1000, rate=arguments.bits / 10, home=home
        ) as terminal,
    ):
        terminal.wait_until(lambda: "1  Do not disturb" in terminal.text, "the overview", 30)
        terminal.wait_quiet(1.0)
        for name, key in KEYS:
            first, last, count = _answer(terminal, key)
            mark = "" if first <= limit + (_ESCAPE_WAIT if key == ESCAPE else 0) else "  LATE"
            print(f"{name:24} first {first:5.0f} ms, whole {last:5.0f} ms, {count:5} bytes{mark}")
            late += [name] if mark else []
        first, last, count = _answer(terminal, DOWN * 10)
        print(f"{'ten times down':24} first {first:5.0f} ms, whole {last:5.0f} ms, {count:5} bytes")
    print(f"{len(KEYS) - len(late)} of {len(KEYS)} keys were answered within {limit:.0f} ms")
    sys.exit(1 if late else 0)


def _answer(terminal: SlowTerminal, keys: str) -> tuple[float, float, int]:
    """Milliseconds to the first and to the last byte that came for keys, and how many came."""
    terminal.take_bytes()
    began = time.monotonic()
    terminal.feed(keys)
    terminal.wait_until(lambda: len(terminal.received) > terminal._taken, "an answer", 10)
    first = terminal.received_at
    terminal.wait_quiet(0.8)
    return (first - began) * 1000, (terminal.received_at - began) * 1000, len(terminal.take_bytes())


if __name__ == "__main__":
    main()
