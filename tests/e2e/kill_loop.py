"""Kill the editor many times: `python -m tests.e2e.kill_loop --rounds 100`, on practice and on each simulator.

Ends with status 1 if an edit was lost that had been on the screen, however short. `--busy 4` keeps four processes
computing meanwhile.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from .accounts import serve_provider
from .editor import temporary_home
from .kill_rounds import play


@contextmanager
def busy_processes(count: int) -> Iterator[None]:
    """Keep so many processes computing while the block runs."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def main() -> int:
    """Play, and report what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="kills for each provider")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--busy", type=int, default=0, help="processes that compute meanwhile")
    parser.add_argument("providers", nargs="*", default=["practice", "webex", "broadworks"])
    arguments = parser.parse_args()
    is_good = True
    for provider in arguments.providers:
        with temporary_home(), busy_processes(arguments.busy), ExitStack() as stack:
            if provider != "practice":
                stack.enter_context(serve_provider(provider))
            tally = play(arguments.rounds, arguments.seed)
        is_good = is_good and not tally.lost
        saves = tally.saves + tally.during_save
        print(f"{provider}: {tally.kills} kills, {tally.during_save} of them during one of {saves} saves;")
        print(f"  {tally.committed} edits had been shown, {len(tally.lost)} are gone;")
        for lost in tally.lost:
            print(f"    {lost.description}, {lost.age * 1000:.0f} ms after it was shown")
        print(f"  {tally.resumed} starts offered edits.", flush=True)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
