"""A terminal that answers queries as Windows Terminal does, and the process behind it, measured."""

import os
import re
import time
from pathlib import Path
from typing import ClassVar

from tests.terminal.pty_terminal import PtyTerminal

_QUERIES = re.compile(rb"\x1b\[(?:\?(\d+)\$p|(6n)|(0?c)|>(0?)q|\?(u))")
_DEVICE = b"\x1b[?61;4;6;7;14;21;22;23;24;28;32;42;52c"
_QUIET_SLICE = 0.02
_QUIET_CPU = 0.002


class AnsweringTerminal(PtyTerminal):
    """Mode 2026 is known, other queried modes are not; kitty's keyboard protocol is not."""

    # Looking after every few bytes would take the processor from the program that is measured.
    at_once: ClassVar[int] = 65536

    def answer(self, data: bytes) -> None:
        """Answer each query in what the program sent."""
        for mode, position, device, _version, _keyboard in _QUERIES.findall(data):
            if mode:
                os.write(self._master, b"\x1b[?%s;%d$y" % (mode, 2 if mode == b"2026" else 0))
            elif position:
                column, row = self.cursor
                os.write(self._master, b"\x1b[%d;%dR" % (row + 1, column + 1))
            elif device:
                os.write(self._master, _DEVICE)

    def wait_text(self, timeout: float = 30.0) -> float:
        """Wait until any character is on the screen; seconds since the start."""
        self.wait_until(lambda: bool(self.text.strip()), "any text", timeout)
        return self.received_at - self.started_at

    def wait_usable(self, timeout: float = 30.0) -> float:
        """Wait until nothing is sent for 0.3 s and the processor rests; seconds from start to the end of the work.

        From then on a key is not queued behind the start.
        """
        deadline = time.monotonic() + timeout
        busy_at, cpu = time.monotonic(), self.cpu_seconds()
        while time.monotonic() < deadline:
            self.pump(_QUIET_SLICE)
            now, used = time.monotonic(), self.cpu_seconds()
            if used - cpu > _QUIET_CPU:
                busy_at = now
            cpu = used
            if now - max(self.received_at, busy_at) > 0.3 and self.received_at:
                break
        return max(self.received_at, busy_at) - self.started_at

    def press(self, keys: str, quiet: float = 0.15) -> tuple[int, float]:
        """Press keys and wait for the answer; bytes sent back, and milliseconds to the last of them."""
        self.take_bytes()
        began = time.monotonic()
        self.feed(keys)
        self.wait_until(lambda: len(self.received) > self._taken or time.monotonic() > began + 1, "an answer")
        self.wait_quiet(quiet)
        count = len(self.take_bytes())
        return count, (self.received_at - began) * 1000 if count else 0.0

    def cpu_seconds(self) -> float:
        """Processor time of all threads, to the nanosecond."""
        nanoseconds = 0
        for task in Path(f"/proc/{self.process.pid}/task").glob("*/schedstat"):
            try:
                nanoseconds += int(task.read_text().split()[0])
            except OSError:
                continue
        return nanoseconds / 1e9

    def memory_mb(self) -> tuple[float, float]:
        """Resident and proportional memory of the process, in MB."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return tuple(_kilobytes(rollup, name) / 1024 for name in ("Rss", "Pss"))  # type: ignore[return-value]

    def idle(self, seconds: float = 2.0) -> tuple[float, float]:
        """Leave the program alone; bytes a second and the share of a processor it takes."""
        self.take_bytes()
        cpu, until = self.cpu_seconds(), time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.pump(left)
        return len(self.take_bytes()) / seconds, (self.cpu_seconds() - cpu) / seconds


def _kilobytes(rollup: str, name: str) -> int:
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(f"{name}:"))
