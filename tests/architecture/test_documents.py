"""What is generated is up to date, and what the README says of the command is what the command does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import field_keys, man_page, readme
from tui_callsettings.cli import field_keys as keys_module

README = readme.README.read_text()


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="argparse words its help differently from version to version"
)
def test_the_manual_page_is_that_of_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert man_page.PAGE.read_text() == man_page.page(), "run: python -m tests.man_page"


def test_the_readme_s_tables_are_the_program_s() -> None:
    assert readme.written(README) == README, "run: python -m tests.readme"


def test_the_keys_for_completion_are_those_of_the_features() -> None:
    assert Path(keys_module.__file__).read_text() == field_keys.written(), "run: python -m tests.field_keys"


def test_the_proofs_that_the_readme_names_have_these_options() -> None:
    commands = re.findall(r"`python -m (tests\.(?:e2e\.)?[a-z_]+) ([^`]+)`", README)
    assert {module for module, _ in commands} == {
        "tests.e2e.kill_loop",
        "tests.e2e.kill_editing",
        "tests.e2e.fuzz_packets",
        "tests.e2e.noise",
        "tests.mutation",
    }
    for module, options in commands:
        source = (readme.README.parent / f"{module.replace('.', '/')}.py").read_text()
        assert '__name__ == "__main__"' in source
        for option in re.findall(r"--[a-z-]+", options):
            assert f'add_argument("{option}"' in source, (module, option)
    assert os.access(readme.README.parent / ".ci" / "versions", os.X_OK)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    commands = re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith("callsettings")
    assert commands[1].endswith("pytest")
    script = (readme.README.parent / ".ci" / "run").read_text().splitlines()
    reading, running = script.index('echo "+ $tests"') - 1, script.index('bash -euc "$tests"')
    assert script[reading].startswith("tests=$(")
    assert reading < running
    found = subprocess.run(
        ["bash", "-euc", f'{script[reading]}; printf %s "$tests"'],
        cwd=readme.README.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == commands[1]
