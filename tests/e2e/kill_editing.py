"""Kill an editor without a screen many times: `python -m tests.e2e.kill_editing --kills 200`.

Ends with status 1 if an edit was lost that had been made for longer than the fifth of a second promised. What is
killed with its screen is in `kill_loop`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.state.kill_harness import kill_repeatedly

LATEST = 0.2
"""Seconds after which an edit must be on disk."""


def main() -> int:
    """Kill, and tell what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = kill_repeatedly(Path(folder), arguments.kills, arguments.seed)
    too_late = [age for age in tally.late if age > LATEST]
    oldest = max(tally.late, default=0.0) * 1000
    print(f"{tally.kills} kills during {tally.edits} edits and {tally.saves} saves; {tally.drafts} drafts were left.")
    print(f"{len(tally.late)} edits are gone, the oldest made {oldest:.1f} ms before ({len(too_late)} too old).")
    return 1 if too_late else 0


if __name__ == "__main__":
    sys.exit(main())
