import pytest

from tui_callsettings.accounts import keyring
from tui_callsettings.accounts.credential_store import CredentialStore, shared_credential_store


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> CredentialStore:
    """A vault without a keyring."""
    shared_credential_store.cache_clear()
    monkeypatch.setattr(keyring, "check", lambda: "There is no keyring.")
    return shared_credential_store()
