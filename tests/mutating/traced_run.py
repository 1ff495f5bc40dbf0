"""Runs the tests once on the program as it is, and notes which of them run which line, and how long they take."""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import coverage
import pytest

from . import pytest_fork
from .importers import tests_for
from .mutants import PACKAGE, Mutant


@dataclass(slots=True)
class TracedRun:
    """Which tests run which line.

    Attributes:
        seconds: how long each test takes, by its name.
        tests: the names of the tests that run a line, by file and line.
        failed: the tests that fail on the program as it is; they say nothing about mutants.
        starters: the tests that start a process, in which any line may run unnoticed.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    tests: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    failed: set[str] = field(default_factory=set)
    starters: set[str] = field(default_factory=set)

    def tests_of(self, mutant: Mutant, limit: float) -> list[str]:
        """Return the tests that run the mutant's line, then those that start a process.

        Of each sort the quickest first, and at most `limit` seconds of them.
        """
        names = self.tests.get((str(mutant.module), mutant.line), set())
        files = set(tests_for(mutant.module))
        near = {name for name in self.seconds if name.partition("::")[0] in files}
        if not names or "" in names:
            # What runs while the module is imported has no test of its own.
            names = names | near
        names = names - self.failed - {""}
        return self._quickest(names, limit) + self._quickest(near & self.starters - self.failed - names, limit)

    def _quickest(self, names: set[str], limit: float) -> list[str]:
        chosen: list[str] = []
        total = 0.0
        for name in sorted(names, key=lambda name: self.seconds.get(name, 0)):
            total += self.seconds.get(name, 0)
            if total > limit and chosen:
                break
            chosen.append(name)
        return chosen

    def other_tests(self, mutant: Mutant, tried: Collection[str]) -> list[str]:
        """Return all other tests near the mutant's module, the quickest first.

        A line that runs once in a process, as in a cached function, is noted for the first test alone.
        """
        files = set(tests_for(mutant.module))
        names = {name for name in self.seconds if name.partition("::")[0] in files} - self.failed - {*tried}
        return sorted(names, key=lambda name: self.seconds[name])

    def merge(self, other: "TracedRun") -> None:
        """Add what another run noted."""
        self.seconds |= other.seconds
        self.failed |= other.failed
        self.starters |= other.starters
        for line, names in other.tests.items():
            self.tests[line] |= names


class _Tracer:
    """A pytest plugin that tells the lines of each test apart."""

    def __init__(self, copy: Path) -> None:
        self.run = TracedRun()
        self._coverage = coverage.Coverage(
            data_file=None, include=[f"{copy}/{PACKAGE}/*"], config_file=False, messages=False
        )
        self._copy = copy
        self._test = ""
        sys.addaudithook(self._note_process)

    def _note_process(self, event: str, _arguments: object) -> None:
        if event in ("subprocess.Popen", "os.fork", "os.posix_spawn"):
            self.run.starters.add(self._test)

    def pytest_configure(self) -> None:
        self._coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._coverage.switch_context(item.nodeid)
        self._test = item.nodeid
        begin = time.monotonic()
        try:
            return (yield)
        finally:
            self.run.seconds[item.nodeid] = time.monotonic() - begin
            self._coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.run.failed.add(report.nodeid)

    def write(self, target: Path) -> None:
        self._coverage.stop()
        data = self._coverage.get_data()
        lines = []
        for file in data.measured_files():
            module = str(Path(file).relative_to(self._copy))
            lines += [(module, line, names) for line, names in data.contexts_by_lineno(file).items()]
        document = {"seconds": self.run.seconds, "lines": lines}
        document |= {"failed": sorted(self.run.failed), "starters": sorted(self.run.starters)}
        target.write_text(json.dumps(document))


def _read(file: Path) -> TracedRun:
    document: Any = json.loads(file.read_text())
    run = TracedRun(document["seconds"], failed=set(document["failed"]), starters=set(document["starters"]))
    for module, line, names in document["lines"]:
        run.tests[module, line] |= set(names)
    return run


def trace(files: Sequence[str], copies: Sequence[Path]) -> TracedRun:
    """Run the test `files`, a share of them in each copy of the tree."""
    processes = []
    for number, copy in enumerate(copies):
        share = list(files[number :: len(copies)])
        if share:
            tracer = _Tracer(copy)
            target = copy / "traced.json"
            process = pytest_fork.start(copy, share, tracer, partial(tracer.write, target))
            processes.append((process, target))
    run = TracedRun()
    for process, target in processes:
        pytest_fork.wait(process, 3600)
        part = _read(target) if target.exists() else TracedRun()
        if not part.seconds:
            raise SystemExit(target.with_name(pytest_fork.OUTPUT).read_text())
        run.merge(part)
    return run
