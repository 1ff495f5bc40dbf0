import pytest

from tui_callsettings.accounts import system_keyring
from tui_callsettings.accounts.credential_store import CredentialStore, shared_credential_store


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> CredentialStore:
    """A vault without a keyring."""
    shared_credential_store.cache_clear()
    monkeypatch.setattr(system_keyring, "problem", lambda: "There is no keyring.")
    return shared_credential_store()
