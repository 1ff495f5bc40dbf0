"""Change the program in small ways and see whether a test notices.

    python -m tests.mutation state backends/webex/wire.py --sample 40 --jobs 2

Samples mutants of the named rooms or modules of `tui_callsettings`. Runs the tests that import these modules once, to
see which tests run which line, then for each mutant those that run its line, in a copy of the tree, and where these
notice nothing the others near its module. Prints a table per room and the mutants that no test failed on. One whose
tests took too long, or could not be run, is not counted as killed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from pathlib import Path
from queue import Queue

import pytest

from tests.mutating import pytest_fork
from tests.mutating.importers import tests_for
from tests.mutating.mutants import Mutant, modules_named, sample_mutants
from tests.mutating.traced_run import TracedRun, trace


class Verdict(Enum):
    """How a mutant ended."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    UNTESTED = "no test runs it"
    ERROR = "its tests could not be run"


class _Selection:
    """A pytest plugin that runs the named tests only, in that order."""

    def __init__(self, names: Iterable[str]) -> None:
        self._order = {name: number for number, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order), key=lambda item: self._order[item.nodeid]
        )


def try_mutant(mutant: Mutant, copy: Path, tests: list[str], timeout: float) -> Verdict:
    """Run `tests` on a mutant in `copy`, a copy of the tree that is restored afterwards."""
    if not tests:
        return Verdict.UNTESTED
    file = copy / mutant.module
    original, times = file.read_bytes(), file.stat()
    file.write_bytes(mutant.apply(original))
    # Its compiled form is of another second.
    os.utime(file, (times.st_atime + 10, times.st_mtime + 10))
    try:
        files = sorted({name.partition("::")[0] for name in tests})
        status = pytest_fork.wait(pytest_fork.start(copy, ["-x", *files], _Selection(tests)), timeout)
        return verdict_of(status, (copy / pytest_fork.OUTPUT).read_text(errors="replace"))
    finally:
        file.write_bytes(original)
        os.utime(file, (times.st_atime, times.st_mtime))


def try_near_tests(mutant: Mutant, copy: Path, run: TracedRun, timeout: float) -> Verdict:
    """Run the tests of a mutant's line, and where it survives these all others that are near."""
    tests = run.tests_of(mutant, timeout / 4)
    verdict = try_mutant(mutant, copy, tests, timeout)
    others = run.other_tests(mutant, tests) if verdict is Verdict.SURVIVED else []
    if others and try_mutant(mutant, copy, others, timeout) is Verdict.KILLED:
        return Verdict.KILLED
    return verdict


def verdict_of(status: int | None, output: str) -> Verdict:
    """Judge a run of pytest by its exit status, None where it took too long, and by what it printed."""
    match status:
        case None:
            return Verdict.TIMED_OUT
        case pytest.ExitCode.OK:
            return Verdict.SURVIVED
        case pytest.ExitCode.TESTS_FAILED:
            return Verdict.KILLED
        # A module that no longer imports stops the collection, or the conftest.py that imports it.
        case pytest.ExitCode.INTERRUPTED if "during collection" in output or "ERROR collecting" in output:
            return Verdict.KILLED
        case pytest.ExitCode.USAGE_ERROR if "while loading conftest" in output:
            return Verdict.KILLED
        case _:
            return Verdict.ERROR


def try_mutants(
    mutants: list[Mutant], run: TracedRun, copies: list[Path], timeout: float, end: float
) -> dict[Mutant, Verdict]:
    """Try each mutant until `end`, as many at once as there are copies; print those that no test noticed."""
    verdicts: dict[Mutant, Verdict] = {}
    free: Queue[Path] = Queue()
    for copy in copies:
        free.put(copy)

    def work(mutant: Mutant) -> None:
        if time.monotonic() > end:
            return
        copy = free.get()
        try:
            verdict = verdicts[mutant] = try_near_tests(mutant, copy, run, timeout)
            if verdict is not Verdict.KILLED:
                source = (copy / mutant.module).read_bytes()
                print(f"{verdict.value}: {mutant.describe(source)}", flush=True)
            if verdict is Verdict.ERROR:
                print((copy / pytest_fork.OUTPUT).read_text(errors="replace")[-1000:], flush=True)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        list(pool.map(work, mutants))
    return verdicts


def main() -> int:
    """Try the mutants and print the table; the status is 1 where one was not killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="+", help="files or folders below tui_callsettings")
    parser.add_argument("--sample", type=int, default=20, help="mutants of each room (default 20)")
    parser.add_argument("--seed", type=int, default=1, help="which sample (default 1)")
    parser.add_argument("--jobs", type=int, default=2, help="how many run side by side (default 2)")
    parser.add_argument("--timeout", type=float, default=240, help="seconds for the tests of one mutant (default 240)")
    parser.add_argument("--minutes", type=float, default=600, help="try no further mutant after so many (default 600)")
    options = parser.parse_args()
    end = time.monotonic() + options.minutes * 60
    mutants = sample_mutants(modules_named(options.modules), options.sample, options.seed)
    files = sorted({file for mutant in mutants for file in tests_for(mutant.module)})
    pytest_fork.import_heavy()
    with tempfile.TemporaryDirectory() as folder:
        copies = [pytest_fork.copy_tree(Path(folder) / str(number)) for number in range(options.jobs)]
        run = trace(files, copies)
        for name in sorted(run.failed):
            print(f"fails on the program as it is: {name}", flush=True)
        verdicts = try_mutants(mutants, run, copies, options.timeout, end)
    print_table(verdicts)
    return int(any(verdict is not Verdict.KILLED for verdict in verdicts.values()))


def print_table(verdicts: dict[Mutant, Verdict]) -> None:
    """Print how the mutants of each room ended, and the share of them that a failing test killed."""
    print("\n| room | mutants |", *(f"{verdict.value} |" for verdict in Verdict), "killed % |")
    print("| --- |", *["---: |"] * (len(Verdict) + 2))
    for room in sorted({mutant.room for mutant in verdicts}):
        mine = [verdict for mutant, verdict in verdicts.items() if mutant.room == room]
        counts = [mine.count(verdict) for verdict in Verdict]
        print(f"| {room} | {len(mine)} |", *(f"{count} |" for count in counts), f"{counts[0] / len(mine):.0%} |")


if __name__ == "__main__":
    sys.exit(main())
