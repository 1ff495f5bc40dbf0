"""Runs pytest in forks of a process that has imported what takes long, in a copy of the tree."""

import ctypes
import importlib
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from .mutants import PACKAGE, ROOT

_HEAVY = (
    "_pytest.assertion.rewrite",
    "h11",
    "httpx",
    "hypothesis",
    "keyring",
    "phonenumbers",
    "pydantic",
    "pyte",
    "schemathesis.pytest",
    "starlette.applications",
    "syrupy",
    "textual.app",
    "textual.widgets",
    "tomlkit",
)

OUTPUT = "output.txt"
"""The file in the copy that holds what pytest printed."""

# pytest would rewrite the asserts of plugins if they were not imported yet.
_QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")


def import_heavy() -> None:
    """Import what every fork would import for itself; nothing of the tree under test."""
    for name in _HEAVY:
        importlib.import_module(name)


def copy_tree(target: Path) -> Path:
    """Copy what the tests need to `target`, with the compiled modules."""
    ignored = shutil.ignore_patterns(".hypothesis")
    for name in (PACKAGE, "tests", "assets", "screenshots", ".ci"):
        shutil.copytree(ROOT / name, target / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy2(ROOT / name, target / name)
    return target


def start(copy: Path, arguments: list[str], plugin: object, finish: Callable[[], Any] = lambda: None) -> int:
    """Start pytest in `copy`, in a session and process of its own. Return the process."""
    process = os.fork()
    if process:
        return process
    # Whatever ends it before pytest has a status is no failing test.
    status = int(pytest.ExitCode.INTERNAL_ERROR)
    try:
        os.setsid()
        # nohup, or a shell for a job in the background, has them ignored, and the tests would inherit that.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # An end of the parent ends it too: 1 is PR_SET_PDEATHSIG.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        os.chdir(copy)
        output = os.open(OUTPUT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for descriptor, target in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, output)):
            os.dup2(target, descriptor)
        sys.argv = ["pytest"]
        for name in [name for name in sys.modules if name.partition(".")[0] in ("tests", PACKAGE)]:
            del sys.modules[name]
        sys.path.insert(0, str(copy))
        os.environ["PYTHONPATH"] = str(copy)
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(copy / ".hypothesis")
        sys.dont_write_bytecode = True
        status = int(pytest.main(["-q", "-n0", "-p", "no:cacheprovider", *_QUIET, *arguments], plugins=[plugin]))
        finish()
    except BaseException:  # noqa: BLE001 - it must not run on as a second parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def wait(process: int, timeout: float) -> int | None:
    """Return the status of `process`; None where it takes longer than `timeout` seconds, and is ended."""
    end = time.monotonic() + timeout
    try:
        while time.monotonic() < end:
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        return None
    finally:
        # A mutant may have left processes behind; the session is its own.
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
