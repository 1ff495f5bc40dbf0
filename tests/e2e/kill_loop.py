"""Kill the editor many times: `python -m tests.e2e.kill_loop --rounds 100`, on practice and on each simulator.

Ends with status 1 if an edit was lost that had been on the screen for longer than the fifth of a second promised.
"""

import argparse
import sys
from contextlib import ExitStack

from .accounts import serve_provider
from .editor import temporary_home
from .kill_rounds import play

LATEST = 0.2
"""Seconds after which an edit must be on disk."""


def main() -> int:
    """Play, and tell what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="kills for each provider")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("providers", nargs="*", default=["practice", "webex", "broadworks"])
    arguments = parser.parse_args()
    is_good = True
    for provider in arguments.providers:
        with temporary_home(), ExitStack() as stack:
            if provider != "practice":
                stack.enter_context(serve_provider(provider))
            tally = play(arguments.rounds, arguments.seed)
        late = [lost for lost in tally.lost if lost.age > LATEST]
        is_good = is_good and not late
        saves = tally.saves + tally.during_save
        print(f"{provider}: {tally.kills} kills, {tally.during_save} of them during one of {saves} saves;")
        print(f"  {tally.committed} edits had been shown, {len(tally.lost)} are gone ({len(late)} of them too old);")
        for lost in tally.lost:
            print(f"    {lost.description}, {lost.age * 1000:.0f} ms after it was shown")
        print(f"  {tally.resumed} starts offered edits.", flush=True)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
