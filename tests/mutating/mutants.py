"""Small changes to modules, each of which a test should notice."""

import ast
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
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
    """Return the nodes that change nothing that a test could see: annotations, decorators of classes, type imports."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        roots: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [inner for inner in ast.walk(node.args) if isinstance(inner, ast.arg)]
            roots = [node.returns, *(argument.annotation for argument in arguments)]
        elif isinstance(node, ast.ClassDef):
            roots = [*node.decorator_list]
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
    """Return at most `count` mutants of each room, chosen and ordered by `seed`."""
    rooms: dict[str, list[Mutant]] = defaultdict(list)
    for module in modules:
        for mutant in find_mutants(module):
            rooms[mutant.room].append(mutant)
    chance = random.Random(seed)
    chosen = [mutant for room in rooms.values() for mutant in chance.sample(room, min(count, len(room)))]
    chance.shuffle(chosen)
    return chosen
