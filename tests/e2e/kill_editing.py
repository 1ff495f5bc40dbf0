"""Kill an editor without a screen many times: `python -m tests.e2e.kill_editing --kills 200`.

Ends with status 1 if an edit was lost that a terminal could have shown. `kill_loop` kills an editor with its screen.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.state.kill_harness import kill_repeatedly


def main() -> int:
    """Kill, and print the tally."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = kill_repeatedly(Path(folder), arguments.kills, arguments.seed)
    print(f"{tally.kills} kills during {tally.edits} edits and {tally.saves} saves; {tally.drafts} drafts were left.")
    oldest = max(tally.late, default=0.0) * 1000
    print(f"{len(tally.late)} edits are gone, the oldest made {oldest:.1f} ms before the kill.")
    return 1 if tally.late else 0


if __name__ == "__main__":
    sys.exit(main())
