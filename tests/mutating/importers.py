"""Which test files import a module."""

import ast
from functools import cache
from pathlib import Path

from .mutants import PACKAGE, ROOT


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


_SLOW = frozenset({"architecture", "cli", "contract", "e2e", "ui"})
"""Their tests take seconds each and run everything; they count for their own rooms only."""


@cache
def tests_for(module: Path) -> list[str]:
    """Return the test files of the module's room, and the quick ones of other rooms that import it."""
    name = ".".join(module.with_suffix("").parts)
    room = ROOT / "tests" / Path(*module.parent.relative_to(PACKAGE).parts)
    while not room.is_dir():
        room = room.parent
    chosen = []
    for test in sorted((ROOT / "tests").rglob("test_*.py")):
        is_near = test.is_relative_to(room) and room != ROOT / "tests"
        if is_near or (name in _reached(test) and not _SLOW & set(test.parts)):
            chosen.append(str(test.relative_to(ROOT)))
    return chosen
