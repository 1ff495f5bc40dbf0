"""The mutation script counts as killed what a test failed on, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import mutation
from tests.mutating.mutants import ROOT, Mutant, find_mutants
from tests.mutating.traced_run import TracedRun
from tests.mutation import Verdict

_PROGRAM = """
import os
import sys
from pathlib import Path
from tests.mutating.mutants import Mutant
from tests.mutation import try_mutant

copy, old, new, timeout = Path(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
module = Path("program.py")
source = (copy / module).read_text()
start = source.index(old)
mutant = Mutant(module, start, start + len(old), new, 1)
print(try_mutant(mutant, copy, sys.argv[5:], timeout).name)
assert (copy / module).read_text() == source
"""

_SUM = "test_program.py::test_sum"


def _verdict(copy: Path, new: str, *tests: str, old: str = "2", conftest: str = "", timeout: float = 300) -> str:
    (copy / "program.py").write_text("def total() -> int:\n    return 2\n")
    (copy / "conftest.py").write_text(conftest)
    (copy / "test_program.py").write_text("import program\n\n\ndef test_sum():\n    assert program.total() == 2\n")
    command = [sys.executable, "-c", _PROGRAM, str(copy), old, new, str(timeout), *tests]
    plugins = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "-p xdist.plugin"}
    environment = os.environ | plugins | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(
    ("new", "verdict"),
    [("3", "KILLED"), ("1 + 1", "SURVIVED"), ("next(iter(()))", "KILLED")],
)
def test_counts_as_killed_what_a_test_fails_on(tmp_path: Path, new: str, verdict: str) -> None:
    assert _verdict(tmp_path, new, _SUM) == verdict


@pytest.mark.parametrize("conftest", ["", "import program\n"])
def test_counts_as_killed_what_no_longer_imports(tmp_path: Path, conftest: str) -> None:
    assert _verdict(tmp_path, "lost", _SUM, old="def", conftest=conftest) == "KILLED"


def test_tells_a_run_that_takes_too_long_from_a_killed_mutant(tmp_path: Path) -> None:
    assert _verdict(tmp_path, "__import__('signal').pause()", _SUM, timeout=3) == "TIMED_OUT"


@pytest.mark.parametrize(
    ("tests", "conftest"),
    [
        (["test_program.py::test_lost"], ""),
        (["test_lost.py::test_sum"], ""),
        ([_SUM], "def pytest_sessionstart(): raise ValueError\n"),
        ([_SUM], "import pytest\n\ndef pytest_sessionstart(): pytest.exit('interrupted')\n"),
        ([_SUM], "import os\n\ndef pytest_sessionstart(): os.kill(os.getpid(), 9)\n"),
    ],
    ids=["no tests", "no file", "internal error", "interrupted", "signal"],
)
def test_shows_a_run_that_says_nothing_about_the_mutant_as_an_error(
    tmp_path: Path, tests: list[str], conftest: str
) -> None:
    assert _verdict(tmp_path, "3", *tests, conftest=conftest) == "ERROR"


@pytest.mark.parametrize(("name", "verdict"), [("test_sum", Verdict.KILLED), ("test_lost", Verdict.SURVIVED)])
def test_a_mutant_that_survives_the_tests_of_its_line_is_tried_with_the_others_near_it(
    name: str, verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of a cached function runs in the first test alone, whatever the others compare."""
    mutant = find_mutants(Path("tui_callsettings/call_flow/precedence.py"))[0]
    first, second, broken = (f"tests/call_flow/test_precedence.py::{each}" for each in ("test_first", name, "broken"))
    run = TracedRun({first: 1, second: 2, broken: 3}, {(str(mutant.module), mutant.line): {first}}, {broken})
    seen: list[list[str]] = []

    def try_mutant(_mutant: Mutant, _copy: Path, tests: list[str], _timeout: float) -> Verdict:
        seen.append(tests)
        return Verdict.KILLED if tests[0].endswith("test_sum") else Verdict.SURVIVED

    monkeypatch.setattr(mutation, "try_mutant", try_mutant)
    assert mutation.try_near_tests(mutant, Path(), run, 100) is verdict
    assert seen == [[first], [second]]


def test_names_a_mutant_that_no_test_runs(tmp_path: Path) -> None:
    assert _verdict(tmp_path, "3") == "UNTESTED"
