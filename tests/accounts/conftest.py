import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tui_callsettings import paths
from tui_callsettings.accounts import keyring

FAKE_KEYRING = '''\
"""A keyring in a JSON file beside this module; behaviour as FAKE_KEYRING in the environment sets it."""
import json, os, time
from pathlib import Path
from keyring.backend import KeyringBackend

FILE = Path(__file__).with_name("keyring.json")

class Keyring(KeyringBackend):
    priority = 9

    def _all(self):
        return json.loads(FILE.read_text()) if FILE.exists() else {}

    def get_password(self, service, username):
        if os.environ.get("FAKE_KEYRING") == "hangs":
            time.sleep(600)
        if os.environ.get("FAKE_KEYRING") == "forgets":
            return None
        return self._all().get(f"{service}/{username}")

    def set_password(self, service, username, password):
        if os.environ.get("FAKE_KEYRING") == "refuses":
            raise RuntimeError(f"no room for {password}")
        FILE.write_text(json.dumps(self._all() | {f"{service}/{username}": password}))

    def delete_password(self, service, username):
        kept = self._all()
        kept.pop(f"{service}/{username}", None)
        FILE.write_text(json.dumps(kept))
'''


@pytest.fixture(autouse=True)
def home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The test's home, on a system without a keyring."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    # Starting Python may take long on a busy machine.
    monkeypatch.setattr(keyring, "LIMIT", 60.0)
    yield home
    paths.lift_restriction()


@pytest.fixture
def install_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Gives the system a keyring that "works", "hangs", "forgets" or "refuses", and returns its file."""
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "fake_keyring.py").write_text(FAKE_KEYRING)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "fake_keyring.Keyring")
    monkeypatch.setenv("PYTHONPATH", ":".join((str(folder), *filter(None, sys.path))))

    def behave(how: str) -> Path:
        monkeypatch.setenv("FAKE_KEYRING", how)
        return folder / "keyring.json"

    return behave
