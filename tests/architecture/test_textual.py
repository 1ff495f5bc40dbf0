"""The editor uses Textual's public names alone; what is private is touched below it, in the terminal's link."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tui_callsettings import ui

MODULES = [module.name for module in pkgutil.walk_packages(ui.__path__, "tui_callsettings.ui.")]
_PRIVATE = re.compile(r"_(?!replace$)[a-z]\w*")
"""A name with one underscore; `_replace` is a public method of each `NamedTuple`."""


def classes(module: str) -> list[type]:
    """The classes of a module that are made of Textual's."""
    found = vars(importlib.import_module(module)).values()
    return [each for each in found if inspect.isclass(each) and each.__module__ == module and framework_bases(each)]


def framework_bases(each: type) -> list[type]:
    """The classes of Textual that a class is made of."""
    return [base for base in each.__mro__ if base.__module__.partition(".")[0] == "textual"]


@cache
def private_names(base: type) -> frozenset[str]:
    """The private names of a class of Textual: what it defines, and what it gives its instances."""
    defined = {name for name in vars(base) if _PRIVATE.fullmatch(name)}
    return frozenset(defined | set(re.findall(r"self\.(_[a-z]\w*)", inspect.getsource(base))))


def names_used(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Each private name that is asked of something, with what it is asked of."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _PRIVATE.fullmatch(node.attr):
            yield node.value, node.attr


@pytest.mark.parametrize("module", MODULES)
def test_no_private_name_of_textual_is_used_or_taken(module: str) -> None:
    source = ast.parse(Path(str(importlib.import_module(module).__file__)).read_text())
    for each in classes(module):
        private = frozenset().union(*map(private_names, framework_bases(each)))
        body = next(node for node in ast.walk(source) if isinstance(node, ast.ClassDef) and node.name == each.__name__)
        used = {name for _, name in names_used(body)}
        used |= {node.name for node in body.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert used & private == set(), each.__name__


@pytest.mark.parametrize("module", MODULES)
def test_private_names_are_asked_of_self_alone(module: str) -> None:
    source = ast.parse(Path(str(importlib.import_module(module).__file__)).read_text())
    others = {
        name for owner, name in names_used(source) if not (isinstance(owner, ast.Name) and owner.id in ("self", "cls"))
    }
    assert others == set()
