"""`python -m tests.benchmarks.many`: fifty people on one host, each with the editor open and doing nothing.

Prints what they send and compute while idle, which should be nothing, and the memory of a session (its share: PSS).
"""

import argparse
import statistics
import tempfile
import time
from contextlib import ExitStack

from .answering_terminal import AnsweringTerminal
from .measurement import environment
from .programs import EDITOR


def main() -> None:
    """Start them one after the other, watch them, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.many", description=__doc__)
    parser.add_argument("--editors", type=int, default=50, help="how many (50)")
    parser.add_argument("--seconds", type=float, default=10.0, help="for how long they are watched (10)")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        terminals, starts = [], []
        for _ in range(arguments.editors):
            home = stack.enter_context(tempfile.TemporaryDirectory())
            terminal = stack.enter_context(AnsweringTerminal(EDITOR.command, environment=environment(home)))
            terminal.wait_usable()
            terminals.append(terminal)
            starts.append(terminal.cpu_seconds() * 1000)
        print(_start_line(starts))
        for line in _watched(terminals, arguments.seconds):
            print(line)


def _start_line(starts: list[float]) -> str:
    tenth = max(1, len(starts) // 10)
    first, last = statistics.median(starts[:tenth]), statistics.median(starts[-tenth:])
    return (
        f"start (processor)     {first:.0f} ms the first, {last:.0f} ms the last ({last / first:.2f} x), a tenth each"
    )


def _watched(terminals: list[AnsweringTerminal], seconds: float) -> list[str]:
    for terminal in terminals:
        terminal.take_bytes()
    before, began = sum(terminal.cpu_seconds() for terminal in terminals), time.monotonic()
    while (left := seconds - (time.monotonic() - began)) > 0:
        # One after the other, a little each: a byte that comes is counted whenever it is read.
        for terminal in terminals:
            terminal.pump(min(left, 1.0) / len(terminals))
    cpu = sum(terminal.cpu_seconds() for terminal in terminals) - before
    sent = sum(len(terminal.take_bytes()) for terminal in terminals)
    resident, share = zip(*(terminal.memory_mb() for terminal in terminals), strict=True)
    return [
        f"{len(terminals)} editors, watched for {seconds:.0f} s",
        f"sent while idle       {sent} bytes",
        f"computed while idle   {cpu / seconds * 100:.2f} % of one processor, all together",
        f"memory of a session   {statistics.median(share):.1f} MB (PSS), {statistics.median(resident):.1f} MB (RSS)",
        f"memory of all         {sum(share):.0f} MB",
    ]


if __name__ == "__main__":
    main()
