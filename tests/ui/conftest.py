import pytest

from tui_callsettings.accounts import system_keyring
from tui_callsettings.accounts.vault import Vault, process_vault


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Vault:
    """A vault without a keyring."""
    process_vault.cache_clear()
    monkeypatch.setattr(system_keyring, "problem", lambda: "There is no keyring.")
    return process_vault()
