import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui_callsettings.accounts.config import load_config
from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.accounts.credentials import StoredCredentials, open_credentials
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE, Account


def test_the_account_in_use_or_by_name() -> None:
    assert load_config().account() == Account(PRACTICE)
    work = Account("work", "webex")
    add_account(work)
    config = load_config()
    assert config.account() == work
    assert config.account(PRACTICE) == Account(PRACTICE)
    with pytest.raises(ConfigurationError, match="You have: work, practice"):
        config.account("wrok")


def test_only_a_providers_account_has_credentials() -> None:
    assert isinstance(open_credentials(Account("work", "webex")), StoredCredentials)
    assert open_credentials(Account(PRACTICE)) is None


def test_the_practice_account_loads_nothing_for_signing_in(home: Path) -> None:
    program = (
        "import sys; from tui_callsettings.accounts.config import load_config; load_config().account();"
        "print(sorted({'asyncio', 'httpx', 'keyring', 'subprocess', 'tomllib', 'tomlkit', 'pydantic'} "
        "& set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": ":".join(filter(None, sys.path))}
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert (process.stdout.strip(), process.stderr) == ("[]", "")
