"""Change the program in small ways and see whether a test notices.

    python -m tests.mutation state backends/webex/wire.py --sample 40 --jobs 2

Samples mutants of the named rooms or modules of `tui_callsettings`, runs the tests that import the mutated module in a
copy of the tree, and prints a table per room and the mutants that no test noticed.
"""

import argparse
import ast
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).parents[1]
PACKAGE = "tui_callsettings"

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "-", ast.Sub: "+", ast.BitOr: "&", ast.BitAnd: "|"}


class Verdict(Enum):
    """How a mutant ended."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNTESTED = "no test imports it"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one module.

    Attributes:
        module: the file, relative to the root of the repository.
        start: the offset of the replaced text in bytes.
        end: the offset behind it.
        replacement: what stands there instead.
        line: the line number, from 1.
    """

    module: Path
    start: int
    end: int
    replacement: str
    line: int

    @property
    def room(self) -> str:
        """The folder below the package, or the module itself where it has none."""
        inner = self.module.relative_to(PACKAGE)
        return inner.parts[0].removesuffix(".py")

    def apply(self, source: bytes) -> bytes:
        """Return the mutated source."""
        return source[: self.start] + self.replacement.encode() + source[self.end :]

    def describe(self, source: bytes) -> str:
        """Return the place and the change in one line."""
        old = " ".join(source[self.start : self.end].decode().split())
        new = " ".join(self.replacement.split())
        return f"{self.module}:{self.line}: {old[:70]}  ->  {new[:70]}"


class _Source:
    """A module's text and the byte offsets of its nodes."""

    def __init__(self, module: Path, source: bytes) -> None:
        self.module = module
        self.source = source
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self._lines[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._lines[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.expr | ast.stmt) -> str:
        return self.source[self.start(node) : self.end(node)].decode()

    def replace(self, node: ast.expr | ast.stmt, replacement: str) -> Mutant:
        return Mutant(self.module, self.start(node), self.end(node), replacement, node.lineno)

    def replace_between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> Iterator[Mutant]:
        """Replace the operator `old` that stands between two expressions."""
        start, end = self.end(left), self.start(right)
        between = self.source[start:end].decode()
        if between.count(old) == 1:
            replaced = between.replace(old, new)
            yield Mutant(self.module, start, end, replaced, left.end_lineno or left.lineno)


def find_mutants(module: Path) -> list[Mutant]:
    """Return every mutant of `module`, in the order of its text."""
    source = (ROOT / module).read_bytes()
    text = _Source(module, source)
    tree = ast.parse(source)
    skipped = _skipped_nodes(tree)
    found: list[Mutant] = []
    for node in ast.walk(tree):
        if id(node) not in skipped:
            found += _mutants_of(node, text)
    return sorted(found, key=lambda mutant: (mutant.start, mutant.replacement))


def _skipped_nodes(tree: ast.Module) -> set[int]:
    """Return the nodes that do nothing at run time: annotations, decorators' text, imports for type checkers."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        roots: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [inner for inner in ast.walk(node.args) if isinstance(inner, ast.arg)]
            roots = [node.returns, *(argument.annotation for argument in arguments)]
        elif isinstance(node, ast.AnnAssign):
            roots = [node.annotation]
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            roots = [node]
        for root in roots:
            skipped |= {id(inner) for inner in ast.walk(root)} if root is not None else set()
    return skipped


def _mutants_of(node: ast.AST, text: _Source) -> Iterator[Mutant]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in _COMPARISONS:
            old = {"Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in"}.get(type(operator).__name__)
            old = (
                old
                or {"Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">="}[type(operator).__name__]
            )
            yield from text.replace_between(node.left, node.comparators[0], old, _COMPARISONS[type(operator)])
        case ast.BoolOp():
            old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            yield from text.replace_between(node.values[0], node.values[1], f" {old} ", f" {new} ")
        case ast.UnaryOp(op=ast.Not()):
            yield text.replace(node, f"({text.text(node.operand)})")
        case ast.BinOp() if type(node.op) in _ARITHMETIC and not _is_text(node):
            old = {"Add": "+", "Sub": "-", "BitOr": "|", "BitAnd": "&"}[type(node.op).__name__]
            yield from text.replace_between(node.left, node.right, old, _ARITHMETIC[type(node.op)])
        case ast.Constant(value=bool() as value):
            yield text.replace(node, str(not value))
        case ast.Constant(value=int() as value):
            yield text.replace(node, str(value + 1))
        case ast.If() | ast.While():
            yield text.replace(node.test, f"(not ({text.text(node.test)}))")
        case ast.IfExp():
            yield text.replace(node.test, f"(not ({text.text(node.test)}))")
        case ast.Expr(value=ast.Call() | ast.Await()):
            yield text.replace(node, "pass")
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield text.replace(value, "None")
        case ast.Raise():
            yield text.replace(node, "pass")


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(inner, ast.Constant | ast.JoinedStr | ast.BitOr) for inner in (node.left, node.right))


@cache
def _imports(file: Path) -> frozenset[str]:
    """Return the dotted names of the modules that `file` imports, also those it names in a string."""
    text = file.read_text()
    names: set[str] = set()
    package = ".".join(file.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return frozenset(names)


def _file_of(name: str) -> Path | None:
    path = ROOT / Path(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


@cache
def _reached(test: Path) -> frozenset[str]:
    """Return what a test imports from the package, through helpers of the tests but not through the package."""
    seen: set[Path] = set()
    waiting, reached = [test], set()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        for name in _imports(file):
            if name.startswith("tests"):
                helper = _file_of(name)
                if helper is not None:
                    waiting.append(helper)
            elif name.startswith(PACKAGE):
                reached.add(name)
    return frozenset(reached)


def tests_for(module: Path) -> list[str]:
    """Return the test files that import `module`, and those of its room; the quick ones first."""
    name = ".".join(module.with_suffix("").parts)
    room = ROOT / "tests" / Path(*module.parent.relative_to(PACKAGE).parts)
    while not room.is_dir():
        room = room.parent
    chosen = []
    for test in sorted((ROOT / "tests").rglob("test_*.py")):
        if "e2e" in test.parts or "contract" in test.parts or "architecture" in test.parts:
            continue
        is_near = test.is_relative_to(room) and room != ROOT / "tests"
        if name in _reached(test) or is_near:
            chosen.append((name not in _reached(test), not is_near, test))
    return [str(test.relative_to(ROOT)) for *_, test in sorted(chosen)]


def try_mutant(mutant: Mutant, copy: Path, timeout: float) -> Verdict:
    """Run the tests of a mutant in `copy`, a copy of the tree that is restored afterwards."""
    tests = tests_for(mutant.module)
    if not tests:
        return Verdict.UNTESTED
    file = copy / mutant.module
    original = file.read_bytes()
    file.write_bytes(mutant.apply(original))
    try:
        return Verdict.SURVIVED if run_tests(tests, copy, timeout) else Verdict.KILLED
    finally:
        file.write_bytes(original)


def run_tests(tests: Iterable[str], copy: Path, timeout: float) -> bool:
    """Return whether `tests` pass in `copy`; one that takes longer than `timeout` seconds has failed."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    environment["HYPOTHESIS_STORAGE_DIRECTORY"] = str(copy / ".hypothesis")
    process = subprocess.Popen(
        command,
        cwd=copy,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(timeout) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        # The mutant may have left processes behind; the session is its own.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def copy_tree(target: Path) -> Path:
    """Copy what the tests need to `target`."""
    ignored = shutil.ignore_patterns("__pycache__", ".hypothesis")
    for name in (PACKAGE, "tests", "assets", "screenshots", ".ci"):
        shutil.copytree(ROOT / name, target / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / name, target / name)
    return target


def modules_named(names: Iterable[str]) -> list[Path]:
    """Return the modules that `names` (files or folders below the package) name.

    Raises:
        SystemExit: there is no such file or folder.
    """
    modules: list[Path] = []
    for name in names:
        path = ROOT / PACKAGE / name
        found = sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.is_file() else []
        if not found:
            raise SystemExit(f"tests.mutation: {PACKAGE}/{name} does not exist. Name a file or folder such as state.")
        modules += [file.relative_to(ROOT) for file in found]
    return modules


def sample_mutants(modules: Iterable[Path], count: int, seed: int) -> list[Mutant]:
    """Return at most `count` mutants of each room, chosen by `seed`."""
    rooms: dict[str, list[Mutant]] = defaultdict(list)
    for module in modules:
        for mutant in find_mutants(module):
            rooms[mutant.room].append(mutant)
    chance = random.Random(seed)
    return [mutant for room in rooms.values() for mutant in chance.sample(room, min(count, len(room)))]


def main() -> int:
    """Try the mutants and print the table; the status is 1 where one survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="+", help="files or folders below tui_callsettings")
    parser.add_argument("--sample", type=int, default=20, help="mutants of each room (default 20)")
    parser.add_argument("--seed", type=int, default=1, help="which sample (default 1)")
    parser.add_argument("--jobs", type=int, default=2, help="how many run side by side (default 2)")
    parser.add_argument("--timeout", type=float, default=240, help="seconds for the tests of one mutant (default 240)")
    options = parser.parse_args()
    mutants = sample_mutants(modules_named(options.modules), options.sample, options.seed)
    verdicts: dict[Mutant, Verdict] = {}
    with tempfile.TemporaryDirectory() as folder:
        copies: Queue[Path] = Queue()
        for number in range(options.jobs):
            copies.put(copy_tree(Path(folder) / str(number)))

        def work(mutant: Mutant) -> None:
            copy = copies.get()
            try:
                verdicts[mutant] = try_mutant(mutant, copy, options.timeout)
            finally:
                copies.put(copy)
            if verdicts[mutant] is not Verdict.KILLED:
                source = (ROOT / mutant.module).read_bytes()
                print(f"{verdicts[mutant].value}: {mutant.describe(source)}", flush=True)

        with ThreadPoolExecutor(options.jobs) as pool:
            list(pool.map(work, mutants))
    print_table(verdicts)
    return int(any(verdict is not Verdict.KILLED for verdict in verdicts.values()))


def print_table(verdicts: dict[Mutant, Verdict]) -> None:
    """Print killed and tried mutants of each room."""
    print("\n| room | mutants | killed | % |\n| --- | ---: | ---: | ---: |")
    for room in sorted({mutant.room for mutant in verdicts}):
        mine = [verdict for mutant, verdict in verdicts.items() if mutant.room == room]
        killed = mine.count(Verdict.KILLED)
        print(f"| {room} | {len(mine)} | {killed} | {killed / len(mine):.0%} |")


if __name__ == "__main__":
    sys.exit(main())
