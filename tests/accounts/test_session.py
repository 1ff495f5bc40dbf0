import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui_callsettings.accounts.config_changes import add_account
from tui_callsettings.accounts.credentials import StoredCredentials
from tui_callsettings.accounts.session import account_and_credentials
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE, Account


def test_the_account_in_use_or_by_name() -> None:
    assert account_and_credentials() == (Account(PRACTICE), None)
    work = Account("work", "webex")
    add_account(work)
    account, credentials = account_and_credentials()
    assert account == work
    assert isinstance(credentials, StoredCredentials)
    assert account_and_credentials(PRACTICE) == (Account(PRACTICE), None)
    with pytest.raises(ConfigurationError, match="You have: work, practice"):
        account_and_credentials("wrok")


def test_the_practice_account_loads_nothing_for_signing_in(home: Path) -> None:
    program = (
        "import sys; from tui_callsettings.accounts.session import account_and_credentials; account_and_credentials();"
        "print(sorted({'asyncio', 'httpx', 'keyring', 'subprocess', 'tomllib', 'tomlkit', 'pydantic'} "
        "& set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": ":".join(filter(None, sys.path))}
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert (process.stdout.strip(), process.stderr) == ("[]", "")
