"""Accounts of the test's home: signed in to a simulator on a real socket, or the practice account's documents."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tui_callsettings.accounts.config import load_config
from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.accounts.credential_store import CredentialStore, StorageKind
from tui_callsettings.backends.local.database import PracticeDatabase
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator


@contextmanager
def serve_provider(provider: str, **options: Any) -> Iterator[Simulator]:
    """Serve a provider while the block runs; its user is the account in use, as after `account add` and `login`."""
    with serving(provider, **options) as simulator:
        credentials = simulator.credentials
        mode = "onprem" if provider == "ucm" else ""
        user = "" if provider == "webex" else credentials["user"]
        account = Account("work", provider, base_url=credentials["url"], user=user, mode=mode)
        add_account(account)
        secret = Credential.with_token if provider == "webex" else Credential.with_password
        CredentialStore({}).save(
            account, secret(account, credentials["token" if provider == "webex" else "password"]), StorageKind.FILE
        )
        yield simulator


def subject() -> str:
    """By what name drafts, lock and history of the account in use go."""
    return load_config().account().storage_key


def practice_documents() -> dict[Feature, Any]:
    """What the practice account holds now, as on its disk."""
    documents = PracticeDatabase(PRACTICE)
    try:
        return {feature: documents.read(feature) for feature in Feature}
    finally:
        documents.close()


def stored_settings() -> tuple[dict[Feature, Setting], Capabilities]:
    """The settings of the account in use as its provider has them now, and what it can do; not read by the editor."""

    async def read() -> tuple[dict[Feature, Setting], Capabilities]:
        async with CallSettingsClient.open() as client:
            answers = {feature: (await client.read(feature)).data.call_setting for feature in Feature}
            return {feature: answer for feature, answer in answers.items() if answer is not None}, client.capabilities

    return asyncio.run(read())
