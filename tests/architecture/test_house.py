"""The house rules that no linter knows."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "tui_callsettings"
MODULES = sorted(PACKAGE.rglob("*.py"))
ALL_FILES = sorted([*MODULES, *(ROOT / "tests").rglob("*.py")])
TOP_LEVEL = {
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "uv.lock",
    "assets",
    "screenshots",
    "tests",
    "tui_callsettings",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", ALL_FILES, ids=name)
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in functions(path)
        if _code_lines(node) > 40
    ]
    assert long == []


def _code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    docstring = ast.get_docstring(node, clean=False) or ""
    return (node.end_lineno or 0) - node.lineno + 1 - len(docstring.splitlines())


def test_screens_stay_small() -> None:
    sizes = {path: len(path.read_text().splitlines()) for path in (PACKAGE / "ui" / "screens").glob("*.py")}
    assert {name(path): size for path, size in sizes.items() if size > 250} == {}


def test_exceptions_are_caught_wholesale_in_two_places_at_most() -> None:
    caught = [
        name(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Name) and node.type.id == "Exception"
    ]
    assert set(caught) <= {"tui_callsettings/client.py", "tui_callsettings/cli/main.py"}, caught


def test_sqlite_is_known_in_two_rooms_and_their_journal_only() -> None:
    users = {name(path) for path in MODULES if re.search(r"^\s*(import|from) sqlite3", path.read_text(), re.MULTILINE)}
    rooms = ("tui_callsettings/backends/local/", "tui_callsettings/state/history", "tui_callsettings/sqlite_journal.py")
    assert all(user.startswith(rooms) for user in users), users


def test_modules_are_nouns_not_drawers() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [name(path) for path in MODULES if path.stem in drawers] == []


def test_styles_use_theme_variables_only() -> None:
    styles = "".join(path.read_text() for path in PACKAGE.rglob("*.tcss"))
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[\s;])", styles) == []


def test_no_handler_calls_that_of_its_base() -> None:
    """Textual calls the handler of every class in turn: one that called its base's would have it run twice."""
    handlers = [(path, node) for path in MODULES for node in functions(path) if node.name.startswith("on_")]
    doubled = [f"{name(path)} {node.name}" for path, node in handlers if f"super().{node.name}(" in ast.unparse(node)]
    expected = ["tui_callsettings/terminal/app.py on_event", "tui_callsettings/ui/app.py on_event"]
    assert doubled == expected, "on_event is no handler, but what calls them"


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [name(path) for path in MODULES if marks.search(path.read_text())] == []


def test_the_top_level_holds_only_what_was_agreed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    tops = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {top for top in tops if not top.startswith(".")} <= TOP_LEVEL


COMPLETION = """
import io, os
os.environ |= {"_ARGCOMPLETE": "1", "COMP_LINE": "callsettings set voicemail.", "COMP_POINT": "27"}
os.environ |= {"_ARGCOMPLETE_IFS": " ", "_ARGCOMPLETE_STDOUT_FILENAME": os.devnull}
from tui_callsettings.cli.main import main
def stop(status): raise SystemExit(status)
os._exit = stop
try: main([])
except SystemExit: pass
import argcomplete"""


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import tui_callsettings", ("pydantic", "httpx", "textual", "asyncio")),
        ("import tui_callsettings.models.feature, tui_callsettings.client", ("httpx", "textual", "keyring")),
        (
            "import sys; sys.argv = ['x']; from tui_callsettings.cli.main import main; assert main(['show']) == 0",
            ("textual", "rich", "httpx", "keyring", "phonenumbers", "platformdirs", "importlib.metadata", "tomlkit"),
        ),
        (
            "import sys; sys.argv = ['callsettings', 'status', '--short', '--cached']\n"
            "from tui_callsettings.__main__ import run\n"
            "try: run()\nexcept SystemExit: pass",
            ("argparse", "typing", "dataclasses", "platformdirs", "tomllib"),
        ),
        (COMPLETION, ("pydantic", "textual", "asyncio", "httpx", "dataclasses", "shutil", "difflib")),
        ("from tui_callsettings.cli.main import build_parser; build_parser()", ("pydantic", "textual", "asyncio")),
    ],
)
def test_what_is_heavy_is_imported_only_where_it_is_used(code: str, absent: tuple[str, ...]) -> None:
    check = f"{code}\nimport sys\nprint([name for name in {absent!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
