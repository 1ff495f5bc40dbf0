"""The vendor's npm package @webex/calling, installed once into a temporary folder, and run against a simulator."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tui_callsettings.simulator.server import Simulator

PACKAGE = "@webex/calling"
VERSION = "3.12.0"
_DRIVER = Path(__file__).with_name("webex_calling_client.cjs")


@dataclass(frozen=True)
class WebexCallingPackage:
    """The installed package.

    Attributes:
        modules: The `node_modules` folder that holds it.
    """

    modules: Path

    def call(self, simulator: Simulator, *calls: tuple[Any, ...]) -> list[dict[str, Any]]:
        """Run methods of the package's client one after the other and return the result of each.

        Args:
            simulator: A Webex simulator; its user signs in.
            calls: Name of a method and its arguments, each.
        """
        known = simulator.credentials
        order = {
            "url": simulator.url,
            "token": known["token"],
            "userUuid": known["user_uuid"],
            "orgUuid": known["org_uuid"],
            "calls": calls,
        }
        run = subprocess.run(
            ["node", str(_DRIVER)],
            input=json.dumps(order),
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "NODE_PATH": str(self.modules)},
        )
        assert run.returncode == 0, run.stderr
        results: list[dict[str, Any]] = json.loads(run.stdout)
        return results


def install_webex_calling(cache: Path) -> WebexCallingPackage:
    """Return the package, installed below `cache` at the first use. Skips the test without node or registry."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("node and npm are not installed; .ci/run brings them")
    folder = cache / f"webex-calling-{VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "installed"
        if not done.exists():
            options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--legacy-peer-deps"]
            command = [npm, "install", *options, "--prefix", str(folder), f"{PACKAGE}@{VERSION}"]
            run = subprocess.run(command, capture_output=True, text=True, timeout=150, cwd=folder)
            if run.returncode:
                pytest.skip(f"npm could not install {PACKAGE}: {run.stderr.strip().splitlines()[-1:]}")
            done.touch()
    return WebexCallingPackage(folder / "node_modules")
