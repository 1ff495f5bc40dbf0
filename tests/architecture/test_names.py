"""One name, one meaning: no two classes and no two modules of one name, and none of the words that were given up."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from .test_house import MODULES, PACKAGE, ROOT

NAMED_AFTER_THEIR_SUBJECT = ("cli/", "ui/screens/", "ui/workflows/")
"""A command's module has the command's name, a screen's and a workflow's that of what they show or do."""

SAME_PART_OF_DIFFERENT_WHOLES = {
    "app": "the Textual application below and above the line between cells and settings",
    "client": "the library's client, and what each backend sends",
    "wire": "what each backend's documents look like",
    "webex": "a provider: its backend, and its simulator",
    "broadworks": "a provider: its backend, and its simulator",
    "ucm": "a provider: its backend, and its simulator",
}
"""Modules of one name on purpose, and what the name means in all of them."""

TEXTUAL = {"Tabs", "Header", "Footer", "Watch", "Host", "Widget", "Screen", "Input", "Select", "Switch", "Button"}

GIVEN_UP = re.compile(
    r"\b(errands?|gist|wanted|own_keys|told|mend(ed|s)?|whose|thereof|moot|obey|farewell|whereabouts|lacking)\b",
    re.IGNORECASE,
)


def _doubled(names: Iterable[tuple[str, Path]]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = defaultdict(list)
    for found, path in names:
        places[found].append(str(path.relative_to(PACKAGE)))
    return {found: paths for found, paths in places.items() if len(paths) > 1}


def _classes() -> list[tuple[str, Path]]:
    nodes = [(node, path) for path in MODULES for node in ast.walk(ast.parse(path.read_text()))]
    return [(node.name, path) for node, path in nodes if isinstance(node, ast.ClassDef)]


def test_no_two_classes_have_one_name() -> None:
    assert _doubled(_classes()) == {}


def test_no_class_has_the_name_of_one_of_textuals() -> None:
    assert [name for name, _ in _classes() if name in TEXTUAL] == []


def test_no_two_modules_have_one_name() -> None:
    modules = [
        (path.parent.name if path.stem == "__init__" else path.stem, path)
        for path in MODULES
        if not str(path.relative_to(PACKAGE)).startswith(NAMED_AFTER_THEIR_SUBJECT)
    ]
    doubled = _doubled(modules)
    assert {name: paths for name, paths in doubled.items() if name not in SAME_PART_OF_DIFFERENT_WHOLES} == {}
    assert set(SAME_PART_OF_DIFFERENT_WHOLES) <= set(doubled), "remove the row: nothing is doubled any more"


def test_words_that_were_given_up_are_not_used() -> None:
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.tcss"), ROOT / "README.md"]
    lines = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if GIVEN_UP.search(line)
    ]
    assert lines == []
