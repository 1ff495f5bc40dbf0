"""Random packets of text, line ends and pieces of sequences: `python -m tests.e2e.fuzz_packets --packets 20000`.

No write may happen unless a review had been on the screen for 0.4 s when the packet that confirmed it was sent. Both
are seen from outside: the screen at the pseudo-terminal, the writes at the provider.
"""

import argparse
import random
import re
import sys
import time
from collections import deque
from dataclasses import dataclass, field

from tui_callsettings.simulator.server import Simulator
from tui_callsettings.terminal.question_guard import READING_TIME

from .accounts import serve_provider
from .editor import KEYS, Editor, temporary_home

ATOMS = (
    *("0", "1", "2", "3", "4", " ", "s", "y", "k", "n", "m", "t", "r", "x", "\r", "\r", "\r", "\n", "\r\n", "\t"),
    *("0800", "0\r", "0800\r", "Dial 0 first\r", "s\r", "y\r", "\r\r", " \r", "4711", "321321\r", "+1 205-555-0155"),
    *(KEYS["review"], KEYS["review"], KEYS["back"], KEYS["up"], KEYS["down"], KEYS["find"], KEYS["undo"]),
    *("\x1bOS", "\x1b[6~", "\x1b", "\x1b[", "\x1bO", "\x1b[200~0\r", "\x1b[201~", "\x1b[I", "\xe9", "\x1b[115;1u"),
)
SAVE_ONE_IN = 400
"""Packets after which a review is read and confirmed, so that something is saved at all."""
SETTLE_ONE_IN = 40
"""Packets after which the editor may work off all of them; the queue would drop most otherwise."""
REVIEW = re.compile(r" (Save|Review)\b(?!\.\.\.)")
TOLERANCE = 0.1
"""Seconds by which this process may see the review late."""


@dataclass
class Tally:
    """What came of the packets.

    Attributes:
        packets: How many were sent.
        starts: How often the editor was started, as some packets leave it.
        writes: How many writes the provider got.
        unread: Writes that no review had been read for, each with the last packets.
    """

    packets: int = 0
    starts: int = 0
    writes: int = 0
    unread: list[str] = field(default_factory=list)


class PacketFuzzer:
    """Sends packets to an editor, and looks at its screen and at what the provider gets.

    Args:
        simulator: The provider.
        seed: Decides what is sent.
    """

    def __init__(self, simulator: Simulator, seed: int) -> None:
        self.simulator = simulator
        self.chance = random.Random(seed)
        self.tally = Tally()
        self._shown_since: float | None = None
        self._sent: deque[tuple[float, bool, bytes]] = deque(maxlen=200)
        self.editor = self._start()

    def _start(self) -> Editor:
        self.tally.starts += 1
        return Editor().wait_ready()

    def send_packet(self) -> None:
        """Send one packet, and look what came of those before it."""
        if self.tally.packets % SAVE_ONE_IN == 0:
            self._save_something()
        atoms = self.chance.choices(ATOMS, k=self.chance.randint(1, 6))
        self._send("".join(atoms).encode("latin-1"))
        self._look(self.chance.choice((0.0, 0.0, 0.01, 0.02)))
        if self.tally.packets % SETTLE_ONE_IN == 0:
            self._settle()

    def _save_something(self) -> None:
        """Discard what was changed, switch the first feature, read the review and confirm it."""
        steps = (KEYS["back"] * 6, KEYS["review"], "d", KEYS["back"] * 6, KEYS["up"] * 6, " ", KEYS["review"], "s")
        for keys in steps:
            self._settle()
            self._look(READING_TIME + TOLERANCE)
            self._send(keys.encode())
        self._look(1.0)

    def _settle(self) -> None:
        """Let the editor work off what it was sent."""
        before = -1
        while before != len(self.editor.received):
            before = len(self.editor.received)
            self._look(0.2)

    def _send(self, data: bytes) -> None:
        if self.editor.is_closed:
            self.editor.close()
            self.editor = self._start()
            self._shown_since = None
        now = time.monotonic()
        is_read = self._shown_since is not None and now - self._shown_since >= READING_TIME - TOLERANCE
        self._sent.append((now, is_read, data))
        self.tally.packets += 1
        try:
            self.editor.feed(data)
        except OSError:
            self.editor.is_closed = True

    def _look(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            while self.editor.pump(0):
                pass
            if not REVIEW.match(self.editor.lines[0]):
                self._shown_since = None
            elif self._shown_since is None:
                self._shown_since = time.monotonic()
            if not self.editor.pump(max(0.0, end - time.monotonic())):
                break
        self._look_at_writes()

    def _look_at_writes(self) -> None:
        writes = sum(request.method != "GET" for request in self.simulator.log)
        if writes > self.tally.writes:
            self.tally.writes = writes
            if not any(is_read for _, is_read, _ in self._sent):
                self.tally.unread.append(repr([data for _, _, data in list(self._sent)[-20:]]))
            # A review that was read accounts for what was saved now, not for what is saved later.
            if not REVIEW.match(self.editor.lines[0]) and not self.editor.lines[0].startswith(" Saving"):
                self._sent.clear()

    def close(self) -> None:
        """End the editor."""
        self._look(1.0)
        self.editor.close()


def fuzz(packets: int, seed: int) -> Tally:
    """Send so many packets to an editor on a simulated provider."""
    with serve_provider("webex") as simulator:
        fuzzer = PacketFuzzer(simulator, seed)
        try:
            while fuzzer.tally.packets < packets:
                fuzzer.send_packet()
        finally:
            fuzzer.close()
    return fuzzer.tally


def main() -> int:
    """Fuzz as long as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packets", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with temporary_home():
        tally = fuzz(arguments.packets, arguments.seed)
    print(f"{tally.packets} packets, {tally.starts} starts, {tally.writes} writes, {len(tally.unread)} of them unread")
    for packets in tally.unread:
        print(f"  {packets}")
    return 1 if tally.unread or not tally.writes else 0


if __name__ == "__main__":
    sys.exit(main())
